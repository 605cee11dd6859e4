# SPDX-License-Identifier: MIT
"""The opening handshake (RFC 6455 section 4.2), on /echo and on /ws."""
from .cases import Suite, check, equal
from .websocket import TEXT, WebSocket, frame, upgrade_request
from .wire import Wire, ask, read_response

suite = Suite()
FIELDS = ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Upgrade", "Connection"]

# (name, changed fields, other options, expected status)
TABLE = [
    ("plain", {}, {}, 101),
    ("case", {"Upgrade": "WebSocket", "Connection": "upgrade"}, {}, 101),
    ("lists", {"Upgrade": "h2c, websocket", "Connection": "keep-alive, Upgrade"}, {}, 101),
    ("tight_lists", {"Connection": "keep-alive,Upgrade"}, {}, 101),
    ("no_upgrade", {"Upgrade": None}, {}, 426),
    ("other_upgrade", {"Upgrade": "h2c"}, {}, 426),
    ("upgrade_look_alike", {"Upgrade": "websocketx"}, {}, 426),
    ("no_connection", {"Connection": None}, {}, 426),
    ("other_connection", {"Connection": "close"}, {}, 426),
    ("connection_look_alike", {"Connection": "upgraded"}, {}, 426),
    ("no_key", {"Sec-WebSocket-Key": None}, {}, 400),
    ("empty_key", {"Sec-WebSocket-Key": ""}, {}, 400),
    ("short_key", {"Sec-WebSocket-Key": "c2hvcnQ="}, {}, 400),
    ("key_of_15", {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAA"}, {}, 400),
    ("key_of_17", {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAAA="}, {}, 400),
    ("key_no_base64", {"Sec-WebSocket-Key": "!!!!!!!!!!!!!!!!!!!!!!=="}, {}, 400),
    ("key_two_values", {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==, x"}, {}, 400),
    ("no_version", {"Sec-WebSocket-Version": None}, {}, 426),
    ("version_8", {"Sec-WebSocket-Version": "8"}, {}, 426),
    ("version_0", {"Sec-WebSocket-Version": "0"}, {}, 426),
    ("version_130", {"Sec-WebSocket-Version": "130"}, {}, 426),
    ("version_013", {"Sec-WebSocket-Version": "013"}, {}, 426),
    ("version_list", {"Sec-WebSocket-Version": "8, 13"}, {}, 426),
    ("post", {}, {"method": "POST"}, 405),
    ("head", {}, {"method": "HEAD"}, 405),
    ("http_1_0", {}, {"version": "1.0"}, 400),
    ("no_host", {}, {"host": None}, 400),
]


def handshake(path, fields, options, status):
    def run(server):
        with Wire(server) as wire:
            wire.send(upgrade_request(path, fields, **options))
            answer = read_response(wire, options.get("method") == "HEAD")
            equal(answer.status, status, f"{answer}")
            if status == 426:
                equal(answer.field("sec-websocket-version"), "13")
            if status == 405:
                check("GET" in answer.field("allow"), "405 without Allow: GET")
    return run


for path in ["/echo", "/ws"]:
    for name, fields, options, status in TABLE:
        suite.add(f"ws.handshake.{path[1:]}.{name}", handshake(path, fields, options, status))


def repeated(name):
    def run(server):
        data = upgrade_request().replace(b"\r\n\r\n", f"\r\n{name}: 13\r\n\r\n".encode())
        with Wire(server) as wire:
            wire.send(data)
            equal(read_response(wire).status, 400)
    return run


for field in FIELDS[:2]:
    suite.add(f"ws.handshake.repeated.{field}", repeated(field))


@suite.case("ws.handshake.plain_get")
def plain_get(server):
    """Without Upgrade it is told what to do instead."""
    for path in ["/echo", "/ws"]:
        answer = ask(server, target=path)
        equal(answer.status, 426)
        equal(answer.field("sec-websocket-version"), "13")


# (offered, chosen; None: refused with 400)
for name, offered, chosen in [
        ("none", None, ""), ("json", "teahouse.v1.json", "teahouse.v1.json"),
        ("msgpack", "teahouse.v1.msgpack", "teahouse.v1.msgpack"),
        ("both", "teahouse.v1.json, teahouse.v1.msgpack", "teahouse.v1.msgpack"),
        ("with_others", "chat, teahouse.v1.json", "teahouse.v1.json"),
        ("unknown", "chat", None), ("case", "Teahouse.V1.JSON", None),
        ("prefix", "teahouse.v1", None), ("empty_list", ",,", None)]:
    def protocol(server, offered=offered, chosen=chosen):
        fields = {} if offered is None else {"Sec-WebSocket-Protocol": offered}
        if chosen is None:
            with Wire(server) as wire:
                wire.send(upgrade_request("/ws", fields))
                equal(read_response(wire).status, 400)
            return
        with WebSocket(server, "/ws", fields=fields) as ws:
            equal(ws.answer.field("sec-websocket-protocol"), chosen)

    suite.add(f"ws.handshake.protocol.{name}", protocol)


@suite.case("ws.handshake.after_keep_alive")
def after_keep_alive(server):
    """A connection that has served requests may still become a WebSocket."""
    with Wire(server) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + upgrade_request())
        equal(read_response(wire).status, 200)
        equal(read_response(wire).status, 101)
        wire.send(frame(TEXT, "hi"))
        equal(wire.take(4), b"\x81\x02hi")


@suite.case("ws.handshake.refusal_keeps_no_socket")
def refusal(server):
    """After a refused upgrade no frame is understood."""
    with Wire(server) as wire:
        wire.send(upgrade_request(fields={"Sec-WebSocket-Version": "8"}) + frame(TEXT, "x"))
        equal(read_response(wire).status, 426)
        answer = read_response(wire)
        equal(answer.status, 400)


@suite.case("ws.handshake.echo_off", profile="closed")
def echo_off(server):
    """Without test.echo there is no such route."""
    with Wire(server) as wire:
        wire.send(upgrade_request("/echo"))
        equal(read_response(wire).status, 404)


@suite.case("ws.handshake.cut_everywhere")
def cut_everywhere(server):
    data = upgrade_request()
    for cut in range(1, len(data), 9):
        with Wire(server) as wire:
            wire.send(data[:cut])
            wire.send(data[cut:])
            equal(read_response(wire).status, 101)
