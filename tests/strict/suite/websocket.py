# SPDX-License-Identifier: MIT
"""A WebSocket client that can break every rule, and forgives the server none."""
import base64
import hashlib
import os
import struct
import zlib

from .cases import Failed, check, equal
from .wire import Closed, Wire, read_response

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
RSV1, RSV2, RSV3 = 4, 2, 1
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def mask(payload, key):
    if not payload:
        return payload
    long_key = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(long_key, "big")).to_bytes(
        len(payload), "big")


def frame(opcode, payload=b"", fin=True, rsv=0, masked=True, form=None, length=None, key=None):
    """The bytes of one frame. `form`: 7, 16 or 64 bits of length; `length`: a false one."""
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload) if length is None else length
    if form is None:
        form = 7 if size < 126 else 16 if size < 65536 else 64
    mask_bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    if form == 7:
        head += bytes([mask_bit | size])
    elif form == 16:
        head += bytes([mask_bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    key = os.urandom(4) if key is None else key
    return head + key + mask(payload, key)


def close_frame(code=None, reason=b"", **options):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason, **options)


def fragments(opcode, parts, rsv=0):
    """A message in one frame for each part."""
    frames = []
    for index, part in enumerate(parts):
        frames.append(frame(opcode if index == 0 else CONT, part, fin=index == len(parts) - 1,
                            rsv=rsv if index == 0 else 0))
    return frames


def deflated(data, bits=15, level=6):
    if isinstance(data, str):
        data = data.encode()
    worker = zlib.compressobj(level, zlib.DEFLATED, -bits)
    return (worker.compress(data) + worker.flush(zlib.Z_SYNC_FLUSH))[:-4]


def upgrade_request(path="/echo", fields=None, host="127.0.0.1", method="GET", version="1.1"):
    """A handshake; `fields` replaces those of the same name, None removes one."""
    values = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13", **(fields or {})}
    lines = [f"{method} {path} HTTP/{version}"]
    lines += [f"{name}: {value}" for name, value in values.items() if value is not None]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


class WebSocket(Wire):
    """Events are tuples: ("text", str), ("binary", bytes), ("ping"|"pong", bytes),
    ("close", code or None, reason), ("end",)."""

    def __init__(self, server, path="/echo", offer=None, fields=None, window_bits=15):
        super().__init__(server)
        self.deflate = False
        self.window_bits = window_bits
        self.compressed_frames = 0
        extra = dict(fields or {})
        if offer is not None:
            extra["Sec-WebSocket-Extensions"] = offer
        self.send(upgrade_request(path, extra))
        self.answer = read_response(self)
        equal(self.answer.status, 101, f"upgrade ({self.answer})")
        accept = base64.b64encode(hashlib.sha1(KEY.encode() + GUID).digest()).decode()
        equal(self.answer.field("sec-websocket-accept"), accept, "accept key")
        equal(self.answer.field("upgrade").lower(), "websocket")
        equal(self.answer.field("connection").lower(), "upgrade")
        self.extensions = self.answer.field("sec-websocket-extensions")
        self.deflate = self.extensions.startswith("permessage-deflate")

    def event(self):
        try:
            return self._message()
        except Closed:
            check(self.buffer == b"", f"ended inside a frame: {self.buffer[:100]!r}")
            return ("end",)
        except TimeoutError as error:
            raise Failed("nothing came") from error

    def _frame(self):
        first, second = self.take(2)
        fin, rsv, opcode = first >> 7, first >> 4 & 7, first & 15
        check(not second & 0x80, "the server masks")
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self.take(2))[0]
            check(size >= 126, "the server's length is not minimal")
        elif size == 127:
            size = struct.unpack(">Q", self.take(8))[0]
            check(size >= 65536, "the server's length is not minimal")
        payload = self.take(size)
        check(rsv == 0 or (rsv == RSV1 and self.deflate and opcode in (TEXT, BINARY)),
              f"RSV {rsv} with opcode {opcode}")
        if opcode >= 8:
            check(fin and size <= 125, "a control frame of the server is fragmented or long")
        return fin, rsv, opcode, payload

    def _message(self):
        fin, rsv, opcode, payload = self._frame()
        if opcode == PING:
            return ("ping", payload)
        if opcode == PONG:
            return ("pong", payload)
        if opcode == CLOSE:
            check(len(payload) != 1, "a close frame of one byte")
            if not payload:
                return ("close", None, "")
            return ("close", struct.unpack(">H", payload[:2])[0], payload[2:].decode())
        check(opcode in (TEXT, BINARY), f"opcode {opcode}")
        check(fin, "the server fragments")  # allowed, but ours never does
        if rsv:
            self.compressed_frames += 1
            # Each message alone: nothing of the ones before may be needed.
            payload = zlib.decompressobj(-self.window_bits).decompress(payload + b"\0\0\xff\xff")
        return ("text", payload.decode()) if opcode == TEXT else ("binary", payload)

    def expect(self, *events):
        for expected in events:
            equal(self.event(), expected)

    def expect_close(self, code):
        """The server closes with this code and ends the connection."""
        event = self.event()
        equal(event[:2], ("close", code))
        equal(self.event(), ("end",))

    def finish(self, code=1000):
        """The closing handshake from our side."""
        self.send(close_frame(code))
        equal(self.event()[:2], ("close", code))
        equal(self.event(), ("end",))
