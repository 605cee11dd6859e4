# SPDX-License-Identifier: MIT
"""The web client: types, lint, unit tests, build, budgets of size and of speed."""
import json

import ahead
import common

PACKAGES = ["build", "test"]


def npm(*words):
    return [common.ROOT / "tools/with-node", "npm", "run", "--silent", *words]


def unit_tests(report):
    """vitest prints no plain count; its JSON report has one."""
    path = common.BUILD / "web/vitest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    result = common.run("web-test", npm("test", "--", "--reporter=default", "--reporter=json",
                                        f"--outputFile.json={path}"), cwd=common.ROOT / "web")
    passed = failed = 0
    if path.exists():
        counts = json.loads(path.read_text(encoding="utf-8"))
        passed, failed = counts["numPassedTests"], counts["numFailedTests"]
    if failed == 0 and (result.code != 0 or result.timed_out or passed == 0):
        failed = 1  # a file that did not load, an unhandled rejection, or no test at all
    if failed:
        common.show_tail(result)
    report.add("unit tests", passed, failed, result.seconds)


def run(report):
    package = common.ROOT / "web/package.json"
    if not package.exists():
        if package.parent.is_dir():
            return report.add("web/package.json is missing", 0, 1)
        return report.nothing("web client")
    scripts = json.loads(package.read_text(encoding="utf-8")).get("scripts", {})
    missing = {"typecheck", "lint", "test", "build", "budget"} - set(scripts)
    for name in sorted(missing):
        report.add(f"npm script {name} is missing", 0, 1)
    common.need("web-deps", [common.ROOT / "tools/web-build", "--deps"])
    for name in ("typecheck", "lint"):
        if name in scripts:
            common.case(report, name, npm(name), cwd=package.parent)
    if "test" in scripts:
        unit_tests(report)
    if common.case(report, "build", [common.ROOT / "tools/web-build"]) and "budget" in scripts:
        common.counted(report, "budget", npm("budget"), cwd=package.parent)
        speed(report)


def speed(report):
    """Drift, memory, CPU and waiting of the client inside the real server."""
    common.build("release", "teahouse")
    program = common.ROOT / "tests/e2e/perf.mjs"
    with ahead.paused():
        common.counted(report, "speed", [common.ROOT / "tools/with-node", "node", program],
                       env={"TEAHOUSE": str(common.BUILD / "release/teahouse")}, timeout=900)
