# SPDX-License-Identifier: MIT
"""One account that asks for as much as it can, and slow work: others talk on meanwhile. Times are compared with those of the
same run a moment before."""
import itertools
import json
import multiprocessing
import os
import random
import statistics
import threading
import time

from .bombs import disk_bytes
from .cases import Suite, check, equal
from .chat import PASSWORD, Session, fresh_cmid, lobby_of, person
from .files import upload
from .websocket import PONG, TEXT, frame
from .wire import Wire, read_response, request

suite = Suite()
# The flood, from one account.
SOCKETS = 4
ROUND = 500            # requests of a socket that go out at once, again and again
HTTP_LINES = 2
HTTP_ROUND = 10        # the same of a line of HTTP
REQUESTS_MIN = 5_000   # that came of it, or nothing is shown
TEXT_BYTES = 16_000
PER_SECOND = 50        # of the profile, per account
BURST = 2 * PER_SECOND
LONG = 600.0           # seconds for what takes long on a slow and busy machine
# What the others may feel of it.
MESSAGES = 100         # of theirs, before and meanwhile
SLOWER = 20            # times as slow at the 99th percentile as before
SLACK_SECONDS = 0.3    # where that is next to nothing
MEMORY_KB = 64 * 1024
if {"ASAN_OPTIONS", "TSAN_OPTIONS"} & set(os.environ):
    MEMORY_KB *= 4  # what a sanitizer keeps of its own for all that was touched
DISK_SLACK = 16 * 1024 * 1024  # files that the store keeps for itself


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


class Pair:
    """Two people who talk in a room of their own."""

    def __init__(self, server):
        self.speaker, self.listener = (Session(person(server, f"flood-{name}")) for name in ("anna", "bo"))
        self.room = self.speaker.ok("room.create", kind="group", title="Tea", users=[self.listener.who.id],
                                    cmid=fresh_cmid())["room"]["id"]
        self.listener.ok("room.open", open=[self.room, 1, 0])

    def say(self):
        """Seconds from a message to its answer and to the other's screen."""
        started = time.monotonic()
        seq = self.speaker.ok("message.send", room=self.room, cmid=fresh_cmid(), text="more tea?")["seq"]
        while not self.heard(seq):
            event = self.listener.event()
            check(event[0] in ("text", "ping"), f"instead of a message: {event}")
            if event[0] == "text":
                self.listener.pushes.append(json.loads(event[1]))
            else:
                self.listener.send(frame(PONG, event[1]))  # it says nothing else
        self.speaker.pushes.clear()
        return time.monotonic() - started

    def heard(self, seq):
        found = any(event["room"] == self.room and event["seq"] >= seq
                    for push in self.listener.pushes for event in push.get("events", []))
        self.listener.pushes.clear()
        return found

    def close(self):
        self.speaker.socket.close()
        self.listener.socket.close()


# --- The flood ----------------------------------------------------------------------------------------


def nasty_requests(room, chance):
    """Requests without an end: messages, half of them, and what makes the server look for something."""
    serial = itertools.count(1)
    prefix = chance.randrange(1 << 40)
    words = ["oolong", "kettle", "cup", "leaf", "steam", "garden"]
    while True:
        yield "message.send", {"room": room, "cmid": f"flood-{prefix}-{next(serial):06}",
                               "text": (chance.choice(words) + " ") * (TEXT_BYTES // 8)}
        yield "typing", {"room": room, "on": True}
        yield "message.send", {"room": room, "cmid": f"flood-{prefix}-{next(serial):06}", "text": "x" * TEXT_BYTES}
        yield chance.choice([
            ("history", {"room": room, "limit": 20}), ("search", {"query": chance.choice(words)}),
            ("user.search", {"query": "a"}), ("room.members", {"room": room, "query": "f"}),
            ("room.get", {"room": room}), ("message.get", {"room": room, "seqs": list(range(1, 21))}),
        ])


def flood_socket(who, room, seed, over, report):
    """Asks without waiting until it is over; tells by a pipe how often each code came, per operation."""
    chance = random.Random(seed)
    source = nasty_requests(room, chance)
    counts = {}
    session = Session(who)
    number = 1_000_000
    while not over.is_set():
        asked = {}
        data = []
        for op, fields in itertools.islice(source, ROUND):
            number += 1
            asked[number] = op
            data.append(frame(TEXT, json.dumps({"id": number, "op": op, **fields})))
        writer = threading.Thread(target=session.send, args=(b"".join(data),))
        writer.start()
        while asked:
            event = session.event()
            message = json.loads(event[1]) if event[0] == "text" else {}
            op = asked.pop(message.get("re"), None)
            if op is not None:
                key = op, message.get("error", {}).get("code", "ok")
                counts[key] = counts.get(key, 0) + 1
        writer.join()
    report.send(counts)


def flood_http(who, room, seed, over, report):
    chance = random.Random(seed)
    source = (one for one in nasty_requests(room, chance) if one[0] != "typing")
    counts = {}
    with Wire(who.server) as wire:
        while not over.is_set():
            ops = list(itertools.islice(source, HTTP_ROUND))
            wire.send(b"".join(post(op, fields, who.token) for op, fields in ops))
            for op, _ in ops:
                answer = read_response(wire)
                code = "ok" if answer.status == 200 else json.loads(answer.body)["error"]["code"]
                counts[op, code] = counts.get((op, code), 0) + 1
    report.send(counts)


def post(op, fields, token=None):
    data = json.dumps(fields).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return request("POST", f"/api/v1/{op}", lines + ([f"Authorization: Bearer {token}"] if token else []), data)


class Flood:
    """Runs in processes of its own, so that it does not slow down who measures."""

    def __init__(self, who, room):
        fork = multiprocessing.get_context("fork")
        self.over = fork.Event()
        self.parts = []
        for seed in range(SOCKETS + HTTP_LINES):
            here, there = fork.Pipe(duplex=False)
            run = flood_socket if seed < SOCKETS else flood_http
            process = fork.Process(target=run, args=(who, room, seed, self.over, there), daemon=True)
            process.start()
            there.close()
            self.parts.append((process, here))

    def stop(self):
        """How often each code came, per operation."""
        self.over.set()
        total = {}
        for process, here in self.parts:
            check(here.poll(LONG), "a part of the flood broke off")
            for key, count in here.recv().items():
                total[key] = total.get(key, 0) + count
            process.join()
            equal(process.exitcode, 0, "a part of the flood")
        return total

    def end(self):
        for process, _ in self.parts:
            process.kill()
            process.join()


@suite.case("flood.one_account", "flooded")
def one_account(server):
    """Thousands of requests over sockets and HTTP from one account, most of them refused: two others talk on, memory and
    disk grow by what was taken."""
    flooder = person(server, "flood-eve")
    with Session(flooder) as session:
        room = lobby_of(session)
    pair = Pair(server)
    try:
        for _ in range(20):
            pair.say()
        before = [paced(pair) for _ in range(MESSAGES)]
        memory, disk = server.resident_kb(), disk_bytes(server)
        began = time.monotonic()
        flood = Flood(flooder, room)
        try:
            during = [paced(pair) for _ in range(MESSAGES)]
            counts = flood.stop()
            took = time.monotonic() - began
        finally:
            flood.end()
    finally:
        pair.close()
    taken = sum(count for (_, code), count in counts.items() if code == "ok")
    refused = {code for _, code in counts} - {"ok"}
    sent = sum(count for (op, code), count in counts.items() if op == "message.send")
    stored = counts.get(("message.send", "ok"), 0)
    slow, was = percentile(during, 0.99), percentile(before, 0.99)
    print(f"flood: {sum(counts.values())} requests, {taken} taken in {took:.1f} s; others' "
          f"p99 {was * 1000:.1f} → {slow * 1000:.1f} ms; {server.resident_kb() - memory} KB memory, "
          f"{(disk_bytes(server) - disk) // 1024} KB disk for {stored} of {sent} messages")
    equal(refused, {"rate_limited"}, "what the flood is told")
    check(sum(counts.values()) > REQUESTS_MIN, f"{sum(counts.values())} requests are no flood")
    check(taken <= BURST + PER_SECOND * took + 10, f"{taken} requests in {took:.1f} s")
    check(slow < SLOWER * was + SLACK_SECONDS, f"p99 of others {slow * 1000:.0f} ms, before {was * 1000:.0f} ms")
    check(server.resident_kb() - memory < MEMORY_KB, f"{server.resident_kb() - memory} KB more memory")
    explained = 2 * stored * TEXT_BYTES + DISK_SLACK  # the log and the index of its words
    check(sent * TEXT_BYTES > explained, "the flood is too small to show anything")
    check(disk_bytes(server) - disk < explained, f"{disk_bytes(server) - disk} bytes, {explained} are explained")


def paced(pair):
    """One message of the pair, which keeps its own rate: a third of what an account may."""
    took = pair.say()
    time.sleep(max(0.0, 3 / PER_SECOND - took))
    return took


# --- Slow work ----------------------------------------------------------------------------------------
LOGINS = 50


def talk_while(pair, busy):
    """Times of the pair's messages while `busy` runs in threads."""
    during = []
    for thread in busy:
        thread.start()
    while any(thread.is_alive() for thread in busy):
        during.append(pair.say())
    for thread in busy:
        thread.join()
    return during


@suite.case("stalls.fifty_logins_do_not_stop_the_chat", "hashing")
def fifty_logins(server):
    """Passwords are hashed beside the event loops: while fifty are, with the real parameters, a message takes about as long
    as before, and far less than one hash."""
    guest = person(server, "stalls-guest")
    pair = Pair(server)
    try:
        lines = [Wire(server) for _ in range(LOGINS)]
        login = post("login", {"name": guest.name, "password": PASSWORD, "bearer": True})
        alone = []
        for _ in range(3):
            started = time.monotonic()
            lines[0].send(login)
            equal(read_response(lines[0]).status, 200)
            alone.append(time.monotonic() - started)
        hash_seconds = min(alone)
        check(hash_seconds > 0.02, f"a login of {hash_seconds * 1000:.1f} ms hashes nothing that could stall")
        before = [pair.say() for _ in range(100)]
        statuses = []

        def all_at_once():
            for line in lines:
                line.send(login)
            for line in lines:
                line.more(LONG)  # as long as the ones before it take
                statuses.append(read_response(line).status)

        during = talk_while(pair, [threading.Thread(target=all_at_once)])
        for line in lines:
            line.socket.close()
    finally:
        pair.close()
    middle, was = statistics.median(during), statistics.median(before)
    print(f"stalls: a login {hash_seconds * 1000:.0f} ms; {len(during)} messages while {LOGINS} hashed, "
          f"median {was * 1000:.1f} → {middle * 1000:.1f} ms")
    equal(statuses, [200] * LOGINS, "the logins")
    check(len(during) > LOGINS, f"{len(during)} messages while {LOGINS} passwords were hashed")
    check(middle < max(10 * was, hash_seconds / 2), f"median {middle * 1000:.1f} ms, before {was * 1000:.1f} ms")


@suite.case("stalls.uploads_and_searches_do_not_stop_the_chat", "plain")
def uploads_and_searches(server):
    """Bytes go to the disk and words are looked for beside the event loops."""
    busy_one = person(server, "stalls-busy")
    pair = Pair(server)
    failed = []

    def guarded(work):
        def run():
            try:
                work()
            except Exception as error:  # shown below
                failed.append(str(error))
        return threading.Thread(target=run)

    def uploads():
        for _ in range(4):
            upload(server, busy_one, random.randbytes(20_000_000))

    def searches():
        with Session(busy_one) as session:
            for _ in range(200):
                session.ok("user.search", query="a")
                session.request("search", query="tea")

    try:
        before = [pair.say() for _ in range(100)]
        during = talk_while(pair, [guarded(uploads), guarded(searches)])
    finally:
        pair.close()
    middle, was = statistics.median(during), statistics.median(before)
    print(f"stalls: {len(during)} messages beside uploads and searches, median {was * 1000:.1f} → {middle * 1000:.1f} ms")
    equal(failed, [])
    check(len(during) >= 20, f"only {len(during)} messages meanwhile")
    check(middle < 20 * was + 0.05, f"median {middle * 1000:.1f} ms, before {was * 1000:.1f} ms")
