# SPDX-License-Identifier: MIT
"""The server under a service manager: told sockets, told states, restarts that nobody notices."""
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time

from .cases import Suite, check, equal
from .chat import Session, person
from .program import PATIENCE, folder, own_server, run, wait_for
from .server import COMMON, Server
from .wire import ask

suite = Suite()

# Becomes the server, so that both have the same id.
LAUNCHER = """import os, sys
number = int(sys.argv[1])
if number == 3:
    os.set_inheritable(3, True)
else:
    os.dup2(number, 3)
os.environ["LISTEN_PID"] = str(os.getpid()) if sys.argv[2] == "own" else sys.argv[2]
os.execv(sys.argv[3], sys.argv[3:])
"""


class Manager:
    """As much of systemd as a service sees: a socket that stays open, and a place to report to."""

    def __init__(self, server, path, abstract=False):
        self.binary, self.path = server.binary, path
        self.tls, self.notes = None, {}
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listening.getsockname()[1]
        self.reports = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.place = f"@teahouse-test-{os.getpid()}-{self.port}" if abstract else str(path / "notify")
        self.reports.bind(self.place.replace("@", "\0", 1))
        self.reports.settimeout(PATIENCE)
        self.log = path / "log"

    def start(self, *flags, process="own"):
        """`process`: the id in LISTEN_PID."""
        (self.path / "data").mkdir(exist_ok=True)
        environment = {**os.environ, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "teahouse.socket",
                       "NOTIFY_SOCKET": self.place}
        words = [sys.executable, "-c", LAUNCHER, str(self.listening.fileno()), process,
                 self.binary, *COMMON, *flags, "--data", str(self.path / "data")]
        with open(self.log, "ab") as log:
            return subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=self.path,
                                    pass_fds=[self.listening.fileno()])

    def report(self):
        """The next report as a dictionary."""
        text = self.reports.recv(4096).decode()
        return dict(line.partition("=")[::2] for line in text.splitlines())

    def wait_ready(self):
        while "READY" not in (said := self.report()):
            pass
        return said

    def close(self):
        self.listening.close()
        self.reports.close()


@contextlib.contextmanager
def manager(server, **options):
    with folder() as path:
        own = Manager(server, path, **options)
        try:
            yield own
        finally:
            own.close()


def end(process):
    process.send_signal(signal.SIGTERM)
    equal(process.wait(PATIENCE), 0, "exit code")


@suite.case("service.states")
def states(server):
    """READY when it serves, RELOADING and READY around a SIGHUP, STOPPING at the end."""
    with manager(server) as systemd:
        process = systemd.start()
        said = systemd.report()
        equal((said["READY"], said["MAINPID"]), ("1", str(process.pid)))
        equal(ask(systemd, "GET", "/readyz").status, 200)
        process.send_signal(signal.SIGHUP)
        said = systemd.report()
        equal(said["RELOADING"], "1")
        check(int(said["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000, f"{said}")
        equal(systemd.report()["READY"], "1")
        end(process)
        equal(systemd.report()["STOPPING"], "1")


@suite.case("service.abstract_place_of_reports")
def abstract_place(server):
    with manager(server, abstract=True) as systemd:
        process = systemd.start()
        systemd.wait_ready()
        end(process)


@suite.case("service.passed_socket")
def passed_socket(server):
    """It takes the socket, not the port of the configuration, and says which port that is."""
    with manager(server) as systemd:
        process = systemd.start("-p", "1")
        systemd.wait_ready()
        equal((systemd.path / "data/port").read_text().strip(), str(systemd.port))
        with Session(person(systemd, "anna")) as session:
            session.alive()
        environment = pathlib.Path(f"/proc/{process.pid}/environ").read_bytes()
        check(b"LISTEN_FDS" in environment, "the launcher does not launch as meant")
        end(process)


@suite.case("service.socket_of_another_process")
def of_another(server):
    """LISTEN_PID of somebody else: the variables were left over by a parent."""
    with manager(server) as systemd:
        process = systemd.start(process="1")
        systemd.wait_ready()
        port = int((systemd.path / "data/port").read_text())
        check(port != systemd.port, "took a socket that was not meant for it")
        end(process)


@suite.case("service.passed_socket_is_none")
def no_socket(server):
    with manager(server) as systemd:
        systemd.listening.close()
        systemd.listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        process = systemd.start()
        equal(process.wait(PATIENCE), 2, "exit code")
        said = systemd.log.read_text()
        check("LISTEN_FDS" in said and len(said.splitlines()) == 1, said)


@suite.case("service.no_cheap_hashes_for_others")
def no_cheap_hashes(server):
    with manager(server) as systemd:
        systemd.listening.close()
        systemd.listening = socket.create_server(("", 0))
        process = systemd.start()
        equal(process.wait(PATIENCE), 2, "exit code")
        check("test.fast_hash" in systemd.log.read_text(), systemd.log.read_text())


class Visitors(threading.Thread):
    """Connects again and again; what goes wrong is kept."""

    def __init__(self, port):
        super().__init__()
        self.port, self.enough = port, threading.Event()
        self.served, self.wrong = 0, []

    def run(self):
        while not self.enough.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as wire:
                    wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    answer = b""
                    while data := wire.recv(4096):
                        answer += data
                if answer.startswith(b"HTTP/1.1 200 "):
                    self.served += 1
                else:
                    self.wrong.append(f"answer {answer[:60]!r}")
            except OSError as error:
                self.wrong.append(repr(error))


@suite.case("service.restart_refuses_nobody")
def restart(server):
    """With the socket in the manager's hands, clients of three restarts wait, and are served."""
    with manager(server) as systemd:
        process = systemd.start()
        systemd.wait_ready()
        visitors = [Visitors(systemd.port) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        try:
            for _ in range(3):
                before = sum(visitor.served for visitor in visitors)
                wait_for("visitors", lambda: sum(v.served for v in visitors) > before + 20)
                end(process)
                process = systemd.start()
                systemd.wait_ready()
        finally:
            for visitor in visitors:
                visitor.enough.set()
            for visitor in visitors:
                visitor.join()
        end(process)
        equal([why for visitor in visitors for why in visitor.wrong], [], "refused or cut off")


@suite.case("service.drain_answers_who_has_just_come")
def just_come(server):
    """A connection whose first request is still on its way is not cut off by a drain."""
    own = Server(server.binary, "plain")
    try:
        with socket.create_connection(("127.0.0.1", own.port), timeout=PATIENCE) as wire, \
                socket.create_connection(("127.0.0.1", own.port), timeout=PATIENCE) as silent:
            wait_for("both", lambda: b"teahouse_connections 3" in ask(own, "GET", "/metrics").body)
            own.process.send_signal(signal.SIGTERM)
            wait_for("the drain", lambda: refuses(own.port))
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            check(wire.recv(4096).startswith(b"HTTP/1.1 200 "), "no answer")
            began = time.monotonic()
            equal(silent.recv(1), b"", "who says nothing is let go of")
            check(time.monotonic() - began < 4, "only at the end")
        equal(own.process.wait(PATIENCE), 0)
    finally:
        own.remove()


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except ConnectionError:
        return True
    return False


@suite.case("service.health")
def health(server):
    """`teahouse doctor health` asks the running server, and needs no other program."""
    with own_server(server) as own:
        equal(run(own, "doctor", "health", "--data", str(own.data / "data"))[:2], (0, "ready\n"))
    with folder() as empty:
        equal(run(server, "doctor", "health", "--data", str(empty))[0], 1)


@suite.case("service.top")
def live_view(server):
    with own_server(server) as own:
        with Session(person(own, "anna")) as session:
            code, said, wrong = run(own, "top", "--once", "--data", str(own.data / "data"))
            equal((code, wrong), (0, ""))
            check(re.search(r"people +1 online +1 sockets", said), said)
            for line in ("loops", "messages", "traffic", "store", "waiting", "calls"):
                check(any(row.startswith(line) for row in said.splitlines()), f"no {line}: {said}")
            session.alive()
    with folder() as empty:
        code, said, wrong = run(server, "top", "--once", "--data", str(empty))
        equal((code, said), (1, ""))
        check("no server" in wrong, wrong)


@suite.case("service.bench")
def bench(server):
    """`teahouse bench` measures a server of its own, and leaves nothing behind."""
    with folder() as data:
        (data / "precious").write_text("tea")
        code, said, wrong = run(server, "bench", "4", "0.2", "--data", str(data))
        equal((code, wrong), (0, ""))
        for line in (r"one room of 4 members: [1-9]\d* messages per second, p50 [\d.]+ ms, p99 [\d.]+ ms",
                     r"2 conversations of two: [1-9]\d* messages per second", r"memory: [\d.]+ MB"):
            check(re.search(line, said), f"no {line}: {said}")
        equal([path.name for path in data.iterdir()], ["precious"])
        for words in (["1"], ["x"], ["4", "0"], ["4", "1", "1"]):
            code, said, wrong = run(server, "bench", *words, "--data", str(data))
            equal((code, said), (2, ""))
            check("members" in wrong, wrong)


@suite.case("service.template")
def template(server):
    """What `teahouse config template` writes is a configuration, and changes nothing."""
    with folder() as path:
        code, text, _ = run(server, "config", "template")
        equal(code, 0)
        (path / "a.toml").write_text(text)
        plain, told = run(server, "config"), run(server, "config", f"--config={path}/a.toml")
        equal(told, plain)
        equal(run(server, "config", "nonsense")[0], 2)
