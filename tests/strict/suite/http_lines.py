# SPDX-License-Identifier: MIT
"""Request lines, targets, fields and limits (RFC 9112 sections 2 to 5)."""
from .cases import Suite, check, equal
from .wire import Wire, ask, read_response, request

suite = Suite()

HOST = "Host: 127.0.0.1\r\n"


def refused(data, *statuses):
    """One answer with such a status, then the connection ends: nothing behind it is served."""
    if isinstance(data, str):
        data = data.encode("latin-1")

    def run(server):
        with Wire(server) as wire:
            wire.send_until_closed(data + request())
            answer = read_response(wire)
            check(answer.status in statuses, f"got {answer}, expected {statuses}")
            equal(answer.field("connection"), "close")
            wire.expect_end()
    return run


def line(text, fields=HOST):
    return f"{text}\r\n{fields}\r\n"


LINES = [
    ("garbage", "\x00\x01\x02\r\n\r\n", 400),
    ("tls_hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ("ssh", "SSH-2.0-OpenSSH_9.2\r\n", 400),
    ("one_word", line("GET"), 400),
    ("no_version", line("GET /"), 400),
    ("two_spaces", line("GET  / HTTP/1.1"), 400),
    ("two_spaces_before_version", line("GET /  HTTP/1.1"), 400),
    ("space_first", line(" GET / HTTP/1.1"), 400),
    ("space_last", line("GET / HTTP/1.1 "), 400),
    ("tab", line("GET\t/ HTTP/1.1"), 400),
    ("space_in_target", line("GET /a b HTTP/1.1"), 400),
    ("bare_lf", "GET / HTTP/1.1\nHost: a\n\n", 400),
    ("bare_cr", "GET / HTTP/1.1\rHost: a\r\r", 400),
    ("cr_in_target", line("GET /\rx HTTP/1.1"), 400),
    ("two_empty_lines_first", "\r\n\r\n" + line("GET / HTTP/1.1"), 400),
    ("method.token", line("GE(T / HTTP/1.1"), 400),
    ("method.empty", line(" / HTTP/1.1"), 400),
    ("method.utf8", line("G\u00c9T / HTTP/1.1"), 400),
    ("method.nul", line("GET\0 / HTTP/1.1"), 400),
    ("method.lower_case", line("get / HTTP/1.1"), 501, 405),
    ("method.unknown", line("BREW /healthz HTTP/1.1"), 501, 405),
    ("method.trace", line("TRACE / HTTP/1.1"), 501, 405),
    ("method.track", line("TRACK / HTTP/1.1"), 501, 405),
    ("method.connect", line("CONNECT 127.0.0.1:80 HTTP/1.1"), 501, 405),
    ("method.long", "A" * 5000 + " / HTTP/1.1\r\n" + HOST + "\r\n", 501, 400, 405),
    ("version.0.9", line("GET / HTTP/0.9"), 505),
    ("version.2", line("GET / HTTP/2.0"), 505),
    ("version.2.preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("version.3", line("GET / HTTP/3.0"), 505),
    ("version.9", line("GET / HTTP/9.9"), 505),
    ("version.lower_case", line("GET / http/1.1"), 400),
    ("version.no_minor", line("GET / HTTP/1"), 400),
    ("version.two_digits", line("GET / HTTP/1.10"), 400),
    ("version.leading_zero", line("GET / HTTP/01.1"), 400),
    ("version.other", line("GET / HTCPCP/1.1"), 400),
    ("version.minus", line("GET / HTTP/1.-1"), 400),
    ("target.star_with_get", line("GET * HTTP/1.1"), 400),
    ("target.authority", line("GET a:80 HTTP/1.1"), 400),
    ("target.no_slash", line("GET healthz HTTP/1.1"), 400),
    ("target.scheme.ftp", line("GET ftp://a/ HTTP/1.1"), 400),
    ("target.scheme.file", line("GET file:///etc/passwd HTTP/1.1"), 400),
    ("target.userinfo", line("GET http://u:p@a/ HTTP/1.1"), 400),
    ("target.no_authority", line("GET http:///healthz HTTP/1.1"), 400),
    ("target.bad_port", line("GET http://a:x/ HTTP/1.1"), 400),
    ("target.fragment", line("GET /#a HTTP/1.1"), 400),
]
for name, data, *statuses in LINES:
    suite.add(f"http.line.{name}", refused(data, *statuses))

# What decoding or cleaning could turn into another path is refused, not cleaned.
for number, path in enumerate([
        "//", "//etc/passwd", "/assets//x", "/.", "/..", "/./healthz", "/a/../healthz",
        "/../../etc/passwd", "/a/..", "/a/.", "/%2e", "/%2e%2e", "/%2E%2E/etc/passwd",
        "/.%2e/x", "/assets/%2e%2e/%2e%2e/etc/passwd", "/%2f", "/a%2fb", "/..%2f..%2fetc/passwd",
        "/%5c", "/a%5Cb", "/..%5c..%5cx", "/\\", "/a\\..\\b", "/%00", "/healthz%00", "/a%00.html",
        "/%0a", "/%0d%0aSet-Cookie:x", "/%09", "/%1f", "/%7f", "/%", "/%4", "/%zz", "/a%2", "/%u002e",
        "/%c0%ae%c0%ae/", "/%c0%af", "/%ff", "/%ed%a0%80", "/%e8%8c", "/\xff", "/caf\xe9", "/\x7f",
        "/\x01", "/\"", "/<script>", "/a{b}", "/a|b", "/a^b", "/a`b", "/a[b]", "/?a b", "/?a%",
        "/?a%zz", "/?a#b", "/?\"", "/?<", "/?\xe9", "/?\x00"]):
    suite.add(f"http.path.refused.{number}", refused(line(f"GET {path} HTTP/1.1"), 400))


def answered(data, *statuses):
    def run(server):
        with Wire(server) as wire:
            wire.send(data.encode("latin-1") if isinstance(data, str) else data)
            answer = read_response(wire)
            check(answer.status in statuses, f"got {answer}, expected {statuses}")
    return run


for name, data, *statuses in [
        ("plain", line("GET /healthz HTTP/1.1"), 200),
        ("query", line("GET /healthz?a=1&b=%20+c HTTP/1.1"), 200),
        ("empty_query", line("GET /healthz? HTTP/1.1"), 200),
        ("escaped", line("GET /%68ealthz HTTP/1.1"), 200),
        ("absolute", line("GET http://127.0.0.1/healthz HTTP/1.1"), 200),
        ("absolute.upper_case", line("GET HTTP://LOCALHOST/healthz HTTP/1.1"), 200),
        ("one_empty_line_first", "\r\n" + line("GET /healthz HTTP/1.1"), 200),
        ("http_1_0", "GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("http_1_2", line("GET /healthz HTTP/1.2"), 200, 505),
        ("options_star", line("OPTIONS * HTTP/1.1"), 200, 204, 404, 405),
        ("dots_in_names", line("GET /...x..y HTTP/1.1"), 404),
        ("unknown", line("GET /no/such/page HTTP/1.1"), 404),
        ("folder", line("GET /assets/ HTTP/1.1"), 404),
        ("folder_without_slash", line("GET /assets HTTP/1.1"), 404),
        ("double_escape", line("GET /%252e%252e/etc/passwd HTTP/1.1"), 404),
        ("method.put", line("PUT /healthz HTTP/1.1"), 405),
        ("method.delete", line("DELETE /healthz HTTP/1.1"), 405),
        ("method.patch", line("PATCH / HTTP/1.1"), 405),
        ("method.post", line("POST /healthz HTTP/1.1"), 405),
        ("method.get_on_api", line("GET /api/v1/login HTTP/1.1"), 405)]:
    suite.add(f"http.line.{name}", answered(data, *statuses))


# --- Fields -----------------------------------------------------------------------------------------
START = "GET /healthz HTTP/1.1\r\n"


def fields(text):
    return f"{START}{HOST}{text}\r\n\r\n"


FIELDS = [
    ("no_host", f"{START}\r\n", 400),
    ("two_hosts", fields("Host: b"), 400),
    ("two_hosts.same", fields("Host: 127.0.0.1"), 400),
    ("two_hosts.http_1_0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("host.empty", f"{START}Host:\r\n\r\n", 400),
    ("host.list", f"{START}Host: a, b\r\n\r\n", 400),
    ("host.space", f"{START}Host: a b\r\n\r\n", 400),
    ("host.path", f"{START}Host: a/b\r\n\r\n", 400),
    ("host.userinfo", f"{START}Host: u@a\r\n\r\n", 400),
    ("host.port", f"{START}Host: a:b\r\n\r\n", 400),
    ("host.port.big", f"{START}Host: a:65536\r\n\r\n", 400),
    ("host.quote", f"{START}Host: \"a\"\r\n\r\n", 400),
    ("host.semicolon", f"{START}Host: a;default-src *\r\n\r\n", 400),
    ("host.ipv6.open", f"{START}Host: [::1\r\n\r\n", 400),
    ("host.utf8", f"{START}Host: caf\xe9\r\n\r\n", 400),
    ("host.missing_but_absolute", "GET http://a/healthz HTTP/1.1\r\n\r\n", 400),
    ("folded", fields("X: a\r\n b"), 400),
    ("folded.tab", fields("X: a\r\n\tb"), 400),
    ("folded.first", f"{START} X: a\r\n{HOST}\r\n", 400),
    ("space_before_colon", fields("X : a"), 400),
    ("tab_before_colon", fields("X\t: a"), 400),
    ("space_before_host_colon", f"{START}Host : a\r\n\r\n", 400),
    ("no_name", fields(": a"), 400),
    ("no_colon", fields("Xa"), 400),
    ("name.slash", fields("X/Y: a"), 400),
    ("name.parenthesis", fields("X(: a"), 400),
    ("name.utf8", fields("X\xe9: a"), 400),
    ("name.nul", fields("X\0: a"), 400),
    ("name.control", fields("X\x01: a"), 400),
    ("value.nul", fields("X: a\0b"), 400),
    ("value.control", fields("X: a\x01b"), 400),
    ("value.delete", fields("X: a\x7fb"), 400),
    ("value.escape", fields("X: \x1b[2J"), 400),
    ("value.bare_cr", fields("X: a\rb"), 400),
    ("value.cr_then_field", fields("X: a\rContent-Length: 5"), 400),
    ("value.bare_lf", fields("X: a\nY: b"), 400),
    ("end.bare_lf", f"{START}{HOST}\n", 400),
    ("end.cr_cr_lf", f"{START}{HOST}\r\r\n", 400),
    ("two.origin", fields("Origin: http://127.0.0.1\r\nOrigin: http://evil"), 400),
    ("two.authorization", fields("Authorization: Bearer a\r\nAuthorization: Bearer b"), 400),
    ("expect.unknown", fields("Expect: 200-ok"), 417),
    ("limit.fields.101", fields("\r\n".join(f"X-{i}: 1" for i in range(100))), 431),
    ("limit.fields.1000", fields("\r\n".join(f"X{i}: 1" for i in range(1000))), 431),
    ("limit.head", fields("X: " + "a" * 17_000), 431),
    ("limit.head.many", fields("\r\n".join(f"X-{i}: " + "a" * 400 for i in range(50))), 431),
    ("limit.head.one_name", START + HOST + "X" * 20_000, 431),
    ("limit.target", line("GET /" + "a" * 8192 + " HTTP/1.1"), 414),
    ("limit.target.query", line("GET /?" + "a" * 8200 + " HTTP/1.1"), 414),
    ("limit.target.endless", "GET /" + "a" * 70_000, 414),
]
for name, data, *statuses in FIELDS:
    suite.add(f"http.field.{name}", refused(data, *statuses))

for name, data in [
        ("white_space", fields("X: \t a b \t")),
        ("empty_value", fields("X:")),
        ("no_space", fields("X:a")),
        ("obs_text", fields("X: caf\xe9")),
        ("repeated_list", fields("Accept: a\r\nAccept: b")),
        ("host.port", f"{START}Host: a:8080\r\n\r\n"),
        ("host.ipv6", f"{START}Host: [::1]:8080\r\n\r\n"),
        ("host.case", f"{START}hOsT: LOCALHOST\r\n\r\n"),
        ("two.cookie", fields("Cookie: a=1\r\nCookie: b=2")),
        ("limit.fields.100", fields("\r\n".join(f"X-{i}: 1" for i in range(99)))),
        ("limit.target.8192", line("GET /healthz?" + "a" * (8192 - 9) + " HTTP/1.1")),
        ("limit.head.16k", fields("X: " + "a" * (16 * 1024 - len(fields("X: ")))))]:
    suite.add(f"http.field.{name}.fine", answered(data, 200))


@suite.case("http.field.wrong_host", profile="closed")
def wrong_host(server):
    """With `hosts` set, no other name is served (DNS rebinding)."""
    for host, status in [("127.0.0.1", 200), ("127.0.0.1:80", 200), ("CHAT.example", 200),
                         ("evil.example", 403), ("chat.example.evil", 403), ("xchat.example", 403),
                         ("localhost", 403)]:
        answer = ask(server, "POST", "/api/v1/server.info",
                     ["Content-Type: application/json", "Content-Length: 2"], "{}", host=host)
        equal(answer.status, status, host)


@suite.case("http.line.cut_everywhere")
def cut_everywhere(server):
    data = request("GET", "/healthz", ["X-One: 1", "Accept: */*"])
    for cut in range(1, len(data), 3):
        with Wire(server) as wire:
            wire.send(data[:cut])
            wire.send(data[cut:])
            equal(read_response(wire).status, 200)


@suite.case("http.line.head_has_no_body")
def head_has_no_body(server):
    get = ask(server, "GET", "/healthz")
    with Wire(server) as wire:
        wire.send(request("HEAD", "/healthz") + request("HEAD", "/no/such") + request())
        head = read_response(wire, True)
        equal(head.status, 200)
        equal(head.field("content-length"), get.field("content-length"))
        equal(read_response(wire, True).status, 404)
        equal(read_response(wire).body, get.body)


@suite.case("http.line.404_reflects_nothing")
def reflects_nothing(server):
    answer = ask(server, "GET", "/no/such?<".replace("<", "%3Cscript%3E"))
    equal(answer.status, 404)
    check(b"script" not in answer.body, "the answer repeats the request")
    equal(answer.field("x-content-type-options"), "nosniff")
