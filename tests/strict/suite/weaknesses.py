# SPDX-License-Identifier: MIT
"""Weaknesses of the original by their numbers in docs/features.md, each tried the way it was there."""
import json
import os
import pathlib
import threading

from .cases import Suite, check, equal
from .chat import PASSWORD, Person, Session, call, fresh_cmid, lobby_of, person
from .files import auth, png, upload
from .program import own_server
from .websocket import TEXT, WebSocket, frame
from .wire import ask

suite = Suite()


def pushed_until_pong(session, wanted):
    """What was pushed before the answer to a ping, asked again until `wanted` of it; all of it."""
    for _ in range(500):
        session.ok("ping")
        if wanted(session.pushes):
            break
    return session.pushes


def has_text(pushes, text):
    return any(text in json.dumps(push) for push in pushes)


# --- B2: a path from the client -------------------------------------------------------------------------


@suite.case("weakness.B2.a_picture_is_no_path")
def picture_is_no_path(server):
    """Whatever is named as a picture, no file goes for it: not one of the server, not one of another person."""
    with own_server(server) as own:
        no_picture_is_a_path(own, Person(own, "Anna"), Person(own, "Eve"))


def no_picture_is_a_path(server, anna, eve):
    data = png()
    answer = ask(server, "POST", "/api/v1/avatar",
                 ["Content-Type: image/png", f"Content-Length: {len(data)}", auth(anna)], data)
    equal(answer.status, 200, answer)
    avatar = json.loads(answer.body)["avatar"]
    outside = server.data / "keep.png"
    outside.write_bytes(data)
    before = set((server.data / "data").rglob("*.db"))
    with Session(anna) as own, Session(eve) as session:
        own.ok("profile.set", avatar=avatar)
        for path in ("../../main.db", "/etc/passwd", str(outside), "..%2f..%2fmain.db", "../keep.png", ".", "..",
                     "a/" + avatar, avatar + "/../" + avatar, "\0"):
            code = session.error("profile.set", avatar=path)["code"]
            check(code in ("not_found", "invalid", "too_large"), f"{path}: {code}")
        # What could be the name of a picture, and is none, is no file of anything else.
        session.ok("profile.set", avatar=avatar[:-1])
        equal(ask(server, "GET", f"/a/{avatar[:-1]}", [auth(eve)]).status, 404)
        # The picture of another: taken on and put away again, it stays with whom it belongs to.
        session.request("profile.set", avatar=avatar)
        session.ok("profile.set", avatar="")
        session.ok("profile.set", avatar="")
    equal(ask(server, "GET", f"/a/{avatar}", [auth(anna)]).body[:8], data[:8])
    check(outside.exists(), "a file of the system is gone")
    # The search file may have come meanwhile.
    equal(before - set((server.data / "data").rglob("*.db")), set(), "databases that are gone")
    outside.unlink()


# --- B5: lobby traffic ----------------------------------------------------------------------------------


@suite.case("weakness.B5.who_is_not_logged_in_hears_nothing")
def not_logged_in(server):
    anna = person(server, "b5-anna")
    with WebSocket(server, "/ws") as stranger, WebSocket(server, "/ws") as refused, Session(anna) as session:
        refused.send(frame(TEXT, json.dumps({"id": 1, "op": "room.open", "open": [lobby_of(session), 1, 0]})))
        equal(json.loads(refused.event()[1])["error"]["code"], "login_needed")
        with Session(person(server, "b5-bo")) as other:
            other.ok("room.open", open=[lobby_of(other), 1, 0])
            session.ok("message.send", room=lobby_of(session), cmid=fresh_cmid(), text="said in the lobby B5")
            check(has_text(pushed_until_pong(other, lambda pushes: has_text(pushes, "lobby B5")), "lobby B5"),
                  "a member hears nothing")
        for socket in (stranger, refused):
            socket.send(frame(TEXT, json.dumps({"id": 7, "op": "ping"})))
            event = socket.event()
            equal((event[0], json.loads(event[1])["re"]), ("text", 7), "what comes first")


# --- B6, B13: messages to somebody who is away ------------------------------------------------------------


@suite.case("weakness.B6.messages_for_the_absent_reach_them_alone")
def absent(server):
    """The first connection of a server, which the original mixed up with those who are away, hears nothing of theirs; they
    find it when they come; and the sender sees what was sent."""
    with own_server(server) as own:
        first, anna, bo = (Person(own, name) for name in ("First", "Anna", "Bo"))
        with Session(first) as oldest, Session(anna) as session:
            direct = session.ok("room.create", kind="direct", users=[bo.id])["room"]["id"]
            group = session.ok("room.create", kind="group", title="Two", users=[bo.id],
                               cmid=fresh_cmid())["room"]["id"]
            for room in (direct, group):
                session.ok("message.send", room=room, cmid=fresh_cmid(), text=f"for Bo alone {room}")
            # What the lobby hears comes after what the first one must not hear.
            oldest.ok("room.open", open=[lobby_of(oldest), 1, 0])
            session.ok("message.send", room=lobby_of(session), cmid=fresh_cmid(), text="for everybody")
            heard = pushed_until_pong(oldest, lambda pushes: has_text(pushes, "for everybody"))
            check(has_text(heard, "for everybody") and not has_text(heard, "for Bo alone"), heard)
            check(not any(head[0] in (direct, group) for push in heard for head in push.get("heads", [])), heard)
            for room in (direct, group):
                page = session.ok("history", room=room)["events"]
                check(any(f"for Bo alone {room}" in str(event) for event in page), "the sender has no copy")
        with Session(bo) as session:
            rooms = {room["id"]: room for room in session.welcome["rooms"]}
            for room in (direct, group):
                equal(rooms[room]["unread"], 1, "what Bo finds unread")
                check(f"for Bo alone {room}" in str(rooms[room]["last"]), "the words")


# --- B9: open ports ---------------------------------------------------------------------------------------


@suite.case("weakness.B9.one_port_is_open")
def one_port(server):
    """The store has no port: the process listens on its own ones, on this address, and on its control socket."""
    process = pathlib.Path(f"/proc/{server.process.pid}")
    mine = set()
    for entry in (process / "fd").iterdir():
        try:
            mine.add(os.readlink(entry))
        except FileNotFoundError:
            continue
    listening = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in (process / "net" / table).read_text().splitlines()[1:]:
            fields = line.split()
            listens = fields[3] == "0A" or table.startswith("udp")
            if listens and f"socket:[{fields[9]}]" in mine:
                listening.append((table, fields[1].split(":")[0], int(fields[1].split(":")[1], 16)))
    # And the UDP port of calls, which has the same number.
    equal(sorted(set(listening)), [("tcp", "0100007F", server.port), ("udp", "0100007F", server.port)])


# --- B12: two of one name ---------------------------------------------------------------------------------


@suite.case("weakness.B12.of_many_who_register_one_name_one_gets_it", "crowded")
def one_name(server):
    for number in range(5):
        answers = []
        gate = threading.Barrier(8)

        def register(name):
            gate.wait()
            answers.append(call(server, "register", {"name": name, "password": PASSWORD, "bearer": True}))

        names = [f"b12 Wanted{number}", f"B12 wanted{number}"] * 4  # the same name
        threads = [threading.Thread(target=register, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(sorted(status for status, _ in answers), [200] + [409] * 7)
        equal({answer["error"]["code"] for status, answer in answers if status != 200}, {"conflict"})


# --- B41: secrets in the log --------------------------------------------------------------------------------


@suite.case("weakness.B41.the_log_tells_no_secrets")
def log_secrets(server):
    """At its most talkative the log has no token, no password and no word of a message."""
    with own_server(server, "--log.level=debug") as own:
        anna = Person(own, "Anna")
        with Session(anna) as session:
            room = lobby_of(session)
            session.ok("message.send", room=room, cmid=fresh_cmid(), text="B41 said in confidence")
            upload(own, anna, b"B41 bytes in confidence", "B41-letter.txt")
            session.ok("search", query="B41")
            hook = session.ok("hook.make", room=room, kind="incoming", name="In")
            path = f"/hooks/{hook['hook']['id']}.{hook['secret']}"
            body = json.dumps({"text": "B41 by a program"}).encode()
            equal(ask(own, "POST", path, ["Content-Type: application/json", f"Content-Length: {len(body)}"],
                      body).status, 200)
        call(own, "login", {"name": "Anna", "password": "B41 a wrong password"})
        call(own, "login", b'{"name": "Anna", "password": "B41 not JSON"')
        log = own.log.read_text(errors="replace")
        check(len(log) > 100, "nothing was logged")
        for secret in (anna.token, PASSWORD, hook["secret"], "B41"):
            check(secret not in log, f"{secret} is in the log")


# --- B42: arrivals are no news --------------------------------------------------------------------------------


@suite.case("weakness.B42.who_comes_and_goes_is_not_unread")
def arrivals(server):
    anna = person(server, "b42-anna")
    with Session(anna) as session:
        room = session.ok("room.create", kind="group", title="Doors", users=[], join="open",
                          cmid=fresh_cmid())["room"]["id"]
        for name in ("b42-bo", "b42-cy"):
            with Session(person(server, name)) as other:
                other.ok("room.join", room=room)
                other.ok("room.leave", room=room)
        state = session.ok("room.state", room=room)
        check(state["head"] >= 5, "they came and went")
        equal(state["unread"], 0)
