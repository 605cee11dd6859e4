# SPDX-License-Identifier: MIT
"""Writers and readers behind the proxy: what was acknowledged is there once, in one order, for everybody."""
import json
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from suite.kills import WRITERS, finish, prepare, verify
from suite.server import PATIENCE, Server, check, history, wait_for
from suite.socket_client import Gone, Socket
from suite.uploads import TUS, ask
from suite.writer import Writer

QUICK = ["--ws.ping_ms=1200", "--ws.silence_ms=3600", "--ws.stalled_ms=3000"]  # lines that are silent end in time
IMPATIENT = 1.6    # seconds of a client for an answer; then it tries another connection
WRITER_PACE = 0.012 # seconds of one writer between two messages
FILE_BYTES = 150_000


class Network:
    """The proxy as a process of its own; a Server to whoever only wants a port."""

    def __init__(self, to, seed):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(Path(__file__).parent / "proxy.py"), "--to", str(to), "--seed", str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def tell(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class ImpatientSocket(Socket):
    patience = IMPATIENT


class FarWriter(Writer):
    """A writer whose line may fall silent, and who may miss so much that it must be fetched."""
    socket_type = ImpatientSocket

    def __init__(self, number, network, token, rooms, chance, server):
        super().__init__(number, network, token, rooms, chance)
        self.near = server      # history comes by a good line: it is what the log is compared with
        self.heard = 0.0
        self.next_write = 0.0
        self.leapt = {}         # room → up to where the connection began anew, since too much was missed
        self.fetched = 0        # events of holes
        self.silences = 0

    def converse(self):
        self.heard = time.monotonic()
        super().converse()

    def take_welcome(self, socket):
        while True:
            frame = socket.receive(IMPATIENT)
            if frame is None:
                raise Gone()
            if "re" in frame:
                check("ok" in frame, f"hello: {frame}")
                for room in frame["ok"]["rooms"]:
                    if room["id"] in self.epochs:
                        check(self.epochs[room["id"]] == room["epoch"], "another epoch")
                self.leap(frame["ok"]["open"])
                return
            self.take(frame, {})

    def write(self, socket):
        wait = self.next_write - time.monotonic()
        if wait > 0:
            time.sleep(wait)  # the pace of writing, nothing waits for it
        self.next_write = time.monotonic() + WRITER_PACE * self.random.uniform(0.5, 1.5)
        return super().write(socket)

    def take(self, frame, waiting):
        now = time.monotonic()
        if frame is None:
            if waiting and now - self.heard > IMPATIENT:
                self.silences += 1
                raise Gone()
            return
        self.heard = now
        if "lag" in frame:
            raise Gone()  # a new hello is sent what is missing
        super().take(frame, waiting)

    def leap(self, opened):
        """A gap may come without one event, and nothing may be written after it."""
        self.leapt = {}
        for room, state, head in opened:
            check(state in ("ok", "gap"), f"room {room}: {state}")
            if state == "gap" and self.last[room] > 0:
                self.fetch(room, self.last[room], head + 1)
                self.leapt[room] = head

    def take_event(self, event):
        room, last = event["room"], self.last.get(event["room"], 0)
        if event["seq"] <= self.leapt.get(room, 0):
            return  # the newest of the gap, which are there already
        if room in self.logs and last and event["seq"] > last + 1:
            self.fetch(room, last, event["seq"])
        super().take_event(event)

    def fetch(self, room, after, before):
        while after < before - 1:
            page = self.near.ask("history", {"room": room, "after": after, "limit": min(200, before - 1 - after)}, self.token)
            check(page["events"], f"room {room}: nothing between {after} and {before}")
            for event in page["events"]:
                if event["seq"] < before:
                    super().take_event(event)
                    self.fetched += 1
            after = page["events"][-1]["seq"]


class Requests(threading.Thread):
    """Somebody who asks over HTTP, each thing until it is answered."""

    def __init__(self, number, network, token, room):
        super().__init__(daemon=True)
        self.number, self.network, self.token, self.room = number, network, token, room
        self.finish = threading.Event()
        self.acked = {}   # cmid → (seq, text or None)
        self.files = {}   # id → bytes
        self.tries = 0
        self.error = None

    def run(self):
        try:
            count = 0
            while not self.finish.is_set():
                count += 1
                self.post(count)
                if count % 5 == 0:
                    self.share(count)
                self.finish.wait(WRITER_PACE)
        except Exception as error:  # noqa: BLE001 - told by the main thread
            self.error = error

    def once(self, method, path, body=None, fields=None):
        """Status, fields and body, or None where the line broke."""
        self.tries += 1
        body = body.encode() if isinstance(body, str) else body or b""
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.network.port}", "Connection: close",
                f"Authorization: Bearer {self.token}", f"Content-Length: {len(body)}",
                *(f"{name}: {value}" for name, value in (fields or {}).items())]
        try:
            with socket.create_connection(("127.0.0.1", self.network.port), timeout=IMPATIENT) as line:
                line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
                answer = b""
                while data := line.recv(262144):
                    answer += data
        except OSError:
            return None
        return whole_answer(answer)

    def until_answered(self, *what):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.once(*what)
            if answer is not None:
                return answer
        raise TimeoutError(f"{what[:2]} is never answered")

    def send(self, cmid, **fields):
        body = json.dumps({"room": self.room, "cmid": cmid, **fields})
        status, _, answer = self.until_answered("POST", "/api/v1/message.send", body, {"Content-Type": "application/json"})
        check(status == 200, f"message.send: {status} {answer[:200]}")
        return json.loads(answer)["seq"]

    def post(self, count):
        cmid = f"poster-{self.number}-{count:06}"
        text = f"{cmid} " + "茶" * (count % 50)
        self.acked[cmid] = (self.send(cmid, text=text), text)

    def share(self, count):
        """A file by tus: after each break it goes on from what the server has."""
        data = random.Random(f"{self.number} {count}").randbytes(FILE_BYTES)
        status, fields, answer = self.until_answered("POST", "/api/v1/upload", None, {**TUS, "Upload-Length": str(len(data))})
        check(status == 201, f"upload: {status} {answer[:200]}")
        place, at = fields["Location"], 0
        end = time.monotonic() + PATIENCE
        while at < len(data):
            check(time.monotonic() < end, f"an upload stands at {at}")
            self.once("PATCH", place, data[at:], {
                **TUS, "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"})
            status, fields, answer = self.until_answered("HEAD", place, None, TUS)
            check(status == 200, f"HEAD of an upload: {status}")
            check(int(fields["Upload-Offset"]) >= at, f"an upload went back from {at} to {fields['Upload-Offset']}")
            at = int(fields["Upload-Offset"])
        file = place.rsplit("/", 1)[1]
        cmid = f"poster-{self.number}-file-{count}"
        self.acked[cmid] = (self.send(cmid, kind="file", file={"id": file}), None)
        self.files[file] = data


def whole_answer(answer):
    """Status, fields and body; None if a part is missing, even of the head (which http.client takes for all)."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    return (int(first.split()[1]), fields, body) if len(body) == int(fields.get("Content-Length", 0)) else None


def bad_lines(binary, folder, chosen):
    """Eight writers who read, two who ask over HTTP and upload, through lines of every kind."""
    server = Server(binary, folder, QUICK).start()
    try:
        write_through(server, chosen)
        check(server.stop() == 0, "does not end well")
    finally:
        server.kill()


def write_through(server, chosen):
    people, rooms = prepare(server)
    network = Network(server.port, chosen.seed)
    try:
        writers = [FarWriter(i, network, people[i][1], rooms[i], random.Random(chosen.seed + i), server)
                   for i in range(WRITERS)]
        posters = [Requests(i, network, server.register(f"poster {i}")[1], rooms[0][0]) for i in range(2)]
        network.tell("bad")
        end = time.monotonic() + chosen.seconds
        for one in [*writers, *posters]:
            one.start()
        while time.monotonic() < end:
            check_all(writers, posters)
            time.sleep(0.2)  # for as long as was asked; nothing is waited for
        done = network.tell("calm")
        for one in posters:
            one.finish.set()
        for one in posters:
            one.join(PATIENCE)
            check(not one.is_alive(), "a poster never ends")
        wait_for("a read mark of each writer", lambda: check_all(writers, posters) or all(
            any(writer.read.values()) for writer in writers))
        finish(server, people, rooms, writers)
    finally:
        network.end()
    logs = verify(server, people, rooms, writers)
    verify_posters(server, posters, logs[rooms[0][0]])
    tell(writers, posters, logs, done)


def check_all(writers, posters):
    for writer in writers:
        writer.raise_error()
    for poster in posters:
        if poster.error is not None:
            raise poster.error


def verify_posters(server, posters, log):
    for poster in posters:
        for cmid, (seq, text) in poster.acked.items():
            body = log[seq - 1]["body"]
            check(text is None or body.get("text") == text, f"{cmid} was acknowledged at {seq}, where {body} is")
        own = history(server, poster.token, poster.room)
        for cmid in poster.acked:
            check(sum(event.get("cmid") == cmid for event in own) == 1, f"{cmid} is not there once")
        for file, data in poster.files.items():
            status, _, body = ask(server, "GET", f"/f/{file}", poster.token)
            check(status == 200 and body == data, f"file {file} is another one")


def tell(writers, posters, logs, done):
    acked = sum(len(writer.acked) for writer in writers) + sum(len(one.acked) for one in posters)
    print(f"lines: {done}; acknowledged {acked}, repeats {sum(one.repeats for one in writers)}, files "
          f"{sum(len(one.files) for one in posters)}, connections of writers {sum(one.connections for one in writers)}, "
          f"silences {sum(one.silences for one in writers)}, fetched {sum(one.fetched for one in writers)}, "
          f"requests {sum(one.tries for one in posters)}, events {sum(map(len, logs.values()))}", flush=True)
    check(acked > 100, "hardly anything was written")
