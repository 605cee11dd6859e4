# SPDX-License-Identifier: MIT
"""Small pictures that the server makes of large ones: whose they are, and what hostile pictures do to it."""
import ctypes.util
import os
import random
import struct
import time
import zlib

from .cases import Suite, check, equal
from .chat import person
from .files import auth, get, upload
from .notify import ok
from .wire import Wire, ask, read_response, request

suite = Suite()
PLENTY_SECONDS = 60  # a busy machine may not make it in time at once


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def noise(width, height, rows=None):
    """A picture that does not pack well; `rows`: what it has in the place of them."""
    chance = random.Random(width * height)
    if rows is None:
        rows = zlib.compress(b"".join(b"\0" + chance.randbytes(width * 3) for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def small(server, who, file):
    """The small picture; the answer as it comes where there never is one."""
    end = time.monotonic() + PLENTY_SECONDS
    while True:
        answer = get(server, who, f"/f/{file}?thumb")
        equal(answer.status, 200)
        if answer.field("content-type") == "image/webp" or time.monotonic() > end:
            return answer
        time.sleep(0.2)


@suite.case("small_pictures.made", "plain")
def made(server):
    """A large picture has a small one under the same rights, made once and without the sender."""
    if not ctypes.util.find_library("vips") or {"ASAN_OPTIONS", "TSAN_OPTIONS"} & set(os.environ):
        return  # then they are sent whole; a sanitizer needs more memory than the child may have
    anna, eve = person(server, "small anna"), person(server, "small eve")
    data = noise(900, 600)
    file = upload(server, anna, data, "noise.png")
    answer = small(server, anna, file)
    equal(answer.field("content-type"), "image/webp")
    check(len(answer.body) < 256 * 1024, f"{len(answer.body)} bytes")
    equal(answer.field("content-security-policy"), "default-src 'none'; sandbox")
    equal(answer.field("x-content-type-options"), "nosniff")
    check(answer.field("cache-control").startswith("private"), "cache")
    etag = answer.field("etag")
    equal(get(server, anna, f"/f/{file}/noise.png?thumb", f"If-None-Match: {etag}").status, 304)
    check(get(server, anna, f"/f/{file}").body == data, "the picture itself")
    check(get(server, anna, f"/f/{file}").field("etag") != etag, "the same tag")
    equal(get(server, eve, f"/f/{file}?thumb").status, 404)
    equal(ask(server, "GET", f"/f/{file}?thumb").status, 401)
    head = ask(server, "HEAD", f"/f/{file}?thumb", [auth(anna)])
    equal((head.status, head.field("content-length")), (200, str(len(answer.body))))
    blobs = [path for path in (server.data / "data/files").rglob("*.webp")]
    equal(len(blobs), 1)


@suite.case("small_pictures.not_made", "plain")
def not_made(server):
    """What is small, moves, or is no picture is sent as it is."""
    anna = person(server, "small anna")
    gif = b"GIF89a" + struct.pack("<HH", 600, 400) + b"\0\0\0" + random.Random(1).randbytes(100_000) + b";"
    for name, data in [("tiny.png", noise(20, 20)), ("moves.gif", gif), ("text.bin", b"x" * 100_000)]:
        file = upload(server, anna, data, name)
        check(get(server, anna, f"/f/{file}?thumb").body == data, name)


@suite.case("small_pictures.hostile", "plain")
def hostile(server):
    """Pictures that break, or would be huge in memory, are sent whole; the server goes on meanwhile."""
    anna = person(server, "small anna")
    chance = random.Random(2)
    junk = chance.randbytes(100_000)
    bomb = zlib.compress(b"\0" * 50_000_000, 9) + junk
    for name, data in [("broken.png", noise(900, 600, junk)), ("short.png", noise(9_000, 7_000, junk)),
                       ("bomb.png", noise(8_000, 7_900, bomb)), ("cut.png", noise(900, 600)[:200_000])]:
        file = upload(server, anna, data, name)
        began = time.monotonic()
        with Wire(server) as wire:
            wire.send(request("GET", f"/f/{file}?thumb", [auth(anna)]))
            wire.more(PLENTY_SECONDS)
            answer = read_response(wire)
        equal(answer.status, 200, name)
        check(answer.body == data or answer.field("content-type") == "image/webp", name)
        check(time.monotonic() - began < 30, f"{name} took {time.monotonic() - began:.1f} s")
        ok(anna, "server.info")
    check(server.resident_kb() < 400_000, f"{server.resident_kb()} kB")
