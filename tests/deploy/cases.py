# SPDX-License-Identifier: MIT
"""Cases by name, and what most of them need: commands, a server, patience."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds for what must come; generous, since the machine may be busy
CASES = []


class Failed(Exception):
    """What there is, is not what the case expects."""


class Skipped(Exception):
    """The machine does not let the case run; the text says why."""


def case(name):
    def register(function):
        CASES.append((name, function))
        return function
    return register


def check(condition, message):
    if not condition:
        raise Failed(message)


def equal(got, expected, what=""):
    if got != expected:
        raise Failed(f"{what}: got {got!r}, expected {expected!r}"[:1500])


def run(*words, code=0, **options):
    """Standard output and error of a command that ends with `code`; None: with any."""
    done = subprocess.run([str(word) for word in words], text=True, timeout=300, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if code is not None and done.returncode != code:
        raise Failed(f"{' '.join(map(str, words))[:200]} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout


def needs(program):
    if shutil.which(program) is None:
        raise Skipped(f"{program} is not installed (tools/install deploy)")
    return program


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise Failed(f"waited {PATIENCE:.0f} s for {what}")


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="teahouse-deploy-") as path:
        yield pathlib.Path(path)


def end_process(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


@contextlib.contextmanager
def server(binary, *flags):
    """A server on a free port of 127.0.0.1: yields (port, data folder)."""
    with folder() as path:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAHOUSE")}
        with open(path / "log", "wb") as log:
            process = subprocess.Popen([binary, "-p", "0", "--address=127.0.0.1", "--test.fast_hash=true",
                                        "--data", path / "data", *flags], stdout=log, stderr=log, env=kept)
        try:
            def listening():
                check(process.poll() is None, f"the server ended: {(path / 'log').read_text()[-1000:]}")
                file = path / "data/port"
                return file.read_text().strip() if file.exists() else ""
            yield int(wait_for("the server", listening)), path / "data"
            equal(end_process(process), 0, f"exit code: {(path / 'log').read_text()[-1000:]}")
        finally:
            end_process(process)


def run_all(binary, words):
    passed = failed = skipped = 0
    for name, function in CASES:
        if words and not any(word in name for word in words):
            continue
        started = time.monotonic()
        try:
            function(binary)
        except Skipped as why:
            skipped += 1
            print(f"skip {name}: {why}", flush=True)
        except Exception as error:  # whatever happens belongs to this case
            failed += 1
            print(f"FAIL {name}: {error if isinstance(error, Failed) else traceback.format_exc()}", flush=True)
        else:
            passed += 1
            print(f"ok   {name} ({time.monotonic() - started:.1f} s)", flush=True)
    print(f"deploy: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0
