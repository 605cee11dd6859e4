# SPDX-License-Identifier: MIT
"""Text is UTF-8: what is valid, what is not, and how early the server says so (RFC 3629)."""
from .cases import Suite
from .websocket import CONT, TEXT, WebSocket, close_frame, fragments, frame

suite = Suite()

GREEK = "Hello-µ@ßöäüàá-UTF-8!!"
KOSME = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"


def code_point(number):
    return chr(number).encode("utf-8", "surrogatepass")


VALID = {
    "empty": b"",
    "ascii": b"plain",
    "greek": GREEK.encode(),
    "kosme": KOSME,
    "chinese": "茶馆里的人很多".encode(),
    "emoji": "🍵👩‍👩‍👧‍👦🇨🇳".encode(),
    "nul": b"\x00",
    "bom": b"\xef\xbb\xbfx",
    "long": ("é茶🍵x" * 500).encode(),
}
for number in [0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFDD0,
               0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFF, 0x2FFFE, 0x3FFFF, 0x40000, 0xFFFFF,
               0x100000, 0x10FFFE, 0x10FFFF]:
    VALID[f"u{number:04X}"] = code_point(number)

INVALID = {
    "continuation.first": b"\x80",
    "continuation.last": b"\xbf",
    "continuation.two": b"\x80\xbf",
    "continuation.seven": b"\x80\xbf\x80\xbf\x80\xbf\x80",
    "continuation.all": bytes(range(0x80, 0xC0)),
    "lonely.2": b"\xc2 ",
    "lonely.3": b"\xe1 ",
    "lonely.4": b"\xf1 ",
    "lonely.many": b" ".join(bytes([lead]) for lead in range(0xC0, 0xE0)),
    "cut.2": b"\xc3",
    "cut.3": b"\xe1\xbd",
    "cut.3.one": b"\xe1",
    "cut.4": b"\xf0\x9f\x8d",
    "cut.4.two": b"\xf0\x9f",
    "cut.then_ascii": b"\xe1\xbdx",
    "cut.then_lead": b"\xe1\xbd\xe1\xbd\xb9",
    "fe": b"\xfe",
    "ff": b"\xff",
    "fe_ff": b"\xfe\xfe\xff\xff",
    "overlong.slash.2": b"\xc0\xaf",
    "overlong.slash.3": b"\xe0\x80\xaf",
    "overlong.slash.4": b"\xf0\x80\x80\xaf",
    "overlong.slash.5": b"\xf8\x80\x80\x80\xaf",
    "overlong.slash.6": b"\xfc\x80\x80\x80\x80\xaf",
    "overlong.largest.2": b"\xc1\xbf",
    "overlong.largest.3": b"\xe0\x9f\xbf",
    "overlong.largest.4": b"\xf0\x8f\xbf\xbf",
    "overlong.nul.2": b"\xc0\x80",
    "overlong.nul.3": b"\xe0\x80\x80",
    "overlong.nul.4": b"\xf0\x80\x80\x80",
    "surrogate.first": b"\xed\xa0\x80",
    "surrogate.high_last": b"\xed\xaf\xbf",
    "surrogate.low_first": b"\xed\xb0\x80",
    "surrogate.last": b"\xed\xbf\xbf",
    "surrogate.pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "above.110000": b"\xf4\x90\x80\x80",
    "above.1FFFFF": b"\xf7\xbf\xbf\xbf",
    "above.five": b"\xf8\x88\x80\x80\x80",
    "above.six": b"\xfc\x84\x80\x80\x80\x80",
    "kosme.surrogate": KOSME + b"\xed\xa0\x80edited",
    "kosme.above": KOSME + b"\xf4\x90\x80\x80edited",
    "after_long_ascii": b"x" * 4096 + b"\x80",
}


def accept(pieces, whole):
    def run(server):
        with WebSocket(server) as ws:
            for piece in pieces:
                ws.send(piece)
            ws.expect(("text", whole.decode()))
            ws.finish()
    return run


def refuse(pieces):
    def run(server):
        with WebSocket(server) as ws:
            for piece in pieces:
                ws.send_until_closed(piece)
            ws.expect_close(1007)
    return run


def bytewise(text):
    return fragments(TEXT, [text[i:i + 1] for i in range(len(text))] or [b""])


for name, text in VALID.items():
    suite.add(f"ws.utf8.valid.{name}", accept([frame(TEXT, text)], text))
    if len(text) < 100:
        suite.add(f"ws.utf8.valid.{name}.fragments", accept(bytewise(text), text))
        suite.add(f"ws.utf8.valid.{name}.fragments.one_write",
                  accept([b"".join(bytewise(text))], text))
for name, text in INVALID.items():
    suite.add(f"ws.utf8.invalid.{name}", refuse([frame(TEXT, text)]))
    if len(text) < 100:
        suite.add(f"ws.utf8.invalid.{name}.fragments", refuse(bytewise(text)))
    suite.add(f"ws.utf8.invalid.{name}.reason", refuse([close_frame(1000, text[:123])])
              if len(text) < 123 else refuse([frame(TEXT, text + b" ")]))

for name, bad in [("above", b"\xf4\x90\x80\x80"), ("surrogate", b"\xed\xa0\x80"),
                  ("overlong", b"\xc0\x80"), ("lonely", b"\xe1x")]:
    def fail_fast_in_fragments(server, bad=bad):
        """The message is not over, and never will be."""
        with WebSocket(server) as ws:
            ws.send(frame(TEXT, KOSME, fin=False))
            ws.expect_silence()
            ws.send(frame(CONT, bad, fin=False))
            ws.expect_close(1007)

    def fail_fast_in_frame(server, bad=bad):
        """Not even the frame is over."""
        whole = frame(TEXT, KOSME + bad + b"edited")
        start = len(whole) - len(bad) - 6
        with WebSocket(server) as ws:
            ws.send(whole[:start])
            ws.expect_silence()
            ws.send(whole[start:start + 1])
            if bad[0] in (0xF4, 0xED, 0xE1):
                ws.expect_silence()
                ws.send(whole[start + 1:start + 2])
            ws.expect_close(1007)

    suite.add(f"ws.utf8.fail_fast.fragments.{name}", fail_fast_in_fragments)
    suite.add(f"ws.utf8.fail_fast.frame.{name}", fail_fast_in_frame)


@suite.case("ws.utf8.binary_may_be_anything")
def binary_may_be_anything(server):
    with WebSocket(server) as ws:
        for text in INVALID.values():
            ws.send(frame(2, text))
            ws.expect(("binary", text))
        ws.finish()
