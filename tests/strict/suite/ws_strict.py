# SPDX-License-Identifier: MIT
"""Rules of RFC 6455 that are easily forgotten."""
from .cases import Suite, check, equal
from .websocket import BINARY, CONT, PING, PONG, TEXT, WebSocket, close_frame, frame

suite = Suite()


def refused(frames, code=1002, offer=None):
    def run(server):
        with WebSocket(server, offer=offer) as ws:
            ws.send_until_closed(frames)
            ws.expect_close(code)
    return run


for name, opcode in [("text", TEXT), ("binary", BINARY), ("ping", PING), ("pong", PONG),
                     ("continuation", CONT)]:
    suite.add(f"ws.strict.unmasked.{name}", refused(frame(opcode, "x", masked=False)))
    suite.add(f"ws.strict.unmasked.{name}.empty", refused(frame(opcode, "", masked=False)))
suite.add("ws.strict.unmasked.close", refused(close_frame(1000, masked=False)))
suite.add("ws.strict.unmasked.after_masked",
          refused(frame(TEXT, "a", fin=False) + frame(CONT, "b", masked=False)))
suite.add("ws.strict.http_on_websocket", refused(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"))


@suite.case("ws.strict.mask_zero")
def mask_zero(server):
    """A key of zeros is a key."""
    with WebSocket(server) as ws:
        ws.send(frame(TEXT, "plain", key=bytes(4)))
        ws.expect(("text", "plain"))
        ws.finish()


@suite.case("ws.strict.mask_differs")
def mask_differs(server):
    with WebSocket(server) as ws:
        for number in range(50):
            key = bytes([number, 255 - number, 7 * number % 256, 1])
            ws.send(frame(TEXT, f"message {number}", key=key), chop=3)
            ws.expect(("text", f"message {number}"))
        ws.finish()


@suite.case("ws.strict.first_error_counts")
def first_error_counts(server):
    """What follows a protocol error is not looked at."""
    with WebSocket(server) as ws:
        ws.send_until_closed(frame(3) + frame(TEXT, b"\xff") + close_frame(1000))
        ws.expect_close(1002)


@suite.case("ws.strict.messages_before_the_error_count")
def messages_before(server):
    with WebSocket(server) as ws:
        ws.send_until_closed(frame(TEXT, "first") + frame(BINARY, b"second") + frame(3))
        ws.expect(("text", "first"), ("binary", b"second"))
        ws.expect_close(1002)


@suite.case("ws.strict.header_cut_everywhere")
def header_cut_everywhere(server):
    data = frame(TEXT, "x" * 300)
    with WebSocket(server) as ws:
        for cut in range(1, 20):
            ws.send(data[:cut])
            ws.send(data[cut:])
            equal(ws.event(), ("text", "x" * 300))
        ws.finish()


@suite.case("ws.strict.connect_and_drop")
def connect_and_drop(server):
    """Two thousand connections come and go: the memory stays."""
    def wave(count):
        for _ in range(count):
            with WebSocket(server) as ws:
                ws.send(frame(TEXT, "x"))
                ws.expect(("text", "x"))
    wave(300)
    before = server.resident_kb()
    wave(2000)
    grown = server.resident_kb() - before
    check(grown < max(4000, before // 10), f"{grown} KB more after 2,000 connections")
