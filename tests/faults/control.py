# SPDX-License-Identifier: MIT
"""What tests/faults/shim.cc shares with a test: which call fails, and how often each was made."""
import errno
import mmap
import os
import struct

# The order is that of shim.cc. For each call the errors that a system answers it with; PART: a part of
# it is done.
PART = 0
CALLS = {
    "write": [errno.ENOSPC, errno.EIO, PART],
    "read": [errno.EIO, PART],
    "sync": [errno.EIO, errno.ENOSPC],
    "size": [errno.EIO, errno.ENOSPC],
    "open": [errno.EMFILE, errno.EIO],
    "name": [errno.EIO, errno.ENOSPC],
    "accept": [errno.EMFILE, errno.ECONNABORTED],
    "receive": [errno.ECONNRESET],  # a stream gives all it has (epoll(7))
    "send": [errno.ECONNRESET, errno.ENOBUFS, PART],
    "socket": [errno.EMFILE],
    "wait": [errno.EINTR],
    "watch": [errno.ENOMEM, errno.ENOSPC],
    "map": [errno.ENOMEM],
    "memory": [errno.ENOMEM],
}
NUMBERS = {name: number for number, name in enumerate(CALLS, 1)}
HEAD = 5
FOR_EVER = (1 << 64) - 1


class Control:
    def __init__(self, path):
        self.path = path
        words = HEAD + 1 + len(CALLS)
        path.write_bytes(bytes(8 * words))
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 8 * words)

    def _get(self, at):
        return struct.unpack_from("=Q", self.map, 8 * at)[0]

    def _set(self, at, value):
        struct.pack_into("=Q", self.map, 8 * at, value)

    def reset(self):
        self.map[:] = bytes(len(self.map))

    def fail(self, call, error, first, last=None):
        """The call fails from its first to its last time, counted from the program's beginning."""
        self.reset()
        for at, value in enumerate((error, first, first if last is None else last), 1):
            self._set(at, value)
        self._set(0, NUMBERS[call])

    def heal(self):
        self._set(0, 0)

    def hits(self):
        return self._get(4)

    def counts(self):
        return {name: self._get(HEAD + number) for name, number in NUMBERS.items()}


def spoken(error):
    return "part" if error == PART else errno.errorcode[error]


def environment(shim, control):
    return {**os.environ, "LD_PRELOAD": str(shim), "TEAHOUSE_FAULTS": str(control.path)}
