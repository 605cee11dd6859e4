# SPDX-License-Identifier: MIT
"""Frames that are none, and every field of every operation with what does not belong there."""
import json
import pathlib
import sys

from .cases import Suite, check, equal
from .chat import Session, call, fresh_cmid, lobby_of, person
from .websocket import BINARY, TEXT, WebSocket, frame

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/schema"))
import schema as schema_module  # noqa: E402

suite = Suite()
SCHEMA = schema_module.parse((ROOT / "server/proto/teahouse.schema").read_text(encoding="utf-8"))
NUMBERS = schema_module.NUMBERS | set(schema_module.IDS)

# --- Frames that cannot be read -----------------------------------------------------------------------
BAD_JSON = [
    "", " ", "{", "}", "[]", "null", "true", "1", '"x"', "[1,2", "{]", '{"id":1', '{"id":1,}',
    '{"id":1 "op":"ping"}', "{'id':1}", '{id:1,"op":"ping"}', '{"id":1,"op":"ping"}x',
    '{"id":1,"op":"ping"}{"id":2,"op":"ping"}', '\ufeff{"id":1,"op":"ping"}', "\x00",
    '{"id":01,"op":"ping"}', '{"id":1.,"op":"ping"}', '{"id":+1,"op":"ping"}',
    '{"id":0x1,"op":"ping"}', '{"id":1,"op":"\\x"}', '{"id":1,"op":"\\ud800"}',
    '{"id":1,"op":"\\u12"}', '{"id":1,"op":"a\nb"}', '{"id":1,"op":"ping"',
    '{"id":NaN,"op":"ping"}', '{"id":Infinity,"op":"ping"}', '{"id":1,"op":"ping",//x\n"a":1}',
    "[" * 100_000, '{"a":' * 50_000, '{"op":"ping"}', '{"id":1}', "{}", '{"id":"1","op":"ping"}',
    '{"id":-1,"op":"ping"}', '{"id":1.5,"op":"ping"}', '{"id":9007199254740993,"op":"ping"}',
    '{"id":1e400,"op":"ping"}', '{"id":null,"op":"ping"}', '{"id":1,"op":5}',
    '{"id":1,"op":null}', '{"id":1,"op":["ping"]}', '{"id":1,"id":2,"op":"ping"}',
    '{"id":1,"op":"ping","op":"hello"}',
]


def bad_json(text):
    def run(server):
        with Session(person(server, "fields")) as session:
            session.say(text)
            kind, data = session.event()[:2]
            equal(kind, "text")
            code = json.loads(data)["error"]["code"]
            check(code in ("bad_frame", "invalid", "unknown_op"), f"got {code}")
            session.alive()
    return run


for number, text in enumerate(BAD_JSON):
    suite.add(f"chat.bad_json.{number}", bad_json(text))


@suite.case("chat.bad_json.http")
def bad_json_http(server):
    for text in BAD_JSON:
        data = text.encode("utf-8", "surrogatepass")
        status, answer = call(server, "login", data)
        equal(status, 400, text[:40])
        check(answer["error"]["code"] in ("bad_frame", "invalid"), f"{answer}")


@suite.case("chat.bad_json.too_many")
def too_many(server):
    """Sixteen of them end the connection."""
    with Session(person(server, "fields")) as session:
        for _ in range(16):
            session.send_until_closed(frame(TEXT, "{"))
        event = session.event()
        while event[0] == "text":
            event = session.event()
        equal(event[:2], ("close", 4009))


@suite.case("chat.wrong_kind_of_frame")
def wrong_kind(server):
    for protocol, opcode in [("teahouse.v1.json", BINARY), ("teahouse.v1.msgpack", TEXT)]:
        with WebSocket(server, "/ws", fields={"Sec-WebSocket-Protocol": protocol}) as ws:
            ws.send(frame(opcode, "{}"))
            ws.expect_close(4009)


BAD_MSGPACK = [
    b"", b"\xc1", b"\xc0", b"\xc3", b"\x01", b"\xa1x", b"\x80", b"\x90", b"\x91", b"\x91\x01",
    b"\x92\x01", b"\x92\x01\xc1", b"\xdc\xff\xff", b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xffx", b"\xc6\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01",
    b"\x92\xff\x02", b"\x92\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00\x02", b"\x92\xa11\x02",
    b"\x92\x01\x00", b"\x92\x01\xcd\xff\xff", b"\x92\x01\xa4ping", b"\x92\xc0\x02",
    b"\x92\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x02", b"\x92\x01\x02x", b"\x91" * 100_000,
    b"\x93\x01\x0a\xdd\xff\xff\xff\xff", b"\x93\x01\x0b\xdb\x7f\xff\xff\xff",
    b"\x93\x01\x0b\xa2\xc3(", b"\xd9\x05ab", b"\xc7\x01\x01x", b"\xd4\x01x",
]


def bad_msgpack(data):
    def run(server):
        with WebSocket(server, "/ws",
                       fields={"Sec-WebSocket-Protocol": "teahouse.v1.msgpack"}) as ws:
            ws.send(frame(BINARY, data))
            kind, answer = ws.event()[:2]
            equal(kind, "binary")
            equal(answer[:2], b"\x93\x01", f"no error frame: {answer[:40]!r}")
            ws.finish()
    return run


for number, data in enumerate(BAD_MSGPACK):
    suite.add(f"chat.bad_msgpack.{number}", bad_msgpack(data))

# --- Before hello -----------------------------------------------------------------------------------


@suite.case("chat.before_hello")
def before_hello(server):
    """An unauthenticated socket may do nothing but log in."""
    for op in SCHEMA.ops:
        if "ws" not in op.transports or op.who == "anybody" or op.name == "ping":
            continue
        with WebSocket(server, "/ws") as ws:
            ws.send(frame(TEXT, json.dumps({"id": 1, "op": op.name, **good(op, 1)})))
            event = ws.event()
            equal(event[0], "text", op.name)
            equal(json.loads(event[1])["error"]["code"], "login_needed", op.name)


@suite.case("chat.bad_token")
def bad_token(server):
    for token in ["x", "", "0" * 64, person(server, "fields").token[:-1], "'; DROP TABLE users; --"]:
        with WebSocket(server, "/ws") as ws:
            ws.send(frame(TEXT, json.dumps({"id": 1, "op": "hello", "version": 1, "token": token})))
            event = ws.event()
            check(json.loads(event[1])["error"]["code"] in
                  ("session_expired", "login_needed", "invalid"), f"{event}")
            equal(ws.event()[:2], ("close", 4001))


@suite.case("chat.without_token")
def without_token(server):
    for op in SCHEMA.ops:
        if "http" in op.transports and "anybody" not in op.who.split(",")[0]:
            status, answer = call(server, op.name, good(op, 1))
            equal((status, answer["error"]["code"]), (401, "login_needed"), op.name)


# --- Every field --------------------------------------------------------------------------------------


def good(op, room):
    """Values of the right types for all fields that must be there."""
    return {field.name: value_of(field, room) for field in op.request.fields
            if not field.type.optional}


def value_of(field, room):
    base = field.type.base
    if base == "room":
        return room
    if base in NUMBERS:
        return 1
    if base == "text":
        return "strict-value"
    if base == "bool":
        return True
    if base == "list":
        return []
    if base in SCHEMA.enums:
        return SCHEMA.enums[base].values[0].name
    return [1] * len(SCHEMA.structs[base].fields)


def wrong_values(kind):
    """Raw JSON that is no value of this type."""
    wrong = {"object": "{}", "object.filled": '{"$gt":""}'}
    if not kind.optional:
        wrong["null"] = "null"
    if kind.base != "bool":
        wrong["bool"] = "true"
    if kind.base in NUMBERS:
        wrong |= {"text": '"1"', "list": "[1]", "negative": "-1", "fraction": "1.5",
                  "above_2_53": "9007199254740993", "huge": "1e400", "point": "1.0"}
        if kind.base == "u32":
            wrong["above_u32"] = "4294967296"
    elif kind.base == "text":
        wrong |= {"number": "5", "list": '["x"]', "too_long": json.dumps("x" * (kind.limit + 1)),
                  "too_long.utf8": json.dumps("茶" * (kind.limit // 3 + 1), ensure_ascii=False),
                  "lone_surrogate": '"\\ud800"'}
    elif kind.base == "bool":
        wrong |= {"number": "1", "text": '"true"', "list": "[]"}
    elif kind.base == "list":
        wrong |= {"number": "5", "text": '"x"', "of_objects": "[{}]", "of_nulls": "[null]",
                  "too_many": json.dumps([1] * (kind.limit + 1))}
    elif kind.base in SCHEMA.enums:
        wrong |= {"number": "1", "text": '"no such word"', "list": "[]", "empty": '""',
                  "case": json.dumps(SCHEMA.enums[kind.base].values[0].name.upper())}
    else:
        wrong |= {"number": "5", "text": '"x"', "list.short": "[1]", "list.types": '["a","b","c"]'}
    return wrong


def frame_with(op, room, name, raw):
    fields = {key: json.dumps(value) for key, value in good(op, room).items()}
    fields[name] = raw
    return fields


def wrong_field(op, field):
    def run(server):
        with Session(person(server, "fields")) as session:
            room = lobby_of(session)
            number = 100
            for what, raw in wrong_values(field.type).items():
                number += 1
                fields = frame_with(op, room, field.name, raw)
                body = "".join(f',"{key}":{value}' for key, value in fields.items())
                session.say(f'{{"id":{number},"op":"{op.name}"{body}}}')
                if what in ("lone_surrogate", "huge"):  # may be no JSON at all
                    message = json.loads(session.event()[1])
                else:
                    message = session.answer_to(number)
                check("error" in message, f"{what}: {raw[:60]} was taken: {str(message)[:200]}")
                error = message["error"]
                check(error["code"] in ("invalid", "too_large", "bad_frame"), f"{what}: {error}")
                if error["code"] != "bad_frame":
                    equal(error.get("field", "")[:len(field.name)], field.name, f"{what}: {error}")
                if number % 10 == 0:
                    session.alive()
            session.alive()
    return run


def missing_field(op, field):
    def run(server):
        with Session(person(server, "fields")) as session:
            fields = good(op, lobby_of(session))
            del fields[field.name]
            error = session.error(op.name, **fields)
            equal((error["code"], error.get("field")), ("invalid", field.name))
            session.alive()
    return run


for op in SCHEMA.ops:
    if "ws" not in op.transports or op.name == "hello":
        continue
    for field in op.request.fields:
        suite.add(f"chat.field.{op.name}.{field.name}", wrong_field(op, field))
        if not field.type.optional:
            suite.add(f"chat.field.{op.name}.{field.name}.missing", missing_field(op, field))


@suite.case("chat.field.twice")
def twice(server):
    with Session(person(server, "fields")) as session:
        room = lobby_of(session)
        session.say(f'{{"id":7,"op":"room.get","room":{room},"room":{room}}}')
        error = session.answer_to(7)["error"]
        equal((error["code"], error.get("field")), ("invalid", "room"))


@suite.case("chat.field.unknown_is_skipped")
def unknown_field(server):
    with Session(person(server, "fields")) as session:
        answer = session.ok("room.get", room=lobby_of(session), nonsense={"a": [1, {"b": None}]})
        check("room" in answer, f"{answer}")


@suite.case("chat.op.unknown")
def unknown_op(server):
    with Session(person(server, "fields")) as session:
        for op in ["nonsense", "", "PING", "ping ", "message.send.x", "茶", "\0"]:
            equal(session.error(op)["code"], "unknown_op", op)
        for op in ["register", "login"]:  # there, but not over sockets
            error = session.error(op, name="somebody", password="a long password")
            equal(error["code"], "unknown_op", op)
        session.alive()
    for op in ["nonsense", "typing", "hello", "room.open"]:
        status, answer = call(server, op, {})
        equal((status, answer["error"]["code"]), (404, "unknown_op"), op)


@suite.case("chat.text.sizes")
def text_sizes(server):
    """Nothing, exactly the limit, one byte more, 100 KB, above the frame's limit."""
    with Session(person(server, "fields")) as session:
        room = lobby_of(session)
        for text, code in [("", "invalid"), ("x" * 65536, None), ("x" * 65537, "too_large"),
                           ("茶" * 21845 + "x", None), ("茶" * 21846, "too_large"),
                           ("x" * 102_400, "too_large")]:
            fields = {"room": room, "cmid": fresh_cmid(), "text": text}
            if code is None:
                session.ok("message.send", **fields)
            else:
                equal(session.error("message.send", **fields)["code"], code, f"{len(text)} chars")
        session.alive()
        session.say({"id": 1, "op": "message.send", "room": room, "text": "x" * 300_000})
        equal(session.event()[:2], ("close", 1009))
