# SPDX-License-Identifier: MIT
"""One device of the kill loop: writes, loses its connection, resumes, sends again, checks its wire."""
import collections
import threading
import time

from .server import Failed, check
from .socket_client import Gone, Socket

IN_FLIGHT = 4


class Writer(threading.Thread):
    socket_type = Socket

    def __init__(self, number, server, token, rooms, random):
        super().__init__(daemon=True)
        self.number = number
        self.server = server
        self.token = token
        self.rooms = rooms
        self.random = random
        self.epochs = {room: 1 for room in rooms}
        self.logs = {room: {} for room in rooms}    # seq → event, as it came over the wire
        self.last = {room: 0 for room in rooms}     # everything up to here is in the log
        self.acked = {}                              # cmid → (room, seq)
        self.texts = {}                              # cmid → text
        self.read = {room: 0 for room in rooms}      # highest acknowledged read mark
        self.unacked = collections.OrderedDict()     # cmid → (room, text)
        self.sent = 0
        self.connections = 0
        self.repeats = 0                             # acks marked as duplicates
        self.finish = threading.Event()              # write no more
        self.heads = None                            # when finishing: what must be reached
        self.done = threading.Event()
        self.error = None
        self.waiting = {}                            # what the connection still has to answer

    def run(self):
        try:
            while not self.done.is_set():
                try:
                    self.converse()
                except Gone:
                    time.sleep(0.02)  # the pace of reconnecting, nothing waits for it
        except Exception as error:  # noqa: BLE001 - told by the main thread
            self.error = error

    def converse(self):
        socket = self.socket_type(self.server.port, self.token)
        self.connections += 1
        waiting = self.waiting = {}
        try:
            socket.send("hello", version=1, open=[
                [room, self.epochs[room], self.last[room]] for room in self.rooms])
            self.take_welcome(socket)
            for cmid, (room, text) in self.unacked.items():
                waiting[socket.send("message.send", room=room, cmid=cmid, text=text)] = cmid
            while not self.done.is_set():
                while len(waiting) < IN_FLIGHT and not self.finish.is_set():
                    request, cmid = self.write(socket)
                    waiting[request] = cmid
                    if self.random.randrange(10) == 0:
                        self.mark_read(socket, waiting)
                self.take(socket.receive(0.2), waiting)
                self.check_finished(waiting)
        finally:
            socket.close()

    def take_welcome(self, socket):
        while True:
            frame = socket.receive()
            check(frame is not None, "no welcome")
            if "re" in frame:
                check("ok" in frame, f"hello: {frame}")
                for room in frame["ok"]["rooms"]:
                    if room["id"] in self.epochs:
                        self.epochs[room["id"]] = room["epoch"]
                for room, state, _ in frame["ok"]["open"]:
                    # 500 missed events are never reached here: anything else would be a hole.
                    first = self.last[room] == 0
                    check(state == "ok" or first, f"room {room}: {state}")
                return
            self.take(frame, {})

    def write(self, socket):
        room = self.random.choice(self.rooms)
        cmid = f"writer-{self.number}-{self.sent:06}"
        text = f"{cmid} " + "x" * self.random.choice([0, 10, 100, 1500])
        self.sent += 1
        self.texts[cmid] = text
        self.unacked[cmid] = (room, text)  # before it goes out, as an outbox does
        return socket.send("message.send", room=room, cmid=cmid, text=text), cmid

    def mark_read(self, socket, waiting):
        """Mostly ahead, sometimes back; a mark that is lost with the connection is not repeated."""
        room = self.random.choice(self.rooms)
        seq = self.random.randint(0, self.last[room])
        waiting[socket.send("read", room=room, seq=seq)] = (room, seq)

    def take(self, frame, waiting):
        if frame is None:
            return
        if "re" in frame:
            self.take_ack(frame, waiting)
        for event in frame.get("events", []):
            self.take_event(event)

    def take_ack(self, frame, waiting):
        cmid = waiting.pop(frame["re"])
        check("ok" in frame, f"refused: {frame}")
        if isinstance(cmid, tuple):
            room, seq = cmid
            read = frame["ok"]["read"]
            check(read >= max(seq, self.read[room]),
                  f"room {room}: mark {seq} after {self.read[room]} is answered with {read}")
            self.read[room] = read
            return
        room, _ = self.unacked.pop(cmid, (None, None))
        at = (room, frame["ok"]["seq"])
        check(self.acked.setdefault(cmid, at) == at, f"{cmid} was acknowledged twice, differently")
        self.repeats += frame["ok"].get("duplicate", False)

    def take_event(self, event):
        room, seq = event["room"], event["seq"]
        if room not in self.logs:
            return
        # Exactly once and in order on the wire, over all reconnects.
        check(seq == self.last[room] + 1 or self.last[room] == 0,
              f"room {room}: {seq} after {self.last[room]}")
        self.logs[room][seq] = event
        self.last[room] = seq

    def check_finished(self, waiting):
        heads = self.heads
        if self.finish.is_set() and heads and not waiting and not self.unacked and all(
                self.last[room] >= heads[room] for room in self.rooms):
            self.done.set()

    def standing(self):
        """For who wants to know why it does not end."""
        return (f"at {self.last} of {self.heads}, connection {self.connections}, waits for {self.waiting}, "
                f"unacknowledged {list(self.unacked)}")

    def raise_error(self):
        if self.error is not None:
            raise Failed(f"writer {self.number}: {self.error}") from self.error
