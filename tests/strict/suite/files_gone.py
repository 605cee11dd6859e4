# SPDX-License-Identifier: MIT
"""Downloads whose reader is gone before they begin: nothing of them stays open."""
import os
import socket
import struct

from .cases import Suite
from .chat import person
from .files import auth, upload
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
