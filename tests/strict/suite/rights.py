# SPDX-License-Identifier: MIT
"""Who may do what, as the schema says it: for every operation that names a room, a foreign room is told from none by
nothing; what is for admins, owners or senders is refused to others; and nothing of it is noticed by anybody. Operations
that are added later are in these tables by themselves."""
import json
import time

from .cases import Suite, check, equal
from .chat import Session, fresh_cmid, person
from .chat_fields import NUMBERS, SCHEMA
from .wire import ask

suite = Suite()
NOWHERE = 4_000_000
TOMORROW = int(time.time() * 1000) + 86_400_000

# Operations on a room whose answer to strangers is another one, and why.
NOT_REFUSED = {
    "room.close": "ends deliveries to this session, of which there are none: answers the same without looking",
}
NOT_IN_THE_TABLE = {
    "hello": "its list of rooms is answered one by one: chat.foreign.hello_open",
}


# --- Arguments that are valid but for the right to use them ---------------------------------------------


def value_of(field, known):
    """A value of the right type. `known`: ids by the names of fields and of types."""
    kind, base = field.type, field.type.base
    if field.name in known:
        return known[field.name]
    if base in known:
        return known[base]
    if base == "OpenRoom":
        return [known["room"], 1, 0]
    if base == "time":
        return TOMORROW
    if base in NUMBERS:
        return 1
    if base == "text":
        return fresh_cmid() if field.name == "cmid" else "value"[:kind.limit]
    if base == "bool":
        return True
    if base == "list":
        item = kind.item.base
        return [known[item]] if item in known else [1] if item in NUMBERS else []
    if base in SCHEMA.enums:
        return SCHEMA.enums[base].values[0].name
    return {inner.name: value_of(inner, known) for inner in SCHEMA.structs[base].fields
            if not inner.type.optional}


# What an operation needs beside the fields that must be there: it is no request otherwise.
ALSO = {
    "message.send": {"text": "let me in"}, "sticker.add": {"seq": 2}, "search": {"query": "members"},
    "message.react": {"sign": "👍"}, "room.set": {"title": "Mine"}, "room.prefs": {"pinned": True},
    "hook.make": {"name": "Hook"}, "preview.get": {"seqs": [2]}, "message.get": {"seqs": [2]},
    "message.record": {"refs": [2]}, "admin.user.set": {"disabled": True},
    "admin.ban": {"user": 1}, "admin.file.remove": {"file": "0" * 32},
    "admin.settings": {"name": "Mine"}, "admin.words": {"mask": True},
}


def arguments(op, known):
    fields = {field.name: value_of(field, known) for field in op.request.fields
              if not field.type.optional or field.type.base in ("room", "OpenRoom")}
    return {**fields, **ALSO.get(op.name, {})}


def names_a_room(op):
    return any(field.type.base in ("room", "OpenRoom") or
               (field.type.item and field.type.item.base in ("room", "OpenRoom"))
               for field in op.request.fields)


# --- The answers, byte by byte ------------------------------------------------------------------------


def over_socket(session, op, fields):
    answer = session.request(op, **fields)
    return json.dumps({**answer, "re": 0}, sort_keys=True)


def over_http(who, op, fields):
    data = json.dumps(fields).encode()
    answer = ask(who.server, "POST", f"/api/v1/{op}",
                 ["Content-Type: application/json", f"Content-Length: {len(data)}",
                  f"Authorization: Bearer {who.token}"], data)
    head = [(name, value) for name, value in answer.fields if name not in ("date", "x-request-id")]
    return answer.status, head, answer.body


class Watch:
    """What a session's account has and hears, but for who comes and goes on this shared server. Badges (`heads`) may come
    a second late: instead of them the rooms themselves are compared."""

    def __init__(self, session):
        self.session = session
        self.before = self.rooms()
        session.pushes.clear()  # what was to be told of before came before this answer

    def rooms(self):
        listed = self.session.ok("room.list", scope="mine")["rooms"]
        return [{name: value for name, value in room.items() if name not in ("online", "peer")} for room in listed]

    def nothing_happened(self, who):
        equal(self.rooms(), self.before, f"the rooms of the {who}")
        told = [push for push in self.session.pushes if "heads" not in push and
                ("ephemeral" not in push or
                 any(one["kind"] not in ("presence", "traffic") for one in push["ephemeral"]))]
        equal(told, [], f"what the {who} was told")


# --- Foreign rooms are no rooms -----------------------------------------------------------------------


def foreign_rooms(server):
    """Rooms of the owner that the stranger is not in, by what they are; the open ones of the owner's session."""
    person(server, "first of all")  # owns a server that has nobody yet
    owner, stranger = person(server, "rights-owner"), person(server, "rights-stranger")
    if "foreign" not in server.notes:
        other = person(server, "rights-other")
        with Session(owner) as session:
            def group(users):
                room = session.ok("room.create", kind="group", title="Secret", users=users,
                                  cmid=fresh_cmid())["room"]["id"]
                session.ok("message.send", room=room, cmid=fresh_cmid(), text="for members only")
                return room
            rooms = {"group": group([other.id]), "left": group([stranger.id]), "dissolved": group([])}
            rooms["direct"] = session.ok("room.create", kind="direct", users=[other.id])["room"]["id"]
            session.ok("message.send", room=rooms["direct"], cmid=fresh_cmid(), text="for two only")
            session.ok("room.dissolve", room=rooms["dissolved"])
        with Session(stranger) as session:
            session.ok("room.leave", room=rooms["left"])
        server.notes["foreign"] = rooms
    return server.notes["foreign"]


def foreign(op):
    def run(server):
        rooms = foreign_rooms(server)
        owner, stranger = person(server, "rights-owner"), person(server, "rights-stranger")

        def asked(room):
            return arguments(op, {"room": room, "user": owner.id})

        with Session(owner) as watching, Session(stranger) as session:
            for what in ("group", "direct"):
                watching.ok("room.open", open=[rooms[what], 1, 0])
            members, strangers = Watch(watching), Watch(session)
            for what, room in rooms.items():
                check_same(op, session, stranger, asked(room), asked(NOWHERE), what)
            members.nothing_happened("members")
            strangers.nothing_happened("stranger")
    return run


def check_same(op, session, stranger, there, nowhere, what):
    if "cmid" in there:  # the same, so that a wrong answer cannot hide behind it
        there["cmid"] = nowhere["cmid"] = fresh_cmid()
    if "ws" in op.transports:
        told = over_socket(session, op.name, there)
        equal(told, over_socket(session, op.name, nowhere), f"{what}: told from a room that is not")
        expected = {"ok": {}} if op.name in NOT_REFUSED else {"error": "not_a_member"}
        answer = json.loads(told)
        equal(answer.get("ok", answer.get("error", {}).get("code")), next(iter(expected.values())), what)
    if "http" in op.transports:
        told = over_http(stranger, op.name, there)
        equal(told, over_http(stranger, op.name, nowhere), f"{what}: told from a room that is not")
        equal(json.loads(told[2])["error"]["code"], "not_a_member", what)


for one in SCHEMA.ops:
    if names_a_room(one) and one.name not in NOT_IN_THE_TABLE and "of the server" not in one.who.split(",")[0]:
        suite.add(f"chat.foreign.{one.name}", foreign(one))


@suite.case("chat.foreign.one_of_two_rooms")
def one_of_two(server):
    """What takes from one room into another needs both."""
    secret = foreign_rooms(server)["group"]
    stranger = person(server, "rights-stranger")
    with Session(stranger) as session:
        own = session.ok("room.create", kind="group", title="Own", users=[], cmid=fresh_cmid())["room"]["id"]
        seq = session.ok("message.send", room=own, cmid=fresh_cmid(), text="mine")["seq"]
        for op, name in (("message.forward", "ref"), ("message.record", "refs")):
            for room, source in ((own, secret), (secret, own)):
                ref = seq if source == own else 2
                told = [over_socket(session, op, {"room": a, "source": b, "cmid": "strict-two-rooms",
                                                  name: ref if name == "ref" else [ref]})
                        for a, b in ((room, source), (NOWHERE if room == secret else own,
                                                      NOWHERE if source == secret else own))]
                equal(told[0], told[1], f"{op} {name}")
                equal(json.loads(told[0])["error"]["code"], "not_a_member", op)


@suite.case("chat.foreign.open_group_shows_no_messages")
def open_group(server):
    """Who looks at an open group sees what it is, not what is said in it."""
    owner, stranger = person(server, "rights-owner"), person(server, "rights-stranger")
    with Session(owner) as session:
        room = session.ok("room.create", kind="group", title="Open rights", users=[], join="open",
                          cmid=fresh_cmid())["room"]["id"]
        seq = session.ok("message.send", room=room, cmid=fresh_cmid(), text="said among members")["seq"]
        session.ok("message.pin", room=room, cmid=fresh_cmid(), ref=seq)
    with Session(stranger) as session:
        views = [session.ok("room.get", room=room)["room"],
                 *(one for one in session.ok("room.list", scope="directory")["rooms"] if one["id"] == room)]
        equal(len(views), 2)
        for view in views:
            check("said among members" not in str(view), f"{view}")
            equal([name for name in ("last", "pins", "mentions", "role") if view.get(name)], [])
        for op in ("history", "room.state", "room.members", "room.files"):
            found = {item.name: item for item in SCHEMA.ops}[op]
            equal(session.error(op, **arguments(found, {"room": room}))["code"], "not_a_member", op)
        equal(session.error("message.get", room=room, seqs=[seq])["code"], "not_a_member")
        equal(session.error("search", query="members", room=room)["code"], "not_a_member")
        equal(session.ok("search", query="\"said among members\"")["hits"], [])


# --- Roles --------------------------------------------------------------------------------------------
# By what the schema says who may: who is refused as `forbidden`. Each tries it in a group that all of them are in, on
# what the owner wrote there, or on the owner.
REFUSED = {
    "admins of the server": ["owner", "admin", "member"],
    "admins of the server above the person": ["owner", "admin", "member"],
    "owner of the group": ["admin", "member"],
    "owner of the group, admins of the server": ["admin", "member"],
    "admins of the group": ["member"],
    "admins of the room": ["member"],
    "admins of the room, both in direct rooms": ["member"],
    "admins above the person": ["admin", "member"],  # nobody is above the owner
    "the sender": ["admin", "member"],
    "the sender, admins of the room": ["member"],
}
# Membership or an account is all it takes.
OPEN_TO_ALL = {
    "anybody", "any account", "any account, open groups", "the account", "members", "members of groups",
    "members of both rooms", "members, anybody for open groups",
}
# What is said in the description beyond the classes: (operation, fields) that members may not.
FURTHER = [
    ("message.send", {"text": "read this", "confirm": True}),
    ("message.send", {"text": "all of you", "all": True}),
    ("schedule.add", {"text": "all of you", "all": True}),
    ("room.set", {"announcement": "Hear ye"}), ("room.set", {"join": "open"}),
    ("room.set", {"history": "all"}), ("room.set", {"slow": 60}), ("room.set", {"writers": "nobody"}),
    ("room.set", {"avatar": ""}),
]


@suite.case("chat.rights.every_operation_is_sorted")
def sorted_in(_server):
    """An operation of a new class needs a row here, and one of the excuses is for something that is there."""
    for op in SCHEMA.ops:
        check(op.who in REFUSED or op.who in OPEN_TO_ALL, f"{op.name}: nobody tests “{op.who}”")
    names = {op.name for op in SCHEMA.ops}
    for listed in (NOT_REFUSED, NOT_IN_THE_TABLE, ALSO):
        equal(set(listed) - names, set(), "operations that are not there")


def ranked(server):
    """The group of all ranks: (its id, seqs of what the owner wrote by what it is)."""
    person(server, "first of all")
    owner, admin, member = (person(server, f"rights-{name}") for name in ("owner", "admin", "member"))
    if "ranked" not in server.notes:
        with Session(owner) as session:
            room = session.ok("room.create", kind="group", title="Ranks", users=[admin.id, member.id],
                              cmid=fresh_cmid())["room"]["id"]
            session.ok("room.role", room=room, user=admin.id, role="admin")

            def wrote(**fields):
                return session.ok("message.send", room=room, cmid=fresh_cmid(), **fields)["seq"]
            seqs = {"text": wrote(text="of the owner"), "confirm": wrote(text="confirm", confirm=True),
                    "poll": wrote(text="Tea?", kind="poll", poll={"options": [{"text": "a"}, {"text": "b"}]})}
        server.notes["ranked"] = room, seqs
    return server.notes["ranked"]


def refused_to(op, ranks, further=None):
    def run(server):
        room, seqs = ranked(server)
        owner, member = person(server, "rights-owner"), person(server, "rights-member")
        ref = seqs["poll" if op.name.startswith("poll") else
                   "confirm" if op.name.startswith("message.confirm") else "text"]
        with Session(owner) as watching:
            watching.ok("room.open", open=[room, 1, 0])
            others = Watch(watching)
            for rank in ranks:
                user = member if rank == "owner" else owner  # somebody else
                fields = {**arguments(op, {"room": room, "source": room, "user": user.id, "ref": ref,
                                           "seq": ref}), **(further or {})}
                if op.name == "admin.ban":
                    fields["user"] = user.id
                who = person(server, f"rights-{rank}")
                if "ws" in op.transports:
                    with Session(who) as session:
                        equal(session.error(op.name, **fields)["code"], "forbidden", rank)
                if "http" in op.transports:
                    if "cmid" in fields:
                        fields["cmid"] = fresh_cmid()
                    answer = over_http(who, op.name, fields)
                    equal((answer[0], json.loads(answer[2])["error"]["code"]), (403, "forbidden"), rank)
            others.nothing_happened("owner")
    return run


for one in SCHEMA.ops:
    if one.who in REFUSED:
        suite.add(f"chat.rights.{one.name}", refused_to(one, REFUSED[one.who]))
for position, (wanted, more) in enumerate(FURTHER):
    for one in SCHEMA.ops:
        if one.name == wanted:
            suite.add(f"chat.rights.{wanted}.{list(more)[-1]}", refused_to(one, ["member"], more))


# --- What is one's own --------------------------------------------------------------------------------


def own_things(server):
    """Something of everything that an account may have, by the name of the field that it is named in."""
    owner = person(server, "rights-owner")
    if "own" not in server.notes:
        room, seqs = ranked(server)
        from .files import png, upload
        picture = upload(server, owner, png())
        with Session(owner) as session:
            server.notes["own"] = {
                "schedule": session.ok("schedule.add", room=room, cmid=fresh_cmid(), at=TOMORROW,
                                       text="later")["schedule"]["id"],
                "reminder": session.ok("reminder.add", room=room, ref=seqs["text"],
                                       at=TOMORROW)["reminder"]["id"],
                "sticker": session.ok("sticker.add", file={"id": picture})["sticker"]["id"],
                "channel": session.ok("notify.add", kind="ntfy", level="none",
                                      endpoint="https://ntfy.example/x")["channel"]["id"],
                "hook": session.ok("hook.make", room=room, kind="incoming", name="In")["hook"]["id"],
                "device": next(one["id"] for one in session.ok("session.list")["devices"] if one["current"]),
            }
    return server.notes["own"]


OWN = ("schedule", "reminder", "sticker", "channel", "hook", "device")
NOT_OWN_TABLE = {"admin.session.end", "admin.sessions"}  # for administrators: refused by the rights table


def of_another(op, name):
    def run(server):
        things = own_things(server)
        owner, stranger = person(server, "rights-owner"), person(server, "rights-stranger")
        with Session(owner) as watching, Session(stranger) as session:
            room = session.ok("room.create", kind="group", title="Own", users=[], cmid=fresh_cmid())["room"]["id"]
            owners, strangers = Watch(watching), Watch(session)
            fields = arguments(op, {"room": room, "user": owner.id, "schedule": 0, "cmid": fresh_cmid()})
            told = [over_socket(session, op.name, {**fields, name: value})
                    for value in (things[name], NOWHERE)]
            equal(told[0], told[1], "what another has is told from what nobody has")
            equal(json.loads(told[0])["error"]["code"], "not_found")
            if "http" in op.transports:
                equal(over_http(stranger, op.name, {**fields, name: things[name]}),
                      over_http(stranger, op.name, {**fields, name: NOWHERE}))
            owners.nothing_happened("owner")
            strangers.nothing_happened("stranger")
            still_there(watching, things)
    return run


def still_there(session, things):
    lists = {"schedule": "schedule.list", "reminder": "reminder.list", "sticker": "sticker.list",
             "channel": "notify.list", "device": "session.list"}
    for name, op in lists.items():
        listed = next(iter(session.ok(op).values()))
        check(any(one["id"] == things[name] for one in listed), f"the {name} is gone: {listed}")


for one in SCHEMA.ops:
    for item in one.request.fields:
        if item.name in OWN and item.type.base not in ("list", "text") and one.name not in NOT_OWN_TABLE:
            suite.add(f"chat.of_another.{one.name}", of_another(one, item.name))
