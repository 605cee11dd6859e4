# SPDX-License-Identifier: MIT
"""Everything that runs quickly, under AddressSanitizer and UndefinedBehaviorSanitizer."""
import common
import e2e
import sim
import transcripts

PACKAGES = ["build", "test", "fuzz"]
SEEDS = 200
# All but the benchmarks.
TARGETS = ["teahouse", "teahouse_sim", "teahouse_transcripts", "unit_tests", "fuzzers"]


def run(report):
    common.build("asan", *TARGETS)
    env = common.sanitizer_env("asan", report)
    common.unit_tests(report, "asan", env=env)
    sim.run(report, "asan", SEEDS, env)
    transcripts.run(report, "asan", env)
    # Freed memory is kept aside to find its use: here less of it, since cases measure what a server
    # holds. The later option counts.
    strict = {**env, "ASAN_OPTIONS": env["ASAN_OPTIONS"] + ":quarantine_size_mb=4"}
    e2e.suite(report, "tests/strict", "asan", strict)
    e2e.suite(report, "tests/crash", "asan", {**env, "TEAHOUSE_SHORT": "1"})
    common.findings(report, "asan")
