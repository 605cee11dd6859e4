# SPDX-License-Identifier: MIT
"""permessage-deflate (RFC 7692): negotiation, messages of all sizes and cuts, and abuse."""
import random
import zlib

from .cases import Suite, check, equal
from .websocket import (BINARY, CONT, PING, PONG, RSV1, TEXT, WebSocket, close_frame, deflated,
                        fragments, frame)

suite = Suite()
NAME = "permessage-deflate"
AGREED = f"{NAME}; server_no_context_takeover; client_no_context_takeover"
WORDS = "tea house lobby message room history people said yes no maybe 茶 馆 é".split()


def make_text(size, seed):
    """Compressible, but not too much."""
    random_words = random.Random(seed)
    text = b""
    while len(text) < size:
        text += f"{random_words.choice(WORDS)} {random_words.randrange(1000)} ".encode()
    return text[:size].decode(errors="ignore")


# (offer, what is agreed; "" for none)
OFFERS = [
    (NAME, AGREED),
    (f"{NAME}; client_max_window_bits", AGREED),
    (f"{NAME}; client_max_window_bits=8", AGREED),
    (f"{NAME}; client_max_window_bits=15", AGREED),
    (f"{NAME}; client_max_window_bits=\"10\"", AGREED),
    (f"{NAME}; server_no_context_takeover", AGREED),
    (f"{NAME}; client_no_context_takeover", AGREED),
    (f"{NAME};server_no_context_takeover;client_no_context_takeover", AGREED),
    (f"{NAME}; server_max_window_bits=15", f"{AGREED}; server_max_window_bits=15"),
    (f"{NAME}; server_max_window_bits=9", f"{AGREED}; server_max_window_bits=9"),
    (f"{NAME}; server_max_window_bits=8", f"{AGREED}; server_max_window_bits=8"),
    (f"{NAME}; server_max_window_bits=\"12\"", f"{AGREED}; server_max_window_bits=12"),
    (f"x-webkit-deflate-frame, {NAME}", AGREED),
    (f"{NAME}; unknown, {NAME}", AGREED),
    (f"{NAME}; server_max_window_bits=9; server_no_context_takeover, {NAME}",
     f"{AGREED}; server_max_window_bits=9"),
    ("permessage-bzip2", ""),
    ("permessage-deflate-x", ""),
    (f"{NAME}; unknown", ""),
    (f"{NAME}; unknown=1", ""),
    (f"{NAME}; server_no_context_takeover=1", ""),
    (f"{NAME}; server_no_context_takeover=\"\"", ""),
    (f"{NAME}; client_no_context_takeover=true", ""),
    (f"{NAME}; server_no_context_takeover; server_no_context_takeover", ""),
    (f"{NAME}; client_no_context_takeover; client_no_context_takeover", ""),
    (f"{NAME}; server_max_window_bits=10; server_max_window_bits=10", ""),
    (f"{NAME}; client_max_window_bits; client_max_window_bits=10", ""),
    (f"{NAME}; server_max_window_bits", ""),
    (f"{NAME}; server_max_window_bits=", ""),
    (f"{NAME}; server_max_window_bits=7", ""),
    (f"{NAME}; server_max_window_bits=16", ""),
    (f"{NAME}; server_max_window_bits=08", ""),
    (f"{NAME}; server_max_window_bits=+9", ""),
    (f"{NAME}; server_max_window_bits=9.0", ""),
    (f"{NAME}; server_max_window_bits=99999999999999999999", ""),
    (f"{NAME}; server_max_window_bits=\"15", ""),
    (f"{NAME}; client_max_window_bits=0", ""),
    (f"{NAME}; client_max_window_bits=16", ""),
    (f"{NAME}; client_max_window_bits=", ""),
    (f"{NAME};", ""),
    (f"{NAME}; ;", ""),
    (f"{NAME} server_no_context_takeover", ""),
    (f"{NAME}=1", ""),
    ("", ""),
    (";", ""),
    ("=", ""),
    ("\"" * 50, ""),
    (f"{NAME}; " + "a" * 2000, ""),
]
for number, (offer, agreed) in enumerate(OFFERS):
    def negotiate(server, offer=offer, agreed=agreed):
        with WebSocket(server, offer=offer) as ws:
            equal(ws.extensions, agreed, offer)
            ws.send(frame(TEXT, "plain"))
            ws.expect(("text", "plain"))
            if agreed:
                ws.send(frame(TEXT, deflated("compressed"), rsv=RSV1))
                ws.expect(("text", "compressed"))
                ws.finish()
            else:
                ws.send(frame(TEXT, deflated("compressed"), rsv=RSV1))
                ws.expect_close(1002)
    suite.add(f"ws.deflate.offer.{number}", negotiate)


@suite.case("ws.deflate.offer.switched_off", profile="closed")
def switched_off(server):
    with WebSocket(server, "/ws", offer=NAME) as ws:
        equal(ws.extensions, "")


def split(data, part):
    return [data[i:i + part] for i in range(0, len(data), part)] or [b""]


def conversation(size, part, offer, bits, text):
    """Messages there and back; what the server compresses fits the window that was agreed."""
    def run(server):
        with WebSocket(server, offer=offer, window_bits=bits) as ws:
            check(ws.deflate, f"not agreed: {ws.extensions!r}")
            for seed in range(8):
                message = make_text(size, seed)
                data = deflated(message)
                pieces = split(data, part) if part else [data]
                ws.send(b"".join(fragments(TEXT if text else BINARY, pieces, rsv=RSV1)))
                ws.expect(("text", message) if text else ("binary", message.encode()))
            check(ws.compressed_frames or size < 1024 or bits == 8, "nothing was compressed")
            ws.finish()
    return run


SIZES = [(0, 0), (16, 0), (64, 0), (256, 0), (1024, 0), (4096, 0), (8192, 0), (16384, 0),
         (32768, 0), (65536, 0), (131072, 0), (8192, 256), (16384, 256), (32768, 256),
         (65536, 256), (131072, 256), (131072, 1024), (131072, 4096), (131072, 32768)]
OFFERED = [("default", NAME, 15), ("no_context", f"{NAME}; server_no_context_takeover", 15),
           ("bits8", f"{NAME}; server_max_window_bits=8", 8),
           ("bits9", f"{NAME}; server_max_window_bits=9", 9),
           ("bits15", f"{NAME}; server_max_window_bits=15", 15),
           ("no_context_bits9",
            f"{NAME}; server_no_context_takeover; server_max_window_bits=9", 9),
           ("choice", f"{NAME}; server_no_context_takeover; server_max_window_bits=10, {NAME}", 10)]
for size, part in SIZES:
    cut = f".fragments.{part}" if part else ""
    suite.add(f"ws.deflate.binary.{size}{cut}", conversation(size, part, NAME, 15, False))
    for name, offer, bits in OFFERED:
        suite.add(f"ws.deflate.{name}.{size}{cut}", conversation(size, part, offer, bits, True))


def stream(parts, code=None, *events):
    def run(server):
        with WebSocket(server, offer=NAME) as ws:
            ws.send_until_closed(b"".join(parts))
            ws.expect(*events)
            if code is None:
                ws.finish()
            else:
                ws.expect_close(code)
    return run


HELLO = b"\xf2\x48\xcd\xc9\xc9\x07\x00"  # RFC 7692 section 7.2.3
for name, parts, code, events in [
        ("spec.one_block", [frame(TEXT, HELLO, rsv=RSV1)], None, [("text", "Hello")]),
        ("spec.fragments", fragments(TEXT, [HELLO[:3], HELLO[3:]], rsv=RSV1), None,
         [("text", "Hello")]),
        ("spec.stored", [frame(TEXT, b"\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", rsv=RSV1)],
         None, [("text", "Hello")]),
        ("spec.final_block", [frame(TEXT, b"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", rsv=RSV1)], None,
         [("text", "Hello")]),
        ("spec.two_blocks",
         [frame(TEXT, b"\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", rsv=RSV1)], None,
         [("text", "Hello")]),
        ("spec.empty", [frame(TEXT, b"\x00", rsv=RSV1)], None, [("text", "")]),
        ("ping_between", [frame(TEXT, HELLO[:2], fin=False, rsv=RSV1), frame(PING, "p"),
                          frame(CONT, HELLO[2:])], None, [("pong", b"p"), ("text", "Hello")]),
        ("empty_fragments", fragments(TEXT, [b"", HELLO, b"", b""], rsv=RSV1), None,
         [("text", "Hello")]),
        ("plain_between", [frame(TEXT, HELLO, rsv=RSV1), frame(TEXT, "plain"),
                           frame(TEXT, HELLO, rsv=RSV1)], None,
         [("text", "Hello"), ("text", "plain"), ("text", "Hello")]),
        ("rsv1.ping", [frame(PING, "x", rsv=RSV1)], 1002, []),
        ("rsv1.pong", [frame(PONG, "x", rsv=RSV1)], 1002, []),
        ("rsv1.close", [close_frame(1000, rsv=RSV1)], 1002, []),
        ("rsv1.continuation", [frame(TEXT, HELLO[:3], fin=False, rsv=RSV1),
                               frame(CONT, HELLO[3:], rsv=RSV1)], 1002, []),
        ("rsv1.continuation_of_plain", [frame(TEXT, "a", fin=False),
                                        frame(CONT, HELLO, rsv=RSV1)], 1002, []),
        ("rsv1.ping_inside", [frame(TEXT, HELLO[:3], fin=False, rsv=RSV1),
                              frame(PING, "x", rsv=RSV1)], 1002, []),
        ("rsv2", [frame(TEXT, HELLO, rsv=6)], 1002, []),
        ("rsv3", [frame(TEXT, HELLO, rsv=5)], 1002, []),
        ("garbage", [frame(TEXT, b"\xff" * 20, rsv=RSV1)], 1007, []),
        ("block_type_3", [frame(TEXT, b"\x06", rsv=RSV1)], 1007, []),
        ("cut_off", [frame(TEXT, HELLO[:3], rsv=RSV1)], 1007, []),
        ("plain_marked_compressed", [frame(TEXT, "Hello, world", rsv=RSV1)], 1007, []),
        ("invalid_utf8", [frame(TEXT, deflated(b"caf\xe9 " * 9), rsv=RSV1)], 1007, []),
        ("invalid_utf8.at_end", [frame(TEXT, deflated(b"x" * 500 + b"\xe1\xbd"), rsv=RSV1)], 1007,
         []),
        ("binary_any_bytes", [frame(BINARY, deflated(b"caf\xe9 " * 9), rsv=RSV1)], None,
         [("binary", b"caf\xe9 " * 9)])]:
    suite.add(f"ws.deflate.{name}", stream(parts, code, *events))


@suite.case("ws.deflate.reaches_no_other_message")
def no_other_message(server):
    """The window is empty at the start of each message: nothing of the last one can be had."""
    worker = zlib.compressobj(6, zlib.DEFLATED, -15)
    secret = make_text(500, 1)
    first = (worker.compress(secret.encode()) + worker.flush(zlib.Z_SYNC_FLUSH))[:-4]
    second = (worker.compress(secret.encode()) + worker.flush(zlib.Z_SYNC_FLUSH))[:-4]
    with WebSocket(server, offer=NAME) as ws:
        ws.send(frame(TEXT, first, rsv=RSV1))
        ws.expect(("text", secret))
        ws.send(frame(TEXT, second, rsv=RSV1))
        ws.expect_close(1007)


def bomb(total):
    """`total` zeros, a thousandth of it on the wire."""
    worker = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(1 << 20)
    data = b"".join(worker.compress(zeros) for _ in range(total >> 20))
    return data + worker.flush(zlib.Z_SYNC_FLUSH)[:-4]


@suite.case("ws.deflate.bomb.1g_in_1m")
def bomb_1g(server):
    data = bomb(1 << 30)
    check(len(data) < 1_100_000, f"{len(data)} bytes are no bomb")
    before = server.resident_kb()
    with WebSocket(server, offer=NAME) as ws:
        ws.send_until_closed(frame(BINARY, data, rsv=RSV1))
        ws.expect_close(1009)
    # Far below 1 GB; a sanitizer keeps some megabytes of its own beside ours.
    check(server.resident_kb() - before < 256_000, "the bomb was inflated")


@suite.case("ws.deflate.bomb.fragments")
def bomb_fragments(server):
    with WebSocket(server, offer=NAME) as ws:
        ws.send_until_closed(b"".join(fragments(BINARY, split(bomb(1 << 26), 997), rsv=RSV1)))
        ws.expect_close(1009)


@suite.case("ws.deflate.bomb.chat")
def bomb_chat(server):
    """On /ws the limit is 256 KB inflated; 200 KB are still a message."""
    with WebSocket(server, "/ws", offer=NAME) as ws:
        ws.send_until_closed(frame(TEXT, deflated(b" " * (256 * 1024 + 1)), rsv=RSV1))
        ws.expect_close(1009)
    with WebSocket(server, "/ws", offer=NAME) as ws:
        ws.send(frame(TEXT, deflated(b" " * 200 * 1024), rsv=RSV1))
        equal(ws.event()[0], "text")  # bad_frame, in an answer


@suite.case("ws.deflate.expands_a_little")
def expands_a_little(server):
    """Data that compression makes longer is no offence."""
    noise = random.Random(1).randbytes(100_000)
    with WebSocket(server, offer=NAME) as ws:
        ws.send(frame(BINARY, deflated(noise), rsv=RSV1))
        ws.expect(("binary", noise))
        ws.finish()
