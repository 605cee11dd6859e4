# SPDX-License-Identifier: MIT
"""The bandwidth cap of the real server: messages go before downloads and badges, and
members take turns."""
import json
import threading
import time

from .cases import Suite, check, equal
from .chat import Session, fresh_cmid, lobby_of, person
from .wire import Closed, Wire, request

suite = Suite()
READERS = 20
DOWNLOADS = 8
TEXT_BYTES = 60_000
SOON = 9.0  # seconds, on a busy machine as well; downloads first would take twice as long
CAP = 250_000  # bytes a second


def open_lobby(server, count):
    sessions = []
    for index in range(count):
        session = Session(person(server, f"reader {index}"))
        session.ok("room.open", open=[lobby_of(session), 1, 0])
        sessions.append(session)
    return sessions


def wait_for_texts(session, wanted):
    """Reads pushes until so many events with a text came; the texts."""
    texts = []
    while len(texts) < wanted:
        event = session.event()
        check(event[0] in ("text", "ping"), f"instead of an event: {event}")
        if event[0] == "text":
            for one in json.loads(event[1]).get("events", []):
                texts += [one["body"]["text"]] if one["kind"] == "text" else []
    return texts


def wait_for_badge(session, room, seq):
    """Reads pushes until a badge of the room has come to this seq."""
    while True:
        while session.pushes:
            for badge in session.pushes.pop(0).get("heads", []):
                if badge[0] == room and badge[1] >= seq:
                    return badge
        event = session.event()
        check(event[0] in ("text", "ping"), f"instead of an event: {event}")
        if event[0] == "text":
            session.pushes.append(json.loads(event[1]))


def swallow(wire, stop):
    while not stop.is_set():
        try:
            wire.more(0.1)
            wire.buffer = b""
        except TimeoutError:
            continue
        except (Closed, OSError):
            return


@suite.case("capped.messages_before_downloads", "capped")
def messages_before_downloads(server):
    host = person(server, "host")
    with Session(host) as session:
        room = session.ok("room.create", kind="group", title="Archive", users=[],
                          cmid=fresh_cmid())["room"]["id"]
        for _ in range(9):
            session.ok("message.send", room=room, cmid=fresh_cmid(), text="x" * TEXT_BYTES)
    readers = open_lobby(server, READERS)
    body = json.dumps({"room": room}).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(body)}",
             f"Authorization: Bearer {host.token}"]
    stop = threading.Event()
    threads = []
    for _ in range(DOWNLOADS):
        wire = Wire(server)
        wire.send(request("POST", "/api/v1/history", lines, body) * 4)
        threads.append(threading.Thread(target=swallow, args=(wire, stop)))
        threads[-1].start()
    try:
        with Session(host) as session:
            started = time.monotonic()
            session.ok("message.send", room=lobby_of(session), cmid=fresh_cmid(), text="at last")
            for reader in readers:
                check(wait_for_texts(reader, 1) == ["at last"], "another message")
            took = time.monotonic() - started
            check(took < SOON, f"the last of {READERS} got the message after {took:.1f} s")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for reader in readers:
            reader.socket.close()


@suite.case("capped.badges_after_messages", "narrow")
def badges_after_messages(server):
    """While messages wait for the cap a badge is kept back, but no answer; then it tells all."""
    readers = open_lobby(server, READERS)
    with Session(person(server, "host")) as host, Session(person(server, "onlooker")) as onlooker:
        lobby = lobby_of(host)
        started = time.monotonic()
        for number in (1, 2):  # at once
            host.say({"id": number, "op": "message.send", "room": lobby, "cmid": fresh_cmid(),
                      "text": str(number) * TEXT_BYTES})
        for number in (1, 2):
            answer = host.answer_to(number)
            check("ok" in answer, f"message.send: {answer}")
        newest = answer["ok"]["seq"]
        for reader in readers:  # half of it is out
            equal(wait_for_texts(reader, 1), ["1" * TEXT_BYTES], "the first message")
        asked = time.monotonic()
        onlooker.ok("ping")
        now = time.monotonic()
        check(now - asked < SOON, f"an answer took {now - asked:.1f} s")
        if now - started < 2 * READERS * TEXT_BYTES / CAP - 1:  # else this machine is too slow
            check(not any("heads" in push for push in onlooker.pushes), "a badge did not wait")
        for reader in readers:
            equal(wait_for_texts(reader, 1), ["2" * TEXT_BYTES], "the second message")
            reader.socket.close()
        wait_for_badge(onlooker, lobby, newest)
