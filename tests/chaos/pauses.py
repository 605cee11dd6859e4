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
from suite.socket_client import Gone, Socket
from suite.writer import Writer

SHORT = ["--ws.ping_ms=1600", "--ws.silence_ms=4500", "--ws.stalled_ms=4500"]
PAUSES = [0.5, 6.5]       # seconds
WRITER_PACE = 0.02        # seconds
QUIET = 700               # who only answer pings: more than the server looks at in one go
SESSIONS = 50             # of one account


class PacedWriter(Writer):
    def write(self, socket):
        time.sleep(WRITER_PACE)  # nothing waits for it; the quiet ones must be heard beside
        return super().write(socket)


class Crowd(threading.Thread):
    """Sockets that say hello and then answer pings only."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.lines, self.lost, self.done = selectors.DefaultSelector(), [], threading.Event()
        self.told = []  # what came beside pings
        for account in range(QUIET // SESSIONS):
            _, token = server.register(f"quiet {account}")
            for _ in range(SESSIONS):
                line = Socket(server.port, token)
                line.send("hello", version=1, open=[])
                self.lines.register(line.socket, selectors.EVENT_READ, line)

    def run(self):
        while not self.done.is_set():
            for key, _ in self.lines.select(0.1):
                self.hear(key.data)

    def hear(self, line):
        try:
            while (frame := line.receive(0.0005)) is not None:
                self.told += [one for one in frame.get("ephemeral", []) if one.get("left")]
        except Gone as gone:
            self.lost.append(gone.code)
            self.lines.unregister(line.socket)

    def end(self):
        self.done.set()
        self.join()
        for key in list(self.lines.get_map().values()):
            key.data.close()


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
            wait_for("messages", lambda at=before: acked(writers) > at + 100)
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(seconds)  # what is tried
            server.process.send_signal(signal.SIGCONT)
            before = acked(writers)
            wait_for("messages after the pause", lambda at=before: acked(writers) > at + 100)
        crowd_heard(crowd)
        finish(server, people, rooms, writers)
        check(not crowd.lost, f"of {QUIET} quiet lines {len(crowd.lost)} were ended: {set(crowd.lost)}")
        check(all(writer.connections == 1 for writer in writers), "writers had to come again")
        check(not crowd.told, f"people are told to have left: {crowd.told[:3]}")
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
