# SPDX-License-Identifier: MIT
"""Format, our own rules, headers that compile alone (headers.py), clang-tidy.

clang-tidy looks at what differs from the main line. Where nothing can differ, on the main line or in
a fresh clone, it looks at the files that are known to be clean (tools/linted.txt), newest first, for
TIDY_SECONDS (60): what passed is remembered, so that the next run goes on from there. TIDY=all
looks at every file and takes as long as it takes.
"""
import os
import re
import time

import common
import headers
import linting

PACKAGES = ["build", "tidy"]
SECONDS = float(os.environ.get("TIDY_SECONDS", "60"))


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
    files = None if everything else linting.changed()
    what = "clang-tidy" if everything else "clang-tidy, changed files" if files is not None \
        else "clang-tidy, files that are clean"
    if files == []:
        print("   clang-tidy: no C++ differs from the main line (TIDY=all looks at everything)")
        return None
    limit = SECONDS if files is None and not everything else None
    if files is None:
        files = linting.newest_first() if everything else linting.kept_clean()
    bad = late = 0
    started = time.monotonic()
    for path, objections in linting.lint_all(files, limit):
        if objections is linting.TOO_LATE:
            late += 1
        elif objections is not None:
            bad += 1
            linting.show(os.path.relpath(path, common.ROOT), objections)
    if late:
        what += f" ({late} of {len(files)} files are left for the next run)"
    if late == len(files):
        bad = 1  # nothing was looked at: the time limit is too short
    return report.add(what, max(len(files) - bad - late, 0), bad, time.monotonic() - started)


def run(report):
    check_format(report)
    common.counted(report, "tools/tidy", [common.ROOT / "tools/tidy"])
    common.counted(report, "schema coverage", ["python3", common.ROOT / "tools/schema/coverage.py"])
    headers.check(report)
    # Where each file is compiled by itself, so that clang-tidy is told how.
    common.build("debug", "build.ninja")
    check_lint(report)
