# SPDX-License-Identifier: MIT
"""Logins are the server's: what a client brings along becomes none, and one that ended opens nothing."""
import json

from .cases import Suite, check, equal
from .chat import PASSWORD, person
from .wire import ask

suite = Suite()

CHOSEN = "A" * 43  # as long as a token


def log_in(server, name, *fields):
    """The cookie of a login in a browser."""
    body = json.dumps({"name": name, "password": PASSWORD})
    answer = ask(server, "POST", "/api/v1/login",
                 ["Content-Type: application/json", f"Content-Length: {len(body)}", *fields], body)
    equal(answer.status, 200, f"login: {answer}")
    return answer.field("set-cookie").split(";")[0]


def asked(server, cookie, op="room.list", body=b'{"scope":"mine"}'):
    return ask(server, "POST", f"/api/v1/{op}",
               ["Content-Type: application/json", f"Content-Length: {len(body)}", f"Cookie: {cookie}"], body).status


@suite.case("session.fixation")
def fixation(server):
    """A token that somebody planted in the browser is not the one of the login."""
    anna = person(server, "session-anna")
    first = log_in(server, anna.name)
    name = first.partition("=")[0]
    for planted in (f"{name}={CHOSEN}", first):
        given = log_in(server, anna.name, f"Cookie: {planted}")
        check(given.partition("=")[0] == name and given not in (planted, first), "a login takes over what it was brought")
        equal(asked(server, given), 200, "the new login")
    equal(asked(server, f"{name}={CHOSEN}"), 401, "a token that nobody gave")


@suite.case("session.over")
def over(server):
    """Who signs out has signed out: the cookie opens nothing any more, the other login goes on."""
    anna = person(server, "session-anna")
    here, there = (log_in(server, anna.name) for _ in range(2))
    equal(asked(server, here, "logout", b"{}"), 200)
    equal(asked(server, here), 401)
    equal(asked(server, there), 200)


@suite.case("session.not_in_addresses")
def not_in_addresses(server):
    """A token in an address is no login: addresses stand in logs and histories."""
    anna = person(server, "session-anna")
    for target in (f"/api/v1/room.list?token={anna.token}", f"/api/v1/room.list?access_token={anna.token}",
                   f"/api/v1/room.list?authorization=Bearer%20{anna.token}"):
        body = '{"scope":"mine"}'
        answer = ask(server, "POST", target, ["Content-Type: application/json", f"Content-Length: {len(body)}"], body)
        check(answer.status in (400, 401, 404), f"{target}: {answer}")
