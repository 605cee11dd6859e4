# SPDX-License-Identifier: MIT
"""Cases by name, and what runs them."""
import sys
import time
import traceback


class Failed(Exception):
    """What the server did is not what the case expects."""


class Skipped(Exception):
    """The case does not apply to this binary."""


def check(condition, message):
    if not condition:
        raise Failed(message)


def equal(got, expected, what=""):
    if got != expected:
        raise Failed(f"{what + ': ' if what else ''}got {short(got)}, expected {short(expected)}")


def short(value, limit=300):
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


class Suite:
    """An ordered list of (name, server profile, function of the server)."""

    def __init__(self):
        self.cases = []

    def add(self, name, function, profile="plain"):
        self.cases.append((name, profile, function))

    def case(self, name, profile="plain"):
        """Decorator: the function takes the server."""
        def register(function):
            self.add(name, function, profile)
            return function
        return register


class Runner:
    def __init__(self, servers, verbose=False):
        self.servers = servers
        self.verbose = verbose
        self.passed = self.failed = self.skipped = 0

    def run(self, suites, words):
        for suite in suites:
            for name, profile, function in suite.cases:
                if not words or any(word in name for word in words):
                    self.run_one(name, profile, function)

    def run_one(self, name, profile, function):
        started = time.monotonic()
        try:
            server = self.servers.get(profile)
            function(server)
            server.check_alive()
        except Skipped as why:
            self.skipped += 1
            print(f"skip {name}: {why}")
            return
        except Exception as error:  # whatever happens belongs to this case
            self.failed += 1
            print(f"FAIL {name}: {error}" if isinstance(error, (Failed, OSError)) else
                  f"FAIL {name}: {traceback.format_exc()}")
            sys.stdout.flush()
            self.servers.revive(profile)
            return
        self.passed += 1
        seconds = time.monotonic() - started
        if self.verbose or seconds > 5:
            print(f"ok   {name} ({seconds:.1f} s)")
