# SPDX-License-Identifier: MIT
"""Everything that runs quickly, under AddressSanitizer and UndefinedBehaviorSanitizer."""
import common
import e2e
import sim
import transcripts

PACKAGES = ["build", "test"]
SEEDS = 200


def run(report):
    common.build("asan")
    env = common.sanitizer_env("asan", report)
    common.unit_tests(report, "asan", env=env)
    sim.run(report, "asan", SEEDS, env)
    transcripts.run(report, "asan", env)
    e2e.suite(report, "tests/strict", "asan", env)
    e2e.suite(report, "tests/crash", "asan", {**env, "TEAHOUSE_SHORT": "1"})
    common.findings(report, "asan")
