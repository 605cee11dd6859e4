# SPDX-License-Identifier: MIT
"""The real binary, started with a data folder of its own on a free port."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from .cases import Failed

# Flags of each profile, beside those that all have.
PROFILES = {
    "plain": [],
    # Times short enough to wait for.
    "hasty": ["--http.head_timeout_ms=400", "--http.body_grace_ms=400", "--http.keep_alive_ms=600",
              "--ws.hello_timeout_ms=400", "--ws.ping_ms=300", "--ws.silence_ms=900"],
    "capped": ["--bandwidth=2"],
    "narrow": ["--bandwidth=2", "--workers=1"],  # all connections stand in one line
    "closed": ["--test.echo=false", "--compression=false", "--hosts=127.0.0.1,chat.example",
               "--origins=https://app.example,http://127.0.0.1:5173"],
    "few": ["--limits.commands_per_second=5"],
    "flooded": ["--limits.commands_per_second=50"],
    "hashing": ["--test.fast_hash=false"],
    "relayed": ["--proxies=127.0.0.1", "--limits.connections_per_address=5",
                "--limits.logins_per_minute=5", "--ws.hello_timeout_ms=60000"],
    "shut": ["--registration=closed"],
    "told": ["--notify.allow_private=true", "--notify.delay_s=2", "--log.level=debug",
             "--notify.contact=mailto:admin@tea.example", "--notify.url=https://tea.example"],
    "carded": ["--previews=true", "--test.private_pages=true"],
    "careful": ["--previews=true"],
    "tight": ["--files.size_mb=1", "--files.quota_mb=1"],
    "own": [],  # for cases that restart it
    # From five workers on the engine has a thread of its own (service.cc).
    "crowded": ["--workers=6"],
}
COMMON = ["-p", "0", "--address=127.0.0.1", "--test.fast_hash=true", "--test.echo=true",
          "--limits.commands_per_second=100000", "--limits.logins_per_minute=100000",
          "--limits.registers_per_minute=100000", "--log.level=warning"]
START_SECONDS = 30
STOP_SECONDS = 15


class Server:
    def __init__(self, binary, profile, flags=(), tls=None):
        """`flags`: further ones. `tls`: an ssl.SSLContext, through which Wire then speaks."""
        self.binary = binary
        self.profile = profile
        self.flags = list(flags)
        self.tls = tls
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="teahouse-strict-"))
        self.log = self.data / "server.log"
        self.process = None
        self.port = 0
        self.notes = {}  # what cases of one server share: accounts, the name of an asset
        self.start()

    def start(self):
        environment = {**os.environ, "TEAHOUSE_TEST_ECHO": "true"}
        command = [self.binary, *COMMON, *PROFILES[self.profile], *self.flags,
                   "--data", str(self.data / "data")]
        (self.data / "data").mkdir(exist_ok=True)
        port_file = self.data / "data" / "port"
        port_file.unlink(missing_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment,
                                            cwd=self.data)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failed(f"the server ended with {self.process.returncode}: {self.tail()}")
            text = port_file.read_text().strip() if port_file.exists() else ""
            if text:
                self.port = int(text)
                return
            time.sleep(0.02)
        raise Failed(f"the server does not listen after {START_SECONDS} s: {self.tail()}")

    def tail(self):
        return self.log.read_text(errors="replace")[-2000:]

    def check_alive(self):
        if self.process.poll() is not None:
            raise Failed(f"the server is dead ({self.process.returncode}): {self.tail()}")

    def resident_kb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise Failed("the server's memory cannot be read")

    def stop(self):
        """Asks it to end; the exit code, or None if it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return None
        return self.process.returncode

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)


class Servers:
    """One server for each profile, started when first needed."""

    def __init__(self, binary):
        self.binary = binary
        self.running = {}

    def get(self, profile):
        if profile not in self.running:
            self.running[profile] = Server(self.binary, profile)
        return self.running[profile]

    def revive(self, profile):
        """After a failed case: a dead server must not fail all that follow."""
        server = self.running.get(profile)
        if server is not None and server.process.poll() is not None:
            print(server.tail())
            server.remove()
            del self.running[profile]

    def stop(self):
        """Ends all; a message for each that did not end well."""
        bad = []
        for profile, server in self.running.items():
            code = server.stop()
            if code != 0:
                bad.append(f"server {profile} ended with {code}: {server.tail()}")
            server.remove()
        self.running = {}
        return bad
