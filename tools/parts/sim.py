# SPDX-License-Identifier: MIT
"""The seeded simulator: engine, faulty store, virtual time."""
import common

PACKAGES = ["build"]


def run(report, preset="release", seeds=1000, env=None):
    if not common.has_files("tests/sim", "*.cc"):
        return report.nothing("simulator")
    common.build(preset, "teahouse_sim")
    common.counted(report, f"simulator, {seeds} seeds",
                   [common.BUILD / preset / "teahouse_sim", "--seeds", seeds], env=env)
