# SPDX-License-Identifier: MIT
"""The embedded client as files: ranges, entity tags, codings, caching, security headers."""
import gzip
import re

from .cases import Skipped, Suite, check, equal
from .wire import Wire, ask, read_response, request

suite = Suite()


def asset(server):
    """(path, plain bytes, ETag) of a script of the client."""
    if "asset" not in server.notes:
        page = ask(server, "GET", "/")
        if page.status == 404:
            raise Skipped("built without the web client")
        found = re.search(rb'src="(/assets/[^"]+\.js)"', page.body)
        check(found, "the page names no script")
        path = found[1].decode()
        answer = ask(server, "GET", path)
        equal(answer.status, 200)
        server.notes["asset"] = (path, answer.body, answer.field("etag"))
    return server.notes["asset"]


def get(server, *fields, method="GET"):
    return ask(server, method, asset(server)[0], list(fields))


# (name, Range, expected (first, last) or a status); `n` is the size
RANGES = [
    ("first", "bytes=0-0", lambda n: (0, 0)),
    ("some", "bytes=10-19", lambda n: (10, 19)),
    ("open", "bytes=5-", lambda n: (5, n - 1)),
    ("suffix", "bytes=-10", lambda n: (n - 10, n - 1)),
    ("suffix.larger", "bytes=-99999999", lambda n: (0, n - 1)),
    ("end_beyond", "bytes=100-99999999999999999999", lambda n: (100, n - 1)),
    ("unit_case", "Bytes=0-9", lambda n: (0, 9)),
    ("two.touching", "bytes=0-9,10-19", lambda n: (0, 19)),
    ("two.overlapping", "bytes=0-99,50-149", lambda n: (0, 149)),
    ("two.same", "bytes=0-9,0-9", lambda n: (0, 9)),
    ("two.apart", "bytes=0-9,1000-1009", lambda n: 200),
    ("many", "bytes=" + ",".join(["0-"] * 1000), lambda n: 200),
    ("many.apart", "bytes=0-0,5-5,9-9", lambda n: 200),
    ("beyond", "bytes=99999999-", lambda n: 416),
    ("beyond.huge", "bytes=99999999999999999999999-", lambda n: 416),
    ("suffix.zero", "bytes=-0", lambda n: 416),
    ("backwards", "bytes=9-5", lambda n: 200),
    ("empty", "bytes=", lambda n: 200),
    ("dash", "bytes=-", lambda n: 200),
    ("letters", "bytes=a-b", lambda n: 200),
    ("sign", "bytes=+1-5", lambda n: 200),
    ("space", "bytes= 1 - 5", lambda n: 200),
    ("other_unit", "lines=0-9", lambda n: 200),
    ("no_unit", "0-9", lambda n: 200),
    ("three_dashes", "bytes=1-2-3", lambda n: 200),
]
for name, value, expected in RANGES:
    def ranged(server, value=value, expected=expected):
        _, plain, _ = asset(server)
        want = expected(len(plain))
        answer = get(server, f"Range: {value}", "Accept-Encoding: br, gzip")
        if isinstance(want, tuple):
            first, last = want
            equal(answer.status, 206)
            equal(answer.field("content-range"), f"bytes {first}-{last}/{len(plain)}")
            check(answer.body == plain[first:last + 1], "wrong bytes")
            equal(answer.field("content-encoding"), "")
        else:
            equal(answer.status, want)
            if want == 416:
                equal(answer.field("content-range"), f"bytes */{len(plain)}")
                equal(answer.body, b"")
            else:
                check(answer.body == plain, "not the whole file")
    suite.add(f"http.range.{name}", ranged)


@suite.case("http.range.if_range")
def if_range(server):
    _, plain, etag = asset(server)
    for value, status in [(etag, 206), ('"other"', 200), (f"W/{etag}", 200), ("*", 200), ("x", 200),
                          ("Sun, 06 Nov 1994 08:49:37 GMT", 200)]:
        answer = get(server, "Range: bytes=0-9", f"If-Range: {value}")
        equal(answer.status, status, value)
        check(answer.body == (plain[:10] if status == 206 else plain), "wrong bytes")


@suite.case("http.range.head")
def range_of_head(server):
    answer = get(server, "Range: bytes=0-9", method="HEAD")
    check(answer.status in (200, 206), f"{answer}")
    equal(answer.body, b"")


def conditional(field, status):
    def run(server):
        etag = asset(server)[2]
        answer = get(server, f"If-None-Match: {field.replace('ETAG', etag)}")
        equal(answer.status, status)
        equal(answer.field("etag"), etag)
        check(status != 304 or answer.body == b"", "a body with 304")
    return run


for name, field, status in [
        ("same", "ETAG", 304), ("weak", "W/ETAG", 304), ("list", '"x", ETAG', 304),
        ("list.tight", '"x",ETAG,"y"', 304), ("star", "*", 304), ("comma_inside", '"a,b", ETAG', 304),
        ("other", '"x"', 200), ("unquoted", "x", 200), ("half", '"x', 200), ("empty", '""', 200),
        ("lower_case_weak", "w/ETAG", 200), ("star_in_list", '"x", *', 200)]:
    suite.add(f"http.etag.{name}", conditional(field, status))


@suite.case("http.etag.differs_by_coding")
def differs_by_coding(server):
    """A cache that has the gzip form must not be told that it has the plain one."""
    plain, zipped = get(server), get(server, "Accept-Encoding: gzip")
    if not zipped.field("content-encoding"):
        raise Skipped("assets are not precompressed")
    check(plain.field("etag") != zipped.field("etag"), "one tag for two codings")
    equal(get(server, "Accept-Encoding: gzip", f"If-None-Match: {plain.field('etag')}").status, 200)
    equal(get(server, "Accept-Encoding: gzip", f"If-None-Match: {zipped.field('etag')}").status, 304)


@suite.case("http.coding.choice")
def coding_choice(server):
    _, plain, _ = asset(server)
    if not get(server, "Accept-Encoding: gzip").field("content-encoding"):
        raise Skipped("assets are not precompressed")
    for field, coding in [("", ""), ("identity", ""), ("gzip", "gzip"), ("GZip", "gzip"), ("br", "br"),
                          ("gzip, deflate, br, zstd", "br"), ("br;q=0, gzip", "gzip"),
                          ("br;q=0.1, gzip;q=0.9", "gzip"), ("gzip;q=0", ""), ("*;q=0", ""),
                          ("*", "br"), ("deflate", ""), ("gzip;q=2", ""), ("gzip;q=x", ""), ("\"", "")]:
        answer = get(server, f"Accept-Encoding: {field}")
        equal(answer.status, 200)
        equal(answer.field("content-encoding"), coding, field)
        check("accept-encoding" in answer.field("vary").lower(), "no Vary")
        if coding == "gzip":
            check(gzip.decompress(answer.body) == plain, "the gzip form is another file")
        elif coding == "":
            check(answer.body == plain, "not the plain file")


@suite.case("http.files.caching")
def caching(server):
    check("immutable" in get(server).field("cache-control"), "a hashed asset is not immutable")
    page = ask(server, "GET", "/")
    check("no-cache" in page.field("cache-control"), "the page may be kept")
    equal(ask(server, "GET", "/", [f"If-None-Match: {page.field('etag')}"]).status, 304)


@suite.case("http.files.security_headers")
def security_headers(server):
    asset(server)
    page = ask(server, "GET", "/", host="chat.example:8080")
    policy = page.field("content-security-policy")
    for part in ["default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'",
                 "frame-ancestors 'none'", "require-trusted-types-for 'script'",
                 "ws://chat.example:8080"]:
        check(part in policy, f"{part} is not in {policy}")
    check("unsafe" not in policy, policy)
    equal(page.field("x-content-type-options"), "nosniff")
    equal(page.field("referrer-policy"), "no-referrer")
    equal(page.field("cross-origin-opener-policy"), "same-origin")
    check("camera=(self)" in page.field("permissions-policy"), "no Permissions-Policy")
    check(get(server).field("content-type").startswith("text/javascript"), "type of a script")


@suite.case("http.files.deep_link")
def deep_link(server):
    """Routes of the client get the page; what looks like a file does not."""
    asset(server)
    equal(ask(server, "GET", "/r/1", ["Accept: text/html"]).status, 200)
    equal(ask(server, "GET", "/r/1.js", ["Accept: text/html"]).status, 404)
    equal(ask(server, "GET", "/r/1").status, 404)


@suite.case("http.files.pipeline")
def file_pipeline(server):
    path, plain, _ = asset(server)
    with Wire(server) as wire:
        wire.send((request("GET", path) + request("HEAD", path)) * 5 + request())
        for _ in range(5):
            check(read_response(wire).body == plain, "wrong bytes")
            equal(read_response(wire, True).field("content-length"), str(len(plain)))
        equal(read_response(wire).body, b"ok\n")


@suite.case("http.files.pictures_need_login")
def pictures_need_login(server):
    for path in ["/a/x", "/a/" + "0" * 32, "/a/%2e%2e%2fdata", "/a/"]:
        check(ask(server, "GET", path).status in (400, 401, 404), path)
    equal(ask(server, "POST", "/api/v1/avatar", ["Content-Length: 4"], b"\x89PNG").status, 401)
