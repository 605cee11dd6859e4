# SPDX-License-Identifier: MIT
"""Limits per account and address, over every way in. No case depends on how fast the machine is:
what may have been let through is reckoned from the time that really passed."""
import itertools
import json
import time

from .cases import Suite, check, equal
from .chat import PASSWORD, Session, call, fresh_cmid, lobby_of, person
from .program import own_server
from .websocket import TEXT, WebSocket, frame, upgrade_request
from .wire import PATIENCE, Wire, ask, read_response, request

suite = Suite()
_serial = itertools.count(1_000_000)
PER_SECOND = 5  # of the profile "few"; twice as many in a burst
BURST = 2 * PER_SECOND
SOCKETS = 5     # of one address, of the profile "relayed"
LOGINS = 5      # a minute, of the profile "relayed"


def allowed_in(seconds):
    return BURST + PER_SECOND * seconds + 2  # two for the edges of the measurement


def post(op, body, token=None, fields=()):
    data = json.dumps(body).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(data)}", *fields]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return request("POST", f"/api/v1/{op}", lines, data)


def ask_many(server, who, room, count):
    """Statuses of as many room.get, pipelined."""
    statuses = []
    with Wire(server) as wire:
        for start in range(0, count, 10):
            size = min(10, count - start)
            wire.send(b"".join(post("room.get", {"room": room}, who.token) for _ in range(size)))
            for _ in range(size):
                answer = read_response(wire)
                if answer.status == 429:
                    check(answer.field("retry-after").isdigit(), f"no Retry-After: {answer}")
                    equal(json.loads(answer.body)["error"]["code"], "rate_limited")
                statuses.append(answer.status)
    return statuses


def all_at_once(session, op, count, **fields):
    """The answers to as many requests, which go out before the first is read."""
    numbers = [next(_serial) for _ in range(count)]
    session.send(b"".join(frame(TEXT, json.dumps({"id": number, "op": op, **fields}))
                          for number in numbers))
    answers = {}
    while len(answers) < count:  # refusals overtake
        event = session.event()
        message = json.loads(event[1]) if event[0] == "text" else {}
        if message.get("re") in numbers:
            answers[message["re"]] = message
    return [answers[number] for number in numbers]


@suite.case("rates.account.http_and_sockets", "few")
def http_and_sockets(server):
    """One account has one rate, whichever of its connections asks; another has its own."""
    who, other = person(server, "busy bee"), person(server, "quiet one")
    session = Session(who)
    room = lobby_of(session)
    began = time.monotonic()
    # So many at once that some are refused even where an answer takes a second.
    statuses = ask_many(server, who, room, 120)
    over_socket = ["ok" in answer for answer in all_at_once(session, "room.get", 100, room=room)]
    passed = statuses.count(200) + over_socket.count(True)
    equal(sorted(set(statuses)), [200, 429])
    check(passed <= allowed_in(time.monotonic() - began), f"{passed} requests were let through")
    check(over_socket.count(False) > 0, "the socket has a rate of its own")
    equal(call(server, "room.get", {"room": room}, other.token)[0], 200)
    session.socket.close()


@suite.case("rates.account.searching_costs_more", "few")
def searching_costs_more(server):
    who = person(server, "searcher")
    session = Session(who)
    began = time.monotonic()
    found = ["ok" in session.request("user.search", query="e") for _ in range(20)].count(True)
    # Each takes the whole burst of this profile.
    check(1 <= found <= allowed_in(time.monotonic() - began) / BURST + 1, f"{found} searches")
    session.socket.close()


@suite.case("rates.account.costs_more", "few")
def costs_more(server):
    """A message to everybody and reading many messages take more of the rate."""
    who = person(server, "crier")
    with Session(who) as session:
        room = session.ok("room.create", kind="group", title="Square", users=[],
                          cmid=fresh_cmid())["room"]["id"]
        for op, fields in [("message.send", {"text": "all", "all": True}),
                           ("message.get", {"seqs": list(range(1, BURST + 1))})]:
            began = time.monotonic()
            answers = [session.request(op, room=room, **fields, **(
                {"cmid": fresh_cmid()} if op == "message.send" else {})) for _ in range(40)]
            passed = ["ok" in answer for answer in answers].count(True)
            codes = {answer["error"]["code"] for answer in answers if "error" in answer}
            check(codes <= {"rate_limited"}, f"{op}: {codes}")
            # Each takes the whole burst of this profile.
            most = allowed_in(time.monotonic() - began) / BURST + 1
            check(passed <= most, f"{passed} of {op} were let through")


@suite.case("rates.frames_not_understood", "few")
def frames_not_understood(server):
    """What is not understood pays as well, before hello too."""
    with WebSocket(server, "/ws") as socket:
        began = time.monotonic()
        count = 300
        socket.send(b"".join(frame(TEXT, json.dumps({"id": i + 1, "op": "no.such"}))
                             for i in range(count)))
        answers = [json.loads(socket.event()[1]) for _ in range(count)]
        equal([answer["re"] for answer in answers], list(range(1, count + 1)))
        codes = [answer["error"]["code"] for answer in answers]
        equal(sorted(set(codes)), ["rate_limited", "unknown_op"])
        check(codes.count("unknown_op") <= allowed_in(time.monotonic() - began),
              f"{codes.count('unknown_op')} were looked at")


def knock(server, address):
    """A socket that does not say hello; the connection and the status of its upgrade."""
    wire = Wire(server)
    wire.send(upgrade_request("/ws", {"X-Forwarded-For": address}))
    return wire, read_response(wire).status


def eventually_let_in(server, address):
    """After others left or logged in, which the server may learn a moment later."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        wire, status = knock(server, address)
        if status == 101:
            return wire
        wire.socket.close()
        time.sleep(0.02)
    raise AssertionError("the place of a socket that is gone is still taken")


def at_most(first, same, other):
    def run(server):
        wires = []
        for index in range(SOCKETS):
            wire, status = knock(server, first.format(index))
            equal(status, 101, f"socket {index}")
            wires.append(wire)
        refused, status = knock(server, same)
        equal(status, 429)
        elsewhere, status = knock(server, other)
        equal(status, 101)
        wires.pop().socket.close()
        wires.append(eventually_let_in(server, same))
        for wire in [*wires, refused, elsewhere]:
            wire.socket.close()
    return run


suite.add("rates.address.sockets", at_most("203.0.113.9", "203.0.113.9", "203.0.113.10"),
          "relayed")
suite.add("rates.address.sockets_ipv6",
          at_most("2001:db8:1:2::{}", "2001:db8:1:2:ffff::1", "2001:db8:1:3::1"), "relayed")


@suite.case("rates.login.not_shut_out_by_others", "relayed")
def not_shut_out_by_others(server):
    """Who tries names at one address uses up that address and nothing else."""
    victim = person(server, "victim")
    right = {"name": victim.name, "password": PASSWORD, "bearer": True}
    wrong = {**right, "password": "a wrong password"}
    statuses = []
    with Wire(server) as wire:
        for _ in range(200):
            wire.send(post("login", wrong, fields=["X-Forwarded-For: 203.0.113.50"]))
            statuses.append(read_response(wire).status)
    equal(sorted(set(statuses)), [401, 429])
    with Wire(server) as wire:
        wire.send(post("login", right, fields=["X-Forwarded-For: 203.0.113.51"]))
        equal(read_response(wire).status, 200)
        # The rest of the attacker's IPv6 network is the attacker.
        for host in range(LOGINS * 2):
            wire.send(post("login", wrong, fields=[f"X-Forwarded-For: 2001:db8:7:7::{host}"]))
            last = read_response(wire).status
        equal(last, 429)


def echo_status(server, fields):
    with Wire(server) as wire:
        wire.send(upgrade_request("/echo", fields))
        return read_response(wire).status


@suite.case("rates.relayed_is_not_loopback", "relayed")
def relayed_is_not_loopback(server):
    """What is for this machine only is not for those whom a proxy on it brings."""
    check_relayed(server)


@suite.case("rates.relayed_is_not_loopback.unknown_proxy")
def unknown_proxy(server):
    check_relayed(server)


def check_relayed(server):
    equal(ask(server, "GET", "/metrics").status, 200)
    equal(echo_status(server, {}), 101)
    for fields in [{"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "127.0.0.1"},
                   {"Forwarded": "for=203.0.113.9"}]:
        lines = [f"{name}: {value}" for name, value in fields.items()]
        equal(ask(server, "GET", "/metrics", lines).status, 403, str(fields))
        check(echo_status(server, fields) != 101, f"/echo is open to {fields}")


def hashes(server):
    """How many passwords were hashed since the start."""
    text = ask(server, "GET", "/metrics").body.decode()
    return next(int(line.split()[1]) for line in text.splitlines()
                if line.startswith("teahouse_password_hashes_total"))


@suite.case("rates.login.names_cannot_be_tried_out", "relayed")
def names_cannot_be_tried_out(server):
    """A login says whether the name exists (decision 14); one address asks so a few times a minute."""
    person(server, "somebody")
    began = time.monotonic()
    statuses = []
    with Wire(server) as wire:
        for number in range(200):
            name = "somebody" if number % 2 else f"nobody {number}"
            wire.send(post("login", {"name": name, "password": "a wrong password"},
                           fields=["X-Forwarded-For: 203.0.113.60"]))
            statuses.append(read_response(wire).status)
    equal(sorted(set(statuses)), [401, 404, 429])
    told = len(statuses) - statuses.count(429)
    check(told <= LOGINS + LOGINS * (time.monotonic() - began) / 60 + 1, f"{told} names were told")


@suite.case("rates.register.names_cannot_be_tried_out")
def registering_names(server):
    """So does a registration, as somebody has to be told that a name is taken."""
    with own_server(server, "--proxies=127.0.0.1", "--limits.registers_per_minute=5") as own:
        began = time.monotonic()
        statuses = []
        with Wire(own) as wire:
            for _ in range(50):
                wire.send(post("register", {"name": "the same", "password": PASSWORD},
                               fields=["X-Forwarded-For: 203.0.113.61"]))
                statuses.append(read_response(wire).status)
        equal(sorted(set(statuses)), [200, 409, 429])
        told = len(statuses) - statuses.count(429)
        check(told <= 5 + 5 * (time.monotonic() - began) / 60 + 1, f"{told} names were told")


@suite.case("rates.login.unknown_names_cost_the_same")
def unknown_names_cost_the_same(server):
    """A name that does not exist is hashed for as well: the time of an answer tells nothing that its text does not."""
    who = person(server, "known to all")
    for name, status in [(who.name, 401), ("known to none", 404)]:
        before = hashes(server)
        equal(call(server, "login", {"name": name, "password": "a wrong password"})[0], status)
        equal(hashes(server) - before, 1, name)


@suite.case("rates.registration_closed_hashes_nothing", "shut")
def closed_hashes_nothing(server):
    before = hashes(server)
    status, answer = call(server, "register", {"name": "newcomer", "password": PASSWORD})
    equal((status, answer["error"]["code"]), (403, "registration_closed"))
    equal(hashes(server), before)
