# SPDX-License-Identifier: MIT
"""Archives are bytes: nobody opens them. And uploads that end in the middle, in every way."""
import gzip
import hashlib
import io
import json
import time
import zipfile

from .cases import Suite, check, equal
from .chat import PASSWORD, Session, fresh_cmid, lobby_of, person
from .files import BODY, TUS, auth, create, get, offset_of, patch, upload
from .program import own_server
from .wire import Closed, Wire, ask, read_response, request, wait_until

suite = Suite()
BOMB_BYTES = 100 * 1024 * 1024  # what comes out of one archive
GROWTH_KB = 20_000              # far below it, far above what a request takes


def archive(name, data, count=1):
    """A zip of the same file so many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as into:
        for number in range(count):
            into.writestr(name.format(number), data)
    return out.getvalue()


def bombs():
    """(name of the file, its bytes): none larger than 1 MB, each of 100 MB or more when it is opened."""
    zeros = bytes(BOMB_BYTES // 10)
    flat = archive("{}.txt", zeros, 10)
    nested = archive("{}.zip", flat, 10)
    picture = b"\x89PNG\r\n\x1a\n" + flat  # says it is a picture
    squeezed = gzip.compress(bytes(BOMB_BYTES))
    return [("flat.zip", flat), ("nested.zip", archive("{}.zip", nested, 10)), ("letter.docx", flat),
            ("squeezed.gz", squeezed), ("drawing.svgz", squeezed), ("picture.png", picture)]


def disk_bytes(server):
    """What the data folder takes; files that go meanwhile do not count."""
    total = 0
    for path in (server.data / "data").rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


@suite.case("bombs.archives_stay_closed", "plain")
def archives_stay_closed(server):
    """They are stored as they are, given out as attachments, and nothing grows: not at the upload, when they are sent,
    when they are fetched, and when somebody asks for a small picture of them."""
    anna = person(server, "bombs-anna")
    made = bombs()
    with Session(anna) as session:
        room = lobby_of(session)
        upload(server, anna, b"first")  # what an upload takes once
        memory, disk = server.resident_kb(), disk_bytes(server)
        for name, data in made:
            check(len(data) < 1_000_000, f"{name} has {len(data)} bytes itself")
            file = upload(server, anna, data, name)
            error = session.error("message.send", room=room, cmid=fresh_cmid(), kind="image", file={"id": file})
            equal(error["code"], "unsupported_type", name)
            seq = session.ok("message.send", room=room, cmid=fresh_cmid(), kind="file", file={"id": file})["seq"]
            part = session.ok("message.get", room=room, seqs=[seq])["events"][0]["body"]["file"]
            equal((part["name"], part["size"]), (name, len(data)))
            check(part["mime"] in ("application/zip", "application/gzip", "application/octet-stream"), part)
            equal([part.get(field) for field in ("thumb", "width", "placeholder")], [None] * 3, f"{name} has a preview")
            equal(session.ok("preview.get", room=room, seqs=[seq])["cards"], [], f"{name} has a card")
            for path in (f"/f/{file}", f"/f/{file}?thumb"):
                answer = get(server, anna, path)
                equal((answer.status, answer.field("content-type")), (200, "application/octet-stream"), path)
                equal(answer.field("content-encoding"), "", "a browser would open it")
                check(answer.field("content-disposition").startswith("attachment"), answer)
                check(answer.body == data, f"{name}: other bytes")
        stored = sum(len(data) for _, data in made)
        check(server.resident_kb() - memory < GROWTH_KB, f"{server.resident_kb() - memory} KB more memory")
        check(disk_bytes(server) - disk < stored + 2_000_000,
              f"{disk_bytes(server) - disk} bytes more on the disk, of {stored}")


def compressed_body(coding, data):
    def run(server):
        memory = server.resident_kb()
        for target in ("/api/v1/login", "/api/v1/register", "/api/v1/server.info"):
            answer = ask(server, "POST", target, ["Content-Type: application/json", f"Content-Encoding: {coding}",
                                                  f"Content-Length: {len(data)}"], data)
            check(answer.status in (400, 415), f"{target}: {answer}")
            check(json.loads(answer.body)["error"]["code"] in ("bad_frame", "unsupported_type"), answer)
        check(server.resident_kb() - memory < GROWTH_KB, f"{server.resident_kb() - memory} KB more")
    return run


login = json.dumps({"name": "nobody here", "password": PASSWORD}).encode()
suite.add("bombs.body.gzip", compressed_body("gzip", gzip.compress(login)))
suite.add("bombs.body.gzip_bomb", compressed_body("gzip", gzip.compress(login + b" " * BOMB_BYTES)))
suite.add("bombs.body.br", compressed_body("br", b"\x0b\x02\x80{}\x03"))


@suite.case("bombs.body.upload")
def compressed_upload(server):
    """What is said of the coding of a piece opens nothing: the bytes are the file."""
    anna = person(server, "bombs-anna")
    data = gzip.compress(bytes(BOMB_BYTES))
    memory = server.resident_kb()
    place = create(server, anna, len(data)).field("location")
    answer = patch(server, anna, place, 0, data, "Content-Encoding: gzip")
    check(answer.status in (204, 415), answer)
    if answer.status == 204:
        check(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body == data, "other bytes")
    check(server.resident_kb() - memory < GROWTH_KB, f"{server.resident_kb() - memory} KB more")


# --- Half uploads -------------------------------------------------------------------------------------


def begin(wire, who, place, offset, length, data, *fields):
    """A PATCH that says `length` and sends `data`."""
    wire.send(request("PATCH", place, [TUS, BODY, auth(who), f"Upload-Offset: {offset}",
                                       f"Content-Length: {length}", *fields], data))


def cannot_be_used(server, who, place):
    """A file of which a part is missing is no file."""
    file = place.rsplit("/", 1)[1]
    equal(get(server, who, f"/f/{file}").status, 404)
    with Session(who) as session:
        error = session.error("message.send", room=lobby_of(session), cmid=fresh_cmid(), kind="file",
                              file={"id": file})
        equal(error["code"], "not_found")
        error = session.error("sticker.add", file={"id": file})
        equal(error["code"], "not_found")


@suite.case("bombs.half.stops_in_the_middle", profile="hasty")
def stops_in_the_middle(server):
    """The line stays open and nothing more comes: it is cut off in time, keeps what it brought, and is in nobody's way
    afterwards."""
    anna = person(server, "bombs-anna")
    data = bytes(range(250)) * 8
    half = len(data) // 2
    place = create(server, anna, len(data)).field("location")
    started = time.monotonic()
    with Wire(server) as wire:
        begin(wire, anna, place, 0, len(data), data[:half])
        wait_until(lambda: wire.unread(server) == 0)
        cannot_be_used(server, anna, place)
        equal(read_response(wire).status, 408)
        wire.expect_end()
    check(time.monotonic() - started < 8, "it was waited for")
    wait_until(lambda: offset_of(server, anna, place) == (200, str(half)))
    cannot_be_used(server, anna, place)
    equal(patch(server, anna, place, half, data[half:]).status, 204)
    equal(hashlib.sha256(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body).digest(),
          hashlib.sha256(data).digest())


@suite.beside("bombs.half.stops_after_a_lot")
def stops_after_a_lot(servers):
    """What came fast at first does not buy hours of nothing: half a minute of it is the end (limits.h)."""
    with own_server(servers) as server:
        anna = person(server, "bombs-anna")
        place = create(server, anna, 1_000_000).field("location")
        with Wire(server) as wire:
            begin(wire, anna, place, 0, 1_000_000, b"x" * 300_000)
            wire.more(60)
            equal(read_response(wire).status, 408)
            wire.expect_end()
        equal(offset_of(server, anna, place), (200, "300000"))
        equal(patch(server, anna, place, 300_000, b"x" * 700_000).status, 204)


@suite.case("bombs.half.two_at_once")
def two_at_once(server):
    """While one request brings a piece another is told to come back, and breaks nothing."""
    anna = person(server, "bombs-anna")
    data = bytes(range(256)) * 2000
    place = create(server, anna, len(data)).field("location")
    with Wire(server) as wire:
        begin(wire, anna, place, 0, len(data), data[:1000])
        wait_until(lambda: wire.unread(server) == 0)
        # At a place that is none: whichever of the two the server begins first, this one writes nothing.
        wait_until(lambda: patch(server, anna, place, 5, b"another").status == 423)
        wire.send(data[1000:])
        equal(read_response(wire).status, 204)
    check(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body == data, "other bytes")


@suite.case("bombs.half.length_too_long")
def length_too_long(server):
    """A piece that says it is longer than what comes: the end of the line is no end of the file."""
    anna = person(server, "bombs-anna")
    place = create(server, anna, 2000).field("location")
    with Wire(server) as wire:
        begin(wire, anna, place, 0, 2000, b"x" * 1999)
        wait_until(lambda: wire.unread(server) == 0)
    wait_until(lambda: offset_of(server, anna, place) == (200, "1999"))
    cannot_be_used(server, anna, place)
    equal(patch(server, anna, place, 1999, b"y").status, 204)
    equal(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body, b"x" * 1999 + b"y")


@suite.case("bombs.half.length_too_short")
def length_too_short(server):
    """What comes behind the said length is another request, here one that is none: it does not get into the file."""
    anna = person(server, "bombs-anna")
    place = create(server, anna, 2000).field("location")
    with Wire(server) as wire:
        begin(wire, anna, place, 0, 1000, b"x" * 1000 + b"<smuggled>" * 10 + b"\r\n\r\n")
        equal(read_response(wire).status, 204)
        equal(read_response(wire).status, 400)
        wire.expect_end()
    equal(offset_of(server, anna, place), (200, "1000"))
    equal(patch(server, anna, place, 1000, b"y" * 1000).status, 204)
    equal(get(server, anna, "/f/" + place.rsplit("/", 1)[1]).body, b"x" * 1000 + b"y" * 1000)


@suite.case("bombs.half.more_than_was_said", profile="hasty")
def more_than_was_said(server):
    """More than the upload was to have is refused as soon as it comes, and nothing of it is kept."""
    anna = person(server, "bombs-anna")
    place = create(server, anna, 2000).field("location")
    disk = disk_bytes(server)
    with Wire(server) as wire:
        begin(wire, anna, place, 0, 30_000_000, b"")
        wire.send_until_closed(b"x" * 10_000_000)
        try:
            equal(read_response(wire).status, 413)
        except Closed:
            pass  # while it was still sending
    check(disk_bytes(server) - disk < 1_000_000, "it was written down")
    equal(offset_of(server, anna, place), (200, "0"))


@suite.case("bombs.half.many_are_begun")
def many_are_begun(server):
    """Uploads that are only begun take no place, however long they say they are; too many are refused."""
    eve = person(server, "bombs-eve")
    memory, disk = server.resident_kb(), disk_bytes(server)
    statuses = [create(server, eve, 40_000_000).status for _ in range(60)]
    equal(sorted(set(statuses)), [201, 429] if 413 not in statuses else [201, 413])
    check(statuses.count(201) <= 52, f"{statuses.count(201)} of 40 MB each in a quota of 2 GB")
    check(disk_bytes(server) - disk < 1_000_000, f"{disk_bytes(server) - disk} bytes more on the disk")
    check(server.resident_kb() - memory < GROWTH_KB, f"{server.resident_kb() - memory} KB more")
