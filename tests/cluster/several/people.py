# SPDX-License-Identifier: MIT
"""Who writes and who reads while nodes come and go."""
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "crash"))
from suite.socket_client import Gone, Socket  # noqa: E402  pylint: disable=wrong-import-position

from .processes import post  # noqa: E402  pylint: disable=wrong-import-position

LOBBY = 1
PACE = 0.03          # of a writer, between two messages
AGAIN = 0.1          # before the next node is asked
PROXY = 0.5          # a node that does not say within this time that it is ready is passed over
SILENCE = 2.5        # so long without a word while others write: a reader tries the next node
PATIENCE = 4.0


def next_ready(nodes, at):
    """As a proxy does: the number of the next node that is ready, or of the next one."""
    for step in range(1, len(nodes) + 1):
        if nodes[(at + step) % len(nodes)].is_ready(PROXY):
            return at + step
    return at + 1


class Clock:
    """When was something acknowledged to anybody: what people feel as an outage."""

    def __init__(self):
        self.lock, self.last, self.longest, self.count = threading.Lock(), time.monotonic(), 0.0, 0

    def tick(self):
        with self.lock:
            now = time.monotonic()
            self.longest = max(self.longest, now - self.last)
            self.last = now
            self.count += 1

    def take_longest(self):
        """Since the last call, with what goes on."""
        with self.lock:
            longest = max(self.longest, time.monotonic() - self.last)
            self.longest = 0.0
            return longest


class Writer(threading.Thread):
    """Sends each message until it is acknowledged, with one client message id, to whichever node answers."""

    def __init__(self, number, nodes, token, clock, end):
        super().__init__(daemon=True)
        self.number, self.nodes, self.token, self.clock, self.end = number, nodes, token, clock, end
        self.acknowledged, self.repeats, self.refused, self.longest = {}, 0, 0, 0.0
        self.at, self.connection = number, None

    def run(self):
        count = 0
        while not self.end.is_set():
            count += 1
            began = time.monotonic()
            self.send(f"writer{self.number}-{count:06}")
            self.longest = max(self.longest, time.monotonic() - began)
            self.end.wait(PACE)

    def send(self, cmid):
        tries = 0
        while True:
            tries += 1
            try:
                if self.connection is None:
                    self.connection = self.nodes[self.at % len(self.nodes)].connect(PATIENCE)
                answer = post(self.connection, "message.send", {"room": LOBBY, "cmid": cmid, "text": cmid + " 茶"}, self.token)
            except OSError:
                self.refused += 1
                if self.connection is not None:
                    self.connection.close()
                self.connection = None
                self.at = next_ready(self.nodes, self.at)
                # The end comes when all is well: what was begun is brought to its end.
                if self.end.wait(AGAIN) and tries > 100:
                    return
                continue
            self.acknowledged[cmid] = answer["seq"]
            self.repeats += tries > 1 and bool(answer.get("duplicate"))
            self.clock.tick()
            return


class Reader(threading.Thread):
    """Follows the Lobby over a socket, on one node after the other, and resumes where it was."""

    def __init__(self, number, nodes, token):
        super().__init__(daemon=True)
        self.number, self.nodes, self.token = number, nodes, token
        self.at, self.epoch, self.last = number, 0, 0
        self.seen = {}        # cmid → seq, as it came
        self.first = 0
        self.connections = self.resets = self.gaps = 0
        self.wrong = []
        self.end = threading.Event()

    def run(self):
        while not self.end.is_set():
            try:
                self.follow(self.nodes[self.at % len(self.nodes)])
            except (Gone, OSError):
                pass  # the next one
            except KeyError as error:
                self.wrong.append(f"reader {self.number}: an answer without {error}")
            self.at = next_ready(self.nodes, self.at)
            self.end.wait(AGAIN)

    def follow(self, node):
        connection = Socket(node.PORT, self.token, node.address, PATIENCE)
        try:
            connection.send("hello", version=1, open=[[LOBBY, self.epoch, self.last]])
            while not self.end.is_set():
                frame = connection.receive(SILENCE)
                if frame is None:
                    return  # others write: this node does not hear of it
                if "re" in frame:
                    if "ok" not in frame:
                        return
                    self.welcome(frame["ok"], node)
                for event in frame.get("events", []):
                    if event["room"] == LOBBY:
                        self.take(event)
        finally:
            connection.close()

    def welcome(self, told, node):
        self.connections += 1
        state = next(one[1] for one in told["open"] if one[0] == LOBBY)
        epoch = next((room["epoch"] for room in told["rooms"] if room["id"] == LOBBY), self.epoch)
        if self.last == 0:
            self.epoch = epoch
            return
        if state == "reset":
            self.resets += 1
            self.epoch, self.last, self.first, self.seen = epoch, 0, 0, {}
            return
        if epoch != self.epoch:
            self.wrong.append(f"reader {self.number}: epoch {epoch} after {self.epoch}, told {state}")
        if state == "gap":
            # Too much for one answer: as a client does, the rest is read as history.
            self.gaps += 1
            newest = next(one[2] for one in told["open"] if one[0] == LOBBY)
            while self.last < newest - 50:
                page = node.ask("history", {"room": LOBBY, "after": self.last, "limit": 200}, self.token)["events"]
                for event in page:
                    if event["seq"] <= newest - 50:
                        self.take(event)

    def take(self, event):
        seq = event["seq"]
        if self.last not in (0, seq - 1):
            self.wrong.append(f"reader {self.number}: {seq} after {self.last}")
        self.first = self.first or seq
        self.last = seq
        if event["kind"] == "text":
            cmid = event["body"]["text"].split()[0]  # what goes to all does not have it else
            if cmid in self.seen:
                self.wrong.append(f"reader {self.number}: {cmid} as {self.seen[cmid]} and as {seq}")
            self.seen[cmid] = seq
