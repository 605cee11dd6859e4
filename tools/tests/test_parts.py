# SPDX-License-Identifier: MIT
"""The test runner counts honestly: silence, crashes and contradictions are failures."""
import contextlib
import io
import json
import subprocess
import unittest

import bench
import common
from support import Folder


def counted(script, **options):
    """(passed, failed) that a shell script gives through common.counted."""
    report = common.Report("tools-test")
    with contextlib.redirect_stdout(io.StringIO()):
        common.counted(report, "case", ["sh", "-c", script], **options)
    return report.passed, report.failed


class Counted(unittest.TestCase):
    def test_takes_the_last_count(self):
        self.assertEqual(counted("echo 1 passed, 0 failed; echo 5 passed, 0 failed"), (5, 0))

    def test_keeps_failures(self):
        self.assertEqual(counted("echo 5 passed, 2 failed; exit 1"), (5, 2))

    def test_fails_without_a_count(self):
        self.assertEqual(counted("true"), (0, 1))

    def test_fails_when_nothing_ran(self):
        self.assertEqual(counted("echo 0 passed, 0 failed"), (0, 1))

    def test_fails_on_a_bad_exit_code(self):
        self.assertEqual(counted("echo 5 passed, 0 failed; exit 3"), (5, 1))

    def test_fails_at_the_time_limit(self):
        self.assertEqual(counted("echo 5 passed, 0 failed; sleep 60", timeout=0.2), (5, 1))


class Told(unittest.TestCase):
    def test_names_what_failed(self):
        self.assertEqual(common.named("ok   a (1 s)\nFAIL b: why\n  more\n FAIL  c > d\n"
                                      "failed: e: f\nFAIL b: why\ne2e: 0 passed, 3 failed\n"),
                         ["b: why", "c > d", "e: f"])

    def test_tells_it_after_the_count(self):
        report = common.Report("tools-test")
        with contextlib.redirect_stdout(io.StringIO()):
            report.add("step", 3, 1, told=["b: why"])
            report.add("fine", 3, 0, told=["never said"])
        self.assertEqual(report.failures, ["step: 1 of 4", "  b: why"])

    def test_names_the_failed_tests_of_googletest(self):
        cases = [{"name": "a", "result": "COMPLETED"},
                 {"name": "b", "result": "COMPLETED",
                  "failures": [{"failure": "x_test.cc:3\nExpected: 1"}]}]
        report = json.dumps({"testsuites": [{"name": "S", "testsuite": cases}]})
        with Folder({"report.json": report}) as folder:
            self.assertEqual(common.failed_tests(folder / "report.json"),
                             ["S.b: x_test.cc:3 Expected: 1"])
            self.assertEqual(common.failed_tests(folder / "absent.json"), ["it left no report"])

    def test_names_the_frames_of_a_finding(self):
        with Folder({"a.c": "int seek(void) { return 1; }\nint main(void) { return seek(); }\n"}) as folder:
            subprocess.run(["gcc", "-g", "-no-pie", "-o", folder / "a", folder / "a.c"], check=True)
            symbols = subprocess.run(["nm", folder / "a"], capture_output=True, text=True,
                                     check=True).stdout
            address = next(line.split()[0] for line in symbols.split("\n") if line.endswith(" seek"))
            frame = f"    #0 <null> <null> (a+{int(address, 16):#x})"
            self.assertRegex(common.with_names(frame, folder), r"^    #0 seek .*a\.c:1$")
            self.assertIn("<null>", common.with_names("#0 <null> <null> (b+0x12)", folder))


class BenchRows(unittest.TestCase):
    def test_are_those_with_a_floor(self):
        self.assertEqual(bench.rows(
            "| fan-out to 1000, 1 in flight  | 130 [1-2] | 120 [1-2] | 1.08 [1-2] | >= 0.95x  | ok |\n"
            "| fan-out to 1000, 16 in flight | 9 [8-9] | 1 [1-1] | 9.01 [8-9] | >= 10.0x  | MISSED |\n"
            "| fan-out to 1000, 64 in flight | 9 [8-9] | 1 [1-1] | 9.01 [8-9] |           |  |\n"
            "| 4000 idle, logged in, room open | 0.92 | 0.4 | 0.4 | <= 1.50   | ok |\n"),
            {"fan-out to 1000, 1 in flight": True, "fan-out to 1000, 16 in flight": False,
             "4000 idle, logged in, room open": True})

    def test_are_asked_for_a_share_of_ratios_only(self):
        row = "| fan-out | 9 [8-9] | 1 [1-1] | {} [8-9] | >= 10.0x  | MISSED |\n"
        self.assertEqual(bench.rows(row.format("7.10"), 0.7), {"fan-out": True})
        self.assertEqual(bench.rows(row.format("6.90"), 0.7), {"fan-out": False})
        memory = "| idle | 1.60 | 0.4 | 0.4 | <= 1.50   | MISSED |\n"
        self.assertEqual(bench.rows(memory, 0.7), {"idle": False})


class GtestCounts(unittest.TestCase):
    def counts(self, text):
        with Folder({"report.json": text}) as folder:
            return common.gtest_counts(folder / "report.json")

    def test_tells_passed_failed_and_skipped(self):
        cases = [{"result": "COMPLETED"}, {"result": "COMPLETED", "failures": [{}]},
                 {"result": "SKIPPED"}, {"result": "COMPLETED"}]
        self.assertEqual(self.counts(json.dumps({"testsuites": [{"testsuite": cases}]})),
                         (2, 1, 1))

    def test_knows_a_broken_report(self):
        self.assertIsNone(self.counts("{"))
        self.assertIsNone(common.gtest_counts(common.ROOT / "absent.json"))


if __name__ == "__main__":
    unittest.main()
