# SPDX-License-Identifier: MIT
"""A TCP connection that sends exactly the bytes it is told to, and HTTP responses read from it."""
import socket
import time

from .cases import Failed, check

PATIENCE = 10.0  # seconds for what must come; generous, since the machine may be busy
QUIET = 0.15     # seconds in which nothing must come


class Closed(Exception):
    """The server has ended the connection."""


class Wire:
    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.tls is not None:
            self.socket = server.tls.wrap_socket(self.socket, server_hostname="localhost")
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.socket.close()

    def unread(self, server):
        """How many bytes the system holds for the server's end."""
        ends = [f"{port:04X}" for port in (server.port, self.socket.getsockname()[1])]
        with open("/proc/net/tcp", encoding="ascii") as table:
            for line in table.readlines()[1:]:
                entry = line.split()
                if [end.split(":")[1] for end in entry[1:3]] == ends:
                    return int(entry[4].split(":")[1], 16)
        return 0

    def send(self, data, chop=0):
        """`chop`: as many pieces of that size, each a write of its own."""
        try:
            if not chop:
                self.socket.sendall(data)
                return
            for start in range(0, len(data), chop):
                self.socket.sendall(data[start:start + chop])
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed(str(error)) from error

    def send_until_closed(self, data, chop=0):
        """For bytes that the server may refuse to read to the end."""
        try:
            self.send(data, chop)
        except Closed:
            pass

    def more(self, timeout=PATIENCE):
        self.socket.settimeout(timeout)
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError as error:
            raise Closed("reset") from error
        if not data:
            raise Closed("end")
        self.buffer += data

    def take(self, size):
        while len(self.buffer) < size:
            self.more()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def take_to(self, mark):
        end = time.monotonic() + PATIENCE
        while mark not in self.buffer:
            check(time.monotonic() < end, f"no {mark!r} in {self.buffer[:200]!r}")
            self.more()
        data, _, self.buffer = self.buffer.partition(mark)
        return data

    def expect_end(self, timeout=PATIENCE):
        """The server ends the connection and says nothing more."""
        try:
            self.more(timeout)
        except Closed:
            return
        except TimeoutError as error:
            raise Failed("the connection is still open") from error
        raise Failed(f"unexpected bytes {self.buffer[:200]!r}")

    def expect_silence(self, seconds=QUIET):
        """Nothing comes, and the connection stays."""
        try:
            self.more(seconds)
        except TimeoutError:
            return
        except Closed as error:
            raise Failed("the connection was closed") from error
        raise Failed(f"unexpected bytes {self.buffer[:200]!r}")


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise Failed("it never came")
        time.sleep(0.01)


class Response:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = fields
        self.body = body

    def field(self, name):
        return ", ".join(value for key, value in self.fields if key == name)

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:100]!r}"


def read_response(wire, head_request=False):
    """Reads one response and is strict about its form."""
    try:
        head = wire.take_to(b"\r\n\r\n").decode("latin-1")
    except Closed as error:
        raise Failed(f"closed without an answer ({error}), after {wire.buffer[:200]!r}") from error
    status_line, *lines = head.split("\r\n")
    check(status_line.startswith("HTTP/1.1 ") and status_line[9:12].isdigit() and
          len(status_line) > 13, f"status line {status_line!r}")
    status = int(status_line[9:12])
    fields = []
    for line in lines:
        name, colon, value = line.partition(": ")
        check(colon and name and all(c.isalnum() or c == "-" for c in name), f"field {line!r}")
        fields.append((name.lower(), value))
    response = Response(status, fields, b"")
    if status < 200 or status in (204, 304):
        check(response.field("content-length") == "", "a length where no body may be")
        return response
    length = response.field("content-length")
    check(length.isdigit(), f"no Content-Length in {response}")
    check(response.field("date").endswith(" GMT"), f"no Date in {response}")
    if not head_request:
        response.body = wire.take(int(length))
    return response


def request(method="GET", target="/healthz", fields=(), body=b"", version="1.1", host="127.0.0.1"):
    """The bytes of a request. `fields`: lines."""
    lines = [f"{method} {target} HTTP/{version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines.extend(fields)
    if isinstance(body, str):
        body = body.encode()
    text = "\r\n".join(lines) + "\r\n\r\n"
    return text.encode("utf-8", "surrogateescape") + body


def ask(server, *args, **options):
    """One request on a connection of its own."""
    head_only = (args and args[0] == "HEAD") or options.get("method") == "HEAD"
    with Wire(server) as wire:
        wire.send(request(*args, **options))
        return read_response(wire, head_only)
