# SPDX-License-Identifier: MIT
"""The real binary: browsers against it, strictness suites, kill -9, bad lines and clocks, system calls that fail."""
import hashlib
import os
import subprocess

import common

PACKAGES = ["build", "test", "deploy", "package"]


def suite(report, folder, preset="release", env=None, timeout=600, needed="run"):
    """Run FOLDER/run (or another file) with TEAHOUSE naming the server's binary."""
    if not (common.ROOT / folder).is_dir():
        return report.nothing(folder)
    program = common.ROOT / folder / needed
    command = ["node", program] if needed.endswith(".mjs") else [program]
    if not program.exists():
        return report.add(f"{folder}/{needed} is missing", 0, 1)
    environment = {"TEAHOUSE": str(common.BUILD / preset / "teahouse"), **(env or {})}
    name = folder if needed in ("run", "run.mjs") else f"{folder}/{needed}"
    return common.counted(report, name, [common.ROOT / "tools/with-node", *command],
                          env=environment, timeout=timeout)


def calls(report):
    """Calls in a network namespace of their own, which only root may make."""
    if os.geteuid() != 0:
        return report.nothing("tests/e2e/calls.mjs, since this is not root")
    # A container may have neither namespaces nor a packet filter.
    probe = subprocess.run(["unshare", "--net", "nft", "list", "ruleset"], capture_output=True, check=False)
    if probe.returncode != 0:
        return report.nothing("tests/e2e/calls.mjs, since no network can be made here")
    return suite(report, "tests/e2e", needed="calls.mjs", timeout=1200)


def install_packages(folder):
    """npm ci in FOLDER when its lock file has changed."""
    lock = common.ROOT / folder / "package-lock.json"
    if not lock.exists():
        return
    stamp = common.BUILD / (folder.replace("/", "-") + ".deps")
    want = hashlib.sha256(lock.read_bytes()).hexdigest()
    installed = (common.ROOT / folder / "node_modules").is_dir()
    if installed and stamp.exists() and stamp.read_text(encoding="utf-8") == want:
        return
    common.need(f"npm-{folder}", [common.ROOT / "tools/with-node", "npm", "ci",
                                  "--loglevel=error"], cwd=lock.parent)
    stamp.write_text(want, encoding="utf-8")


def run(report):
    folders = ["tests/e2e", "tests/strict", "tests/crash", "tests/chaos", "tests/faults", "tests/deploy"]
    if not any((common.ROOT / folder).is_dir() for folder in folders):
        return report.nothing("end to end")
    common.need("web-build", [common.ROOT / "tools/web-build"])
    common.build("release", "teahouse", "teahouse_faults", "teahouse_clock")
    install_packages("tests/e2e")
    suite(report, "tests/e2e", needed="run.mjs", timeout=1800)
    calls(report)
    suite(report, "tests/strict")
    suite(report, "tests/crash")
    suite(report, "tests/chaos")
    for needed in ("run", "commands.py"):
        suite(report, "tests/faults", needed=needed,
              timeout=24 * 3600 if os.environ.get("FAULTS") == "all" else 300)
    suite(report, "tests/deploy", timeout=900)
