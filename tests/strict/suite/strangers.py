# SPDX-License-Identifier: MIT
"""Strangers who come by the thousand, get to some point, and are gone: the server's memory is as it was."""
import itertools
import os
import pathlib
import socket
import struct

from .cases import Suite, check
from .program import own_server, wait_for
from .websocket import TEXT, frame, upgrade_request
from .wire import Closed, Wire

suite = Suite()

SANITIZED = bool({"ASAN_OPTIONS", "TSAN_OPTIONS"} & set(os.environ))
SHORT = "TEAHOUSE_SHORT" in os.environ
WARM = 500 if SHORT else 2_000     # until the allocator has its pools
COUNT = 1_000 if SHORT else 10_000
AT_ONCE = 200
OWN_LINES = 8                      # which it may make for itself
GROWTH = 1.1
SLACK_KB = 1_024                   # of a process that has next to nothing
if SANITIZED:
    SLACK_KB = 400 * 1_024         # up to 256 MB of what is freed are kept back, to find who still uses it

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UPGRADE = upgrade_request("/ws", fields={"Sec-WebSocket-Protocol": "teahouse.v1.json"})
WAYS = [
    b"",
    HEAD[:11],
    HEAD + b"X-Padding: " + b"p" * 6_000,
    HEAD + b"Connection: close\r\n\r\n",
    POST + b"Content-Length: 60000\r\n\r\n" + b'{"name":"' + b"n" * 50_000,
    b"\x16\x03\x01" + b"\x00" * 200,
    UPGRADE,
    UPGRADE + frame(TEXT, b'{"id":1,"op":"hello","version":1,"token":"nobody","device":"x"}'),
    UPGRADE + frame(TEXT, b"w" * 30_000, fin=False),
    UPGRADE + frame(TEXT, b"h" * 60_000)[:40_000],
]


def come_and_go(server, count, serial):
    """So many, in waves. Half of them reset the line instead of closing it."""
    for _ in range(count // AT_ONCE):
        wave = [Wire(server) for _ in range(AT_ONCE)]
        for wire in wave:
            wire.send_until_closed(WAYS[next(serial) % len(WAYS)])
        for wire in wave[::7]:
            try:
                wire.more(0.02)  # some read a little of what they get
            except (Closed, TimeoutError):
                pass
        for number, wire in enumerate(wave):
            if number % 2:
                wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.socket.close()


def lines_of(server):
    """How many sockets it has."""
    count = 0
    for one in pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir():
        try:
            count += os.readlink(one).startswith("socket:")
        except FileNotFoundError:
            pass  # closed meanwhile
    return count


@suite.case("strangers.ten_thousand_come_and_go")
def ten_thousand(server):
    with own_server(server) as own:
        serial = itertools.count()
        before = lines_of(own) + OWN_LINES
        come_and_go(own, WARM, serial)
        wait_for("the first to be forgotten", lambda: lines_of(own) <= before)
        kept = own.resident_kb()
        come_and_go(own, COUNT, serial)
        wait_for("all to be forgotten", lambda: lines_of(own) <= before)
        now = own.resident_kb()
        check(now <= kept * GROWTH + SLACK_KB, f"{kept} KB became {now} KB")
