# SPDX-License-Identifier: MIT
"""Whole frames, pings, reserved bits, opcodes, fragmentation (RFC 6455 sections 5.2 to 5.5)."""
from .cases import Suite, equal
from .websocket import (BINARY, CONT, PING, PONG, TEXT, WebSocket, close_frame, fragments, frame)

suite = Suite()
SIZES = [0, 1, 125, 126, 127, 128, 65535, 65536]


def echo(opcode, size, chop):
    def run(server):
        payload = b"*" * size if opcode == TEXT else bytes(i % 256 for i in range(size))
        with WebSocket(server) as ws:
            ws.send(frame(opcode, payload), chop)
            kind = "text" if opcode == TEXT else "binary"
            ws.expect((kind, payload.decode() if opcode == TEXT else payload))
            ws.finish()
    return run


for size in SIZES:
    suite.add(f"ws.frame.text.{size}", echo(TEXT, size, 0))
    suite.add(f"ws.frame.binary.{size}", echo(BINARY, size, 0))
for size, chop in [(0, 1), (125, 1), (126, 1), (4000, 1), (65536, 997)]:
    suite.add(f"ws.frame.text.{size}.chop{chop}", echo(TEXT, size, chop))
    suite.add(f"ws.frame.binary.{size}.chop{chop}", echo(BINARY, size, chop))


# --- What is sent, what comes back, and how it ends ------------------------------------------------
# (name, bytes or list of pieces, events before the end, close code or None for our closing)
GOOD = None
HELLO = ("text", "Hello, world!")
SAY = frame(TEXT, "Hello, world!")
ANY = bytes(range(256))

TABLE = [
    ("ping.empty", [frame(PING)], [("pong", b"")], GOOD),
    ("ping.text", [frame(PING, "Hello")], [("pong", b"Hello")], GOOD),
    ("ping.binary", [frame(PING, b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff")],
     [("pong", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff")], GOOD),
    ("ping.125", [frame(PING, b"\xfe" * 125)], [("pong", b"\xfe" * 125)], GOOD),
    ("ping.126", [frame(PING, b"\xfe" * 126)], [], 1002),
    ("ping.64bit_length", [frame(PING, b"\xfe" * 126, form=64)], [], 1002),
    ("ping.16bit_length_of_5", [frame(PING, b"hello", form=16)], [], 1002),
    ("pong.unasked.empty", [frame(PONG), SAY], [HELLO], GOOD),
    ("pong.unasked", [frame(PONG, "unasked"), SAY], [HELLO], GOOD),
    ("pong.unasked.then_ping", [frame(PONG, "unasked"), frame(PING, "asked")],
     [("pong", b"asked")], GOOD),
    ("pong.126", [frame(PONG, b"x" * 126)], [], 1002),
    ("ping.ten", [frame(PING, f"payload-{i}") for i in range(10)],
     [("pong", f"payload-{i}".encode()) for i in range(10)], GOOD),
    ("ping.ten.one_write", [b"".join(frame(PING, f"payload-{i}") for i in range(10))],
     [("pong", f"payload-{i}".encode()) for i in range(10)], GOOD),
    ("ping.between_messages", [SAY + frame(PING, "p") + SAY], [HELLO, ("pong", b"p"), HELLO], GOOD),

    ("rsv.1", [frame(TEXT, "x", rsv=1)], [], 1002),
    ("rsv.2.after_text", [SAY, frame(TEXT, "x", rsv=2), frame(PING)], [HELLO], 1002),
    ("rsv.3.after_text", [SAY + frame(TEXT, "x", rsv=3) + frame(PING)], [HELLO], 1002),
    ("rsv.4.without_deflate", [SAY, frame(TEXT, "x", rsv=4), frame(PING)], [HELLO], 1002),
    ("rsv.5.binary", [frame(BINARY, ANY, rsv=5)], [], 1002),
    ("rsv.6.ping", [frame(PING, "Hello", rsv=6)], [], 1002),
    ("rsv.7.close", [close_frame(1000, rsv=7)], [], 1002),
    ("rsv.7.continuation", [frame(TEXT, "a", fin=False), frame(CONT, "b", rsv=7)], [], 1002),
    ("rsv.4.pong", [frame(PONG, "Hello", rsv=4)], [], 1002),

    ("fragment.ping", [frame(PING, "a", fin=False), frame(CONT, "b")], [], 1002),
    ("fragment.pong", [frame(PONG, "a", fin=False), frame(CONT, "b")], [], 1002),
    ("fragment.close", [frame(8, b"\x03\xe8", fin=False)], [], 1002),
    ("fragment.text.two", fragments(TEXT, ["fragment1", "fragment2"]),
     [("text", "fragment1fragment2")], GOOD),
    ("fragment.text.two.one_write", [b"".join(fragments(TEXT, ["fragment1", "fragment2"]))],
     [("text", "fragment1fragment2")], GOOD),
    ("fragment.binary.three", fragments(BINARY, [b"\x00", ANY, b"\xff"]),
     [("binary", b"\x00" + ANY + b"\xff")], GOOD),
    ("fragment.ping_between",
     [frame(TEXT, "a", fin=False), frame(PING, "ping"), frame(CONT, "b")],
     [("pong", b"ping"), ("text", "ab")], GOOD),
    ("fragment.ping_between.one_write",
     [frame(TEXT, "a", fin=False) + frame(PING, "ping") + frame(CONT, "b")],
     [("pong", b"ping"), ("text", "ab")], GOOD),
    ("fragment.pong_between",
     [frame(TEXT, "a", fin=False), frame(PONG, "pong"), frame(CONT, "b")], [("text", "ab")], GOOD),
    ("fragment.empty_parts", fragments(TEXT, ["", "a", "", "b", ""]), [("text", "ab")], GOOD),
    ("fragment.all_empty", fragments(TEXT, ["", "", ""]), [("text", "")], GOOD),
    ("fragment.close_between", [frame(TEXT, "a", fin=False), close_frame(1000)], [], 1000),
    ("fragment.continuation_first.fin", [frame(CONT, "x"), SAY], [], 1002),
    ("fragment.continuation_first.fin.one_write", [frame(CONT, "x") + SAY], [], 1002),
    ("fragment.continuation_first", [frame(CONT, "x", fin=False), SAY], [], 1002),
    ("fragment.continuation_first.one_write", [frame(CONT, "x", fin=False) + SAY], [], 1002),
    ("fragment.continuation_after_message",
     [*fragments(TEXT, ["a", "b"]), frame(CONT, "c", fin=False), frame(TEXT, "d")],
     [("text", "ab")], 1002),
    ("fragment.text_inside", [frame(TEXT, "a", fin=False), frame(TEXT, "b")], [], 1002),
    ("fragment.text_inside.unfinished",
     [frame(TEXT, "a", fin=False), frame(TEXT, "b", fin=False)], [], 1002),
    ("fragment.binary_inside", [frame(TEXT, "a", fin=False), frame(BINARY, b"b")], [], 1002),
    ("fragment.text_inside_binary", [frame(BINARY, b"a", fin=False), frame(TEXT, "b")], [], 1002),
    ("fragment.five_with_pings",
     [frame(TEXT, "f1", fin=False), frame(CONT, "f2", fin=False), frame(PING, "p1"),
      frame(CONT, "f3", fin=False), frame(CONT, "f4", fin=False), frame(PING, "p2"),
      frame(CONT, "f5")],
     [("pong", b"p1"), ("pong", b"p2"), ("text", "f1f2f3f4f5")], GOOD),
]

for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]:
    TABLE += [
        (f"opcode.{opcode}", [frame(opcode)], [], 1002),
        (f"opcode.{opcode}.payload", [frame(opcode, "reserved")], [], 1002),
        (f"opcode.{opcode}.after_text", [SAY, frame(opcode), frame(PING)], [HELLO], 1002),
        (f"opcode.{opcode}.after_text.one_write", [SAY + frame(opcode, "x") + frame(PING)],
         [HELLO], 1002),
        (f"opcode.{opcode}.inside", [frame(TEXT, "a", fin=False), frame(opcode, "x")], [], 1002),
    ]


def play(pieces, events, code, chop):
    def run(server):
        with WebSocket(server) as ws:
            for piece in pieces:
                ws.send_until_closed(piece, chop)
            ws.expect(*events)
            if code is GOOD:
                ws.finish()
            else:
                ws.expect_close(code)
    return run


for name, pieces, events, code in TABLE:
    suite.add(f"ws.{name}", play(pieces, events, code, 0))
    if sum(map(len, pieces)) < 1000:
        suite.add(f"ws.{name}.chop1", play(pieces, events, code, 1))


@suite.case("ws.frame.many_in_one_write")
def many_in_one_write(server):
    with WebSocket(server) as ws:
        ws.send(b"".join(frame(TEXT, f"message {i}") for i in range(2000)))
        for i in range(2000):
            equal(ws.event(), ("text", f"message {i}"))
        ws.finish()


@suite.case("ws.frame.with_the_handshake")
def with_the_handshake(server):
    """Frames that arrive in the same packet as the request belong to the WebSocket."""
    from .websocket import upgrade_request
    from .wire import Wire, read_response
    with Wire(server) as wire:
        wire.send(upgrade_request() + frame(TEXT, "early"))
        equal(read_response(wire).status, 101)
        equal(wire.take(7), b"\x81\x05early")
