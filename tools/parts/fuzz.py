# SPDX-License-Identifier: MIT
"""Every fuzzer for FUZZ_SECONDS (12) from its stored corpus, as many at once as there are cores.

fuzz/x_fuzz.cc starts from fuzz/corpus/x; what it learns is kept in build/fuzz-corpus/x, outside of
the repository. A finding is left in build/fuzz-findings/.
"""
import concurrent.futures
import os
import re

import common

PACKAGES = ["build", "fuzz"]
SECONDS = int(os.environ.get("FUZZ_SECONDS", "12"))


def fuzz(name):
    short = name.removesuffix("_fuzz")
    learned = common.BUILD / "fuzz-corpus" / short
    found = common.BUILD / "fuzz-findings"
    learned.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    command = [common.BUILD / "asan" / name, f"-max_total_time={SECONDS}", "-timeout=10",
               "-rss_limit_mb=2048", "-print_final_stats=1",
               f"-artifact_prefix={found}/{short}-", learned]
    seeds = common.ROOT / "fuzz/corpus" / short
    if seeds.is_dir():
        command.append(seeds)
    words = common.ROOT / "fuzz" / f"{short}.dict"
    if words.exists():
        command.append(f"-dict={words}")
    return common.run(f"fuzz-{short}", command, timeout=SECONDS + 120)


def run(report):
    names = sorted(path.stem for path in (common.ROOT / "fuzz").glob("*_fuzz.cc"))
    if not names:
        if (common.ROOT / "fuzz").is_dir():
            return report.add("fuzz/ has no *_fuzz.cc", 0, 1)
        return report.nothing("fuzzers")
    common.build("asan", "fuzzers")
    with concurrent.futures.ThreadPoolExecutor(common.JOBS) as pool:
        for name, result in zip(names, pool.map(fuzz, names)):
            runs = re.search(r"number_of_executed_units:\s*(\d+)", result.output)
            good = result.code == 0 and not result.timed_out and runs is not None
            if not good:
                common.show_tail(result)
            what = f"{name}, {int(runs[1]):,} runs" if runs else name
            report.add(what, int(good), int(not good), result.seconds)
