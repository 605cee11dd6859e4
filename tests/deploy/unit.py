# SPDX-License-Identifier: MIT
"""The units: that systemd understands them, and how little they allow."""
import re
import shutil

from cases import ROOT, case, check, folder, needs, run

EXPOSURE_MAX = 1.5  # of 10, as `systemd-analyze security` counts


@case("unit.verify")
def verify(binary):
    """systemd finds nothing to say about them."""
    needs("systemd-analyze")
    with folder() as path:
        for name in ("teahouse.service", "teahouse.socket"):
            shutil.copy(ROOT / "deploy" / name, path)
        unit = path / "teahouse.service"
        unit.write_text(unit.read_text().replace("/usr/bin/teahouse", binary))
        said = run("systemd-analyze", "verify", "--man=no", unit, path / "teahouse.socket", code=None)
        # What it says of this machine's own units is not ours.
        ours = [line for line in said.splitlines() if "teahouse" in line]
        check(not ours, said)


@case("unit.security")
def security(_):
    needs("systemd-analyze")
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager",
               ROOT / "deploy/teahouse.service", code=None)
    found = re.search(r"Overall exposure level for teahouse.service: ([0-9.]+)", said)
    check(found, said[-500:])
    check(float(found[1]) <= EXPOSURE_MAX, f"exposure {found[1]}:\n{said}")
