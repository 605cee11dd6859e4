# SPDX-License-Identifier: MIT
"""The layers that have threads, and the real binary, under ThreadSanitizer."""
import common
import e2e

PACKAGES = ["build", "test", "fuzz"]
LAYERS = ["net", "gateway", "store"]


def tests_of_layers():
    return [f"{layer}_test" for layer in LAYERS
            if common.has_files(f"server/{layer}", "*_test.cc")]


def targets():
    return [*tests_of_layers(), "teahouse"]


def run(report):
    tests = tests_of_layers()
    common.build("tsan", *targets())
    env = {**common.sanitizer_env("tsan", report), "TEAHOUSE_SHORT": "1"}
    if tests:
        common.unit_tests(report, "tsan", tests, env)
    else:
        report.nothing("unit tests")
    e2e.suite(report, "tests/strict", "tsan", env)
    e2e.suite(report, "tests/crash", "tsan", env)
    common.findings(report, "tsan")
