# SPDX-License-Identifier: MIT
"""The floors of docs/performance.md: short measurements beside a plain server in the same run.

What is compared is work per second of the server's CPU. Each row that has a floor is one case; one
that misses it is measured again, and passes if one of ATTEMPTS runs reaches it: noise only makes our
server look slower. While others keep the processor busy it has less to merge, whatever it costs, so a
run that began then is asked for BUSY_SHARE of its floor.
"""
import os
import pathlib
import re
import time

import common

PACKAGES = ["build"]
ATTEMPTS = 4
# Workload and its options; docs/performance.md has the long run.
WORKLOADS = {"fanout": ["--members", "1000", "--rounds", "3", "--seconds", "0.5"],
             "idle": ["--members", "1000", "--idle", "4000"]}
BUSY_SHARE = 0.7
SAMPLES = 20
ROW = re.compile(r"^\| (?P<title>[^|]+?) +\|(?P<ours>[^|]+)\|[^|]+\|(?P<ratio>[^|]+)\| "
                 r"(?P<sign>[<>])= (?P<bound>[\d.]+)x? +\| (?:ok|MISSED) \|$", re.MULTILINE)


def busy():
    """Whether other processes want half of the processors or more: runnable ones, over a second."""
    others = 0
    for _ in range(SAMPLES):
        running = pathlib.Path("/proc/loadavg").read_text(encoding="ascii").split()[3]
        others += int(running.partition("/")[0]) - 1  # this one
        time.sleep(1 / SAMPLES)
    return others / SAMPLES >= (os.cpu_count() or 1) / 2


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
    reached, seconds, last, slack = {}, 0.0, None, False
    for _ in range(ATTEMPTS):
        share = BUSY_SHARE if busy() else 1.0
        slack = slack or share < 1
        last = common.run(f"{report.part}-{workload}", command, timeout=240)
        seconds += last.seconds
        if last.code != 0 or last.timed_out:
            break
        for title, good in rows(last.output, share).items():
            reached[title] = reached.get(title, False) or good
        if all(reached.values()):
            break
    broken = last.code != 0 or last.timed_out or not reached
    failed = sum(not good for good in reached.values()) or int(broken)
    if failed:
        common.show_tail(last)
    what = f"{workload} (busy machine, {BUSY_SHARE} of the floors)" if slack else workload
    report.add(what, sum(reached.values()), failed, seconds)


def run(report):
    if not common.has_files("bench", "*.cc"):
        return report.nothing("bench")
    common.build("release", "teahouse_bench", "teahouse")
    for workload in WORKLOADS:
        measure(report, workload)
    return None
