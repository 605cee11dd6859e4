# SPDX-License-Identifier: MIT
"""Three nodes on real Redis servers (one, Sentinels, a cluster), which are killed and cut off while people write and
read: a short round of each; and the transcripts on them. By hand, for much more: tests/cluster/run --long."""
import subprocess
import sys

import common

PACKAGES = ["build", "test"]
ARRANGEMENTS = ["single", "sentinel", "cluster"]
TRANSCRIPTS = [("single", 1), ("single", 3), ("cluster", 3)]  # on which Redis, how many nodes
NOT_RUN = 2


def run(report):
    common.build("release", "teahouse", "teahouse_transcripts")
    program = [sys.executable, common.ROOT / "tests/cluster/run"]
    # It says what is missing: a container may have no namespaces, and who is not root may make none.
    probe = subprocess.run([*map(str, program), "--missing"], capture_output=True, text=True, check=False)
    if probe.returncode == NOT_RUN:
        return report.nothing(f"tests/cluster ({probe.stdout.strip()})")
    for arrangement in ARRANGEMENTS:
        common.counted(report, f"nodes on {arrangement}", [*program, "--redis", arrangement], timeout=240,
                       env={"TEAHOUSE": str(common.BUILD / "release/teahouse")})
    for arrangement, nodes in TRANSCRIPTS:
        common.counted(report, f"transcripts, {nodes} on {arrangement}",
                       [sys.executable, common.ROOT / "tests/cluster/transcripts", "--redis", arrangement, "--nodes", str(nodes)],
                       timeout=1200)
    return None
