# SPDX-License-Identifier: MIT
"""tools/embed makes a table that a compiler accepts and that gives the bytes back."""
import shutil
import subprocess
import unittest

from support import TOOLS, Folder, load

embed = load("embed")

PROGRAM = """
#include <cstdio>
#include "media/embedded.h"
int main() {
    for (const auto& file : teahouse::media::embedded_files()) {
        std::printf("%.*s|%.*s|%.*s|%.*s\\n", static_cast<int>(file.path.size()), file.path.data(),
                    static_cast<int>(file.plain.size()), file.plain.data(),
                    static_cast<int>(file.brotli.size()), file.brotli.data(),
                    static_cast<int>(file.gzip.size()), file.gzip.data());
    }
}
"""


def run_table(folder):
    """Compile the table of a folder with a program that prints it; return what it prints."""
    with Folder({"main.cc": PROGRAM, "table.cc": embed.render(folder)}) as work:
        subprocess.run(["g++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                        f"-I{TOOLS.parent}/server", "main.cc", "table.cc", "-o", "table"],
                       cwd=work, check=True)
        return subprocess.run([work / "table"], check=True, capture_output=True,
                              text=True).stdout.splitlines()


@unittest.skipUnless(shutil.which("g++"), "needs a compiler")
class Embed(unittest.TestCase):
    def test_carries_files_with_their_compressed_forms_sorted_by_path(self):
        with Folder({"index.html": "hello", "index.html.br": "B", "index.html.gz": "G",
                     "assets/a b.js": "code", "assets/empty.css": "", "x.gz": "alone",
                     ".stamp": "not served"}) as folder:
            self.assertEqual(run_table(folder),
                             ["/assets/a b.js|code||", "/assets/empty.css|||",
                              "/index.html|hello|B|G", "/x.gz|alone||"])

    def test_is_empty_without_a_folder(self):
        with Folder({}) as folder:
            self.assertEqual(run_table(folder / "absent"), [])


if __name__ == "__main__":
    unittest.main()
