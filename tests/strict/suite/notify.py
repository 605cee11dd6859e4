# SPDX-License-Identifier: MIT
"""Notifications of people without an open page, as push services and webhooks get them: what arrives, what does not, and
where the server never goes."""
import hashlib
import hmac
import http.server
import json
import stat
import threading
import time

from .cases import Suite, check, equal
from .chat import call, fresh_cmid, person
from .p256 import Browser, verify_vapid
from .wire import PATIENCE

suite = Suite()


class Receiver:
    """An HTTP server that keeps what is posted to it."""

    def __init__(self):
        self.requests, self.answers = [], {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, dict(self.headers), body))
                waiting = outer.answers.get(self.path, [])
                status, fields, answer = waiting.pop(0) if waiting else (201, {}, b"")
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    pass  # it has heard enough

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def url(self, path, scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{self.server.server_port}{path}"

    def at(self, path):
        return [(fields, body) for where, fields, body in list(self.requests) if where == path]

    def one(self, path, count=1):
        """The request number `count` at a path."""
        wait_for(lambda: len(self.at(path)) >= count, f"request {count} at {path}: {self.requests}")
        return self.at(path)[count - 1]


def wait_for(ready, what):
    end = time.monotonic() + 2 * PATIENCE
    while not ready():
        check(time.monotonic() < end, what)
        time.sleep(0.02)


def ok(who, op, **fields):
    status, answer = call(who.server, op, fields, who.token)
    equal(status, 200, f"{op}: {answer}")
    return answer


def direct(one, other):
    return ok(one, "room.create", kind="direct", users=[other.id])["room"]["id"]


def say(who, room, text, **fields):
    return ok(who, "message.send", room=room, text=text, cmid=fresh_cmid(), **fields)["seq"]


def channels(who):
    return ok(who, "notify.list")["channels"]


@suite.case("notify.web_push", "told")
def web_push(server):
    """A browser gets what only it can read, from a server that proves who it is."""
    ann, bob = person(server, "push ann"), person(server, "push bob")
    browser = Browser()
    with Receiver() as receiver:
        added = ok(bob, "notify.add", **browser.request(receiver.url("/push/secret-1")), level="full")
        equal(added["channel"]["current"], True)
        room = direct(ann, bob)
        seq = say(ann, room, "茶 is ready")
        fields, body = receiver.one("/push/secret-1")
        equal(fields["Content-Encoding"], "aes128gcm")
        check(int(fields["TTL"]) > 0, "TTL")
        claims = verify_vapid(fields["Authorization"], ok(bob, "notify.key")["key"])
        equal(claims["aud"], receiver.url(""))
        check(time.time() < claims["exp"] <= time.time() + 86_400, f"{claims}")
        equal(claims["sub"], "mailto:admin@tea.example")
        for word in [b"push ann", b"is ready"]:
            check(word not in body, "the push service reads along")
        equal(browser.decrypt(body),
              {"heading": "push ann", "line": "茶 is ready", "room": room, "seq": seq})
        wait_for(lambda: "sent" in channels(bob)[0], "the channel shows that it was taken")
        ok(bob, "notify.remove", channel=added["channel"]["id"])


@suite.case("notify.once_and_not_when_read", "told")
def once_and_not_when_read(server):
    """What was read on any device is not told; what was not is told once."""
    ann, bob, eve = (person(server, f"read {name}") for name in ["ann", "bob", "eve"])
    with Receiver() as receiver:
        ok(bob, "notify.add", kind="json", endpoint=receiver.url("/hook"), level="full")
        read, unread = direct(ann, bob), direct(eve, bob)
        ok(bob, "read", room=read, seq=say(ann, read, "seen at once"))
        say(eve, unread, "one")
        say(eve, unread, "two")
        message = json.loads(receiver.one("/hook")[1])
        equal((message["sender"], message["text"], message["count"]), ("read eve", "two", 2))
        # Bob's own messages are not told to him either.
        say(bob, read, "my own")
        mine = ok(ann, "notify.add", kind="json", endpoint=receiver.url("/ann"), level="full")
        say(bob, read, "for ann")
        receiver.one("/ann")
        equal(len(receiver.at("/hook")), 1)
        equal(mine["channel"]["host"], receiver.url("")[len("http://"):])


@suite.case("notify.level_none_tells_nothing", "told")
def level_none_tells_nothing(server):
    ann, bob = person(server, "quiet ann"), person(server, "quiet bob")
    kinds = ["json", "ntfy", "bark", "wecom", "dingtalk", "feishu"]
    with Receiver() as receiver:
        for kind in kinds:
            ok(bob, "notify.add", kind=kind, endpoint=receiver.url(f"/{kind}/x"), level="none",
               lang="zh-CN")
        browser = Browser()
        ok(bob, "notify.add", **browser.request(receiver.url("/push")), level="none")
        room = ok(ann, "room.create", kind="group", title="hidden title", users=[bob.id])["room"]["id"]
        say(ann, room, "hidden text", mentions=[bob.id])
        bodies = [receiver.one("/" if kind == "ntfy" else f"/{kind}/x")[1] for kind in kinds]
        pushed = browser.decrypt(receiver.one("/push")[1])
        equal(pushed["heading"], "Teahouse")
        for body in [*bodies, json.dumps(pushed).encode()]:
            text = body.decode()
            for word in ["hidden", "quiet", "title", f"/{room}"]:
                check(word not in text or (word == "title" and '"title":"Teahouse"' in text),
                      f"{word} leaks in {text}")
        check(all("新消息" in body.decode() for body in bodies), f"{bodies}")


@suite.case("notify.signed", "told")
def signed(server):
    """An own program can tell that a webhook comes from here."""
    bob = person(server, "signed bob")
    with Receiver() as receiver:
        added = ok(bob, "notify.add", kind="json", endpoint=receiver.url("/signed"), level="none",
                   auth="shared-secret")
        ok(bob, "notify.test", channel=added["channel"]["id"])
        fields, body = receiver.one("/signed")
        equal(fields["X-Teahouse-Signature"],
              "sha256=" + hmac.new(b"shared-secret", body, hashlib.sha256).hexdigest())
        equal(json.loads(body)["test"], True)
        check("shared-secret" not in json.dumps(channels(bob)), "the secret is told again")
        check(b"shared-secret" not in body, "the secret is sent")


@suite.case("notify.gone", "told")
def gone(server):
    """What the other side knows no more is removed; what has no time is asked again."""
    bob = person(server, "gone bob")
    with Receiver() as receiver:
        receiver.answers = {"/gone": [(410, {}, b"")], "/push": [(404, {}, b"")],
                            "/later": [(503, {}, b""), (200, {}, b"")],
                            "/moved": [(302, {"Location": receiver.url("/elsewhere")}, b"")],
                            "/long": [(200, {}, b"x" * 4_000_000)]}
        ids = {}
        for path in ["/gone", "/later", "/moved", "/long"]:
            ids[path] = ok(bob, "notify.add", kind="json", endpoint=receiver.url(path),
                           level="none")["channel"]["id"]
        ids["/push"] = ok(bob, "notify.add", **Browser().request(receiver.url("/push")),
                          level="none")["channel"]["id"]
        friend = person(server, "gone ann")
        say(friend, direct(friend, bob), "hello")
        receiver.one("/later", 2)
        wait_for(lambda: len(channels(bob)) == 3, f"{channels(bob)}")
        kept = {channel["id"]: channel for channel in channels(bob)}
        equal(sorted(kept), sorted([ids["/later"], ids["/moved"], ids["/long"]]))
        wait_for(lambda: all("sent" in c or "failed" in c for c in channels(bob)), f"{channels(bob)}")
        kept = {channel["id"]: channel for channel in channels(bob)}
        equal(kept[ids["/moved"]]["fault"], "it answered 302")
        check("sent" in kept[ids["/later"]], f"{kept}")
        check("sent" in kept[ids["/long"]], f"{kept}")
        equal(receiver.at("/elsewhere"), [])


# What leads to this machine or to a network of its own, in every way that a name or a number can be written.
INSIDE = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "localhost",
          "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
          "169.254.169.254", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "224.0.0.1",
          "[fd00::1]", "[fe80::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"]


@suite.case("notify.never_inside", "plain")
def never_inside(server):
    """By default nothing can make the server call itself or its neighbours."""
    with Receiver() as receiver:
        tried = []
        for number, host in enumerate(INSIDE):
            who = person(server, f"prober {number}")
            status, answer = call(server, "notify.add",
                                  {"kind": "json", "endpoint": receiver.url("/", "https", host),
                                   "level": "none"}, who.token)
            equal(status, 200, f"{host}: {answer}")
            ok(who, "notify.test", channel=answer["channel"]["id"])
            tried.append((host, who))
        for host, who in tried:
            wait_for(lambda: "failed" in channels(who)[0], f"{host}: {channels(who)}")
            fault = channels(who)[0]["fault"]
            # Old systems do not take every way to write a number for one, and look for a name.
            check(fault in ["the address is not allowed", "the name was not found",
                            "not an address to send to", "no connection"], f"{host}: {fault}")
            if host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1",
                        "169.254.169.254"]:
                equal(fault, "the address is not allowed", host)
        equal(receiver.requests, [])
        prober = tried[0][1]
        for endpoint in [receiver.url("/"), "http://localhost/", "file:///etc/passwd",
                         "gopher://127.0.0.1/", "https://user@127.0.0.1/", "https:///x"]:
            status, answer = call(server, "notify.add",
                                  {"kind": "json", "endpoint": endpoint, "level": "none"},
                                  prober.token)
            equal((status, answer["error"]["field"]), (400, "endpoint"), endpoint)


@suite.case("notify.secrets_stay_here", "told")
def secrets_stay_here(server):
    """The key is its owner's; addresses and secrets stand in no log and in no answer to others."""
    mode = stat.S_IMODE((server.data / "data" / "vapid.pem").stat().st_mode)
    equal(oct(mode), "0o600")
    bob, eve = person(server, "secret bob"), person(server, "secret eve")
    with Receiver() as receiver:
        path = "/path-that-nobody-knows"
        receiver.answers = {path: [(400, {}, b"")]}
        added = ok(bob, "notify.add", kind="json", endpoint=receiver.url(path), level="none",
                   auth="word-that-nobody-knows")
        ok(bob, "notify.test", channel=added["channel"]["id"])
        wait_for(lambda: "failed" in channels(bob)[0], "the refusal is shown")
        for text in [json.dumps(channels(bob)), json.dumps(ok(eve, "notify.list")), server.tail()]:
            check("that-nobody-knows" not in text, text)
    log = server.log.read_text(errors="replace")
    check("that-nobody-knows" not in log, "a secret is in the log")
