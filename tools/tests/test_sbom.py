# SPDX-License-Identifier: MIT
"""The list of what the program is made of is whole, and its licences go with the Debian package."""
import json
import re
import subprocess
import sys
import unittest

from support import TOOLS, load

ROOT = TOOLS.parent
sbom = load("sbom")
IMPORT = re.compile(r"""(?:\bfrom|\bimport\(|^import) *['"]([@~\w./:-]+)['"]""", re.MULTILINE)
# What is put in for icons, and what is not a package at all.
OWN = re.compile(r"^(\.|/|@/|~/|node:|virtual:)")


class Sbom(unittest.TestCase):
    def test_every_import_of_the_client_is_listed(self):
        known = set(sbom.bundled())
        for path in [*(ROOT / "web/src").rglob("*.ts"), *(ROOT / "web/src").rglob("*.vue")]:
            for name in IMPORT.findall(path.read_text(encoding="utf-8")):
                if OWN.match(name):
                    continue
                package = "@iconify-json/" + name.split("/")[1] if name.startswith("~icons/") else \
                    "/".join(name.split("/")[:2 if name.startswith("@") else 1])
                self.assertIn(package, known, f"{path.relative_to(ROOT)} imports {name}: add it to tools/bundled.txt")

    def test_every_dependency_is_listed(self):
        package = json.loads((ROOT / "web/package.json").read_text(encoding="utf-8"))
        self.assertLessEqual(set(package["dependencies"]), set(sbom.bundled()))

    def test_the_debian_package_names_each(self):
        text = (ROOT / "deploy/debian/copyright").read_text(encoding="utf-8")
        for name in sbom.bundled():
            self.assertRegex(text, rf"(?m)^ ?.*(?<![\w/-]){re.escape(name)}(?![\w/-])")
        for licence in re.findall(r"(?m)^License: (\S+)\n(?! )", text):
            self.assertRegex(text, rf"(?m)^License: {re.escape(licence)}\n ", f"the text of {licence}")

    def test_its_shape(self):
        # Any program that links libraries will do: the real one may not be built yet.
        done = subprocess.run([sys.executable, ROOT / "tools/sbom", sys.executable], capture_output=True, text=True, check=True)
        bom = json.loads(done.stdout)
        self.assertEqual((bom["bomFormat"], bom["specVersion"], bom["version"]), ("CycloneDX", "1.5", 1))
        self.assertEqual(bom["metadata"]["component"]["name"], "teahouse")
        refs = [part["bom-ref"] for part in bom["components"]]
        self.assertEqual(len(refs), len(set(refs)))
        self.assertEqual(bom["dependencies"][0]["dependsOn"], refs)
        for part in bom["components"]:
            self.assertRegex(part["purl"], r"^pkg:(deb/debian|npm)/\S+@\S+$")
            self.assertTrue(part["version"] and part["name"])
        names = {part["name"] for part in bom["components"]}
        self.assertLessEqual({"libc6", *sbom.bundled()}, names)
        for part in bom["components"]:
            if part["purl"].startswith("pkg:npm/"):
                self.assertIn(part["licenses"][0]["license"]["id"], {"MIT", "ISC"}, part["name"])


if __name__ == "__main__":
    unittest.main()
