# SPDX-License-Identifier: MIT
"""Format, our own rules, headers that compile alone, clang-tidy.

clang-tidy looks at what has changed; at everything with TIDY=all.
"""
import os
import re

import common
import linting

PACKAGES = ["build", "tidy"]


def check_format(report):
    files = linting.sources(".cc", ".h", folders=[*linting.FOLDERS, "fuzz"])
    if not files:
        return report.nothing("format")
    result = common.run("tidy-format", ["clang-format-19", "--dry-run", "--Werror", *files])
    bad = set(re.findall(r"^([^:\n]+):\d+:\d+: error", result.output, re.MULTILINE))
    for path in sorted(bad):
        print(f"   | tools/format {os.path.relpath(path, common.ROOT)}")
    failed = len(bad) or int(result.code != 0)
    return report.add("format", max(len(files) - failed, 0), failed, result.seconds)


def check_lint(report):
    everything = os.environ.get("TIDY") == "all"
    files = linting.sources(".cc") if everything else linting.changed()
    if not files:
        print("   clang-tidy: nothing differs from the main line (TIDY=all looks at everything)")
        return None
    bad = 0
    for path, objections in linting.lint_all(files):
        if objections is not None:
            bad += 1
            print(f"   {os.path.relpath(path, common.ROOT)}")
            for line in objections.splitlines()[:common.TAIL_LINES]:
                print(f"   | {line}")
    what = "clang-tidy" if everything else "clang-tidy, changed files"
    return report.add(what, len(files) - bad, bad)


def run(report):
    check_format(report)
    common.counted(report, "tools/tidy", [common.ROOT / "tools/tidy"])
    common.counted(report, "schema coverage", ["python3", common.ROOT / "tools/schema/coverage.py"])
    common.build("release", "headers")
    report.add("headers compile alone", 1, 0)
    check_lint(report)
