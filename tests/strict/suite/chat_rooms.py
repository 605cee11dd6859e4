# SPDX-License-Identifier: MIT
"""What is somebody else's: rooms, messages, identities."""
from .cases import Suite, check, equal
from .chat import Session, fresh_cmid, lobby_of, person

suite = Suite()
NOWHERE = 4_000_000


def group_of(server):
    """A group of `owner` that `stranger` has nothing to do with."""
    owner = person(server, "owner")
    if "group" not in server.notes:
        with Session(owner) as session:
            room = session.ok("room.create", kind="group", title="Secret", users=[],
                              cmid=fresh_cmid())["room"]["id"]
            session.ok("message.send", room=room, cmid=fresh_cmid(), text="for members only")
            server.notes["group"] = room
    return server.notes["group"]


@suite.case("chat.foreign.hello_open")
def hello_open(server):
    """`open` in hello gives nobody a room."""
    room = group_of(server)
    with Session(person(server, "stranger")) as first:
        welcome = first.welcome
        check(all(one["id"] != room for one in welcome["rooms"]), "the room is listed")
    from .websocket import TEXT, WebSocket, frame
    import json
    with WebSocket(server, "/ws") as ws:
        ws.send(frame(TEXT, json.dumps({"id": 1, "op": "hello", "version": 1,
                                        "token": person(server, "stranger").token,
                                        "open": [[room, 1, 0], [NOWHERE, 1, 0]]})))
        answer = json.loads(ws.event()[1])["ok"]["open"]
        equal([one[1] for one in answer], ["refused", "refused"])
        equal([one[2] for one in answer], [0, 0], "the head of a foreign room")


@suite.case("chat.forged.sender")
def forged_sender(server):
    """Who sends is known by the session, whatever the message says."""
    owner, stranger = person(server, "owner"), person(server, "stranger")
    with Session(stranger) as session:
        room = lobby_of(session)
        sent = session.ok("message.send", room=room, cmid=fresh_cmid(), text="it was the owner",
                          **{"from": owner.id, "sender": owner.id, "user": owner.id, "at": 1,
                             "seq": 1, "kind": "text"})
        events = session.ok("history", room=room, around=sent["seq"], limit=5)["events"]
        event = next(one for one in events if one["seq"] == sent["seq"])
        equal(event["from"], stranger.id)
        check(event["at"] > 1_000_000, "the time is the client's")


@suite.case("chat.forged.kinds")
def forged_kinds(server):
    """Only text is sent by people; what the server says is not for them to say."""
    with Session(person(server, "stranger")) as session:
        room = lobby_of(session)
        for kind in ["join", "leave", "remove", "role", "title", "system", "created", "dissolved",
                     "announcement", "policy", "recall", "pin", "call"]:
            error = session.error("message.send", room=room, cmid=fresh_cmid(), kind=kind, text="x")
            check(error["code"] in ("invalid", "forbidden", "unsupported_type"), f"{kind}: {error}")


@suite.case("chat.forged.profile")
def forged_profile(server):
    """Nobody makes himself more than he is, and nobody changes another."""
    with Session(person(server, "stranger")) as session:
        user = session.ok("profile.set", status="x", role="owner", user=1, disabled=True)["user"]
        equal(user["id"], person(server, "stranger").id)
        equal(user.get("role", "user"), "user")
        room = lobby_of(session)
        equal(session.error("room.set", room=room, title="Mine")["code"], "forbidden")
        equal(session.error("room.dissolve", room=room)["code"], "forbidden")


@suite.case("chat.forged.roles")
def forged_roles(server):
    """Nobody makes himself the owner. (Who may do what: rights.py.)"""
    owner, member = person(server, "owner"), person(server, "member")
    with Session(owner) as session:
        room = session.ok("room.create", kind="group", title="Roles", users=[member.id],
                          cmid=fresh_cmid())["room"]["id"]
    with Session(member) as session:
        error = session.error("room.role", room=room, user=member.id, role="owner")
        check(error["code"] in ("forbidden", "invalid"), f"{error}")


@suite.case("chat.removed_member_sees_nothing")
def removed_member(server):
    owner, member = person(server, "owner"), person(server, "member")
    with Session(owner) as boss, Session(member) as session:
        room = boss.ok("room.create", kind="group", title="Out", users=[member.id],
                       cmid=fresh_cmid())["room"]["id"]
        session.ok("room.open", open=[room, 1, 0])
        boss.ok("room.remove", room=room, users=[member.id])
        boss.ok("message.send", room=room, cmid=fresh_cmid(), text="now we can talk")
        equal(session.error("history", room=room)["code"], "not_a_member")
        equal(session.error("room.state", room=room)["code"], "not_a_member")
        session.alive()
        check("now we can talk" not in str(session.pushes), "a removed member was shown a message")


@suite.case("chat.foreign.device")
def foreign_device(server):
    """The sessions of others cannot be ended."""
    with Session(person(server, "owner")) as victim, Session(person(server, "stranger")) as session:
        device = next(one["id"] for one in victim.ok("session.list")["devices"] if one["current"])
        equal(session.error("session.revoke", device=device)["code"], "not_found")
        victim.alive()


@suite.case("chat.cmid_of_another_is_free")
def cmid_of_another(server):
    """The idempotency key is the sender's own: somebody else's says nothing."""
    cmid = fresh_cmid()
    with Session(person(server, "owner")) as one, Session(person(server, "stranger")) as other:
        room = lobby_of(one)
        first = one.ok("message.send", room=room, cmid=cmid, text="a")
        again = one.ok("message.send", room=room, cmid=cmid, text="a")
        equal((again["seq"], again.get("duplicate")), (first["seq"], True))
        theirs = other.ok("message.send", room=room, cmid=cmid, text="b")
        check(theirs["seq"] > first["seq"] and not theirs.get("duplicate"), f"{theirs}")
        error = one.error("message.send", room=group_of(server), cmid=cmid, text="a")
        equal(error["code"], "conflict")


@suite.case("chat.answers_hold_no_secrets")
def no_secrets(server):
    """No hash, token or address leaves the server in what others may read."""
    owner = person(server, "owner")
    with Session(person(server, "stranger")) as session:
        texts = [str(session.ok("user.get", users=[owner.id])),
                 str(session.ok("user.search", query="owner")),
                 str(session.ok("room.members", room=lobby_of(session))),
                 str(session.ok("session.list")), str(session.welcome)]
        for text in texts:
            for word in ["argon2", "hash", "password", "token", "secret", owner.token, "127.0.0.1"]:
                check(word not in text.replace("password_chars_min", ""), f"{word} in {text[:300]}")
