# SPDX-License-Identifier: MIT
"""Builds of later parts, made while earlier ones wait for browsers and servers.

They run in a process group of their own that gets only what is left of the processor, and stand
still where something is measured. A part that needs such a build calls common.build as always: it
ends what is under way, and goes on with it at once.
"""
import contextlib
import os
import pathlib
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOG = ROOT / "build/test-logs/build-ahead.log"
END_SECONDS = 5

_wanted = []  # presets with their targets, in order
_process = None


def _yield_to_all():
    """In the child: the lowest priority, among processes and among sessions (sched_autogroup)."""
    os.nice(19)
    with contextlib.suppress(OSError):
        pathlib.Path("/proc/self/autogroup").write_text("19", encoding="ascii")


def _go():
    global _process  # pylint: disable=global-statement
    if not _wanted:
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    steps = "; ".join(f"'{ROOT}/tools/build' {' '.join(words)}" for words in _wanted)
    with open(LOG, "ab") as log:
        _process = subprocess.Popen(["sh", "-c", steps], stdout=log, stderr=subprocess.STDOUT,
                                    stdin=subprocess.DEVNULL, start_new_session=True,
                                    preexec_fn=_yield_to_all)


def _signal(number):
    if _process is not None and _process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(_process.pid, number)


def _halt():
    """End it. What is compiled stays."""
    global _process  # pylint: disable=global-statement
    for number in (signal.SIGCONT, signal.SIGTERM, signal.SIGKILL):
        _signal(number)
        if _process is not None and number != signal.SIGCONT:
            with contextlib.suppress(subprocess.TimeoutExpired):
                _process.wait(timeout=END_SECONDS)
    _process = None


def start(wanted):
    """Build these, one after the other, unless that is under way: (preset, target...) each."""
    if _process is None or _process.poll() is not None:
        _wanted[:] = wanted
        _go()


@contextlib.contextmanager
def now(preset):
    """The preset is built by the caller meanwhile; afterwards those that follow it, ahead."""
    if not any(words[0] == preset for words in _wanted):
        yield
        return
    _halt()
    _wanted[:] = [words for words in _wanted if words[0] != preset]
    try:
        yield
    finally:
        _go()


@contextlib.contextmanager
def paused():
    """Nothing is built meanwhile."""
    _signal(signal.SIGSTOP)
    try:
        yield
    finally:
        _signal(signal.SIGCONT)


def stop():
    """No more."""
    _wanted.clear()
    _halt()
