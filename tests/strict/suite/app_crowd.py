# SPDX-License-Identifier: MIT
"""A group of 10,000 members on the real server, which is given a database that holds them."""
import contextlib
import sqlite3
import time

from .cases import Suite, check, equal
from .chat import Person, Session, call, fresh_cmid
from .program import own_server

suite = Suite()

MEMBERS = 10_000
# A busy machine under a sanitizer takes a second for the longest of them; what grows with the
# square of the members takes minutes.
SECONDS_MAX = 20.0


def seed(path, user, count):
    """`count` more accounts with the memberships of `user`."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        first = db.execute("SELECT max(id) FROM user").fetchone()[0] + 1
        db.row_factory = sqlite3.Row
        account = dict(db.execute("SELECT * FROM user WHERE id = ?", (user,)).fetchone())
        rooms = [dict(row) for row in db.execute("SELECT * FROM member WHERE user = ?", (user,))]
        for number in range(first, first + count):
            name = f"seeded {number}"
            insert(db, "user", {**account, "id": number, "name": name, "name_key": name})
            for row in rooms:
                insert(db, "member", {**row, "user": number})


def insert(db, table, row):
    marks = ",".join("?" * len(row))
    db.execute(f"INSERT INTO {table}({','.join(row)}) VALUES({marks})", list(row.values()))


class Clock:
    """Times steps; none may take long."""

    def __init__(self):
        self.took = {}

    def __call__(self, what, function):
        started = time.monotonic()
        answer = function()
        self.took[what] = time.monotonic() - started
        check(self.took[what] < SECONDS_MAX, f"{what} took {self.took[what]:.1f} s")
        return answer


@suite.case("crowd.ten_thousand_members_live")
def ten_thousand(server):
    with own_server(server) as own:
        owner, bob = Person(own, "Owner"), Person(own, "Bob")
        with Session(owner) as session:
            room = session.ok("room.create", kind="group", title="Crowd", join="open",
                              users=[bob.id])["room"]["id"]
        equal(own.stop(), 0)
        # The owner, Bob and the seeded ones leave one place free.
        seed(own.data / "data" / "main.db", bob.id, MEMBERS - 3)
        clock = Clock()
        clock("start", own.start)
        last, late = Person(own, "Last"), Person(own, "Late")
        with Session(owner) as session, Session(bob) as other, Session(last) as joining:
            at = session.ok("room.state", room=room)
            other.ok("room.open", open=[room, at["epoch"], at["head"]])
            page = clock("members", lambda: session.ok("room.members", room=room, limit=200))
            equal((page["total"], len(page["members"]), page["more"]), (MEMBERS - 1, 200, True))
            clock("join", lambda: joining.ok("room.join", room=room))
            equal(session.ok("room.members", room=room, limit=1)["total"], MEMBERS)
            with Session(late) as refused_one:
                equal(refused_one.error("room.join", room=room)["code"], "too_large")
            sent = clock("send", lambda: session.ok(
                "message.send", room=room, cmid=fresh_cmid(), text="to ten thousand"))
            clock("delivery", lambda: wait_for_text(other, room, sent["seq"], "to ten thousand"))
            clock("leave", lambda: joining.ok("room.leave", room=room))
            equal(session.ok("room.members", room=room, limit=1)["total"], MEMBERS - 1)
            with Session(late) as again:
                again.ok("room.join", room=room)
        status, _ = call(own, "room.state", {"room": room}, owner.token)
        equal(status, 200)
        print("crowd: " + ", ".join(f"{what} {took * 1000:.0f} ms"
                                    for what, took in clock.took.items()))


def wait_for_text(session, room, seq, text):
    """Reads until the event is pushed."""
    while not any(text in str(push) for push in session.pushes):
        session.alive()
    check(any(str(room) in str(push) and str(seq) in str(push) for push in session.pushes),
          f"{session.pushes[-3:]}")
