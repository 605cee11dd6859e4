# SPDX-License-Identifier: MIT
"""Bots with tokens, what programs say through incoming webhooks, and what outgoing ones are sent."""
import hashlib
import hmac
import json
import signal
import urllib.parse

from .cases import Suite, check, equal
from .chat import PASSWORD, Session, call, fresh_cmid, person
from .notify import Receiver, ok, say, wait_for
from .wire import ask

suite = Suite()


def admin_of(server):
    """The first account of a server owns it."""
    return person(server, "integrations owner")


def group(who, title, **fields):
    return ok(who, "room.create", kind="group", title=title, users=[], **fields)["room"]["id"]


class Bot:
    """An account of a program; its token is all that a Session needs."""

    def __init__(self, server, admin, name):
        self.server, self.name = server, name
        self.id = ok(admin, "admin.bot.make", name=name)["bot"]["user"]["id"]
        made = ok(admin, "admin.bot.token", user=self.id, label="tests")
        self.token, self.token_id = made["secret"], made["token"]["id"]


def post(server, path, body, kind="application/json", **fields):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"Content-Type: {kind}", f"Content-Length: {len(data)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    answer = ask(server, "POST", path, lines, data)
    is_json = answer.field("content-type") == "application/json"
    return answer, json.loads(answer.body) if is_json else None


def incoming(who, room, name="Builds"):
    made = ok(who, "hook.make", room=room, kind="incoming", name=name)
    return made["hook"], f"/hooks/{made['hook']['id']}.{made['secret']}"


def outgoing(who, room, endpoint, name="Robot", **fields):
    made = ok(who, "hook.make", room=room, kind="outgoing", name=name, endpoint=endpoint, **fields)
    return made["hook"], made["secret"]


def log(who, room):
    return ok(who, "history", room=room)["events"]


def shown(who, room, hook):
    return next(one for one in ok(who, "hook.list", room=room)["hooks"] if one["id"] == hook["id"])


@suite.case("integrations.bot_token", "own")
def bot_token(server):
    """With its token a program is an account, over HTTP and over the socket; without it, nobody."""
    admin = admin_of(server)
    bot = Bot(server, admin, "token bot")
    status, answer = call(server, "login", {"name": "token bot", "password": PASSWORD})
    equal((status, answer["error"]["code"]), (401, "wrong_password"))
    info = ok(bot, "server.info")
    equal((info["user"]["id"], info["user"]["bot"]), (bot.id, True))
    with Session(bot) as session:
        equal(session.welcome["user"]["bot"], True)
        lobby = next(room["id"] for room in session.welcome["rooms"] if room["kind"] == "lobby")
        session.ok("message.send", room=lobby, cmid=fresh_cmid(), text="from a bot")
        equal(session.error("admin.bots")["code"], "forbidden")
        tokens = ok(admin, "admin.bots")["bots"][-1]["tokens"]
        check("used" in tokens[0] and bot.token not in json.dumps(tokens), f"{tokens}")
        # The log of the server, its store, and the audit log know nothing of the secret.
        check(bot.token not in json.dumps(ok(admin, "admin.audit")), "the token is in the audit log")
        ok(admin, "admin.bot.token.end", token=bot.token_id)
        event = session.event()
        while event[0] == "text":
            event = session.event()
        equal(event[:2], ("close", 4001))
    status, answer = call(server, "room.list", {"scope": "mine"}, bot.token)
    equal((status, answer["error"]["code"]), (401, "session_expired"))


@suite.case("integrations.bot_kept_out", "own")
def bot_kept_out(server):
    admin = admin_of(server)
    bot = Bot(server, admin, "quiet bot")
    ok(admin, "admin.user.set", user=bot.id, disabled=True)
    status, answer = call(server, "room.list", {"scope": "mine"}, bot.token)
    equal((status, answer["error"]["code"]), (403, "disabled"))
    ok(admin, "admin.user.set", user=bot.id, disabled=False)
    ban = ok(admin, "admin.ban", user=bot.id)["ban"]["id"]
    status, answer = call(server, "room.list", {"scope": "mine"}, bot.token)
    equal((status, answer["error"]["code"]), (403, "banned"))
    ok(admin, "admin.unban", ban=ban)
    ok(bot, "room.list", scope="mine")


@suite.case("integrations.secrets_are_not_kept", "own")
def secrets_are_not_kept(server):
    """Neither a token nor the address of a webhook stands anywhere in the data folder or the log."""
    admin = admin_of(server)
    bot = Bot(server, admin, "secret bot")
    room = group(admin, "secrets")
    _, path = incoming(admin, room)
    equal(post(server, path, {"text": "a secret way in"})[0].status, 200)
    secret = path.split(".")[1].encode()
    for file in [server.log, *(server.data / "data").rglob("*")]:
        if file.is_file():
            found = file.read_bytes()
            check(bot.token.encode() not in found and secret not in found, f"a secret is in {file}")


@suite.case("integrations.incoming", "plain")
def incoming_hook(server):
    """JSON, or the form field that older programs send, becomes a message of the webhook."""
    ann = person(server, "hook ann")
    room = group(ann, "builds")
    hook, path = incoming(ann, room)
    answer, body = post(server, path, {"text": "build 7 failed 茶", "username": "ignored",
                                       "attachments": [{"color": "#f00"}]})
    equal(answer.status, 200, f"{body}")
    last = log(ann, room)[-1]
    equal((last["seq"], last["from"], last["body"]["text"]),
          (body["seq"], hook["user"], "build 7 failed 茶"))
    form = urllib.parse.urlencode({"a": "b", "payload": json.dumps({"text": "a & b = c"})}).encode()
    equal(post(server, path, form, "application/x-www-form-urlencoded")[0].status, 200)
    # What curl says of JSON unless it is told otherwise.
    equal(post(server, path, b' {"text": "by curl"}', "application/x-www-form-urlencoded")[0].status,
          200)
    equal([event["body"]["text"] for event in log(ann, room)[-2:]], ["a & b = c", "by curl"])
    equal(ok(ann, "user.get", users=[hook["user"]])["users"][0]["name"], "Builds")
    check("sent" in shown(ann, room, hook), "the newest post is shown")


@suite.case("integrations.incoming_once", "plain")
def incoming_once(server):
    ann = person(server, "once ann")
    room = group(ann, "once")
    _, path = incoming(ann, room)
    first = post(server, path, {"text": "once", "id": "build-7"})[1]
    again = post(server, path, {"text": "once", "id": "build-7"})[1]
    equal((again["seq"], again["duplicate"]), (first["seq"], True))
    long = post(server, path, {"text": "long", "id": "n" * 254 + "1"})[1]
    equal(post(server, path, {"text": "long", "id": "n" * 254 + "1"})[1]["seq"], long["seq"])
    check(post(server, path, {"text": "long", "id": "n" * 254 + "2"})[1]["seq"] != long["seq"], "another")
    header = post(server, path, {"text": "twice"}, Idempotency_Key="abc")[1]
    equal(post(server, path, {"text": "twice"}, Idempotency_Key="abc")[1]["seq"], header["seq"])
    # Another webhook has keys of its own.
    _, other = incoming(ann, room)
    check("duplicate" not in post(server, other, {"text": "once", "id": "build-7"})[1], "not apart")
    equal(post(server, path, {"text": "x"}, Idempotency_Key="k" * 256)[0].status, 413)


@suite.case("integrations.incoming_refused", "plain")
def incoming_refused(server):
    """What is wrong with an address cannot be told apart, and nothing is read with a right one."""
    ann = person(server, "refused ann")
    room = group(ann, "refused")
    hook, path = incoming(ann, room)
    text = {"text": "hello"}
    answers = [post(server, wrong, text) for wrong in [
        path[:-1] + ("A" if path[-1] != "A" else "B"), f"/hooks/999999.{path.split('.')[1]}",
        "/hooks/1", "/hooks/", "/hooks/x.y", path + "x", f"/hooks/-1.{path.split('.')[1]}",
        path.replace(".", ".."), path + "/", f"/hooks/{2**70}.{path.split('.')[1]}"]]
    equal({(answer.status, json.dumps(body)) for answer, body in answers},
          {(404, json.dumps(answers[0][1]))})
    for method in ["GET", "PUT", "DELETE"]:
        answer = ask(server, method, path, ["Content-Length: 0"])
        check(answer.status in (404, 405), f"{method}: {answer}")
    for body, kind, status in [
            (b"{", "application/json", 400), (b"", "application/json", 400),
            (b"[]", "application/json", 400), (b'{"text": 1}', "application/json", 400),
            (b'{"text": ""}', "application/json", 400), (b'{"text": "\xff"}', "application/json", 400),
            (b'{"words": "x"}', "application/json", 400), (b"hello", "text/plain", 415),
            (b"text=hello", "application/x-www-form-urlencoded", 400),
            (json.dumps({"text": "x" * 65537}).encode(), "application/json", 413),
            (json.dumps({"text": "x" * 300_000}).encode(), "application/json", 413)]:
        answer, _ = post(server, path, body, kind)
        equal(answer.status, status, f"{kind} {body[:40]}")
    ok(ann, "room.set", room=room, writers="nobody")
    equal(post(server, path, text)[1]["error"]["code"], "muted")
    ok(ann, "room.set", room=room, writers="admins")
    equal(post(server, path, text)[0].status, 200)
    ok(ann, "hook.set", room=room, hook=hook["id"], on=False)
    equal(post(server, path, text)[0].status, 404)
    ok(ann, "hook.set", room=room, hook=hook["id"], on=True)
    ok(ann, "room.dissolve", room=room)
    equal(post(server, path, text)[0].status, 404)


@suite.case("integrations.no_webhook_tells_another", "plain")
def no_webhook_tells_another(server):
    """An outgoing webhook with the address of an incoming one would tell it the same for ever."""
    admin = admin_of(server)
    room = group(admin, "echo")
    _, path = incoming(admin, room)
    equal(post(server, path, {"text": "from a program"})[0].status, 200, "a program")
    answer, said = post(server, path, {"text": "again"}, X_Teahouse_Delivery="1-1-1")
    equal((answer.status, said["error"]["code"]), (403, "forbidden"), "a webhook")
    equal([event["body"]["text"] for event in log(admin, room) if event["kind"] == "text"], ["from a program"], "messages")


@suite.case("integrations.incoming_rate", "plain")
def incoming_rate(server):
    """A burst, then a second for each; the answer says how long to wait."""
    ann = person(server, "rate ann")
    room = group(ann, "rate")
    _, path = incoming(ann, room)
    answers = [post(server, path, {"text": f"{number}"})[0] for number in range(45)]
    refused = [answer for answer in answers if answer.status != 200]
    check(refused and len(answers) - len(refused) >= 30, f"{[a.status for a in answers]}")
    equal({(answer.status, answer.field("retry-after")) for answer in refused}, {(429, "1")})
    equal(len([event for event in log(ann, room) if event["kind"] == "text"]),
          len(answers) - len(refused))


@suite.case("integrations.outgoing", "told")
def outgoing_hook(server):
    """Each new message goes out once, signed, in order; what is answered is written into the room."""
    ann, bob = person(server, "out ann"), person(server, "out bob")
    room = ok(ann, "room.create", kind="group", title="out", users=[bob.id])["room"]["id"]
    with Receiver() as receiver:
        reply = json.dumps({"text": "brewing"}).encode()
        receiver.answers = {"/out/secret": [(200, {"Content-Type": "application/json"}, reply),
                                            (200, {}, b"thanks"), (204, {}, b"")]}
        hook, secret = outgoing(ann, room, receiver.url("/out/secret"))
        seq = say(bob, room, "one 茶")
        fields, body = receiver.one("/out/secret")
        signed = hmac.new(secret.encode(), f"{fields['X-Teahouse-Timestamp']}.".encode() + body,
                          hashlib.sha256).hexdigest()
        equal(fields["X-Teahouse-Signature"], f"sha256={signed}")
        message = json.loads(body)
        equal((message["text"], message["sender"], message["sender_id"], message["seq"]),
              ("one 茶", "out bob", bob.id, seq))
        equal((message["room"], message["room_id"], message["url"]),
              ("out", room, f"https://tea.example/#/c/{room}/{seq}"))
        equal(message["delivery"], fields["X-Teahouse-Delivery"])
        check(secret.encode() not in body, "the secret is sent")
        wait_for(lambda: log(ann, room)[-1]["body"].get("text") == "brewing", "the answer is written")
        equal((log(ann, room)[-1]["from"], log(ann, room)[-1]["ref"]), (hook["user"], seq))
        # Its own words do not come back to it: the next message is the next call.
        say(bob, room, "two")
        say(ann, room, "three")
        receiver.one("/out/secret", 3)
        texts = [json.loads(body)["text"] for _, body in receiver.at("/out/secret")]
        equal(texts, ["one 茶", "two", "three"])
        wait_for(lambda: "sent" in shown(ann, room, hook), "its state is shown")
        check("secret" not in json.dumps(ok(ann, "hook.list", room=room)), "the address is told")
        check("out/secret" not in server.log.read_text(errors="replace"), "the address is logged")
        ok(ann, "hook.remove", room=room, hook=hook["id"])


@suite.case("integrations.outgoing_command", "told")
def outgoing_command(server):
    ann = person(server, "command ann")
    room = group(ann, "commands")
    with Receiver() as receiver:
        outgoing(ann, room, receiver.url("/command"), word="/brew", hint="a pot")
        equal([(one["word"], one["hint"]) for one in ok(ann, "command.list", room=room)["commands"]],
              [("/brew", "a pot")])
        for text in ["brew", "/brewer", "now /brew", "/Brew green"]:
            say(ann, room, text)
        _, body = receiver.one("/command")
        equal((json.loads(body)["text"], json.loads(body)["word"]), ("/Brew green", "/brew"))


@suite.case("integrations.outgoing_retried", "told")
def outgoing_retried(server):
    """Asked again where there was no time, under the same delivery id; given up where it is refused."""
    ann = person(server, "retry ann")
    room = group(ann, "retry")
    with Receiver() as receiver:
        receiver.answers = {"/busy": [(503, {}, b""), (200, {}, b"")], "/no": [(400, {}, b"")] * 20,
                            "/gone": [(410, {}, b"")]}
        busy, _ = outgoing(ann, room, receiver.url("/busy"))
        refusing, _ = outgoing(ann, room, receiver.url("/no"))
        gone, _ = outgoing(ann, room, receiver.url("/gone"))
        for number in range(11):
            say(ann, room, f"{number}")
        receiver.one("/busy", 12)
        deliveries = [fields["X-Teahouse-Delivery"] for fields, _ in receiver.at("/busy")]
        equal(deliveries[0], deliveries[1])
        equal(len(set(deliveries)), 11)
        wait_for(lambda: shown(ann, room, refusing).get("off"), "ten failures switch it off")
        equal(shown(ann, room, refusing)["fault"], "it answered 400")
        equal(len(receiver.at("/no")), 10)
        equal((shown(ann, room, gone)["off"], len(receiver.at("/gone"))), (True, 1))
        check(not shown(ann, room, busy).get("off"), "one that was busy goes on")
        ok(ann, "hook.set", room=room, hook=refusing["id"], on=True)
        say(ann, room, "again")
        receiver.one("/no", 11)


@suite.case("integrations.outgoing_restart", "told")
def outgoing_restart(server):
    """What was written while nobody answered arrives after a kill, and what was done does not come again."""
    ann = person(server, "restart ann")
    room = group(ann, "restart")
    with Receiver() as receiver:
        hook, _ = outgoing(ann, room, receiver.url("/restart"))
        first = say(ann, room, "one")
        receiver.one("/restart")
        wait_for(lambda: shown(ann, room, hook).get("upto", 0) >= first, "it is done with")
        receiver.answers = {"/restart": [(503, {"Retry-After": "60"}, b"")]}
        say(ann, room, "two")
        say(ann, room, "three")
        receiver.one("/restart", 2)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.start()
        receiver.one("/restart", 4)
        texts = [json.loads(body)["text"] for _, body in receiver.at("/restart")]
        # The note of the first may not have reached the disk: at least once.
        check(texts[-2:] == ["two", "three"] and texts.count("one") <= 2, f"{texts}")
        same = {}
        for fields, body in receiver.at("/restart"):
            same.setdefault(json.loads(body)["text"], set()).add(fields["X-Teahouse-Delivery"])
        check(all(len(ids) == 1 for ids in same.values()), f"{same}")


@suite.case("integrations.outgoing_never_inside", "plain")
def outgoing_never_inside(server):
    """Unless the configuration says so, no webhook leads to this machine."""
    ann = person(server, "inside ann")
    room = group(ann, "inside")
    with Receiver() as receiver:
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"]:
            hook, _ = outgoing(ann, room, receiver.url("/", "https", host))
            say(ann, room, "a try")
            wait_for(lambda: "failed" in shown(ann, room, hook), f"{host}")
            equal(shown(ann, room, hook)["fault"], "the address is not allowed", host)
            ok(ann, "hook.remove", room=room, hook=hook["id"])
        equal(receiver.requests, [])
        status, answer = call(server, "hook.make", {"room": room, "kind": "outgoing", "name": "x",
                                                    "endpoint": receiver.url("/")}, ann.token)
        equal((status, answer["error"]["field"]), (400, "endpoint"))
