# SPDX-License-Identifier: MIT
"""Downloads whose reader is gone before they begin, and uploads whose writer is gone before they end."""
import os
import socket
import struct

from .cases import Suite, equal
from .chat import person
from .files import BODY, TUS, auth, create, offset_of, send, upload
from .wire import Wire, wait_until

suite = Suite()
QUIET_LOOKS = 20  # of 10 ms each


def open_files(server):
    """Regular files that the server has open, its own database and journal among them."""
    folder = f"/proc/{server.process.pid}/fd"
    kept = 0
    for name in os.listdir(folder):
        try:
            kept += "/files/" in os.readlink(os.path.join(folder, name))
        except FileNotFoundError:
            pass  # closed meanwhile
    return kept


@suite.case("files.gone_readers")
def gone_readers(server):
    anna = person(server, "files-gone")
    file = upload(server, anna, b"x" * 100_000)
    asked = f"GET /f/{file} HTTP/1.1\r\nHost: 127.0.0.1\r\n{auth(anna)}\r\n\r\n".encode()
    for _ in range(200):
        with Wire(server) as wire:
            wire.send(asked)
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Connections that still wait to be accepted open the file for a moment each: one look that finds
    # nothing open proves little, nothing open for a while does. A file that stays open never passes.
    quiet = 0

    def stays_closed():
        nonlocal quiet
        quiet = quiet + 1 if open_files(server) == 0 else 0
        return quiet == QUIET_LOOKS

    wait_until(stays_closed)


@suite.case("files.gone_writers")
def gone_writers(server):
    """Lines that break behind the last byte, before the answer: once HEAD says that all is there, it is a file."""
    anna = person(server, "files-gone-writers")
    for number in range(20):
        data = bytes([number]) * 60_000
        place = create(server, anna, len(data)).field("location")
        with Wire(server) as wire:
            wire.send((f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n{auth(anna)}\r\n"
                       f"Upload-Offset: 0\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data)
            # Once the server has read it; a line that is reset before has brought nothing.
            wait_until(lambda wire=wire: wire.unread(server) == 0)
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wait_until(lambda place=place, size=len(data): int(offset_of(server, anna, place)[1]) == size)
        equal(offset_of(server, anna, place), (200, str(len(data))))
        send(anna, place.rsplit("/", 1)[1])
