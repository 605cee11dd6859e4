# SPDX-License-Identifier: MIT
"""kill -9 under eight writers: every acknowledged message is there once, at its place, for all."""
import random
import time

from .data import run
from .server import OWN_ENGINE_THREAD, PATIENCE, Failed, Server, check, history, wait_for
from .writer import Writer

WRITERS = 8


def prepare(server):
    """Eight accounts, two groups of all, a direct room for each pair."""
    people = [server.register(f"writer {i}") for i in range(WRITERS)]
    everybody = [user for user, _ in people]
    token = people[0][1]
    lobby = server.ask("room.list", {"scope": "mine"}, token)["rooms"][0]["id"]
    groups = [server.ask("room.create", {"kind": "group", "title": title,
                                         "users": everybody[1:]}, token)["room"]["id"]
              for title in ("Green", "Black")]
    directs = [server.ask("room.create", {"kind": "direct", "users": [everybody[i + 1]]},
                          people[i][1])["room"]["id"] for i in range(0, WRITERS, 2)]
    return people, [[lobby, *groups, directs[i // 2]] for i in range(WRITERS)]


def acked_total(writers):
    for writer in writers:
        writer.raise_error()
    return sum(len(writer.acked) for writer in writers)


def kill_loop(binary, folder, kills, seed):
    chance = random.Random(seed)
    server = Server(binary, folder).start()
    people, rooms = prepare(server)
    writers = [Writer(i, server, people[i][1], rooms[i], random.Random(seed + i))
               for i in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(kills):
        before = acked_total(writers)
        more = chance.randint(20, 200)
        wait_for(f"{more} more acknowledged messages",
                 lambda: acked_total(writers) >= before + more)
        server.kill()
        server.flags = chance.choice([[], OWN_ENGINE_THREAD])
        if chance.randrange(4) == 0:
            server.launch()  # killed again while it starts; recovery must bear that too
            time.sleep(chance.random() * 0.06)
            server.kill()
        server.start()
    # A busy machine may have acknowledged none between two kills; without one nothing is shown.
    wait_for("a read mark of each writer", lambda: acked_total(writers) and all(
        any(writer.read.values()) for writer in writers))
    finish(server, people, rooms, writers)
    logs = verify(server, people, rooms, writers)
    server.stop()
    run(binary, "verify", "--hashes", "--data", server.data)
    acked = acked_total(writers)
    repeats = sum(writer.repeats for writer in writers)
    print(f"kills: {kills}, acknowledged {acked}, repeats {repeats}, connections "
          f"{sum(writer.connections for writer in writers)}, events {sum(map(len, logs.values()))}")
    check(acked >= 20 * kills, "hardly anything was written")


def finish(server, people, rooms, writers):
    for writer in writers:
        writer.finish.set()
    wait_for("the last acknowledgements", lambda: acked_total(writers) and not any(
        writer.unacked for writer in writers))
    heads = {}
    for i, writer in enumerate(writers):
        for room in rooms[i]:
            if room not in heads:
                heads[room] = server.ask("room.state", {"room": room}, people[i][1])["head"]
        writer.heads = {room: heads[room] for room in rooms[i]}
    end = time.monotonic() + PATIENCE
    for writer in writers:
        writer.join(max(0.0, end - time.monotonic()))
        writer.raise_error()
        check(not writer.is_alive(), f"writer {writer.number} is stuck: {writer.standing()}")


def verify(server, people, rooms, writers):
    logs = {}
    for i in range(WRITERS):
        for room in rooms[i]:
            if room not in logs:
                logs[room] = history(server, people[i][1], room)
    for room, events in logs.items():
        check([event["seq"] for event in events] == list(range(1, len(events) + 1)),
              f"room {room} has holes")
        texts = [event["body"]["text"] for event in events if event["kind"] == "text"]
        check(len(texts) == len(set(texts)), f"room {room} has a message twice")
    for i, writer in enumerate(writers):
        verify_writer(writer, people[i], logs, rooms[i])
        verify_unread(server, people[i], logs, writer)
    return logs


def verify_writer(writer, person, logs, rooms):
    for cmid, (room, seq) in writer.acked.items():
        event = logs[room][seq - 1]
        if event["from"] != person[0] or event["body"].get("text") != writer.texts[cmid]:
            raise Failed(f"{cmid} was acknowledged at {room}/{seq}, where {event} is")
    for room in rooms:
        for seq, event in writer.logs[room].items():
            stored = dict(logs[room][seq - 1])
            shown = dict(event)
            stored.pop("cmid", None)
            shown.pop("cmid", None)
            check(stored == shown, f"shown {shown}, stored {stored}")


def verify_unread(server, person, logs, writer):
    user, token = person
    listed = {room["id"]: room for room in
              server.ask("room.list", {"scope": "mine"}, token)["rooms"]}
    for room in writer.rooms:
        read, first = listed[room]["read"], listed[room]["first"]
        # A mark that was lost with its connection may have been kept as well.
        check(read >= writer.read[room],
              f"room {room}: read to {read}, acknowledged to {writer.read[room]}")
        expected = sum(1 for event in logs[room] if event["kind"] in ("text", "file") and
                       event["from"] != user and event["seq"] > read and event["seq"] >= first)
        check(listed[room]["unread"] == expected,
              f"room {room}: {listed[room]['unread']} unread, {expected} expected")
    check(any(writer.read.values()), "no read mark was acknowledged")
