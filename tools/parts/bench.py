# SPDX-License-Identifier: MIT
"""The floors of docs/performance.md: short measurements beside a plain server in the same run.

What is compared is work per second of the server's CPU. Each row that has a floor is one case. This is
a guard against a regression, not the measurement: a machine that others use has less to merge,
whatever it costs, so SHARE of a ratio is asked for, in the best of ATTEMPTS runs. The floors themselves
are checked by hand on a calm machine: teahouse_bench --check.

Before it the instructions of a command are counted (tests/counts), which no other load changes.
"""
import re

import ahead
import common

PACKAGES = ["build", "bench"]
ATTEMPTS = 4
# Workload and its options; docs/performance.md has the long run.
WORKLOADS = {"fanout": ["--members", "1000", "--rounds", "3", "--seconds", "0.5"],
             "idle": ["--members", "1000", "--idle", "4000"],
             "search": ["--messages", "20000", "--rounds", "2"]}
SHARE = 0.6
ROW = re.compile(r"^\| (?P<title>[^|]+?) +\|(?P<ours>[^|]+)\|[^|]+\|(?P<ratio>[^|]+)\| "
                 r"(?P<sign>[<>])= (?P<bound>[\d.]+)x? +\| (?:ok|MISSED) \|$", re.MULTILINE)


def rows(output, share=1.0):
    """{title: whether it reached `share` of its floor} of the rows that have one. A ceiling, of
    memory, has nothing to do with how busy the machine is."""
    reached = {}
    for match in ROW.finditer(output):
        bound = float(match["bound"])
        reached[match["title"]] = float(match["ratio"].split()[0]) >= bound * share \
            if match["sign"] == ">" else float(match["ours"].split()[0]) <= bound
    return reached


def measure(report, workload):
    program = common.BUILD / "release/teahouse_bench"
    command = [program, "--server", common.BUILD / "release/teahouse", "--folder",
               common.BUILD / "bench-data", *WORKLOADS[workload], workload]
    reached, seconds, last = {}, 0.0, None
    for _ in range(ATTEMPTS):
        last = common.run(f"{report.part}-{workload}", command, timeout=240)
        seconds += last.seconds
        if last.code != 0 or last.timed_out:
            break
        for title, good in rows(last.output, SHARE).items():
            reached[title] = reached.get(title, False) or good
        if all(reached.values()):
            break
    broken = last.code != 0 or last.timed_out or not reached
    failed = sum(not good for good in reached.values()) or int(broken)
    if failed:
        common.show_tail(last)
    report.add(workload, sum(reached.values()), failed, seconds)


def counts(report):
    program = common.ROOT / "tests/counts/run"
    last = common.run(f"{report.part}-counts", [program], timeout=240)
    if last.code == 0 and last.output.startswith("not compared"):
        return report.nothing(f"tests/counts, {last.output.strip()}")
    reached = re.findall(r"^(ok|FAIL) ", last.output, re.MULTILINE)
    failed = reached.count("FAIL") or int(last.code != 0 or last.timed_out or not reached)
    if failed:
        common.show_tail(last)
    return report.add("counts", reached.count("ok"), failed, last.seconds)


def run(report):
    if not common.has_files("bench", "*.cc"):
        return report.nothing("bench")
    common.build("release", "teahouse_bench", "teahouse", "teahouse_counts")
    counts(report)
    with ahead.paused():
        for workload in WORKLOADS:
            measure(report, workload)
    return None
