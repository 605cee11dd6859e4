# SPDX-License-Identifier: MIT
"""Every rule of tools/tidy objects to what it should and to nothing else."""
import unittest

from support import Folder, load

tidy = load("tidy")
OK = "// " + tidy.SPDX + "\n"


def objections(rule, files):
    """["name:line", ...] that one rule finds in these files."""
    with Folder(files) as root:
        tree = tidy.Tree(root, files)
        return [f"{name}:{line}" for name, line, _ in rule(tree)]


class NamedTests(unittest.TestCase):
    def test_objects_to_tests_that_are_not_there(self):
        named = ("`transcript login` `transcript logoff`\n`e2e It works` `e2e It fails`\n"
                 "`strict ws_close`\n`crash kill` `crash bill` `unit server/a_test.cc`\n"
                 "`transcript NAME` is a file\n")
        files = {"docs/features.md": named, "transcripts/login.txt": "x",
                 "tests/e2e/flows/a.mjs": "  async 'It works'(world) {", "server/a_test.cc": OK,
                 "tests/crash/suite/kills.py": "def kill(binary):"}
        self.assertEqual(objections(tidy.named_tests, files),
                         ["docs/features.md:1", "docs/features.md:2", "docs/features.md:3",
                          "docs/features.md:4"])


class StripCpp(unittest.TestCase):
    def test_blanks_comments_and_literals_and_keeps_lines(self):
        text = 'a /* x\ny */ b // c\n"d\\"e" R"(f\ng)" 1\'000\'000 \'h\' i'
        stripped = tidy.strip_cpp(text)
        self.assertEqual(stripped.count("\n"), text.count("\n"))
        for gone in "xycdefgh":
            self.assertNotIn(gone, stripped)
        self.assertIn("1'000'000", stripped)
        self.assertTrue(stripped.endswith("i"))

    def test_keeps_literals_when_told(self):
        self.assertEqual(tidy.strip_cpp('"//a" // b', strings=False).rstrip(), '"//a"')


class Rules(unittest.TestCase):
    def check(self, rule, bad, good):
        """Each text of bad is one objection in a file of its own; good gives none."""
        for name, text in bad:
            with self.subTest(name=name, bad=text[:60]):
                self.assertEqual(len(objections(rule, {name: text})), 1)
        for name, text in good:
            with self.subTest(name=name, good=text[:60]):
                self.assertEqual(objections(rule, {name: text}), [])

    def test_file_length(self):
        generated = "// Made by tools/schema/generate.py; do not edit.\n"
        self.check(tidy.file_length,
                   [("server/a.cc", "x\n" * 501), ("tools/a", "#!/bin/sh\n" + "x\n" * 500)],
                   [("server/a.cc", "x\n" * 500), ("server/a.cc", generated + "x\n" * 900),
                    ("notes.txt", "x\n" * 900)])

    def test_limits_used(self):
        limits = "inline constexpr std::size_t kUsedMax = 1;\ninline constexpr int kIdleMs =\n    2;\n"
        files = {"server/base/limits.h": limits, "server/ws/a_test.cc": "kIdleMs",
                 "server/ws/a.cc": "if (n > limits::kUsedMax) {}  // kIdleMs\n"}
        self.assertEqual(objections(tidy.limits_used, files), ["server/base/limits.h:2"])
        files["server/ws/a.h"] = "int wait = limits::kIdleMs;\n"
        self.assertEqual(objections(tidy.limits_used, files), [])

    def test_includes(self):
        self.check(tidy.includes,
                   [("server/ws/a.cc", '#include "../chat/a.h"\n'),
                    ("server/ws/a.cc", '#include "ws/../chat/a.h"\n'),
                    ("server/ws/a.cc", '#include "a.h"\n')],
                   [("server/ws/a.cc", '#include "ws/a.h"\n#include <map>\n'),
                    ("server/ws/a.cc", '// #include "../a.h"\n'),
                    ("tests/sim/a.cc", '#include "model.h"\n')])

    def test_banned_tokens(self):
        bad = ["std::regex r;", "out << std::endl;", "volatile int x;", "int x = rand();",
               "std::printf(a);", "printf(a);", "#include <iostream>\n", "sprintf(a, b);",
               "std::this_thread::sleep_for(x);", "usleep(5);", "std::shared_ptr<int> p;",
               "co_await x;", "#include <boost/asio.hpp>\n", "using namespace std;",
               "auto p = new Room;", "delete room;", "delete[] rooms;", "std::mutex m;",
               "try { f(); }", "throw x;"]
        good = ["// volatile\n", 'f("std::regex");', "operand();", "snprintf(a, b);",
                "using namespace std::literals;", "Room(Room&&) = delete;", "renew(x);",
                "new_room(x);", "retry {", "std::strand(x);",
                "std::unique_ptr<Room> room{new Room{x}};"]
        self.check(tidy.banned_tokens, [("server/chat/a.cc", text) for text in bad],
                   [("server/chat/a.cc", text) for text in good])
        self.check(tidy.banned_tokens, [],
                   [("server/app/a.cc", "std::printf(a);"), ("server/net/a.cc", "std::mutex m;")])

    def test_one_title(self):
        self.check(tidy.one_title,
                   [("a.md", "text\n"), ("a.md", "# A\n\n# B\n")],
                   [("a.md", "# A\n\n## B\n\n```\n# not a title\n```\n")])

    def test_links(self):
        files = {"docs/a.md": "# A\n[b](b.md) [c](../c.txt#x) [d](https://example.org) [e](#e)\n"
                              "[f](f.md)\n![g](pictures/)\n", "docs/b.md": "# B\n", "c.txt": "",
                 "docs/pictures/x": ""}
        self.assertEqual(objections(tidy.links, files), ["docs/a.md:3"])

    def test_licence_line(self):
        self.check(tidy.licence_line,
                   [("a.cc", "int x;\n"), ("web/a.ts", "\n"), ("tools/a", "#!/bin/sh\n")],
                   [("a.cc", OK), ("tools/a", "#!/bin/sh\n# " + tidy.SPDX + "\n"),
                    ("a.h", "// Made by tools/x; do not edit.\n"), ("a.txt", "x\n")])

    def test_prepared_statements(self):
        bad = ['auto q = "SELECT a FROM b WHERE c=" + name;', 'q = q + " WHERE a = 1";',
               'q += " ORDER BY a";', 'fmt::format("DELETE FROM {}", table);',
               "sqlite3_mprintf(x);"]
        good = ['prepare("SELECT a FROM b WHERE c = ?1");', 'log("cannot update");',
                'prepare("SELECT " + std::string{kColumns} + " FROM a WHERE b = ?");',
                'run("PRAGMA user_version=" + std::to_string(version));',
                'const char* k = "INSERT INTO a "\n "VALUES (?1)";', '// "SELECT " + name\n']
        self.check(tidy.prepared_statements, [("server/store/a.cc", text) for text in bad],
                   [("server/store/a.cc", text) for text in good])

    def test_machine_paths(self):
        self.check(tidy.machine_paths,
                   [("a.md", "cd /home/" + "anna/teahouse\n"), ("a.md", "/Users/" + "anna\n"),
                    ("web/package-lock.json", '"resolved": "https://example.org/x"\n')],
                   [("a.md", "/etc/teahouse.toml and /home\n")])

    def test_comments(self):
        self.check(tidy.comments,
                   [("a.cc", "// TO" + "DO: later\n"), ("a.cc", "int x;  // NOLINT\n")],
                   [("a.cc", "// TO" + "DO(#12): later\n"),
                    ("a.cc", "x;  // NOLINT(misc-no-recursion): a tree of two levels\n")])

    def test_whitespace(self):
        self.check(tidy.whitespace,
                   [("a.cc", "int x; \n"), ("a.cc", "\tint x;\n"), ("a.cc", "int x;"),
                    ("a.cc", "int x;\n\n")],
                   [("a.cc", "int x;\n"), ("a.md", "two blanks  \n"), ("a.cc", "")])

    def test_scripts_run(self):
        with Folder({"a": "#!/bin/sh\n", "b": "#!/bin/sh\n"}) as root:
            (root / "b").chmod(0o644)
            found = list(tidy.scripts_run(tidy.Tree(root, ["a", "b"])))
        self.assertEqual([name for name, _, _ in found], ["b"])

    def test_dead_headers(self):
        files = {"server/ws/a.h": OK, "server/ws/b.h": OK, "tests/x.cc": '#include "ws/a.h"\n'}
        self.assertEqual(objections(tidy.dead_headers, files), ["server/ws/b.h:1"])

    def test_fuzz_seeds(self):
        files = {"fuzz/a_fuzz.cc": OK, "fuzz/b_fuzz.cc": OK, "fuzz/corpus/a/1": "x"}
        self.assertEqual(objections(tidy.fuzz_seeds, files), ["fuzz/b_fuzz.cc:1"])

    def test_named_tests(self):
        files = {"docs/security.md": "# S\n`strict a one.two`\n`strict a one.three`\n`strict a one.`\n`strict a two.`\n"
                                     "`unit b_test.cc Cup.is_full`\n`unit b_test.cc Cup.is_empty`\n`unit b_test.cc`\n"
                                     "`unit c_test.cc`\n`transcript t`\n`transcript u`\n`e2e It works`\n`e2e It fails`\n"
                                     "`chaos wind`\n`chaos rain`\n", "tests/chaos/weather.py": "def wind(binary):\n    pass\n",
                 "tests/strict/suite/a.py": '@suite.case("one.two")\n', "b_test.cc": "TEST(Cup, is_full) {}\n",
                 "transcripts/t.txt": "x\n", "tests/e2e/flows/f.mjs": "async 'It works'() {}\n"}
        self.assertEqual(objections(tidy.named_tests, files),
                         [f"docs/security.md:{line}" for line in (3, 5, 7, 9, 11, 13, 15)])

    def test_schema_coverage(self):
        files = {"server/proto/teahouse.schema":
                 "version 1\nop room.get = 1 (ws) {}\nop room.set = 2 (ws) {}\npush lag = 3 {}\n",
                 "docs/protocol.md": "# P\n`room.get` `room.set`\n",
                 "transcripts/rooms/a.txt": "anna> room.get.x\nanna> room.set room=1\n"}
        self.assertEqual(objections(tidy.schema_coverage, files),
                         ["server/proto/teahouse.schema:2", "server/proto/teahouse.schema:4"])


if __name__ == "__main__":
    unittest.main()
