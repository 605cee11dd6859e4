# SPDX-License-Identifier: MIT
"""Programs that are killed and begun anew, and what is asked of them."""
import http.client
import json
import signal
import socket
import sqlite3
import subprocess
import time

from . import lab

WAIT = 60.0   # for what must come; generous, since the machine may be busy
STEP = 0.05   # between two looks at another process
ROLES = ("this node leads node", "this node follows", "this node leads no more", "starting")


class Wrong(Exception):
    """Something that must not be."""


def eventually(what, holds, seconds=WAIT):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(STEP)  # what is waited for is another process
    raise Wrong(f"{what}: not within {seconds:.0f} s")


class Process:
    def __init__(self, command, log):
        self.command, self.log, self.process = [str(word) for word in command], log, None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def runs(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        """In order."""
        if self.runs():
            self.go_on()
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


class Node(Process):
    PORT = 8000

    def __init__(self, binary, folder, number, url):
        self.number, self.place = number, lab.Place(number)
        self.address, self.data = self.place.address, folder / f"node{number}"
        super().__init__([*self.place.prefix(), binary, "serve", "--port", self.PORT, "--address", self.address,
                          "--data", self.data, "--files.folder", folder / "files", "--store", url,
                          "--redis.prefix=tea", "--workers=1", "--rtc.port=off", "--limits.commands_per_second=100000",
                          "--limits.logins_per_minute=100000"], folder / f"node{number}.log")

    def connect(self, timeout=4.0):
        return http.client.HTTPConnection(self.address, self.PORT, timeout=timeout)

    def ask(self, operation, fields, token=None):
        connection = self.connect()
        try:
            return post(connection, operation, fields, token)
        finally:
            connection.close()

    def leads(self):
        text = self.log.read_text(errors="replace")
        newest = max(ROLES, key=text.rfind)
        return self.runs() and newest == ROLES[0] and newest in text

    def is_ready(self, timeout=1.0):
        connection = self.connect(timeout)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def copy(self, query):
        """What its own copy says; None: it cannot be read at the moment."""
        try:
            database = sqlite3.connect(f"file:{self.data}/main.db?mode=ro", uri=True, timeout=1.0)
            try:
                return database.execute(query).fetchall()
            finally:
                database.close()
        except sqlite3.Error:
            return None


def post(connection, operation, fields, token=None):
    """The answer's fields. OSError: none came, or it was refused."""
    headers = {"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})}
    try:
        connection.request("POST", "/api/v1/" + operation, json.dumps(fields), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
    if answer.status != 200:
        raise OSError(f"{answer.status}: {body}")
    return body


class Redis(Process):
    def __init__(self, folder, port, *options):
        self.port, data = port, folder / f"redis{port}"
        data.mkdir()
        settings = data / "redis.conf"  # a file, since Sentinel has it rewritten
        settings.write_text("".join(line + "\n" for line in (
            f"port {port}", f"bind {lab.HERE}", f"dir {data}", "protected-mode no", 'save ""', "appendonly yes",
            "repl-diskless-sync-delay 0", "repl-timeout 10", *options)))
        super().__init__(["redis-server", settings], folder / f"redis{port}.log")

    def ask(self, *words):
        return ask_redis(self.port, *words)

    def info(self, section):
        lines = (self.ask("INFO", section) or "").splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def answers(self):
        return self.ask("PING") == "PONG"


def ask_redis(port, *words):
    """The answer as text, lists as lists; None: there is none."""
    try:
        with socket.create_connection((lab.HERE, port), timeout=2.0) as connection:
            parts = [str(word).encode() for word in words]
            connection.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
            return _reply(connection.makefile("rb"))
    except (OSError, ValueError, IndexError):
        return None


def _reply(stream):
    line = stream.readline().decode().rstrip("\r\n")
    kind, rest = line[0], line[1:]
    if kind == "$":
        return None if rest == "-1" else stream.read(int(rest) + 2)[:-2].decode(errors="replace")
    if kind == "*":
        return [_reply(stream) for _ in range(int(rest))]
    return rest
