# SPDX-License-Identifier: MIT
"""The real binary on a data folder that outlives it."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

FLAGS = ["-p", "0", "--address=127.0.0.1", "--test.fast_hash=true", "--log.level=warning",
         "--limits.commands_per_second=100000", "--limits.logins_per_minute=100000",
         "--limits.registers_per_minute=100000"]
OWN_ENGINE_THREAD = ["--workers=6"]  # from five on, service.cc
PATIENCE = 60.0  # seconds for what must come; generous, since the machine may be busy


class Failed(Exception):
    """A case found something that must not be."""


def check(condition, message):
    if not condition:
        raise Failed(message)


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise Failed(f"waited {PATIENCE:.0f} s for {what}")


class Server:
    def __init__(self, binary, folder, flags=()):
        self.binary = binary
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.flags = list(flags)
        self.env = None
        self.process = None
        self.port = 0

    def launch(self):
        (self.data / "port").unlink(missing_ok=True)
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, *FLAGS, *self.flags, "--data", str(self.data)],
                stdout=log, stderr=log, cwd=self.folder, env=self.env)

    def start(self):
        self.launch()
        port_file = self.data / "port"
        wait_for("the server", lambda: self.process.poll() is not None or (
            port_file.exists() and port_file.read_text().strip()))
        check(self.process.poll() is None, f"the server ended: {self.tail()}")
        self.port = int(port_file.read_text())
        return self

    def tail(self):
        return (self.folder / "log").read_text(errors="replace")[-1500:]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def run_to_end(self, *flags):
        """Runs the program until it ends by itself: exit code and what it said."""
        done = subprocess.run([self.binary, *FLAGS, *self.flags, *flags],
                              cwd=self.folder, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        return done.returncode, done.stderr.strip()

    def post(self, op, fields, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request("POST", "/api/v1/" + op, json.dumps(fields), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        return answer.status, body

    def get(self, path):
        """Status and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def register(self, name):
        status, body = self.post("register", {"name": name, "password": "a cup of tea",
                                              "bearer": True})
        check(status == 200, f"register {name}: {body}")
        return body["user"]["id"], body["token"]

    def ask(self, op, fields, token):
        status, body = self.post(op, fields, token)
        check(status == 200, f"{op}: {body}")
        return body


def history(server, token, room):
    """The whole log of a room, by pages."""
    events, after = [], 0
    while True:
        page = server.ask("history", {"room": room, "after": after, "limit": 200}, token)
        events += page["events"]
        if not page["events"] or not page["more_after"]:
            return events
        after = page["events"][-1]["seq"]


def default_binary():
    root = pathlib.Path(__file__).resolve().parents[3]
    return os.environ.get("TEAHOUSE", str(root / "build/release/teahouse"))
