# SPDX-License-Identifier: MIT
"""Where a body ends (RFC 9112 sections 6 and 7): smuggling, chunks, pipelining, keep-alive."""
import json

from .cases import Suite, check, equal
from .wire import Wire, read_response, request

suite = Suite()
LOGIN = "/api/v1/login"
JSON = "Content-Type: application/json"
BODY = json.dumps({"name": "nobody here", "password": "a long password"})
SMUGGLED = request("GET", "/readyz", ["X-Smuggled: 1"])


def post(*lines, body="", version="1.1"):
    return request("POST", LOGIN, [JSON, *lines], body, version)


def refused(data, *statuses):
    """One answer, then the end: what stands behind is never a second request."""
    def run(server):
        with Wire(server) as wire:
            wire.send_until_closed(data + SMUGGLED)
            answer = read_response(wire)
            check(answer.status in statuses, f"got {answer}, expected {statuses}")
            equal(answer.field("connection"), "close")
            wire.expect_end()
    return run


CHUNKED = "Transfer-Encoding: chunked"
LENGTH = f"Content-Length: {len(BODY)}"

REFUSED = [
    ("both.cl_te", post(LENGTH, CHUNKED, body="0\r\n\r\n"), 400),
    ("both.te_cl", post(CHUNKED, LENGTH, body="0\r\n\r\n"), 400),
    ("both.cl_0", post("Content-Length: 0", CHUNKED, body="0\r\n\r\n"), 400),
    ("both.te_unknown", post(LENGTH, "Transfer-Encoding: x", body=BODY), 400),
    ("length.two", post(LENGTH, "Content-Length: 0", body=BODY), 400),
    ("length.two.equal", post(LENGTH, LENGTH, body=BODY), 400),
    ("length.list", post(f"Content-Length: {len(BODY)}, {len(BODY)}", body=BODY), 400),
    ("length.empty", post("Content-Length:", body=BODY), 400),
    ("length.plus", post("Content-Length: +5", body="hello"), 400),
    ("length.minus", post("Content-Length: -1", body="hello"), 400),
    ("length.hex", post("Content-Length: 0x5", body="hello"), 400),
    ("length.space", post("Content-Length: 5 5", body="hello"), 400),
    ("length.letters", post("Content-Length: 5x", body="hello"), 400),
    ("length.point", post("Content-Length: 5.0", body="hello"), 400),
    ("length.quoted", post("Content-Length: \"5\"", body="hello"), 400),
    ("length.underscore", post("Content-Length: 1_0", body="hello"), 400),
    ("length.arabic", post("Content-Length: \u0665", body="hello"), 400),
    ("length.wraps_64", post("Content-Length: 18446744073709551621", body="hello"), 400, 413),
    ("length.wraps_32", post("Content-Length: 4294967301", body="hello"), 413),
    ("length.huge", post("Content-Length: " + "9" * 300, body="hello"), 400, 413),
    ("length.above_limit", post("Content-Length: 262145"), 413),
    ("length.on_get", request("GET", "/healthz", ["Content-Length: 5"], "hello"), 413),
    ("te.gzip", post("Transfer-Encoding: gzip"), 501),
    ("te.identity", post("Transfer-Encoding: identity"), 501, 400),
    ("te.look_alike", post("Transfer-Encoding: xchunked", body="0\r\n\r\n"), 501, 400),
    ("te.look_alike.behind", post("Transfer-Encoding: chunkedx", body="0\r\n\r\n"), 501, 400),
    ("te.gzip_chunked", post("Transfer-Encoding: gzip, chunked", body="0\r\n\r\n"), 400, 501),
    ("te.chunked_gzip", post("Transfer-Encoding: chunked, gzip", body="0\r\n\r\n"), 400),
    ("te.chunked_identity", post("Transfer-Encoding: chunked, identity", body="0\r\n\r\n"), 400),
    ("te.chunked_twice", post("Transfer-Encoding: chunked, chunked", body="0\r\n\r\n"), 400),
    ("te.two_fields", post(CHUNKED, CHUNKED, body="0\r\n\r\n"), 400),
    ("te.two_fields.differ", post(CHUNKED, "Transfer-Encoding: x", body="0\r\n\r\n"), 400),
    ("te.empty", post("Transfer-Encoding:", body="0\r\n\r\n"), 400),
    ("te.comma", post("Transfer-Encoding: ,chunked", body="0\r\n\r\n"), 400),
    ("te.parameter", post("Transfer-Encoding: chunked;a=b", body="0\r\n\r\n"), 400),
    ("te.quoted", post("Transfer-Encoding: \"chunked\"", body="0\r\n\r\n"), 400),
    ("te.vertical_tab", post("Transfer-Encoding: \x0bchunked", body="0\r\n\r\n"), 400),
    ("te.nul", post("Transfer-Encoding: chunked\0", body="0\r\n\r\n"), 400),
    ("te.space_before_colon", post("Transfer-Encoding : chunked", body="0\r\n\r\n"), 400),
    ("te.folded", post("Transfer-Encoding:\r\n chunked", body="0\r\n\r\n"), 400),
    ("te.cr_hidden", post("X: y\rTransfer-Encoding: chunked", body="0\r\n\r\n"), 400),
    ("te.lf_hidden", post("X: y\nTransfer-Encoding: chunked", body="0\r\n\r\n"), 400),
    ("te.http_1_0", post(CHUNKED, body="0\r\n\r\n", version="1.0"), 400),
]
for name, chunks, *statuses in [
        ("empty_size", "\r\n", 400),
        ("no_hex", "g\r\n", 400),
        ("minus", "-1\r\n", 400),
        ("plus", "+1\r\n", 400),
        ("hex_prefix", "0x1\r\n", 400),
        ("space_before", " 1\r\n", 400),
        ("space_after", "1 \r\n", 400),
        ("bare_lf", "1\nx\n0\n\n", 400),
        ("bare_lf_after_data", "1\r\nx\n0\r\n\r\n", 400),
        ("bare_cr", "1\rx\r\n", 400),
        ("longer_than_said", "1\r\nxy\r\n0\r\n\r\n", 400),
        ("shorter_than_said", "5\r\nxy\r\n0\r\n\r\n", 400),
        ("size_wraps_64", "10000000000000001\r\nx\r\n0\r\n\r\n", 400, 413),
        ("size_all_bits", "FFFFFFFFFFFFFFFF\r\n", 413, 400),
        ("size_wraps_32", "100000001\r\nx\r\n0\r\n\r\n", 413),
        ("size_many_zeros", "0" * 5000 + "1\r\nx\r\n0\r\n\r\n", 400, 431),
        ("above_limit", "40001\r\n", 413),
        ("above_limit_together", "30000\r\n" + "x" * 0x30000 + "\r\n10001\r\n", 413),
        ("extension.empty", "1;\r\nx\r\n0\r\n\r\n", 400),
        ("extension.control", "1;a\x01\r\nx\r\n0\r\n\r\n", 400),
        ("extension.bare_lf", "1;a\nx\r\n0\r\n\r\n", 400),
        ("extension.bare_cr", "1;a\rb\r\nx\r\n0\r\n\r\n", 400),
        ("extension.long", "1;" + "a" * 5000 + "\r\nx\r\n0\r\n\r\n", 400, 431),
        ("extension.many", ("1;" + "a" * 500 + "\r\nx\r\n") * 50, 400, 431),
        ("trailer.length", "0\r\nContent-Length: 5\r\n\r\n", 400),
        ("trailer.te", "0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("trailer.folded", "0\r\nX: a\r\n b\r\n\r\n", 400),
        ("trailer.space", "0\r\nX : a\r\n\r\n", 400),
        ("trailer.request", "0\r\nGET / HTTP/1.1\r\n\r\n", 400),
        ("trailer.bare_lf", "0\r\n\n", 400),
        ("trailer.many", "0\r\n" + "X: 1\r\n" * 200 + "\r\n", 431),
        ("trailer.long", "0\r\nX: " + "a" * 20_000 + "\r\n\r\n", 431)]:
    REFUSED.append((f"chunk.{name}", post(CHUNKED, body=chunks), *statuses))
for name, data, *statuses in REFUSED:
    suite.add(f"http.framing.{name}", refused(data, *statuses))


def chunks(text, size, extension=""):
    parts = [text[i:i + size] for i in range(0, len(text), size)]
    return "".join(f"{len(part):x}{extension}\r\n{part}\r\n" for part in parts)


def understood(data):
    """The body was read whole and nothing more: login answers, and so does the next request."""
    def run(server):
        with Wire(server) as wire:
            wire.send(data + request("GET", "/healthz"))
            answer = read_response(wire)
            equal(json.loads(answer.body)["error"]["code"], "unknown_user")
            equal(read_response(wire).body, b"ok\n")
    return run


for name, data in [
        ("length", post(LENGTH, body=BODY)),
        ("length.leading_zeros", post(f"Content-Length: 000{len(BODY)}", body=BODY)),
        ("chunk.one", post(CHUNKED, body=chunks(BODY, 999) + "0\r\n\r\n")),
        ("chunk.bytes", post(CHUNKED, body=chunks(BODY, 1) + "0\r\n\r\n")),
        ("chunk.case", post("transfer-ENCODING: CHUNKED",
                            body=f"{len(BODY):X}\r\n{BODY}\r\n0\r\n\r\n")),
        ("chunk.leading_zeros", post(CHUNKED, body=f"000{len(BODY):X}\r\n{BODY}\r\n000\r\n\r\n")),
        ("chunk.extension", post(CHUNKED, body=chunks(BODY, 7, ";a=b;c=\"d e\"") + "0;x\r\n\r\n")),
        ("chunk.trailers", post(CHUNKED, body=chunks(BODY, 7) + "0\r\nX: y\r\nZ:\r\n\r\n"))]:
    suite.add(f"http.framing.{name}.fine", understood(data))


@suite.case("http.framing.chunk.cut_everywhere")
def chunk_cut_everywhere(server):
    data = post(CHUNKED, body=chunks(BODY, 9, ";a") + "0\r\nX: y\r\n\r\n")
    start = data.index(b"\r\n\r\n")
    for cut in range(start, len(data), 2):
        with Wire(server) as wire:
            wire.send(data[:cut])
            wire.send(data[cut:])
            equal(json.loads(read_response(wire).body)["error"]["code"], "unknown_user")


@suite.case("http.framing.continue")
def expect_continue(server):
    with Wire(server) as wire:
        wire.send(post(LENGTH, "Expect: 100-continue"))
        equal(read_response(wire).status, 100)
        wire.send(BODY.encode())
        equal(read_response(wire).status, 404)


@suite.case("http.framing.continue.refused")
def continue_refused(server):
    """Too large a body is refused instead of asked for."""
    with Wire(server) as wire:
        wire.send(post("Content-Length: 300000", "Expect: 100-continue"))
        equal(read_response(wire).status, 413)
        wire.expect_end()


@suite.case("http.framing.too_large.sent_anyway")
def sent_anyway(server):
    """The answer arrives although the client goes on sending."""
    with Wire(server) as wire:
        wire.send(post("Content-Length: 3000000"))
        wire.send_until_closed(b"x" * 3_000_000)
        equal(read_response(wire).status, 413)


@suite.case("http.framing.pipeline")
def pipeline(server):
    """Answers come in the order of the requests, all of them."""
    with Wire(server) as wire:
        wire.send((request() + post(LENGTH, body=BODY) + request("GET", "/no")) * 30)
        for _ in range(30):
            equal(read_response(wire).status, 200)
            equal(read_response(wire).status, 404)
            equal(read_response(wire).status, 404)
        wire.expect_silence()


@suite.case("http.framing.pipeline.close_in_the_middle")
def close_in_the_middle(server):
    with Wire(server) as wire:
        wire.send(request() + request(fields=["Connection: close"]) + request())
        equal(read_response(wire).status, 200)
        answer = read_response(wire)
        equal(answer.field("connection"), "close")
        wire.expect_end()


@suite.case("http.framing.pipeline.error_in_the_middle")
def error_in_the_middle(server):
    with Wire(server) as wire:
        wire.send(request() + b"BAD\r\n\r\n" + request())
        equal(read_response(wire).status, 200)
        equal(read_response(wire).status, 400)
        wire.expect_end()


@suite.case("http.framing.keep_alive")
def keep_alive(server):
    for version, fields, stays in [
            ("1.1", [], True), ("1.1", ["Connection: keep-alive"], True),
            ("1.1", ["Connection: close"], False), ("1.1", ["Connection: x, Close"], False),
            ("1.0", [], False), ("1.0", ["Connection: keep-alive"], True),
            ("1.0", ["Connection: keep-alive, close"], False)]:
        with Wire(server) as wire:
            wire.send(request(fields=fields, version=version))
            answer = read_response(wire)
            equal(answer.status, 200)
            if not stays:
                equal(answer.field("connection"), "close")
                wire.expect_end()
                continue
            if version == "1.0":
                equal(answer.field("connection"), "keep-alive")
            wire.send(request())
            equal(read_response(wire).status, 200)


@suite.case("http.framing.body_of_refused_route")
def body_of_refused_route(server):
    """A body that belongs to an answer of 4xx is not the next request."""
    data = request("POST", "/api/v1/no.such.op", [JSON, f"Content-Length: {len(SMUGGLED)}"])
    with Wire(server) as wire:
        wire.send(data + SMUGGLED + request())
        equal(read_response(wire).status, 404)
        equal(read_response(wire).body, b"ok\n")


@suite.case("http.framing.half_closed")
def half_closed(server):
    """A client that shuts its sending side still gets its answer."""
    import socket
    with Wire(server) as wire:
        wire.send(request())
        wire.socket.shutdown(socket.SHUT_WR)
        equal(read_response(wire).status, 200)
