# SPDX-License-Identifier: MIT
"""Which files clang-tidy is given: what differs, or what is known clean where nothing can."""
import pathlib
import subprocess
import tempfile
import unittest
from unittest import mock

import linting
from support import Folder

FILES = {"server/a.cc": "int a;\n", "server/b.cc": '#include "b.h"\n', "server/b.h": "int b;\n"}


class Chosen(unittest.TestCase):
    def setUp(self):
        holder = Folder(FILES)
        self.root = holder.__enter__()
        self.addCleanup(holder.__exit__)
        patched = mock.patch.object(linting.common, "ROOT", self.root)
        patched.start()
        self.addCleanup(patched.stop)
        self.git("init", "-q", "-b", "main")
        self.commit("first")

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.invalid", *words],
                       cwd=self.root, check=True, capture_output=True)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)

    def landed(self):
        """The remote's main line is where we are."""
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")

    def names(self, paths):
        return [str(path.relative_to(self.root)) for path in paths]

    def test_nothing_to_compare_with_without_a_remote(self):
        self.assertIsNone(linting.changed())

    def test_nothing_to_compare_with_on_the_main_line(self):
        self.landed()
        self.assertIsNone(linting.changed())

    def test_what_is_not_committed_differs_from_the_main_line(self):
        self.landed()
        (self.root / "server/a.cc").write_text("int other;\n")
        self.assertEqual(self.names(linting.changed()), ["server/a.cc"])

    def test_who_includes_a_changed_header_differs(self):
        self.landed()
        (self.root / "server/b.h").write_text("long b;\n")
        self.commit("second")
        self.assertEqual(self.names(linting.changed()), ["server/b.cc"])

    def test_a_change_without_sources_gives_no_file(self):
        self.landed()
        (self.root / "notes.md").write_text("# Notes\n")
        self.commit("second")
        self.assertEqual(linting.changed(), [])

    def test_newest_come_first(self):
        (self.root / "server/b.cc").write_text("int newer;\n")
        self.commit("second")
        self.assertEqual(self.names(linting.newest_first()), ["server/b.cc", "server/a.cc"])


    def test_the_main_line_keeps_clean_what_is_listed(self):
        (self.root / "tools").mkdir()
        (self.root / "tools/linted.txt").write_text("# these\nserver/b.cc\nserver/gone.cc\n")
        self.assertEqual(self.names(linting.kept_clean()), ["server/b.cc"])


class Limited(unittest.TestCase):
    def test_after_the_time_only_what_is_known_counts(self):
        with tempfile.TemporaryDirectory() as cache, \
                mock.patch.object(linting, "CACHE", pathlib.Path(cache)), \
                mock.patch.object(linting, "versions", lambda: ""), \
                mock.patch.object(linting, "fingerprint", lambda path, version: path), \
                mock.patch.object(linting, "lint", lambda path, version: None):
            (pathlib.Path(cache) / "known").touch()
            self.assertEqual(list(linting.lint_all(["known", "new"], seconds=-1)),
                             [("known", None), ("new", linting.TOO_LATE)])
            self.assertEqual(list(linting.lint_all(["new"], seconds=60)), [("new", None)])
            self.assertEqual(list(linting.lint_all(["new"])), [("new", None)])


if __name__ == "__main__":
    unittest.main()
