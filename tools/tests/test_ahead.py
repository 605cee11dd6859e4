# SPDX-License-Identifier: MIT
"""Builds made ahead end when they are wanted at once, and what follows them goes on."""
import os
import pathlib
import stat
import tempfile
import time
import unittest
from unittest import mock

import ahead

# Writes what it builds (preset+target...), and builds for ever until it is told that it is enough.
BUILD = '#!/bin/sh\ncd "$(dirname "$0")"\necho "$*" | tr " " + >>begun\nuntil [ -e "enough-$1" ]; do sleep 0.02; done\n'


def until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not come")
        time.sleep(0.01)


class Ahead(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tools = pathlib.Path(folder.name) / "tools"
        self.tools.mkdir()
        build = self.tools / "build"
        build.write_text(BUILD, encoding="utf-8")
        build.chmod(0o755)
        for name, value in (("ROOT", self.tools.parent), ("LOG", self.tools.parent / "logs/log")):
            patch = mock.patch.object(ahead, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.addCleanup(ahead.stop)

    def begun(self):
        path = self.tools / "begun"
        return path.read_text(encoding="utf-8").split() if path.exists() else []

    def state(self):
        text = pathlib.Path(f"/proc/{ahead._process.pid}/stat").read_text(encoding="ascii")
        return text.rpartition(")")[2].split()[0]

    def test_builds_one_after_the_other(self):
        ahead.start([("asan", "teahouse", "fuzzers"), ("tsan",)])
        until(lambda: self.begun() == ["asan+teahouse+fuzzers"])
        (self.tools / "enough-asan").touch()
        until(lambda: self.begun() == ["asan+teahouse+fuzzers", "tsan"])

    def test_is_started_once(self):
        ahead.start([("asan",)])
        until(lambda: self.begun() == ["asan"])
        ahead.start([("tsan",)])
        (self.tools / "enough-asan").touch()
        ahead._process.wait(timeout=10)
        self.assertEqual(self.begun(), ["asan"])

    def test_ends_what_is_wanted_now_and_goes_on_with_the_rest(self):
        ahead.start([("asan",), ("tsan",)])
        until(lambda: self.begun() == ["asan"])
        first = ahead._process
        with ahead.now("asan"):
            self.assertIsNotNone(first.poll())
            self.assertIsNone(ahead._process)
        until(lambda: self.begun() == ["asan", "tsan"])

    def test_leaves_it_for_what_is_not_built_ahead(self):
        ahead.start([("asan",)])
        first = ahead._process
        with ahead.now("release"):
            self.assertIs(ahead._process, first)
            self.assertIsNone(first.poll())

    def test_stands_still_while_something_is_measured(self):
        ahead.start([("asan",)])
        with ahead.paused():
            until(lambda: self.state() == "T")
        until(lambda: self.state() != "T")

    def test_stop_ends_it(self):
        ahead.start([("asan",), ("tsan",)])
        until(lambda: self.begun() == ["asan"])
        process = ahead._process
        ahead.stop()
        self.assertIsNotNone(process.poll())
        self.assertTrue(stat.S_ISREG(os.stat(ahead.LOG).st_mode))

    def test_nothing_is_nothing(self):
        ahead.start([])
        self.assertIsNone(ahead._process)
        with ahead.paused(), ahead.now("asan"):
            pass
        ahead.stop()
