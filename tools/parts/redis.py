# SPDX-License-Identifier: MIT
"""The Redis client (server/resp) against real servers: one, Sentinels, a cluster; they are started on
ports of 127.0.0.1 in temporary folders and end with the tests. And what is imported out of one."""
import common

PACKAGES = ["build", "test"]
PROGRAM = "teahouse_redis_test"


def run(report):
    common.build("release", PROGRAM, "teahouse", "teahouse_clock", "teahouse_faults")
    results = common.BUILD / "release/test-results" / f"{PROGRAM}.json"
    results.unlink(missing_ok=True)
    result = common.run(f"{report.part}-{PROGRAM}",
                        [common.BUILD / "release" / PROGRAM, f"--gtest_output=json:{results}"],
                        timeout=240)
    passed, failed, _ = common.gtest_counts(results) or (0, 0, 0)
    if failed == 0 and (result.code != 0 or result.timed_out or passed == 0):
        failed = 1
    if failed:
        common.show_tail(result)
    report.add(PROGRAM, passed, failed, result.seconds,
               common.failed_tests(results) if failed else ())
    common.counted(report, "tests/original", [common.ROOT / "tests/original/run"],
                   env={"TEAHOUSE": str(common.BUILD / "release/teahouse")}, timeout=300)
    common.counted(report, "tests/redis/doctor", [common.ROOT / "tests/redis/doctor"],
                   env={"TEAHOUSE": str(common.BUILD / "release/teahouse")}, timeout=300)
