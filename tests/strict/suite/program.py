# SPDX-License-Identifier: MIT
"""The program as an administrator uses it: its sub-commands, its exit codes, its signals."""
import contextlib
import os
import pathlib
import subprocess
import tempfile
import time

from .cases import Failed, check, equal
from .server import Server

PATIENCE = 60.0  # seconds for what must come; generous, since the machine may be busy


def run(server, *words, stdin="", variables=None, cwd=None):
    """Runs the binary of `server` to its end: (exit code, standard output, standard error)."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("TEAHOUSE_") or name == "TEAHOUSE_SHORT"}
    done = subprocess.run([server.binary, *words], input=stdin, capture_output=True, text=True,
                          env={**kept, **(variables or {})}, cwd=cwd or server.data,
                          timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


def refused(server, *words, naming, code=2, **options):
    """The program ends with `code` and one line on standard error that holds all of `naming`."""
    got, _, said = run(server, *words, **options)
    equal(got, code, f"exit code of {words} ({said})")
    equal(len(said.splitlines()), 1, f"lines of {said!r}")
    for text in naming:
        check(text in said, f"{words}: {said!r} does not name {text!r}")


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise Failed(f"waited {PATIENCE:.0f} s for {what}")


@contextlib.contextmanager
def own_server(server, *flags, tls=None):
    """Another server of the same binary, which must end with 0."""
    own = Server(server.binary, "plain", flags, tls)
    try:
        yield own
        equal(own.stop(), 0, f"exit code ({own.tail()})")
    finally:
        own.remove()


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="teahouse-strict-") as path:
        yield pathlib.Path(path)
