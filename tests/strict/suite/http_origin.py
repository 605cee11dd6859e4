# SPDX-License-Identifier: MIT
"""Who may open a socket or change something from a web page (cross-site hijacking)."""
import json

from .cases import Suite, equal
from .websocket import upgrade_request
from .wire import Wire, ask, read_response

suite = Suite()
BODY = json.dumps({"name": "nobody here", "password": "a long password"})

# (name, Host, Origin, allowed)
ORIGINS = [
    ("none", "chat.example", None, True),
    ("same", "chat.example", "http://chat.example", True),
    ("same.port", "chat.example:8080", "http://chat.example:8080", True),
    ("same.default_port", "chat.example", "http://chat.example:80", True),
    ("same.ipv6", "[::1]:8080", "http://[::1]:8080", True),
    ("same.host_case", "Chat.Example", "http://chat.example", True),
    ("null", "chat.example", "null", False),
    ("scheme.https", "chat.example", "https://chat.example", False),
    ("scheme.ws", "chat.example", "ws://chat.example", False),
    ("scheme.upper_case", "chat.example", "HTTP://chat.example", False),
    ("scheme.file", "chat.example", "file://", False),
    ("scheme.extension", "chat.example", "chrome-extension://abc", False),
    ("port.other", "chat.example:8080", "http://chat.example:8081", False),
    ("port.missing", "chat.example:8080", "http://chat.example", False),
    ("port.added", "chat.example", "http://chat.example:8080", False),
    ("port.prefix", "chat.example:808", "http://chat.example:8080", False),
    ("suffix", "chat.example", "http://chat.example.evil", False),
    ("prefix", "chat.example", "http://evilchat.example", False),
    ("subdomain", "chat.example", "http://evil.chat.example", False),
    ("parent", "chat.example.org", "http://example.org", False),
    ("dot", "chat.example", "http://chat.example.", False),
    ("userinfo", "chat.example", "http://chat.example@evil", False),
    ("path", "chat.example", "http://chat.example/", False),
    ("path.evil", "chat.example", "http://evil/chat.example", False),
    ("query", "chat.example", "http://evil?chat.example", False),
    ("list", "chat.example", "http://chat.example http://evil", False),
    ("comma_list", "chat.example", "http://chat.example, http://evil", False),
    ("no_scheme", "chat.example", "chat.example", False),
    ("star", "chat.example", "*", False),
    ("localhost", "127.0.0.1", "http://localhost", False),
    ("other_address", "127.0.0.1", "http://127.0.0.2", False),
]


def fields_of(origin):
    return {} if origin is None else {"Origin": origin}


def socket_case(path, host, origin, status):
    def run(server):
        with Wire(server) as wire:
            wire.send(upgrade_request(path, fields_of(origin), host=host))
            equal(read_response(wire).status, status)
    return run


def call_case(host, origin, status):
    def run(server):
        lines = ["Content-Type: application/json", f"Content-Length: {len(BODY)}"]
        lines += [f"{name}: {value}" for name, value in fields_of(origin).items()]
        equal(ask(server, "POST", "/api/v1/login", lines, BODY, host=host).status, status)
    return run


for name, host, origin, allowed in ORIGINS:
    suite.add(f"http.origin.ws.{name}", socket_case("/ws", host, origin, 101 if allowed else 403))
    suite.add(f"http.origin.api.{name}", call_case(host, origin, 404 if allowed else 403))

for name, origin, status in [
        ("listed", "https://app.example", 101), ("listed.port", "http://127.0.0.1:5173", 101),
        ("listed.scheme", "http://app.example", 403), ("listed.suffix", "https://app.example.evil", 403),
        ("listed.other_port", "https://app.example:444", 403), ("null", "null", 403),
        ("own", "http://127.0.0.1", 101)]:
    suite.add(f"http.origin.configured.{name}", socket_case("/ws", "127.0.0.1", origin, status),
              profile="closed")


@suite.case("http.origin.two")
def two(server):
    data = upgrade_request("/ws", {"Origin": "http://127.0.0.1"})
    data = data.replace(b"\r\n\r\n", b"\r\nOrigin: http://evil\r\n\r\n")
    with Wire(server) as wire:
        wire.send(data)
        equal(read_response(wire).status, 400)


@suite.case("http.origin.api_needs_json")
def api_needs_json(server):
    """What a form can send from another page is not accepted, whatever its Origin says."""
    for kind, status in [("text/plain", 415), ("application/x-www-form-urlencoded", 415),
                         ("multipart/form-data; boundary=x", 415), ("application/jsonp", 415),
                         ("text/plain; application/json", 415), ("application/json", 404),
                         ("application/json; charset=utf-8", 404)]:
        lines = [f"Content-Type: {kind}", f"Content-Length: {len(BODY)}"]
        equal(ask(server, "POST", "/api/v1/login", lines, BODY).status, status, kind)
    equal(ask(server, "POST", "/api/v1/login", [f"Content-Length: {len(BODY)}"], BODY).status, 415)


@suite.case("http.origin.no_cors")
def no_cors(server):
    for method in ["GET", "OPTIONS"]:
        answer = ask(server, method, "/api/v1/login", ["Origin: http://evil",
                                                       "Access-Control-Request-Method: POST"])
        equal(answer.field("access-control-allow-origin"), "")
