# SPDX-License-Identifier: MIT
"""Transcripts: behaviour as text, run against the engine and against the live server."""
import common

PACKAGES = ["build"]


def run(report, preset="release", env=None):
    if not common.has_files("tests/transcripts", "*.cc"):
        if common.has_files("transcripts", "*"):
            return report.add("transcripts without a program to run them", 0, 1)
        return report.nothing("transcripts")
    common.build(preset, "teahouse_transcripts", "teahouse")
    program = common.BUILD / preset / "teahouse_transcripts"
    common.counted(report, "transcripts, engine", [program, "--against", "engine"], env=env)
    server = common.BUILD / preset / "teahouse"
    common.counted(report, "transcripts, live server",
                   [program, "--against", "server", "--server", server], env=env)
