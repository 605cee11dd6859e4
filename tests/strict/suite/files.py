# SPDX-License-Identifier: MIT
"""Uploads and downloads: who may, how much, what of it is believed, and what is told to strangers."""
import base64
import hashlib
import struct
import zlib

from .cases import Suite, check, equal
from .chat import fresh_cmid, lobby_of, person, Session
from .wire import Closed, Wire, ask, read_response, wait_until

suite = Suite()
TUS = "Tus-Resumable: 1.0.0"
BODY = "Content-Type: application/offset+octet-stream"


def auth(who):
    return f"Authorization: Bearer {who.token}"


def create(server, who, size, name="a file.bin", *fields):
    encoded = base64.b64encode(name.encode()).decode()
    return ask(server, "POST", "/api/v1/upload",
               [TUS, auth(who), f"Upload-Length: {size}", f"Upload-Metadata: filename {encoded}",
                "Content-Length: 0", *fields])


def patch(server, who, place, offset, data, *fields):
    return ask(server, "PATCH", place,
               [TUS, BODY, auth(who), f"Upload-Offset: {offset}", f"Content-Length: {len(data)}",
                *fields], data)


def offset_of(server, who, place):
    answer = ask(server, "HEAD", place, [TUS, auth(who)])
    return answer.status, answer.field("upload-offset")


def upload(server, who, data, name="a file.bin"):
    """The id of a complete upload."""
    made = create(server, who, len(data), name)
    equal(made.status, 201)
    place = made.field("location")
    done = patch(server, who, place, 0, data)
    equal(done.status, 204, done)
    equal(done.field("upload-offset"), str(len(data)))
    return place.rsplit("/", 1)[1]


def send(who, file, kind="file", **fields):
    session = Session(who)
    room = lobby_of(session)
    session.ok("message.send", room=room, cmid=fresh_cmid(), kind=kind, file={"id": file}, **fields)
    return room


def get(server, who, path, *fields):
    return ask(server, "GET", path, [auth(who), *fields])


def png(width=30, height=20, text=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(height)))
    note = chunk(b"tEXt", b"Comment\0" + text) if text else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + note + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PAGE = b"<!doctype html><script>alert(1)</script>"


@suite.case("files.login_needed")
def login_needed(server):
    """Nobody is given a byte of disk before it is known who they are."""
    place = "/api/v1/upload"
    equal(ask(server, "POST", place, [TUS, "Upload-Length: 5", "Content-Length: 0"]).status, 401)
    some = f"{place}/{'0' * 32}"
    equal(ask(server, "HEAD", some, [TUS]).status, 401)
    equal(ask(server, "DELETE", some, [TUS]).status, 401)
    equal(ask(server, "PATCH", some, [TUS, BODY, "Upload-Offset: 0", "Content-Length: 4"], b"data").status, 401)
    equal(ask(server, "GET", f"/f/{'0' * 32}").status, 401)


@suite.case("files.whole")
def whole(server):
    anna = person(server, "files-whole")
    data = bytes(range(256)) * 3000
    file = upload(server, anna, data, "数据.bin")
    answer = get(server, anna, f"/f/{file}")
    equal(answer.status, 200)
    check(answer.body == data, "other bytes")
    equal(answer.field("content-type"), "application/octet-stream")
    equal(answer.field("content-disposition"), "attachment; filename*=UTF-8''%E6%95%B0%E6%8D%AE.bin")
    equal(answer.field("x-content-type-options"), "nosniff")
    equal(answer.field("content-security-policy"), "default-src 'none'; sandbox")
    equal(answer.field("cross-origin-resource-policy"), "same-origin")
    equal(get(server, anna, f"/f/{file}/any%20name", f"If-None-Match: {answer.field('etag')}").status, 304)
    part = get(server, anna, f"/f/{file}", "Range: bytes=256-511")
    equal(part.status, 206)
    check(part.body == data[256:512], "another part")
    equal(get(server, anna, f"/f/{file}", "Range: bytes=99999999-").status, 416)


@suite.case("files.in_pieces")
def in_pieces(server):
    anna = person(server, "files-pieces")
    data = bytes(range(256)) * 1000
    place = create(server, anna, len(data)).field("location")
    at = 0
    for size in (1, 99_999, 0, 100_000, 56_000):
        answer = patch(server, anna, place, at, data[at:at + size])
        equal(answer.status, 204, answer)
        at += size
        if at < len(data):
            equal(offset_of(server, anna, place), (200, str(at)))
    check(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body == data, "other bytes")
    # The end of it may be asked for and told again, as long as it is not sent.
    equal(offset_of(server, anna, place), (200, str(len(data))))
    equal(patch(server, anna, place, len(data), b"").status, 204)
    bob = person(server, "files-pieces-bob")
    equal(offset_of(server, bob, place)[0], 404)
    equal(patch(server, bob, place, len(data), b"").status, 404)


@suite.case("files.wrong_offset")
def wrong_offset(server):
    anna = person(server, "files-offset")
    place = create(server, anna, 10).field("location")
    equal(patch(server, anna, place, 5, b"hello").status, 409)
    equal(patch(server, anna, place, 0, b"hello").status, 204)
    equal(patch(server, anna, place, 0, b"hello").status, 409)
    equal(patch(server, anna, place, 5, b"hello, and more").status, 413)
    for wrong in ("-1", "x", "", "99999999999999999999"):
        answer = ask(server, "PATCH", place, [TUS, BODY, auth(anna), f"Upload-Offset: {wrong}",
                                              "Content-Length: 1"], b"x")
        equal(answer.status, 400, wrong)


@suite.case("files.cut_and_resumed")
def cut_and_resumed(server):
    """A connection that breaks in the middle: what arrived is kept, the rest goes on from there."""
    anna = person(server, "files-cut")
    data = bytes(range(256)) * 4000
    place = create(server, anna, len(data)).field("location")
    with Wire(server) as wire:
        head = (f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n{auth(anna)}\r\n"
                f"Upload-Offset: 0\r\nContent-Length: {len(data)}\r\n\r\n")
        wire.send(head.encode() + data[:500_000])
        # Cut when the server has read it all: of a line that breaks before, less is kept, or nothing.
        wait_until(lambda: wire.unread(server) == 0)
    # What was read is written in its own time.
    wait_until(lambda: offset_of(server, anna, place) != (200, "0"))
    status, at = offset_of(server, anna, place)
    equal(status, 200)
    at = int(at)
    check(0 < at <= 500_000, at)
    equal(patch(server, anna, place, at, data[at:]).status, 204)
    check(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body == data, "other bytes")


@suite.case("files.checksum")
def checksum(server):
    anna = person(server, "files-checksum")
    place = create(server, anna, 10).field("location")
    right = "Upload-Checksum: sha256 " + base64.b64encode(hashlib.sha256(b"hello").digest()).decode()
    equal(patch(server, anna, place, 0, b"hullo", right).status, 460)
    equal(offset_of(server, anna, place), (200, "0"))
    equal(patch(server, anna, place, 0, b"hello", right).status, 204)
    equal(patch(server, anna, place, 5, b"world", "Upload-Checksum: sha1 x").status, 400)
    equal(patch(server, anna, place, 5, b"world").status, 204)
    equal(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body, b"helloworld")


@suite.case("files.limits")
def size_limits(server):
    anna = person(server, "files-limits")
    limit = 50 * 1024 * 1024
    equal(create(server, anna, limit + 1).status, 413)
    equal(create(server, anna, 0).status, 400)
    equal(create(server, anna, "x").status, 400)
    place = create(server, anna, limit).field("location")
    declared = ask(server, "PATCH", place, [TUS, BODY, auth(anna), "Upload-Offset: 0",
                                            f"Content-Length: {limit + 1}"])
    equal(declared.status, 413)
    equal(ask(server, "DELETE", place, [TUS, auth(anna)]).status, 204)
    equal(offset_of(server, anna, place)[0], 404)
    made = [create(server, anna, 1).status for _ in range(33)]
    equal(made, [201] * 32 + [429])


@suite.case("files.fields")
def fields(server):
    anna = person(server, "files-fields")
    equal(ask(server, "POST", "/api/v1/upload", [auth(anna), "Upload-Length: 5", "Content-Length: 0"]).status, 412)
    place = create(server, anna, 5).field("location")
    plain = ask(server, "PATCH", place, [TUS, "Content-Type: text/plain", auth(anna),
                                         "Upload-Offset: 0", "Content-Length: 5"], b"hello")
    equal(plain.status, 415)
    equal(create(server, anna, 5, "x", "Origin: https://evil.example").status, 403)
    chunked = ask(server, "PATCH", place, [TUS, BODY, auth(anna), "Upload-Offset: 0",
                                           "Transfer-Encoding: chunked"], b"5\r\nhello\r\n0\r\n\r\n")
    equal(chunked.status, 413)
    offers = ask(server, "OPTIONS", "/api/v1/upload", [])
    equal(offers.status, 204)
    equal(offers.field("tus-version"), "1.0.0")


@suite.case("files.of_others")
def of_others(server):
    """Every id of the one, tried by the other on every route."""
    anna, bob = person(server, "files-anna"), person(server, "files-bob")
    place = create(server, anna, 10).field("location")
    file = upload(server, anna, b"secret")
    for answer in (ask(server, "HEAD", place, [TUS, auth(bob)]), patch(server, bob, place, 0, b"x"),
                   ask(server, "DELETE", place, [TUS, auth(bob)]), get(server, bob, f"/f/{file}")):
        equal(answer.status, 404)
    unknown = get(server, bob, "/f/" + "0" * 32)
    equal((unknown.status, unknown.body), (404, get(server, bob, f"/f/{file}").body))
    session = Session(bob)
    equal(session.error("message.send", room=lobby_of(session), cmid=fresh_cmid(), kind="file",
                        file={"id": file})["code"], "not_found")
    equal(get(server, anna, f"/f/{file}").body, b"secret")
    send(anna, file)
    equal(get(server, bob, f"/f/{file}").body, b"secret")


@suite.case("files.paths")
def paths(server):
    anna = person(server, "files-paths")
    for path in ("/f/", "/f/..", "/f/../main.db", "/f/%2e%2e%2fmain.db", "/f/" + "A" * 32,
                 "/f/" + "0" * 31, "/f/" + "0" * 33, "/f/0/../../main.db"):
        check(get(server, anna, path).status in (400, 404), path)
    for name in ("../../../etc/passwd", "..\\..\\boot.ini", "a\nb: c", "x" * 5000, "a/b", ""):
        file = upload(server, anna, b"data", name)
        shown = get(server, anna, f"/f/{file}").field("content-disposition")
        check("/" not in shown.replace("UTF-8''", "") and "\n" not in shown, shown)
        check(len(shown) < 1200, "a name without bound")


@suite.case("files.picture_without_metadata")
def metadata(server):
    anna = person(server, "files-meta")
    data = png(text=b"taken at 52.5N 13.4E") + PAGE
    answer = get(server, anna, "/f/" + upload(server, anna, data, "photo.png"))
    check(b"52.5N" not in answer.body, "the position is still there")
    check(b"<script>" not in answer.body, "what follows the picture is still there")
    equal(answer.field("content-type"), "image/png")


@suite.case("files.slow", profile="hasty")
def slow(server):
    """A body that comes too slowly is cut off; what came of it is kept."""
    anna = person(server, "files-slow")
    place = create(server, anna, 1_000_000).field("location")
    with Wire(server) as wire:
        wire.send((f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n{auth(anna)}\r\n"
                   "Upload-Offset: 0\r\nContent-Length: 1000000\r\n\r\nabc").encode())
        equal(read_response(wire).status, 408)
    equal(offset_of(server, anna, place)[0], 200)


@suite.case("files.refused_before_the_body")
def refused_early(server):
    """A body that nobody wants is not waited for."""
    anna = person(server, "files-early")
    with Wire(server) as wire:
        wire.send((f"PATCH /api/v1/upload/{'0' * 32} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n"
                   f"{auth(anna)}\r\nUpload-Offset: 0\r\nContent-Length: 40000000\r\n\r\n").encode())
        equal(read_response(wire).status, 404)
        try:
            wire.send(b"x" * 100_000)
        except Closed:
            pass


@suite.case("files.expect_continue")
def expect_continue(server):
    anna = person(server, "files-expect")
    place = create(server, anna, 5).field("location")
    with Wire(server) as wire:
        wire.send((f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n{auth(anna)}\r\n"
                   "Upload-Offset: 0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").encode())
        equal(read_response(wire).status, 100)
        wire.send(b"hello")
        equal(read_response(wire).status, 204)


@suite.case("files.memory")
def memory(server):
    """Bytes go to the disk as they come."""
    anna = person(server, "files-memory")
    before = server.resident_kb()
    upload(server, anna, b"\x55" * 45_000_000)
    check(server.resident_kb() - before < 20_000, f"{server.resident_kb() - before} KB more")


@suite.case("files.quota", profile="tight")
def quota(server):
    """What one's files take and what is being uploaded count together; what is recalled does not count any more."""
    anna, bob = person(server, "files-quota-anna"), person(server, "files-quota-bob")
    equal(create(server, anna, 1024 * 1024 + 1).status, 413)
    file = upload(server, anna, b"x" * 700_000)
    refused = create(server, anna, 400_000)
    equal(refused.status, 413)
    check(b"quota_exceeded" in refused.body, refused)
    place = create(server, anna, 300_000).field("location")
    equal(create(server, anna, 300_000).status, 413)
    equal(ask(server, "DELETE", place, [TUS, auth(anna)]).status, 204)
    equal(create(server, bob, 700_000).status, 201)  # that of others is their own
    session = Session(anna)
    room = lobby_of(session)
    seq = session.ok("message.send", room=room, cmid=fresh_cmid(), kind="file", file={"id": file})["seq"]
    equal(create(server, anna, 700_000).status, 413)
    session.ok("message.recall", room=room, cmid=fresh_cmid(), ref=seq)
    equal(get(server, anna, f"/f/{file}").status, 404)
    equal(create(server, anna, 700_000).status, 201)


@suite.case("files.flood")
def flood(server):
    """One account begins so many in a minute; others are not held up by it."""
    anna, bob = person(server, "files-flood-anna"), person(server, "files-flood-bob")
    for begun in range(300):
        made = create(server, anna, 1)
        if made.status != 201:
            break
        equal(ask(server, "DELETE", made.field("location"), [TUS, auth(anna)]).status, 204)
    equal(made.status, 429)
    check(begun >= 240, begun)
    equal(create(server, bob, 1).status, 201)


def claimed_png(width, height):
    """A picture that says that it is so large, and has next to nothing in it."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


BOMBS = [
    ("png", claimed_png(16_000, 16_000)),
    ("wide_png", claimed_png(60_000, 1)),
    ("gif", b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\0\0\0;"),
]
for name, data in BOMBS:
    def bomb(server, name=name, data=data):
        """What would be huge in memory is no picture: it is downloaded, and no message shows it."""
        anna = person(server, "files-bombs")
        file = upload(server, anna, data, f"bomb.{name}")
        answer = get(server, anna, f"/f/{file}")
        equal(answer.field("content-type"), "application/octet-stream")
        check(answer.field("content-disposition").startswith("attachment"), answer)
        session = Session(anna)
        small = upload(server, anna, png())
        room = lobby_of(session)
        for fields in ({"kind": "image", "file": {"id": file}}, {"kind": "file", "file": {"id": small, "thumb": file}}):
            refused = session.error("message.send", room=room, cmid=fresh_cmid(), **fields)
            equal(refused["code"], "unsupported_type", refused)
    suite.add(f"files.bomb.{name}", bomb)


@suite.case("files.large_thumb")
def large_thumb(server):
    """What stands for another picture is small, also in pixels."""
    anna = person(server, "files-thumb")
    session = Session(anna)
    file, thumb = upload(server, anna, png()), upload(server, anna, claimed_png(4_000, 4_000))
    refused = session.error("message.send", room=lobby_of(session), cmid=fresh_cmid(), kind="image",
                            file={"id": file, "thumb": thumb})
    equal((refused["code"], refused.get("field")), ("unsupported_type", "file.thumb"))


@suite.case("files.hostile_names")
def hostile_names(server):
    """Names are shown as text and are no header, path or page."""
    anna = person(server, "files-names")
    session = Session(anna)
    room = lobby_of(session)
    for name in ('"><img src=x onerror=alert(1)>.png', "a\r\nSet-Cookie: x=y", "\u202egnp.exe", "CON", "..", "a\0b"):
        file = upload(server, anna, png(), name)
        answer = get(server, anna, f"/f/{file}")
        equal(answer.status, 200)
        equal(answer.field("set-cookie"), "")
        disposition = answer.field("content-disposition")
        check(all(c not in disposition for c in '"<>\r\n'), disposition)
        seq = session.ok("message.send", room=room, cmid=fresh_cmid(), kind="image", file={"id": file})["seq"]
        event = session.ok("message.get", room=room, seqs=[seq])["events"][0]
        shown = event["body"]["file"]["name"]
        check("/" not in shown and "\n" not in shown and "\0" not in shown, shown)


@suite.case("files.chunked")
def chunked_body(server):
    """A body of no declared length is refused at its first byte, whoever sends it."""
    before = server.resident_kb()
    for _ in range(5):
        with Wire(server) as wire:
            wire.send((f"PATCH /api/v1/upload/{'0' * 32} HTTP/1.1\r\nHost: 127.0.0.1\r\n{TUS}\r\n{BODY}\r\n"
                       "Upload-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n").encode())
            equal(read_response(wire).status, 413)
            try:
                wire.send(b"x" * 0x100000)
            except Closed:
                pass
    check(server.resident_kb() - before < 5_000, f"{server.resident_kb() - before} KB more")


@suite.case("files.many_places")
def many_places(server):
    """However often a file is passed on, those of the first room keep it."""
    anna, bob = person(server, "files-places-anna"), person(server, "files-places-bob")
    session = Session(anna)
    old = session.ok("room.create", kind="group", title="old", users=[])["room"]["id"]
    new = session.ok("room.create", kind="group", title="new", users=[bob.id])["room"]["id"]
    file = upload(server, anna, png())
    seq = session.ok("message.send", room=new, cmid=fresh_cmid(), kind="image", file={"id": file})["seq"]
    for _ in range(300):
        session.ok("message.forward", room=old, source=new, ref=seq, cmid=fresh_cmid())
    equal(get(server, bob, f"/f/{file}").status, 200)


@suite.case("files.dissolved", profile="tight")
def dissolved(server):
    """With a room go its files, and what they took of the quota."""
    anna = person(server, "files-dissolved")
    session = Session(anna)
    room = session.ok("room.create", kind="group", title="brief", users=[])["room"]["id"]
    file = upload(server, anna, b"x" * 900_000)
    session.ok("message.send", room=room, cmid=fresh_cmid(), kind="file", file={"id": file})
    equal(create(server, anna, 900_000).status, 413)
    session.ok("room.dissolve", room=room)
    equal(get(server, anna, f"/f/{file}").status, 404)
    equal(create(server, anna, 900_000).status, 201)


@suite.case("files.told_twice", profile="tight")
def told_twice(server):
    """An end that is told again counts once."""
    anna = person(server, "files-twice")
    place = create(server, anna, 400_000).field("location")
    equal(patch(server, anna, place, 0, b"x" * 400_000).status, 204)
    for _ in range(5):
        equal(patch(server, anna, place, 400_000, b"").status, 204)
    equal(create(server, anna, 500_000).status, 201)


@suite.case("files.too_many_unsent")
def too_many_unsent(server):
    """What could not be sent is not taken either."""
    anna = person(server, "files-unsent")
    for count in range(128):
        upload(server, anna, b"%d" % count)
    equal(create(server, anna, 5).status, 413)


@suite.case("files.large_without_thumb")
def large_without_thumb(server):
    """A picture that is large to every reader's browser has a small one that stands for it."""
    anna = person(server, "files-large")
    session = Session(anna)
    file, thumb = upload(server, anna, claimed_png(5_000, 4_000)), upload(server, anna, png())
    room = lobby_of(session)
    refused = session.error("message.send", room=room, cmid=fresh_cmid(), kind="image", file={"id": file})
    equal((refused["code"], refused.get("field")), ("unsupported_type", "file.thumb"))
    session.ok("message.send", room=room, cmid=fresh_cmid(), kind="image", file={"id": file, "thumb": thumb})
