# SPDX-License-Identifier: MIT
"""Accounts and chat sessions in JSON, for the suites about bad chat input."""
import itertools
import json

from .cases import check, equal
from .websocket import TEXT, WebSocket, frame
from .wire import ask

PASSWORD = "a long password"
_serial = itertools.count(1)


def call(server, op, body, token=None):
    """POST /api/v1/OP; (status, decoded answer). `body`: an object, or bytes as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    answer = ask(server, "POST", f"/api/v1/{op}", lines, data)
    return answer.status, json.loads(answer.body)


class Person:
    """An account of this server, made once for each name."""

    def __init__(self, server, name):
        status, answer = call(server, "register",
                              {"name": name, "password": PASSWORD, "bearer": True})
        equal(status, 200, f"register: {answer}")
        self.server, self.name = server, name
        self.id, self.token = answer["user"]["id"], answer["token"]


def person(server, name):
    people = server.notes.setdefault("people", {})
    if name not in people:
        people[name] = Person(server, name)
    return people[name]


class Session(WebSocket):
    """A logged-in socket that speaks JSON."""

    def __init__(self, who):
        super().__init__(who.server, "/ws")
        self.who = who
        self.pushes = []
        self.welcome = self.ok("hello", version=1, token=who.token)

    def say(self, text):
        self.send(frame(TEXT, text if isinstance(text, (str, bytes)) else json.dumps(text)))

    def answer_to(self, number):
        """The answer to a request; what is pushed meanwhile is kept."""
        while True:
            event = self.event()
            if event[0] == "ping":
                continue
            equal(event[0], "text", f"instead of an answer: {event}")
            message = json.loads(event[1])
            if message.get("re") == number:
                return message
            self.pushes.append(message)

    def request(self, op, **fields):
        number = next(_serial)
        self.say({"id": number, "op": op, **fields})
        return self.answer_to(number)

    def ok(self, op, **fields):
        answer = self.request(op, **fields)
        check("ok" in answer, f"{op}: {answer}")
        return answer["ok"]

    def error(self, op, **fields):
        """The code of the refusal."""
        answer = self.request(op, **fields)
        check("error" in answer, f"{op} {fields} was not refused: {str(answer)[:300]}")
        return answer["error"]

    def alive(self):
        """The session goes on after whatever was sent."""
        self.ok("ping")


def fresh_cmid():
    return f"strict-{next(_serial):08}"


def lobby_of(session):
    return next(room["id"] for room in session.welcome["rooms"] if room["kind"] == "lobby")
