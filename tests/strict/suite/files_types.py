# SPDX-License-Identifier: MIT
"""What files are is found from their bytes: what is shown in its place, and what is an attachment of no type."""
import struct

from .cases import Suite, check, equal
from .chat import fresh_cmid, lobby_of, person, Session
from .files import PAGE, get, png, upload

suite = Suite()


def boxes(brand, rest=b"\0\0\2\0isomiso2mp41"):
    """How a file of ISO base media begins: its brand says what it is for."""
    return struct.pack(">I", 12 + len(rest)) + b"ftyp" + brand + rest


def ebml(kind, before=b""):
    """How a Matroska file begins; `before`: of its head, in front of what it says that it is."""
    content = b"\x42\x86\x81\1\x42\xf7\x81\1" + before + b"\x42\x82" + bytes([0x80 | len(kind)]) + kind
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(content)]) + content + b"\x18\x53\x80\x67\x01" + b"\xff" * 7


FILM, SOUND, OTHER = ("video/mp4", "inline"), ("audio/mp4", "inline"), ("application/octet-stream", "attachment")
SHOWN = [
    ("png", png(), "image/png", "inline"),
    ("gif", b"GIF89a\x01\0\x01\0\0\0\0;", "image/gif", "inline"),
    ("html", PAGE, "application/octet-stream", "attachment"),
    ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "application/octet-stream", "attachment"),
    ("xml", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "application/octet-stream", "attachment"),
    ("pdf", b"%PDF-1.7 something", "application/octet-stream", "attachment"),
    ("broken_png", b"\x89PNG\r\n\x1a\n" + PAGE, "application/octet-stream", "attachment"),
    ("mp3", b"ID3\x04\0\0\0\0\0\0" + PAGE, "audio/mpeg", "inline"),
    ("quicktime", b"\0\0\0\x14ftypqt  \0\0\0\0", "application/octet-stream", "attachment"),
    ("mp4", boxes(b"isom"), *FILM),
    ("mp4_fragments", boxes(b"iso5"), *FILM),
    ("mp4_second", boxes(b"mp42"), *FILM),
    ("mp4_phone", boxes(b"M4V "), *FILM),
    ("mp4_sound", boxes(b"M4A "), *SOUND),
    ("mp4_no_brand", boxes(b"\0\0\0\0"), *OTHER),
    ("mp4_heic", boxes(b"heic"), *OTHER),
    ("mp4_avif", boxes(b"avif"), *OTHER),
    ("mp4_cut", boxes(b"isom")[:11], *OTHER),
    ("mp4_later", b"\0" + boxes(b"isom"), *OTHER),
    ("mp4_page", PAGE + boxes(b"isom"), *OTHER),
    ("webm", ebml(b"webm"), "video/webm", "inline"),
    ("webm_long_head", ebml(b"webm", b"\xec\x9e" + b"\0" * 30), "video/webm", "inline"),
    ("webm_too_long_head", ebml(b"webm", b"\xec\xbc" + b"\0" * 60), *OTHER),
    ("matroska", ebml(b"matroska"), *OTHER),
    ("webm_later", b"\0" + ebml(b"webm"), *OTHER),
]
for name, data, mime, how in SHOWN:
    def shown(server, name=name, data=data, mime=mime, how=how):
        anna = person(server, "files-types")
        answer = get(server, anna, "/f/" + upload(server, anna, data, f"page.{'html' if how == 'inline' else 'png'}"))
        equal(answer.status, 200)
        equal(answer.field("content-type"), mime)
        check(answer.field("content-disposition").startswith(how), answer)
    suite.add(f"files.type.{name}", shown)


@suite.case("files.film_in_ranges")
def film_in_ranges(server):
    """A player asks for the head of a film, then for any part of it; a message shows it as what it is, and nothing else."""
    anna = person(server, "files-film")
    data = ebml(b"webm") + bytes(range(256)) * 2000
    file = upload(server, anna, data, "茶.webm")
    whole = get(server, anna, f"/f/{file}", "Range: bytes=0-")
    equal((whole.status, whole.field("content-type"), whole.field("accept-ranges")), (206, "video/webm", "bytes"))
    equal(whole.field("content-range"), f"bytes 0-{len(data) - 1}/{len(data)}")
    part = get(server, anna, f"/f/{file}", "Range: bytes=400000-400999")
    equal((part.status, part.field("content-range")), (206, f"bytes 400000-400999/{len(data)}"))
    check(part.body == data[400_000:401_000], "another part")
    end = get(server, anna, f"/f/{file}", "Range: bytes=-10", f"If-Range: {part.field('etag')}")
    equal((end.status, end.body), (206, data[-10:]))
    equal(get(server, anna, f"/f/{file}", "Range: bytes=-10", 'If-Range: "another"').status, 200)
    session = Session(anna)
    room = lobby_of(session)
    page = upload(server, anna, PAGE, "film.webm")
    refused = session.error("message.send", room=room, cmid=fresh_cmid(), kind="video", file={"id": page})
    equal((refused["code"], refused.get("field")), ("unsupported_type", "kind"))
    session.ok("message.send", room=room, cmid=fresh_cmid(), kind="video", file={"id": file, "duration": 10_000})
    bob = person(server, "files-film-bob")
    equal(get(server, bob, f"/f/{file}", "Range: bytes=0-3").body, data[:4])
