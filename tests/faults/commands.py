#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""backup, restore, export and import on a disk that is full, or fails, from their n-th call on.

    tests/faults/commands.py [--binary PATH] [--shim PATH] [--only NAME] [--first N] [--seconds S] [--seed N]

Whatever fails, a command ends with an exit code and a line that says why, never by a signal; what it read from is
as it was; no server starts on a part of what it writes; and the same command, run again on a disk with room, does
its work. Those that end well in spite of a fault have done it, too.
"""
import argparse
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "crash")]

from control import FOR_EVER, Control, environment  # noqa: E402
from errno import EIO, ENOSPC  # noqa: E402
from suite.data import fill, run  # noqa: E402
from suite.server import Failed, Server, check, default_binary  # noqa: E402
from suite.verifying import look  # noqa: E402

FAULTS = [("write", ENOSPC), ("size", ENOSPC), ("sync", ENOSPC), ("name", ENOSPC), ("sync", EIO)]

def make(binary, folder):
    """A data folder with messages and files, and what the commands need of it."""
    server = Server(binary, folder).start()
    fill(server, 60)
    check(server.stop() == 0, "the server")
    run(binary, "backup", folder / "backup", "--data", server.data)
    run(binary, "export", folder / "export", "--data", server.data)
    return server.data


class Commands:
    def __init__(self, binary, folder, data):
        self.binary, self.folder, self.data = binary, folder, data
        self.sums = self.summed(data)

    def summed(self, data):
        """What there is where verify finds nothing wrong."""
        report, found = look(self.binary, data, "--hashes")
        check(not found, found)
        with sqlite3.connect(f"file:{data}/main.db?mode=ro", uri=True) as db:
            # A restore adds events that fill the log to where it may have been.
            said, = db.execute("SELECT count(*) FROM event WHERE cmid IS NOT NULL AND cmid <> ''").fetchone()
        return {"said": said, **{name: report[name] for name in ("rooms", "members", "files", "file_bytes")}}

    def words(self, name, place):
        if name == "backup":
            return ["backup", place / "made", "--data", self.data]
        if name == "export":
            return ["export", place / "made", "--data", self.data]
        source = self.folder / ("backup" if name == "restore" else "export")
        return [name, source, "--data", place / "made"]

    def look(self, name, place):
        """The work is done."""
        made = place / "made"
        if name in ("backup", "export"):
            back = "restore" if name == "backup" else "import"
            run(self.binary, back, made, "--data", place / "back")
            made = place / "back"
        found = self.summed(made)
        check(found == self.sums, f"{found} instead of {self.sums}")

    def part_is_refused(self, place):
        """No server starts where a restore or an import has begun and not ended."""
        made = place / "made"
        if (made / "restoring").exists() or ((made / "import.db").exists() and not (made / "main.db").exists()):
            code, said = Server(self.binary, place).run_to_end("--data", str(made))
            check(code != 0 and "did not come to its end" in said, f"a server starts on a part: {code} {said}")


def attempt(commands, shim, name, call, error, first):
    """(whether the fault was met, whether the command failed)."""
    with tempfile.TemporaryDirectory(prefix="teahouse-full-", ignore_cleanup_errors=True) as folder:
        place = pathlib.Path(folder)
        control = Control(place / "control")
        if call:
            # No disk is too full to remove something for ever.
            control.fail(call, error, first, first if call == "name" else FOR_EVER)
        words = [str(word) for word in commands.words(name, place)]
        done = subprocess.run([commands.binary, *words], env=environment(shim, control), capture_output=True,
                              text=True, timeout=60, check=False)
        counts, hits = control.counts(), control.hits()
        check(done.returncode in (0, 1), f"exit code {done.returncode}: {done.stderr}")
        if done.returncode == 1:
            check(done.stderr.strip(), "it does not say why")
            commands.part_is_refused(place)
            left = place / "made/.restored"
            check(not left.exists() or (place / "made/restoring").exists() or call == "name", f"{left} is left")
            again = subprocess.run([commands.binary, *words], capture_output=True, text=True, timeout=60, check=False)
            # Refused where the fault was that the work could not be made durable: then it is there.
            done_before = again.returncode == 2 and ("not empty" in again.stderr or "is there already" in again.stderr
                                                     or "holds data" in again.stderr)
            check(again.returncode == 0 or done_before, f"once more: {again.returncode} {again.stderr}")
        commands.look(name, place)
        return counts, hits, done.returncode, done.stderr.strip()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--binary", default=default_binary())
    options.add_argument("--shim")
    options.add_argument("--only", default="")
    options.add_argument("--first", type=int)
    options.add_argument("--seconds", type=float, default=float(os.environ.get("FAULTS_SECONDS", "40")))
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options.add_argument("--say", action="store_true", help="what the commands say")
    chosen = options.parse_args()
    binary = os.path.abspath(chosen.binary)
    shim = os.path.abspath(chosen.shim or pathlib.Path(default_binary()).parent / "libteahouse_faults.so")
    chance = random.Random(chosen.seed)
    print(f"seed {chosen.seed}")
    met = failed = refusals = 0
    said = set()
    with tempfile.TemporaryDirectory(prefix="teahouse-full-", ignore_cleanup_errors=True) as folder:
        commands = Commands(binary, pathlib.Path(folder), make(binary, pathlib.Path(folder)))
        queues = []
        for name in ("backup", "restore", "export", "import"):
            if chosen.only not in name:
                continue
            counts, _, code, why = attempt(commands, shim, name, None, 0, 0)
            check(code == 0, why)
            for call, error in FAULTS:
                numbers = [chosen.first] if chosen.first else list(range(1, counts[call] + 1))
                chance.shuffle(numbers)
                # The last ones are those of an end that seems to have come.
                numbers.sort(key=lambda number: number + 4 <= counts[call])
                queues.append([(name, call, error, number) for number in numbers])
        end = time.monotonic() + chosen.seconds
        everything = os.environ.get("FAULTS") == "all"
        while any(queues) and (everything or time.monotonic() < end):
            for queue in queues:
                if not queue or (not everything and time.monotonic() >= end):
                    continue
                name, call, error, first = queue.pop(0)
                what = f"{name}, {os.strerror(error)} from {call} {first} on"
                try:
                    _, hits, code, why = attempt(commands, shim, name, call, error, first)
                    met += hits > 0
                    refusals += code != 0
                    if chosen.say and why not in said:
                        said.add(why)
                        print(f"{what}: {code} {why}", flush=True)
                except (Failed, subprocess.TimeoutExpired) as fault:
                    failed += 1
                    print(f"FAIL {what}: {fault}", flush=True)
        check(commands.summed(commands.data) == commands.sums, "what was read from has changed")
    print(f"met {met} faults, {refusals} ended the command")
    print(f"commands on a full disk: {met} passed, {failed} failed")
    return 1 if failed or not met else 0


if __name__ == "__main__":
    sys.exit(main())
