# SPDX-License-Identifier: MIT
"""Cases by name, and what runs them."""
import threading
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
        self.waiting = []  # (name, function): those that do nothing but wait for long

    def add(self, name, function, profile="plain"):
        self.cases.append((name, profile, function))

    def case(self, name, profile="plain"):
        """Decorator: the function takes the server."""
        def register(function):
            self.add(name, function, profile)
            return function
        return register

    def beside(self, name):
        """Decorator for a case that waits while the others run; it starts a server of its own (program.own_server)."""
        def register(function):
            self.waiting.append((name, function))
            return function
        return register


class Runner:
    def __init__(self, servers, verbose=False, telling=None):
        """`telling`: a lock for the output, if other processes write there too."""
        self.servers = servers
        self.verbose = verbose
        self.passed = self.failed = self.skipped = 0
        self.counting = telling or threading.Lock()

    def run(self, suites, words, beside):
        """The cases of `suites`, whose names hold one of `words` if there are any; meanwhile those of the suites in
        `beside` that do nothing but wait."""
        def chosen(name):
            return not words or any(word in name for word in words)

        threads = [threading.Thread(target=self.run_beside, args=case)
                   for suite in beside for case in suite.waiting if chosen(case[0])]
        for thread in threads:
            thread.start()
        for suite in suites:
            for name, profile, function in suite.cases:
                if chosen(name):
                    self.run_one(name, profile, function)
        for thread in threads:
            thread.join()

    def run_beside(self, name, function):
        started = time.monotonic()
        try:
            function(self.servers)
        except Exception:  # whatever happens belongs to this case
            self.told(f"FAIL {name}: {traceback.format_exc()}", failed=1)
            return
        self.told(f"ok   {name} ({time.monotonic() - started:.1f} s, beside the others)", passed=1)

    def told(self, line, passed=0, failed=0, skipped=0):
        with self.counting:
            self.passed += passed
            self.failed += failed
            self.skipped += skipped
            if line:
                print(line, flush=True)

    def run_one(self, name, profile, function):
        started = time.monotonic()
        try:
            server = self.servers.get(profile)
            function(server)
            server.check_alive()
        except Skipped as why:
            self.told(f"skip {name}: {why}", skipped=1)
            return
        except Exception as error:  # whatever happens belongs to this case
            self.told(f"FAIL {name}: {error}" if isinstance(error, (Failed, OSError)) else
                      f"FAIL {name}: {traceback.format_exc()}", failed=1)
            self.servers.revive(profile)
            return
        seconds = time.monotonic() - started
        self.told(f"ok   {name} ({seconds:.1f} s)" if self.verbose or seconds > 5 else "", passed=1)
