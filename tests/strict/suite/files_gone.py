# SPDX-License-Identifier: MIT
"""Downloads whose reader is gone before they begin: nothing of them stays open."""
import os
import socket
import struct

from .cases import Suite, check
from .chat import person
from .files import auth, upload
from .wire import Wire, wait_until

suite = Suite()


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
    wait_until(lambda: open_files(server) == 0)
    check(open_files(server) == 0, "a file stays open")
