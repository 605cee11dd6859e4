# SPDX-License-Identifier: MIT
"""A small WebSocket client that speaks teahouse.v1.json (RFC 6455, masked, no extensions)."""
import json
import os
import socket
import struct


class Gone(Exception):
    """The connection has ended; `code` of the close frame, if there was one."""

    def __init__(self, code=None):
        super().__init__(f"closed {code}")
        self.code = code


class Socket:
    patience = 60  # seconds for the rest of what has begun

    def __init__(self, port, token, host="127.0.0.1", patience=None):
        if patience is not None:
            self.patience = patience
        try:
            self.socket = socket.create_connection((host, port), timeout=self.patience)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.buffer = b""
            self.socket.sendall((
                f"GET /ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Protocol: teahouse.v1.json\r\n"
                f"Authorization: Bearer {token}\r\n\r\n").encode())
            while b"\r\n\r\n" not in self.buffer:
                self._more()
        except OSError as error:
            raise Gone() from error
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise Gone()
        self.last_id = 0
        self.pings = 0  # of the server, which is then still there

    def close(self):
        self.socket.close()

    def _more(self):
        data = self.socket.recv(262144)
        if not data:
            raise Gone()
        self.buffer += data

    def _take(self, size):
        while len(self.buffer) < size:
            self._more()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def _frame(self, opcode, payload):
        size = len(payload)
        head = bytes([0x80 | opcode])
        head += bytes([0x80 | size]) if size < 126 else (
            bytes([0xFE]) + struct.pack(">H", size) if size < 65536 else
            bytes([0xFF]) + struct.pack(">Q", size))
        key = os.urandom(4)
        long_key = (key * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(long_key, "big")).to_bytes(
            size, "big") if size else b""
        try:
            self.socket.sendall(head + key + masked)
        except OSError as error:
            raise Gone() from error

    def send(self, op, **fields):
        self.last_id += 1
        self._frame(1, json.dumps({"id": self.last_id, "op": op, **fields}).encode())
        return self.last_id

    def _rest(self):
        """The frame that has begun: its first byte and what it carries."""
        try:
            self.socket.settimeout(self.patience)
            first, second = self._take(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", self._take(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self._take(8))[0]
            return first, self._take(size)
        except OSError as error:  # in the middle of a frame silence is an end, too
            raise Gone() from error

    def receive(self, timeout=60):
        """The next message, or None when nothing came in time."""
        while True:
            try:
                self.socket.settimeout(timeout)
                if len(self.buffer) < 2:
                    self._more()
                    continue
            except TimeoutError:
                return None
            except OSError as error:
                raise Gone() from error
            first, payload = self._rest()
            opcode = first & 0x0F
            if opcode == 8:
                raise Gone(struct.unpack(">H", payload[:2])[0] if payload else None)
            if opcode == 9:
                self.pings += 1
                self._frame(10, payload)
            elif opcode == 1:
                return json.loads(payload)
