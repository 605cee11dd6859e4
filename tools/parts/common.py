# SPDX-License-Identifier: MIT
"""What the parts of the test run share: running steps, counting cases, building presets."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import ahead

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOGS = BUILD / "test-logs"
JOBS = int(os.environ.get("JOBS", "0")) or os.cpu_count() or 2
COUNTS = re.compile(r"(\d+) passed, (\d+) failed")
# How our own runners and Vitest name a case that failed.
NAMED = re.compile(r"^\s*(?:FAIL|failed:) +(\S.*)$", re.MULTILINE)
UNNAMED_FRAME = re.compile(r"<null> <null> \(([^+ ()]+)\+(0x[0-9a-f]+)\)")
# What is worth telling again of a sanitizer's report: what it is, and the innermost frames.
TELLING = re.compile(r"\s+(?:#[0-3] |Read|Write|Previous|Atomic)|WARNING|==\d+==ERROR"
                     r"|.*runtime error")
TAIL_LINES = 60
TOLD_LINES = 20  # of a step that failed, at the very end


class StepFailed(Exception):
    """A step that the rest of its part cannot go on without, such as a build."""


class Report:
    """The cases of one part."""

    def __init__(self, part):
        self.part = part
        self.passed = 0
        self.failed = 0
        self.failures = []

    def add(self, what, passed, failed, seconds=None, told=()):
        """`told`: lines that say what failed. They stand at the end too, where a log that was
        shortened still has them."""
        self.passed += passed
        self.failed += failed
        if failed:
            self.failures.append(f"{what}: {failed} of {passed + failed}")
            self.failures += [f"  {line[:400]}" for line in told[:TOLD_LINES]]
        took = "" if seconds is None else f" ({seconds:.1f} s)"
        mark = "FAIL" if failed else "ok"
        print(f"   {mark:4} {what}: {passed} passed, {failed} failed{took}", flush=True)

    def nothing(self, what):
        """For a step whose folder is not there. One that is there must run something."""
        print(f"   --   {what}: nothing to run", flush=True)


class Result:
    """How a command ended: its exit code, its output, whether the time limit ended it."""

    def __init__(self, code, output, seconds, timed_out, log):
        self.code = code
        self.output = output
        self.seconds = seconds
        self.timed_out = timed_out
        self.log = log


def run(name, command, *, timeout=600, env=None, cwd=ROOT):
    """Run a command in a process group of its own, output to build/test-logs/NAME.log.

    At the time limit the whole group is ended, so that a hanging server does not stay behind.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.log"
    started = time.monotonic()
    timed_out = False
    with open(log, "wb") as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out,
                                   stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=cwd,
                                   env={**os.environ, **(env or {})}, start_new_session=True)
        try:
            code = process.wait(timeout=timeout)
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as why:
            end_group(process)
            code = process.wait()
            if isinstance(why, KeyboardInterrupt):
                raise
            timed_out = True
    output = log.read_text(encoding="utf-8", errors="replace")
    return Result(code, output, time.monotonic() - started, timed_out, log)


def end_group(process):
    """Ask a process group to end, and insist after five seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=5)
            return
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def named(output):
    """The failed cases that an output names, each once."""
    return list(dict.fromkeys(NAMED.findall(output)))


def show_tail(result):
    """Print the end of a failed command's output."""
    if result.timed_out:
        print(f"   the time limit ended it after {result.seconds:.0f} s")
    for line in result.output.splitlines()[-TAIL_LINES:]:
        print(f"   | {line}")
    print(f"   | (exit code {result.code}; all of it: {result.log.relative_to(ROOT)})", flush=True)


def need(name, command, **options):
    """Run a command that must succeed for the part to go on. Counts no case."""
    result = run(name, command, **options)
    if result.code != 0 or result.timed_out:
        show_tail(result)
        raise StepFailed(name)
    return result


def install(groups):
    if groups:
        subprocess.run([ROOT / "tools/install", *groups], check=True)


def build(preset, *targets):
    """Build targets of a preset (none: all). A failed build ends the part."""
    started = time.monotonic()
    with ahead.now(preset):
        need(f"build-{preset}", [ROOT / "tools/build", preset, *targets], timeout=3600)
    print(f"   built {preset} ({time.monotonic() - started:.0f} s)", flush=True)


def case(report, name, command, **options):
    """A command that is one case: it passes when it exits with 0."""
    result = run(f"{report.part}-{name}", command, **options)
    good = result.code == 0 and not result.timed_out
    if not good:
        show_tail(result)
    report.add(name, int(good), int(not good), result.seconds, named(result.output))
    return good


def counted(report, name, command, **options):
    """A command whose last line "N passed, N failed" gives the cases.

    No such line, no case at all, or an exit code that contradicts it is a failed case.
    """
    result = run(f"{report.part}-{name}", command, **options)
    found = COUNTS.findall(result.output)
    passed, failed = map(int, found[-1]) if found else (0, 0)
    if failed == 0 and (result.code != 0 or result.timed_out or passed == 0):
        failed = 1
    if failed:
        show_tail(result)
    report.add(name, passed, failed, result.seconds, named(result.output))


def has_files(folder, *patterns):
    path = ROOT / folder
    return path.is_dir() and any(next(path.rglob(pattern), None) for pattern in patterns)


def test_layers(preset):
    """The names of a preset's test executables, as ctest knows them."""
    listing = need(f"list-{preset}",
                   ["ctest", "--test-dir", BUILD / preset, "--show-only=json-v1"])
    return [test["name"] for test in json.loads(listing.output)["tests"]]


def gtest_counts(path):
    """(passed, failed, skipped) of a GoogleTest report, or None when it is missing or broken."""
    try:
        suites = json.loads(path.read_text(encoding="utf-8"))["testsuites"]
    except (OSError, ValueError, KeyError):
        return None
    passed = failed = skipped = 0
    for suite in suites:
        for test in suite["testsuite"]:
            if test.get("failures"):
                failed += 1
            elif test["result"] == "SKIPPED":
                skipped += 1
            elif test["result"] == "COMPLETED":
                passed += 1
    return passed, failed, skipped


def failed_tests(path):
    """The failed tests of a GoogleTest report, with the first line of why."""
    try:
        suites = json.loads(path.read_text(encoding="utf-8"))["testsuites"]
    except (OSError, ValueError, KeyError):
        return ["it left no report"]
    return [f"{suite['name']}.{test['name']}: "
            + " ".join(test["failures"][0]["failure"].split("\n")[:4])
            for suite in suites for test in suite["testsuite"] if test.get("failures")]


def unit_tests(report, preset, only=None, env=None):
    """Run the layers' tests of a built preset and count their cases."""
    names = [name for name in test_layers(preset) if only is None or name in only]
    if not names:
        if has_files("server", "*_test.cc"):
            report.add("unit tests", 0, 1)
        else:
            report.nothing("unit tests")
        return
    results = BUILD / preset / "test-results"
    for name in names:
        (results / f"{name}.json").unlink(missing_ok=True)
    result = run(f"{report.part}-ctest",
                 ["ctest", "--test-dir", BUILD / preset, "-j", JOBS, "--output-on-failure",
                  "-R", f"^({'|'.join(names)})$"], timeout=900, env=env)
    if result.code != 0 or result.timed_out:
        show_tail(result)
    ended_badly = set(re.findall(r"Test\s+#\d+: (\S+) [ .]*\*+", result.output))
    for name in names:
        counts = gtest_counts(results / f"{name}.json")
        passed, failed, skipped = counts or (0, 0, 0)
        if failed == 0 and (counts is None or passed + skipped == 0 or name in ended_badly):
            failed = 1  # it crashed, was ended, or a sanitizer spoke at exit
        report.add(name if not skipped else f"{name} ({skipped} skipped)", passed, failed,
                   told=failed_tests(results / f"{name}.json") if failed else ())


def sanitizer_env(preset, report):
    """Options under which a finding ends the process and is written where `findings` looks."""
    folder = BUILD / preset / "findings" / report.part
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    path = folder / "report"
    return {
        "ASAN_OPTIONS": f"detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:"
                        f"log_path={path}",
        "UBSAN_OPTIONS": f"print_stacktrace=1:halt_on_error=1:log_path={path}",
        "TSAN_OPTIONS": f"halt_on_error=1:second_deadlock_stack=1:log_path={path}",
    }


def with_names(text, folder):
    """A sanitizer's report; frames that it could not name are looked up with addr2line."""
    for module, address in dict.fromkeys(UNNAMED_FRAME.findall(text)):
        binary = next((path for path in [folder / module, *folder.glob(f"**/{module}")]
                       if path.is_file()), None)
        if binary is None:
            continue
        found = subprocess.run(["addr2line", "-f", "-C", "-e", binary, address],
                               capture_output=True, text=True, check=False).stdout.split("\n")
        if len(found) >= 2 and found[0] != "??":
            text = text.replace(f"<null> <null> ({module}+{address})",
                                f"{found[0]} {found[1].removeprefix(str(ROOT))}")
    return text


def findings(report, preset):
    """One case: no process of this part, however it ended, left a sanitizer report."""
    folder = BUILD / preset
    found = sorted((folder / "findings" / report.part).glob("report*"))
    told = []
    for path in found[:3]:
        lines = with_names(path.read_text(encoding="utf-8", errors="replace"), folder).splitlines()
        print(f"   {path.relative_to(ROOT)}:")
        for line in lines[:TAIL_LINES]:
            print(f"   | {line}")
        told += [line.strip() for line in lines
                 if TELLING.match(line)]
    report.add("no sanitizer report", int(not found), len(found), told=told)
