# SPDX-License-Identifier: MIT
"""The closing handshake (RFC 6455 sections 5.5.1 and 7)."""
from .cases import Suite, check
from .websocket import CLOSE, CONT, PING, TEXT, WebSocket, close_frame, frame

suite = Suite()

VALID = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
         3000, 3999, 4000, 4999]
INVALID = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535]


def answered_with(pieces, code, *before):
    def run(server):
        with WebSocket(server) as ws:
            for piece in pieces:
                ws.send_until_closed(piece)
            ws.expect(*before)
            ws.expect_close(code)
    return run


for code in VALID:
    suite.add(f"ws.close.valid.{code}", answered_with([close_frame(code)], code))
for code in INVALID:
    suite.add(f"ws.close.invalid.{code}", answered_with([close_frame(code)], 1002))
    suite.add(f"ws.close.invalid.{code}.reason", answered_with([close_frame(code, b"why")], 1002))

HELLO = frame(TEXT, "Hello")
for name, pieces, code, before in [
        ("plain", [HELLO, close_frame(1000)], 1000, [("text", "Hello")]),
        ("one_write", [HELLO + close_frame(1000)], 1000, [("text", "Hello")]),
        ("twice", [close_frame(1000) + close_frame(1000)], 1000, []),
        ("then_ping", [close_frame(1000) + frame(PING)], 1000, []),
        ("then_text", [close_frame(1000) + HELLO], 1000, []),
        ("then_garbage", [close_frame(1000) + b"\xff" * 100], 1000, []),
        ("then_invalid_close", [close_frame(1000) + close_frame(0)], 1000, []),
        ("inside_message", [frame(TEXT, "a", fin=False) + close_frame(1000) + frame(CONT, "b")],
         1000, []),
        ("empty", [close_frame()], None, []),
        ("one_byte", [frame(CLOSE, b"\x03")], 1002, []),
        ("reason", [close_frame(1000, b"Goodbye")], 1000, []),
        ("reason.123", [close_frame(1000, b"*" * 123)], 1000, []),
        ("reason.124", [close_frame(1000, b"*" * 124)], 1002, []),
        ("reason.chinese", [close_frame(1000, "再见".encode())], 1000, []),
        ("reason.invalid", [close_frame(1000, b"\xce\xba\xed\xa0\x80")], 1007, []),
        ("reason.cut", [close_frame(1000, "再见".encode()[:5])], 1007, []),
        ("length_of_two_in_16bit", [frame(CLOSE, b"\x03\xe8", form=16)], 1002, [])]:
    suite.add(f"ws.close.{name}", answered_with(pieces, code, *before))


@suite.case("ws.close.after_256k")
def after_256k(server):
    """The big message is echoed before the close frame is answered."""
    payload = "BAsd7&jh23" * 26214
    with WebSocket(server) as ws:
        ws.send(frame(TEXT, payload) + frame(TEXT, "small") + close_frame(1000) + frame(PING))
        ws.expect(("text", payload), ("text", "small"))
        ws.expect_close(1000)


@suite.case("ws.close.without_frame")
def without_frame(server):
    """A connection that just ends is no harm."""
    for _ in range(20):
        with WebSocket(server) as ws:
            ws.send(frame(TEXT, "half a frame")[:7])


@suite.case("ws.close.half")
def half_close(server):
    """A client that shuts its sending side is answered what it had sent, then closed."""
    import socket
    with WebSocket(server) as ws:
        ws.send(frame(TEXT, "last words"))
        ws.socket.shutdown(socket.SHUT_WR)
        event = ws.event()
        check(event in [("text", "last words"), ("end",)], f"got {event}")


@suite.case("ws.close.reset_under_load")
def reset_under_load(server):
    """Connections that break off while the server writes to them."""
    import socket
    import struct
    for _ in range(20):
        with WebSocket(server) as ws:
            ws.send(frame(TEXT, "x" * 60000) * 3)
            ws.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
