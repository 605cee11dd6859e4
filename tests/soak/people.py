# SPDX-License-Identifier: MIT
"""What the people of the soak do, each on a thread of its own, each in turns of a pace of its own."""
import json
import random
import socket
import struct
import threading
import time

from suite import uploads
from suite.server import check
from suite.socket_client import Gone, Socket

ROOM_WORDS = "tea leaf cup water kettle morning 茶馆 绿茶 红茶 龙井 steam garden hill rain".split()
ANSWER_S = 30.0
BUSY = ("rate_limited", "not_found", "recalled", "too_late", "conflict")  # what others or the pace may bring about


class Person(threading.Thread):
    """Does `turn` again and again, `pace` seconds apart on the average."""

    def __init__(self, house, number, pace):
        super().__init__(daemon=True)
        self.house, self.number, self.pace = house, number, pace / house.rate
        self.chance = random.Random(f"{house.seed} {type(self).__name__} {number}")
        self.name = f"{type(self).__name__} {number}"
        self.count = 0
        self.error = None
        self.user, self.token = house.server.register(self.name)

    def run(self):
        try:
            while not self.house.done.wait(self.chance.uniform(0, 2 * self.pace)):
                self.count += 1
                self.turn()
        except Exception as error:  # noqa: BLE001 - told by the main thread
            if not self.house.done.is_set():
                self.error = error

    def ask(self, op, fields, allowed=BUSY):
        """Over HTTP; None where it was refused in a way that may be."""
        status, body = self.house.server.post(op, fields, self.token)
        if status != 200:
            check(body["error"]["code"] in allowed, f"{self.name}: {op}: {body}")
            return None
        return body


class Talker(Person):
    """On a socket: writes, edits, reacts, takes back, types and marks as read; measures how long answers take."""

    def __init__(self, house, number, pace=0.5):
        super().__init__(house, number, pace)
        self.line = None
        self.mine = []

    def connect(self):
        self.line = Socket(self.house.server.port, self.token)
        hello = self.request("hello", version=1, open=[[room, 1, 0] for room in self.house.rooms])
        check("ok" in hello, hello)

    def request(self, op, **fields):
        number = self.line.send(op, **fields)
        end = time.monotonic() + ANSWER_S
        while time.monotonic() < end:
            frame = self.line.receive(1)
            if frame is None:
                continue
            if frame.get("re") == number:
                return frame
            self.house.events += len(frame.get("events", []))
        raise TimeoutError(f"{self.name}: {op} is not answered")

    def text(self):
        words = self.chance.choices(ROOM_WORDS, k=1 + int(self.chance.expovariate(0.15)))
        return " ".join(words) + f" {self.number}.{self.count}"

    def turn(self):
        if self.line is None:
            self.connect()
        room = self.chance.choice(self.house.rooms)
        kind = self.count % 12
        cmid = f"talk-{self.user}-{self.count:07}"
        last = self.mine[-1] if self.mine else None
        if kind == 5 and last:
            frame = self.request("message.edit", room=last[0], ref=last[1], cmid=cmid, text=self.text())
        elif kind == 7 and last:
            frame = self.request("message.react", room=last[0], ref=last[1], cmid=cmid, sign="👍")
        elif kind == 9 and self.count % 36 == 9 and last:
            frame = self.request("message.recall", room=last[0], ref=last[1], cmid=cmid)
        elif kind == 10 and last:
            frame = self.request("read", room=last[0], seq=last[1])
        elif kind == 11:
            frame = self.request("typing", room=room, on=True)
        else:
            began = time.monotonic()
            frame = self.request("message.send", room=room, cmid=cmid, text=self.text())
            self.house.answered(time.monotonic() - began)
            if "ok" in frame:
                self.mine = [*self.mine[-3:], (room, frame["ok"]["seq"])]
        check("ok" in frame or frame["error"]["code"] in BUSY, f"{self.name}: {frame}")


class Wanderer(Talker):
    """Comes and goes; half of the times its line is cut."""

    def __init__(self, house, number):
        super().__init__(house, number, 1.5)

    def turn(self):
        try:
            self.connect()
            self.request("presence.watch", users=[self.user])
            self.request("room.list", scope="mine")
            if self.chance.random() < 0.5:
                self.line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except Gone as gone:
            check(gone.code in (None, 1001), f"{self.name}: closed with {gone.code}")
        finally:
            if self.line is not None:
                self.line.close()


class Reader(Person):
    def turn(self):
        room = self.chance.choice(self.house.rooms)
        page = self.ask("history", {"room": room, "limit": self.chance.choice([20, 50, 200])})
        if page and page["events"] and self.chance.random() < 0.5:
            self.ask("history", {"room": room, "before": max(2, page["events"][0]["seq"]), "limit": 100})


class Searcher(Person):
    def turn(self):
        words = " ".join(self.chance.sample(ROOM_WORDS, self.chance.choice([1, 1, 2])))
        self.ask("search", {"query": words})


class Sharer(Person):
    """Uploads, sends, downloads and compares."""

    def turn(self):
        server = self.house.server
        data = self.chance.randbytes(self.chance.randint(1_000, 200_000))
        status, fields, _ = uploads.ask(server, "POST", "/api/v1/upload", self.token, {"Upload-Length": str(len(data))})
        if status == 429:
            return
        check(status == 201, f"{self.name}: an upload is answered with {status}")
        place, half = fields["Location"], len(data) // 2
        if self.count % 7 == 0:
            check(uploads.ask(server, "DELETE", place, self.token)[0] == 204, "an upload cannot be ended")
            return
        check(uploads.send(server, place, self.token, 0, data[:half])[0] == 204, "the first half")
        check(uploads.send(server, place, self.token, half, data[half:])[0] == 204, "the second half")
        file = place.rsplit("/", 1)[1]
        self.ask("message.send", {"room": self.house.rooms[0], "cmid": f"share-{self.user}-{self.count:07}",
                                  "kind": "file", "file": {"id": file}})
        status, _, body = uploads.ask(server, "GET", f"/f/{file}", self.token)
        check(status == 200 and body == data, f"{self.name}: file {file}: {status}")


class Guest(Person):
    """Signs in, looks around and signs out; now and then only goes."""

    def turn(self):
        status, body = self.house.server.post("login", {"name": self.name, "password": "a cup of tea", "bearer": True})
        if status == 429:
            return
        check(status == 200, f"{self.name}: login: {body}")
        own, self.token = self.token, body["token"]
        self.ask("room.list", {"scope": "mine"})
        if self.count % 4:
            self.ask("logout", {})
            self.token = own
        # Else the oldest of its logins is thrown out at some time; this one it keeps.


class Caller(Talker):
    """Calls a friend, who answers or does not; both tell each other what a page would."""

    def __init__(self, house, number):
        super().__init__(house, number, 6.0)
        self.friend = Talker(house, f"friend {number}")
        self.talk = None

    def turn(self):
        if self.line is None:
            self.connect()
            self.friend.connect()
            self.talk = self.ask("room.create", {"kind": "direct", "users": [self.friend.user]})["room"]["id"]
        frame = self.request("call.start", room=self.talk, kind="audio", ref=f"soak-{self.user}-{self.count}")
        if frame.get("error", {}).get("code") == "rate_limited":
            return
        check("ok" in frame, f"{self.name}: call.start: {frame}")
        call = frame["ok"]["seat"]["call"]["id"]
        if self.count % 5 == 0:
            self.friend.request("call.decline", call=call)
            return
        accepted = self.friend.request("call.accept", call=call, audio=True, video=False)
        check("ok" in accepted, f"{self.name}: call.accept: {accepted}")
        leg = accepted["ok"]["seat"]["leg"]
        for number in range(8):
            told = json.dumps({"candidate": f"candidate:{number} 1 udp 1 192.0.2.1 9 typ host"})
            self.request("call.signal", call=call, to=leg, epoch=1, candidate=told)
        self.request("call.media", call=call, audio=False, video=False)
        check("ok" in self.request("call.leave", call=call), f"{self.name}: call.leave")


CROWD = [(Talker, 6, (0.5,)), (Wanderer, 2, ()), (Reader, 1, (0.7,)), (Searcher, 1, (2.0,)), (Sharer, 1, (3.0,)),
         (Guest, 1, (4.0,)), (Caller, 1, ())]


def crowd(house):
    return [kind(house, number, *pace) for kind, count, pace in CROWD for number in range(count)]
