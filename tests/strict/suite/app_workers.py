# SPDX-License-Identifier: MIT
"""The engine on a thread of its own, as on a machine with five cores or more: every kind of traffic
crosses between it and several workers at once."""
import threading

from . import chat_fields, chat_rooms, rights
from .cases import Suite, check, equal
from .chat import Session, fresh_cmid, person

suite = Suite()

PEOPLE = 6
MESSAGES = 40

for case_name, _, case in [*chat_fields.suite.cases, *chat_rooms.suite.cases, *rights.suite.cases]:
    suite.add(f"crowded.{case_name}", case, "crowded")


@suite.case("crowded.everybody_writes_and_all_see_one_order", "crowded")
def one_order(server):
    people = [person(server, f"crowd {index}") for index in range(PEOPLE)]
    with Session(people[0]) as first:
        room = first.ok("room.create", kind="group", title="Crowd",
                        users=[who.id for who in people[1:]])["room"]["id"]
    failures = []

    def write(who):
        try:
            with Session(who) as session:
                for number in range(MESSAGES):
                    session.ok("message.send", room=room, cmid=fresh_cmid(),
                               text=f"{who.name} {number}")
        except Exception as error:  # shown below
            failures.append(f"{who.name}: {error}")

    writers = [threading.Thread(target=write, args=(who,)) for who in people]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    equal(failures, [])
    orders = []
    for who in people:
        with Session(who) as session:
            events, after = [], 0
            while True:
                page = session.ok("history", room=room, after=after, limit=200)
                events += [event for event in page["events"] if event["kind"] == "text"]
                if not page["more_after"]:
                    break
                after = page["events"][-1]["seq"]
            orders.append([event["body"]["text"] for event in events])
    equal(len(orders[0]), PEOPLE * MESSAGES)
    check(all(order == orders[0] for order in orders), "two see another order")
    for who in people:
        own = [text for text in orders[0] if text.startswith(f"{who.name} ")]
        equal(own, [f"{who.name} {number}" for number in range(MESSAGES)])
