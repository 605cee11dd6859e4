# SPDX-License-Identifier: MIT
"""A thousand readers who take nothing, in a room where a hundred messages a second are written: nobody else feels them, and they
cost no memory. What the others' messages take is compared with the same run without them."""
import contextlib
import json
import os
import pathlib
import socket
import time

from .cases import Suite, check, equal
from .chat import Person, Session, fresh_cmid, lobby_of
from .flood import percentile
from .program import own_server, wait_for
from .websocket import PONG, frame
from .wire import ask

suite = Suite()

SHORT = "TEAHOUSE_SHORT" in os.environ
SANITIZED = bool({"ASAN_OPTIONS", "TSAN_OPTIONS"} & set(os.environ))
READERS = 200 if SHORT else 1_000
PEOPLE = 20              # whose devices they are
PER_SECOND = 100
WARM = 200               # messages until all of them are behind
MESSAGES = 600           # after that
TEXT = "more tea? " * 20
RECEIVE_BYTES = 4_096    # what their system takes for them
# What the others may feel: `SLOWER` times, where that is not next to nothing.
SLOWER = 5
SLACK_SECONDS = 0.05
GROWTH_KB = 16 * 1_024 * (4 if SANITIZED else 1)


class Pair:
    """One who writes in the Lobby and one who reads there."""

    def __init__(self, server):
        self.speaker, self.listener = (Session(Person(server, name)) for name in ("Anna", "Bo"))
        self.room = lobby_of(self.speaker)
        self.listener.ok("room.open", open=[self.room, 1, 0])

    def say(self):
        """Seconds from a message to its answer and the other's screen."""
        started = time.monotonic()
        seq = self.speaker.ok("message.send", room=self.room, cmid=fresh_cmid(), text=TEXT)["seq"]
        while not any(event["room"] == self.room and event["seq"] >= seq
                      for push in self.listener.pushes for event in push.get("events", [])):
            event = self.listener.event()
            if event[0] == "ping":
                self.listener.send(frame(PONG, event[1]))
            else:
                equal(event[0], "text", "instead of a message")
                self.listener.pushes.append(json.loads(event[1]))
        self.listener.pushes.clear()
        self.speaker.pushes.clear()
        return time.monotonic() - started

    def talk(self, count):
        """Times of so many messages, at their pace."""
        times = []
        for _ in range(count):
            times.append(self.say())
            time.sleep(max(0.0, 1 / PER_SECOND - times[-1]))
        return times


class Stalled(Session):
    """A device that opens the Lobby and reads no more."""

    def __init__(self, who):
        super().__init__(who)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.ok("room.open", open=[lobby_of(self), 1, 0])


def counter(server, name):
    for line in ask(server, "GET", "/metrics").body.decode().splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    return 0.0


def resident_kb(server):
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:"))


@suite.case("stalled.a_thousand_readers")
def thousand_readers(server):
    with own_server(server, "--workers=2", "--test.send_buffer_kb=16") as own, contextlib.ExitStack() as rest:
        pair = Pair(own)
        people = [Person(own, f"guest {number}") for number in range(PEOPLE)]
        pair.talk(50)
        before = pair.talk(MESSAGES)
        for number in range(READERS):
            rest.callback(Stalled(people[number % PEOPLE]).socket.close)
        pair.talk(WARM)
        wait_for("all to be behind", lambda: pair.say() and counter(own, "teahouse_lags_total") +
                 counter(own, "teahouse_stalls_total") >= READERS)
        memory = resident_kb(own)
        during = pair.talk(MESSAGES)
        grown = resident_kb(own) - memory
        slow, was = percentile(during, 0.99), percentile(before, 0.99)
        print(f"stalled: {READERS} readers, {MESSAGES} messages; others' p99 {was * 1000:.1f} → {slow * 1000:.1f} ms; "
              f"{grown} KB more of {memory} KB")
        check(slow < SLOWER * was + SLACK_SECONDS, f"p99 {slow * 1000:.0f} ms, before {was * 1000:.0f} ms")
        check(grown < GROWTH_KB, f"{grown} KB more memory")
        for session in (pair.speaker, pair.listener):
            session.socket.close()
