# SPDX-License-Identifier: MIT
"""The test runner behind ./test.sh: runs parts in order, adds up their cases.

A part is a module of this folder with PACKAGES (groups of tools/packages.txt) and run(report).
It ends with exactly one line "N passed, N failed"; the exit code is 0 only if nothing failed.
"""
import importlib
import sys
import time
import traceback

import ahead
import asan
import common
import tsan

# What they build besides `release`, which the first one does: a preset and targets of it.
PRESETS = {"asan": ("asan", *asan.TARGETS), "fuzz": ("asan", "fuzzers"),
           "tsan": ("tsan", *tsan.targets())}
PARTS = ["unit", "sim", "transcripts", "redis", "cluster", "e2e", "bench", "web", "asan", "tsan", "fuzz", "tidy"]


def run_part(name):
    """Run one part; an exception in it is one failed case, never a silent success."""
    report = common.Report(name)
    started = time.monotonic()
    print(f"== {name}", flush=True)
    try:
        module = importlib.import_module(name)
        common.install(module.PACKAGES)
        module.run(report)
    except common.StepFailed as failure:
        report.add(str(failure), 0, 1)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        report.add("the runner itself", 0, 1)
    seconds = time.monotonic() - started
    print(f"== {name}: {report.passed} passed, {report.failed} failed, {seconds:.0f} s\n",
          flush=True)
    return report


def main():
    wanted = sys.argv[1:] or PARTS
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"test.sh: no part {', '.join(unknown)}; there are: {' '.join(PARTS)}",
              file=sys.stderr)
        return 2
    reports = []
    for name in wanted:
        reports.append(run_part(name))
        later = [PRESETS[other] for other in wanted[len(reports):] if other in PRESETS]
        ahead.start(list(dict.fromkeys(later)))
    ahead.stop()
    for report in reports:
        for line in report.failures:
            print(f"FAILED {report.part}: {line}")
    passed = sum(report.passed for report in reports)
    failed = sum(report.failed for report in reports)
    if passed + failed == 0:
        failed = 1
        print("FAILED: no test ran")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
