# SPDX-License-Identifier: MIT
"""A small day of a server, during which calls of it fail: what it answered is there afterwards."""
import base64
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time

from suite import server as base
from suite.server import Failed, Server, check
from suite.socket_client import Gone, Socket
from suite.uploads import TUS

from control import environment

SECONDS = 15.0  # for an answer, or an end
TRIES = 4       # of a request whose connection broke
FILE = bytes(range(256)) * 600
MESSAGES = 6
UNWRITTEN = re.compile(r'cannot write which port it is .*port="?(\d+)')


def listens_at(pid):
    """The TCP port of 127.0.0.1 that the process listens at; 0: none yet."""
    try:
        files = [os.readlink(link) for link in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return 0
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        address, state, inode = words[1], words[3], words[9]
        if state == "0A" and address.startswith("0100007F:") and f"socket:[{inode}]" in files:
            return int(address.split(":")[1], 16)
    return 0


class Ended(Exception):
    """The server is gone."""


class Day:
    """One run. `acked`: what was answered, and so must be there: (cmid, seq, text) and files."""

    def __init__(self, binary, folder, env, workers):
        self.server = Server(binary, folder, [f"--workers={workers}"])
        self.env = env
        self.acked = []
        self.file = None
        self.who = self.token = self.room = None
        self.refused = []  # codes that requests ended with

    # --- The server -----------------------------------------------------------------------------------

    def launch(self):
        (self.server.data / "port").unlink(missing_ok=True)
        with open(self.server.folder / "log", "ab") as log:
            said_before = log.tell()
            self.server.process = subprocess.Popen(
                [self.server.binary, *base.FLAGS, *self.server.flags, "--data", str(self.server.data)],
                stdout=log, stderr=log, cwd=self.server.folder, env=self.env)
        end = time.monotonic() + SECONDS
        port = self.server.data / "port"
        while time.monotonic() < end:
            if self.server.process.poll() is not None:
                raise Ended()
            text = port.read_text().strip() if port.exists() else ""
            told = UNWRITTEN.search((self.server.folder / "log").read_bytes()[said_before:].decode(errors="replace"))
            number = int(text or (told[1] if told else 0))
            if not number and port.exists():
                # A full disk takes neither the file nor a line of the log about it.
                number = listens_at(self.server.process.pid)
            if number:
                self.server.port = number
                return
            time.sleep(0.003)  # there is nothing to wait on before it listens
        raise Failed("neither listens nor ends")

    def gone(self):
        return self.server.process.poll() is not None

    # --- Requests -------------------------------------------------------------------------------------

    def request(self, method, path, body=None, headers=None):
        """(status, fields, body), tried again where the connection broke."""
        for _ in range(TRIES):
            line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=SECONDS)
            try:
                auth = {"Authorization": f"Bearer {self.token}"} if self.token else {}
                line.request(method, path, body, {**auth, **(headers or {})})
                answer = line.getresponse()
                return answer.status, answer.headers, answer.read()
            except TimeoutError as error:
                raise Failed(f"{method} {path} is not answered") from error
            except (OSError, http.client.HTTPException):
                if self.gone():
                    raise Ended() from None
            finally:
                line.close()
        return 0, {}, b""

    def call(self, op, **fields):
        """The answer, or None where it was refused."""
        status, _, body = self.request("POST", f"/api/v1/{op}", json.dumps(fields),
                                       {"Content-Type": "application/json"})
        if status == 200:
            return json.loads(body)
        self.refused.append((op, status))
        check(status == 0 or status >= 400, f"{op}: {status}")
        return None

    def say(self, number):
        cmid, text = f"message-{number:04}", f"tea of day {number}"
        answer = self.call("message.send", room=self.room, cmid=cmid, text=text)
        if answer is not None:
            self.acked.append((cmid, answer["seq"], text))
        return answer is not None

    def say_by_socket(self, numbers):
        """Over WebSocket, with another connection where one broke."""
        left = list(numbers)
        for _ in range(TRIES):
            if not left:
                return
            try:
                self.converse(left)
            except Gone:
                if self.gone():
                    raise Ended() from None
        self.refused += [("socket", number) for number in left]

    def converse(self, left):
        line = Socket(self.server.port, self.token)
        try:
            hello = line.send("hello", version=1, open=[[self.room, 1, 0]])
            answered(line, hello)
            for number in list(left):
                cmid, text = f"message-{number:04}", f"tea of day {number}"
                answer = answered(line, line.send("message.send", room=self.room, cmid=cmid, text=text))
                if "ok" in answer:
                    self.acked.append((cmid, answer["ok"]["seq"], text))
                else:
                    self.refused.append(("message.send", answer["error"]["code"]))
                left.remove(number)
        finally:
            line.close()

    def upload(self):
        name = base64.b64encode("茶.bin".encode()).decode()
        status, fields, _ = self.request("POST", "/api/v1/upload", None, {
            **TUS, "Upload-Length": str(len(FILE)), "Upload-Metadata": f"filename {name}"})
        if status != 201:
            return
        place, at = fields["Location"], 0
        for _ in range(2 * TRIES):
            if at == len(FILE):
                break
            end = len(FILE) // 2 if at < len(FILE) // 2 else len(FILE)
            self.request("PATCH", place, FILE[at:end], {
                **TUS, "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"})
            status, fields, _ = self.request("HEAD", place, None, TUS)
            at = int(fields["Upload-Offset"]) if status == 200 else at
        if at != len(FILE):
            self.refused.append(("upload", at))
            return
        file = place.rsplit("/", 1)[1]
        answer = self.call("message.send", room=self.room, cmid="message-file", kind="file", file={"id": file})
        if answer is not None:
            self.file = file
            self.acked.append(("message-file", answer["seq"], None))
            self.get_file()

    def get_file(self):
        status, _, body = self.request("GET", f"/f/{self.file}")
        check(status != 200 or body == FILE, "another file comes back")
        return status == 200

    # --- The day --------------------------------------------------------------------------------------

    def live(self):
        """Everything, as far as it goes. False: the server did not let anybody in."""
        for tries in range(TRIES):
            answer = self.call("register", name=f"Anna {tries}", password="a cup of tea", bearer=True)
            if answer is not None:
                break
        else:
            return False
        self.who, self.token = answer["user"]["id"], answer["token"]
        rooms = self.call("room.list", scope="mine") or self.call("room.list", scope="mine")
        if rooms is None:
            return False
        self.room = rooms["rooms"][0]["id"]
        for number in range(MESSAGES // 2):
            self.say(number)
        self.say_by_socket(range(MESSAGES // 2, MESSAGES))
        self.upload()
        self.call("search", query="tea")
        self.call("history", room=self.room, limit=50)
        self.request("GET", "/")
        self.request("GET", "/metrics")
        return True

    def recovered(self):
        """Nothing fails any more: it writes again by itself, or says why it does not."""
        end = time.monotonic() + SECONDS
        number = MESSAGES
        while time.monotonic() < end:
            if self.say(number):
                return
            status, _, said = self.request("GET", "/readyz")
            if status == 503 and b"damaged" in said:
                return
            time.sleep(0.05)  # the pace of asking again
        raise Failed(f"does not write again: {self.refused[-1]}")

    def end(self):
        """SIGTERM, which ends it well."""
        if not self.gone():
            self.server.process.send_signal(signal.SIGTERM)
        try:
            return self.server.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Failed("does not end") from None

    def kill(self):
        if self.server.process is not None and not self.gone():
            self.server.kill()

    # --- Afterwards -----------------------------------------------------------------------------------

    def verify(self):
        """Another start, without faults: all that was acknowledged is there, once."""
        self.env = None
        try:
            self.launch()
        except Ended:
            raise Failed(f"does not start again: {self.server.tail()}") from None
        if self.room is None:
            return
        page = self.call("history", room=self.room, after=0, limit=200)
        check(page is not None, f"no history: {self.refused[-1:]}")
        by_seq = {event["seq"]: event for event in page["events"]}
        check(sorted(by_seq) == list(range(1, len(by_seq) + 1)), f"holes: {sorted(by_seq)}")
        for cmid, seq, text in self.acked:
            event = by_seq.get(seq)
            check(event is not None and event["from"] == self.who and
                  (text is None or event["body"]["text"] == text),
                  f"{cmid} was acknowledged at {seq}, where {event} is")
        texts = [event["body"]["text"] for event in page["events"] if event["kind"] == "text"]
        check(len(texts) == len(set(texts)), f"one is doubled: {texts}")
        check(self.file is None or self.get_file(), "the file is gone")


def answered(line, request):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        frame = line.receive(SECONDS)
        if frame is not None and frame.get("re") == request:
            return frame
    raise Failed("a request over the socket is not answered")


def run(binary, shim, folder, control, workers=2):
    """One day, with whatever `control` lets fail. How the server took it: "ran on", "ended" or
    "did not start"."""
    day = Day(binary, folder, environment(shim, control), workers)
    try:
        how = "ran on"
        try:
            day.launch()
            if day.live():
                control.heal()
                day.recovered()
            control.heal()
        except Ended:
            how = "ended" if day.server.port else "did not start"
        code = day.end()
        if code == 1 and "teahouse: out of memory" in day.server.tail():
            how = how.replace("ran on", "ended")  # after the last request
        if how == "ran on":
            check(code == 0, f"ends with {code}: {day.server.tail()}")
        else:
            check(code > 0, f"ended by signal {-code}: {day.server.tail()}" if code < 0 else
                  "ended as if all were well")
            check(day.server.tail().strip(), f"ended with {code} and says nothing")
        day.verify()
        check(day.end() == 0, "does not end well without faults")
        return how, day
    finally:
        day.kill()
