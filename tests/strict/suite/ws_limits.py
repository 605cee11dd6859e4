# SPDX-License-Identifier: MIT
"""Large messages in every cut, round trips, and the limits themselves."""
import threading

from .cases import Suite, check, equal
from .websocket import BINARY, CONT, PING, TEXT, WebSocket, close_frame, fragments, frame

suite = Suite()
KB = 1024
MB = 1024 * KB
ECHO_MAX = 17 * MB
PATTERN = b"BAsd7&jh23"


def payload_of(size):
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


def exchange(ws, data, expected, chop=0):
    """Sends while it receives, as both directions may be full."""
    sender = threading.Thread(target=ws.send_until_closed, args=(data, chop), daemon=True)
    sender.start()
    equal(ws.event(), expected)
    sender.join()


def whole(opcode, size, chop=0, part=0):
    def run(server):
        payload = payload_of(size)
        data = frame(opcode, payload)
        if part:
            data = b"".join(fragments(opcode, [payload[i:i + part]
                                               for i in range(0, size, part)]))
        expected = ("text", payload.decode()) if opcode == TEXT else ("binary", payload)
        with WebSocket(server) as ws:
            exchange(ws, data, expected, chop)
            ws.finish()
    return run


for opcode, kind in [(TEXT, "text"), (BINARY, "binary")]:
    for size in [64 * KB, 256 * KB, MB, 4 * MB, 8 * MB, 16 * MB]:
        suite.add(f"ws.limits.{kind}.{size // KB}k", whole(opcode, size))
    for part in [64, 256, KB, 4 * KB, 16 * KB, 64 * KB, 256 * KB, MB, 4 * MB]:
        size = 256 * KB if part < KB else 4 * MB
        suite.add(f"ws.limits.{kind}.{size // KB}k.fragments.{part}",
                  whole(opcode, size, part=part))
    for chop in [64, 128, 256, 512, 1024, 2048]:
        suite.add(f"ws.limits.{kind}.256k.chop{chop}", whole(opcode, 256 * KB, chop=chop))
suite.add("ws.limits.text.64k.fragments.1300", whole(TEXT, 64 * KB, part=1300))


def round_trips(opcode, size):
    def run(server):
        payload = payload_of(size)
        expected = ("text", payload.decode()) if opcode == TEXT else ("binary", payload)
        with WebSocket(server) as ws:
            for _ in range(200):
                ws.send(frame(opcode, payload))
                equal(ws.event(), expected)
            ws.finish()
    return run


for size in [0, 16, 64, 256, 1024, 4096]:
    suite.add(f"ws.limits.round_trip.text.{size}", round_trips(TEXT, size))
    suite.add(f"ws.limits.round_trip.binary.{size}", round_trips(BINARY, size))


def refused(pieces, code):
    def run(server):
        with WebSocket(server) as ws:
            for piece in pieces:
                ws.send_until_closed(piece)
            ws.expect_close(code)
    return run


# The header alone is enough: nothing of the payload is sent.
for name, pieces, code in [
        ("exactly_one_more", [frame(BINARY, form=64, length=ECHO_MAX + 1)], 1009),
        ("4g", [frame(BINARY, form=64, length=1 << 32)], 1009),
        ("max_signed", [frame(BINARY, form=64, length=(1 << 63) - 1)], 1009),
        ("top_bit", [frame(BINARY, form=64, length=1 << 63)], 1002),
        ("all_bits", [frame(BINARY, form=64, length=(1 << 64) - 1)], 1002),
        ("wraps_with_held", [frame(BINARY, b"abc", fin=False),
                             frame(CONT, form=64, length=(1 << 63) - 2)], 1009),
        ("fragments", [frame(BINARY, payload_of(MB), fin=False),
                       frame(CONT, form=64, length=ECHO_MAX - MB + 1)], 1009),
        ("16bit.0", [frame(TEXT, b"", form=16)], 1002),
        ("16bit.125", [frame(TEXT, b"x" * 125, form=16)], 1002),
        ("64bit.0", [frame(TEXT, b"", form=64)], 1002),
        ("64bit.126", [frame(TEXT, b"x" * 126, form=64)], 1002),
        ("64bit.65535", [frame(TEXT, b"x" * 65535, form=64)], 1002)]:
    suite.add(f"ws.limits.length.{name}", refused(pieces, code))


@suite.case("ws.limits.chat.256k")
def chat_limit(server):
    """/ws takes less than /echo: 256 KB."""
    with WebSocket(server, "/ws") as ws:
        ws.send(frame(TEXT, form=64, length=256 * KB + 1))
        ws.expect_close(1009)
    with WebSocket(server, "/ws") as ws:
        ws.send(frame(TEXT, b"x" * 200 * KB, fin=False) + frame(CONT, length=56 * KB + 1, form=16))
        ws.expect_close(1009)


@suite.case("ws.limits.tiny_fragments")
def tiny_fragments(server):
    """Bytes are bounded, not the number of fragments; and they cost the server little."""
    before = server.resident_kb()
    with WebSocket(server) as ws:
        ws.send(frame(TEXT, "", fin=False))
        ws.send(b"".join(frame(CONT, "x", fin=False) for _ in range(100_000)))
        ws.send(frame(PING, "still here"))
        ws.expect(("pong", b"still here"))
        check(server.resident_kb() - before < 20_000, "100,000 bytes cost more than 20 MB")
        ws.send(frame(CONT, ""))
        ws.expect(("text", "x" * 100_000))
        ws.finish()


@suite.case("ws.limits.empty_fragments")
def empty_fragments(server):
    with WebSocket(server) as ws:
        ws.send(frame(BINARY, b"", fin=False))
        ws.send(frame(CONT, b"", fin=False) * 100_000)
        ws.send(frame(CONT, b"end"))
        ws.expect(("binary", b"end"))
        ws.finish()


@suite.case("ws.limits.declared_but_not_sent")
def declared_but_not_sent(server):
    """A promise of bytes takes no memory."""
    before = server.resident_kb()
    sockets = [WebSocket(server) for _ in range(100)]
    try:
        for ws in sockets:
            ws.send(frame(BINARY, b"x", form=64, length=16 * MB))
        with WebSocket(server) as ws:
            ws.send(frame(TEXT, "others"))
            ws.expect(("text", "others"))
        check(server.resident_kb() - before < 30_000, "announced bytes are allocated")
    finally:
        for ws in sockets:
            ws.socket.close()


@suite.case("ws.limits.ping_flood")
def ping_flood(server):
    """A flood of pings is no flood of pongs, but the newest is answered."""
    count = 20_000
    with WebSocket(server) as ws:
        ws.send(b"".join(frame(PING, f"{i:08}" * 15) for i in range(count)))
        newest = f"{count - 1:08}".encode() * 15
        pongs = 1
        while True:
            event = ws.event()
            equal(event[0], "pong")
            if event[1] == newest:
                break
            pongs += 1
        check(pongs < count, f"all of {count} pings were answered")
        ws.send(close_frame(1000))
        ws.expect_close(1000)


@suite.case("ws.limits.reader_that_does_not_read")
def reader_that_does_not_read(server):
    """Echoes that nobody takes do not pile up."""
    before = server.resident_kb()
    with WebSocket(server) as ws:
        ws.socket.settimeout(2)
        data = frame(BINARY, payload_of(MB))
        try:
            for _ in range(200):
                ws.socket.sendall(data)
        except OSError:
            pass
        check(server.resident_kb() - before < 100_000, "200 MB of echoes are kept")
