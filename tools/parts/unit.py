# SPDX-License-Identifier: MIT
"""Unit tests of every layer, the generated files, and the tests of our own tools."""
import common

PACKAGES = ["build"]


def run(report):
    # The server embeds the web client: whatever is built is built once.
    if (common.ROOT / "web/package.json").exists():
        common.need("web-build", [common.ROOT / "tools/web-build"])
    common.build("release")
    common.unit_tests(report, "release")
    generator = common.ROOT / "tools/schema/generate.py"
    if generator.exists():
        common.case(report, "schema files are current", ["python3", generator, "--check"])
    elif generator.parent.exists():
        report.add("tools/schema/generate.py is missing", 0, 1)
    else:
        report.nothing("schema")
    common.counted(report, "tools", ["python3", common.ROOT / "tools/tests"])
