# SPDX-License-Identifier: MIT
"""The wall clock jumps by hours, forward and back, while the server runs and between two runs of it."""
import mmap
import os
import struct
import time

from suite.data import lobby_of, run
from suite.server import Server, check, history, wait_for
from suite.socket_client import Socket
from suite.uploads import ask, send

HOUR_MS = 3_600_000
LIMITS = ["--limits.logins_per_minute=60"]
JUMPS = [3, -5, 1, -7, 0]  # hours beside the true time, one after the other
TOLD_S = 15.0
FILE = bytes(range(256)) * 300


class Clock:
    """What tests/chaos/clock.cc adds to the server's wall clock."""

    def __init__(self, path):
        path.write_bytes(bytes(8))
        self.path = path
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 8)

    def set(self, hours):
        struct.pack_into("=q", self.map, 0, int(hours * 3_600_000_000))

    def environment(self, shim):
        return {**os.environ, "LD_PRELOAD": str(shim), "TEAHOUSE_CLOCK": str(self.path)}


class Device:
    """A socket that keeps what it is told."""

    def __init__(self, server, token, rooms=(), **hello):
        self.line = Socket(server.port, token)
        self.events, self.ephemeral = [], []
        self.welcome = self.ask("hello", version=1, open=[[room, 1, 0] for room in rooms], **hello)

    def ask(self, op, **fields):
        answer = self.answer(op, **fields)
        check("ok" in answer, f"{op}: {answer}")
        return answer["ok"]

    def answer(self, op, **fields):
        number = self.line.send(op, **fields)
        while True:
            frame = self.line.receive(TOLD_S)
            check(frame is not None, f"{op} is not answered")
            if frame.get("re") == number:
                return frame
            self.take(frame)

    def take(self, frame):
        self.events += frame.get("events", [])
        self.ephemeral += frame.get("ephemeral", [])

    def until(self, what, condition):
        end = time.monotonic() + TOLD_S
        while not condition():
            check(time.monotonic() < end, f"is not told {what}")
            frame = self.line.receive(0.2)
            if frame is not None:
                self.take(frame)


class House:
    """A server with a group of two, and all that has been said there."""

    def __init__(self, binary, folder, shim, *flags):
        self.clock = Clock(folder / "clock")
        self.server = Server(binary, folder, [*LIMITS, *flags])
        self.server.env = self.clock.environment(shim)
        self.server.start()
        (_, self.anna), (self.bo_id, self.bo) = (self.server.register(name) for name in ("Anna", "Bo"))
        self.room = self.ask("room.create", kind="group", title="Tea", users=[self.bo_id])["room"]["id"]
        self.said = {}
        self.seq = self.ask("room.state", room=self.room)["head"]

    def ask(self, op, token=None, **fields):
        return self.server.ask(op, fields, token or self.anna)

    def refusal(self, op, token=None, **fields):
        status, body = self.server.post(op, fields, token)
        return None if status == 200 else body["error"]

    def say(self, text, token=None):
        """Its seq is the next one, whatever the time is."""
        answer = self.ask("message.send", token, room=self.room, cmid=f"said-{text}", text=text)
        check(answer["seq"] == self.seq + 1, f"{text} is {answer['seq']}, after {self.seq}")
        again = self.ask("message.send", token, room=self.room, cmid=f"said-{text}", text=text)
        check(again["seq"] == answer["seq"] and again["duplicate"], f"{text} came twice: {again}")
        self.seq = answer["seq"]
        self.said[self.seq] = text
        return answer["at"]

    def check_log(self):
        events = history(self.server, self.bo, self.room)
        check([event["seq"] for event in events] == list(range(1, len(events) + 1)), "the log has holes")
        texts = {event["seq"]: event["body"]["text"] for event in events if event["kind"] == "text"}
        for seq, text in self.said.items():
            check(texts.get(seq) == text, f"{seq} is {texts.get(seq)}, not {text}")
        return events

    def finds(self, text):
        def hits():
            status, body = self.server.post("search", {"query": text, "room": self.room}, self.anna)
            check(status == 200 or body["error"]["code"] == "rate_limited", f"search: {body}")
            return status == 200 and any(hit["event"]["seq"] in self.said for hit in body["hits"])
        wait_for(f"{text} in the index", hits)

    def end(self):
        if self.server.process.poll() is None:
            self.server.kill()


def jumps_while_running(binary, folder, chosen):
    """Sockets, tokens, uploads, presence, rates and what comes later bear it; order is that of the log."""
    house = House(binary, folder, chosen.shim)
    try:
        walk_through_hours(house)
        out, _ = run(binary, "verify", "--hashes", "--data", house.server.data)
        check("All is well" in out, out)
    finally:
        house.end()


def walk_through_hours(house):
    server, room = house.server, house.room
    anna, bo = (Device(server, token, [room]) for token in (house.anna, house.bo))
    anna.ask("presence.watch", users=[house.bo_id])
    now = anna.ask("ping")["now"]
    house.ask("schedule.add", room=room, cmid="clock-later", at=now + 2 * HOUR_MS, text="later")
    _, fields, _ = ask(server, "POST", "/api/v1/upload", house.anna, {"Upload-Length": str(len(FILE))})
    place = fields["Location"]
    check(send(server, place, house.anna, 0, FILE[:20_000])[0] == 204, "half an upload")
    last_at = house.say("at the true time")
    for count, hours in enumerate(JUMPS):
        house.clock.set(hours)
        told = len(anna.ephemeral)
        anna.ask("typing", room=room, on=True)
        bo.until("of typing", lambda: any(one.get("kind") == "typing" for one in bo.ephemeral))
        if count == 0:
            bo.until("the message of later", lambda: any(one["body"].get("text") == "later" for one in bo.events))
            house.seq += 1
            house.said[house.seq] = "later"
        at = house.say(f"at {hours} hours")
        check(at >= last_at, f"the time of the log went back from {last_at} to {at}")
        check(count > 0 or at - last_at > 2.9 * HOUR_MS, f"the clock is not followed: {at - last_at}")
        last_at = at
        bo.until("the message", lambda: bo.events and bo.events[-1]["seq"] == house.seq)
        check(house.refusal("login", name="Bo", password="a cup of tea", bearer=True) is None, "no login")
        check(not any(house.bo_id in one.get("gone", []) for one in anna.ephemeral[told:]), "Bo is said to have left")
        bo.ephemeral.clear()
    check(send(server, place, house.anna, 20_000, FILE[20_000:])[0] == 204, "the upload does not go on")
    status, _, body = ask(server, "GET", "/f/" + place.rsplit("/", 1)[1], house.anna)
    check(status == 200 and body == FILE, "another file")
    house.finds("at -7 hours")
    house.clock.set(-9)
    bo.line.close()
    anna.until("that Bo has left", lambda: any(house.bo_id in one.get("gone", []) for one in anna.ephemeral))
    events = house.check_log()
    check([event["seq"] for event in bo.events] == [event["seq"] for event in events][-len(bo.events):], "another order")


def waits_are_short(binary, folder, chosen):
    """What is limited in time is so by the clock that goes on: a jump back makes no wait of hours."""
    house = House(binary, folder, chosen.shim)
    try:
        house.ask("room.set", room=house.room, slow=3)
        house.seq = house.ask("room.state", room=house.room)["head"]
        house.say("slow", house.bo)

        def slow():
            return house.refusal("message.send", house.bo, room=house.room, cmid="slow-again", text="again")

        def login():
            return house.refusal("login", name="nobody here", password="a cup of tea", bearer=True)

        for hours in (0, -5, -11):
            house.clock.set(hours)
            refused = slow()
            check(refused is None or refused["retry_after"] <= 3_000, f"slow mode after a jump: {refused}")
            for _ in range(200):
                if (refused := login()) and refused["code"] == "rate_limited":
                    break
            check(refused["code"] == "rate_limited" and refused["retry_after"] <= 60_000, f"logins after a jump: {refused}")
        house.clock.set(4)
        check(slow() is None, "slow mode does not end")
    finally:
        house.end()


def jumps_between_runs(binary, folder, chosen):
    """It starts with an earlier clock than it ended with: what is in its data lies ahead."""
    house = House(binary, folder, chosen.shim)
    try:
        house.say("before")
        house.clock.set(6)
        house.say("hours ahead")
        late = Device(house.server, house.bo, [house.room]).welcome["now"]
        check(house.server.stop() == 0, "does not end well")
        house.clock.set(-6)
        house.server.start()
        bo = Device(house.server, house.bo, [house.room], since=late)
        check(not bo.welcome.get("partial") and any(one["id"] == house.room for one in bo.welcome["rooms"]), bo.welcome)
        at = house.say("again")
        check(at < late - 11 * HOUR_MS, f"the clock is not followed: {at}")
        bo.until("the message", lambda: bo.events and bo.events[-1]["seq"] == house.seq)
        seq = house.seq
        house.ask("message.edit", room=house.room, ref=seq, cmid="clock-edit", text="mended")
        house.seq += 1
        house.ask("schedule.add", room=house.room, cmid="clock-soon", at=bo.ask("ping")["now"] + 500, text="soon")
        bo.until("what was to come soon", lambda: any(one["body"].get("text") == "soon" for one in bo.events))
        house.seq += 1
        for token in (house.anna, house.bo):
            house.ask("room.list", token, scope="mine")
        house.ask("read", house.bo, room=house.room, seq=house.seq)
        mine = [one for one in house.ask("room.list", house.bo, scope="mine")["rooms"] if one["id"] == house.room][0]
        check(mine["unread"] == 0, f"unread: {mine}")
        house.say("hours later")
        del house.said[seq]
        events = house.check_log()
        page = house.ask("history", room=house.room, at=events[-1]["at"] - 60_000)["events"]
        check(page, "history by time finds nothing")
        house.finds("hours later")
        check(house.server.stop() == 0, "does not end well")
        run(binary, "verify", "--hashes", "--data", house.server.data)
    finally:
        house.end()


def keeps_what_is_young(binary, folder, chosen):
    """Retention by the clock of the log: a day is kept, hours to and fro take nothing away."""
    house = House(binary, folder, chosen.shim)
    try:
        house.ask("room.set", room=house.room, keep=1)
        house.seq = house.ask("room.state", room=house.room)["head"]
        anna = Device(house.server, house.anna, [house.room])
        house.say("now")
        for hours in (5, -5, 20):
            house.clock.set(hours)
            anna.ask("typing", room=house.room, on=True)  # the engine looks at its clock
            house.say(f"at {hours}")
            house.check_log()
        check(house.server.stop() == 0, "does not end well")
        house.clock.set(-20)
        house.server.start()
        house.say("a day before")
        house.check_log()
    finally:
        house.end()


ALL = [jumps_while_running, waits_are_short, jumps_between_runs, keeps_what_is_young]
