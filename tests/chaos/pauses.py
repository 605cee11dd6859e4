# SPDX-License-Identifier: MIT
"""The server's process is stopped for longer than any patience of its own: nobody pays for it but with the wait."""
import os
import random
import selectors
import signal
import threading
import time

from suite.kills import WRITERS, finish, prepare, verify
from suite.server import Server, check, wait_for
from suite.socket_client import Socket
from suite.writer import Writer

SHORT = ["--ws.ping_ms=1600", "--ws.silence_ms=4500", "--ws.stalled_ms=4500"]
PAUSES = [0.5, 6.5]       # seconds
WRITER_PACE = 0.05        # seconds
PONG = bytes([0x8A, 0x80, 0, 0, 0, 0])
QUIET = 700               # who only answer pings: more than the server looks at in one go
SESSIONS = 50             # of one account


class PacedWriter(Writer):
    def write(self, socket):
        time.sleep(WRITER_PACE)  # nothing waits for it; the quiet ones must be heard beside
        return super().write(socket)


class Quiet:
    """A socket that says hello and answers pings; thousands of pings a second cost next to nothing."""

    def __init__(self, server, token):
        self.line = Socket(server.port, token)
        self.line.send("hello", version=1, open=[])
        self.socket, self.buffer = self.line.socket, self.line.buffer
        self.socket.setblocking(False)
        self.told = []  # that people have left

    def hear(self):
        """None, or the code of a close frame (0: no such frame)."""
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return None
        except OSError:
            return 0
        self.buffer += data
        while (frame := self.frame()) is not None:
            opcode, payload = frame
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")
            if opcode == 9:
                self.socket.send(PONG)
            elif b'"left"' in payload:
                self.told.append(payload[:200])
        return None if data else 0

    def frame(self):
        size, head = (self.buffer[1] & 0x7F, 2) if len(self.buffer) > 1 else (1, 2)
        if size > 125:
            more = 2 if size == 126 else 8
            size, head = int.from_bytes(self.buffer[2:2 + more], "big"), 2 + more
        if len(self.buffer) < head + size:
            return None
        frame, self.buffer = (self.buffer[0] & 15, self.buffer[head:head + size]), self.buffer[head + size:]
        return frame


class Crowd(threading.Thread):
    def __init__(self, server):
        super().__init__(daemon=True)
        self.lines, self.lost, self.done = selectors.DefaultSelector(), [], threading.Event()
        self.all = []
        for account in range(QUIET // SESSIONS):
            _, token = server.register(f"quiet {account}")
            for _ in range(SESSIONS):
                self.all.append(Quiet(server, token))
                self.lines.register(self.all[-1].socket, selectors.EVENT_READ, self.all[-1])
            self.hear(0)  # the first ones are pinged before the last ones are there

    def hear(self, wait):
        for key, _ in self.lines.select(wait):
            if (code := key.data.hear()) is not None:
                self.lost.append(code)
                self.lines.unregister(key.fileobj)

    def run(self):
        while not self.done.is_set():
            self.hear(0.1)

    def told(self):
        return [one for line in self.all for one in line.told]

    def end(self):
        self.done.set()
        self.join()
        for line in self.all:
            line.line.close()


def paused(binary, folder, chosen):
    """Writers and many who are quiet: no line ends, nobody is told to have left, nothing is lost or twice."""
    server = Server(binary, folder, SHORT).start()
    crowd = None
    try:
        people, rooms = prepare(server)
        crowd = Crowd(server)
        crowd.start()
        writers = [PacedWriter(i, server, people[i][1], rooms[i], random.Random(chosen.seed + i)) for i in range(WRITERS)]
        for writer in writers:
            writer.start()
        for seconds in PAUSES:
            before = acked(writers)
            wait_for("messages", lambda at=before: acked(writers) > at + 50)
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(seconds)  # what is tried
            server.process.send_signal(signal.SIGCONT)
            before = acked(writers)
            wait_for("messages after the pause", lambda at=before: acked(writers) > at + 50)
        crowd_heard(crowd)
        finish(server, people, rooms, writers)
        check(not crowd.lost, f"of {QUIET} quiet lines {len(crowd.lost)} were ended: {set(crowd.lost)}")
        check(all(writer.connections == 1 for writer in writers), "writers had to come again")
        check(not crowd.told(), f"people are told to have left: {crowd.told()[:3]}")
        verify(server, people, rooms, writers)
        crowd.end()
        check(server.stop() == 0, "does not end well")
        print(f"paused {PAUSES} s: {acked(writers)} acknowledged, {QUIET} quiet lines stayed")
    finally:
        if server.process.poll() is None:
            os.kill(server.process.pid, signal.SIGCONT)
        server.kill()


def acked(writers):
    for writer in writers:
        writer.raise_error()
    return sum(len(writer.acked) for writer in writers)


def crowd_heard(crowd):
    """Longer than the server needs to end whom it takes for silent."""
    end = time.monotonic() + 5.5
    while time.monotonic() < end and not crowd.lost:
        time.sleep(0.05)  # nothing must come


ALL = [paused]
