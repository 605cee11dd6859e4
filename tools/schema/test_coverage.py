# SPDX-License-Identifier: MIT
"""Tests of the check that transcripts show what the schema promises."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import coverage
from schema import parse

SCHEMA = parse("""
version 1
extern enum ErrorCode "base/error.h" { internal = 1  conflict = 2  forbidden = 3 }
op tea.make = 1 (ws http; anybody) { } -> { } errors conflict
"Makes tea."
op tea.drink = 2 (ws; anybody) { } -> { } errors forbidden
"Drinks it."
""")
GOOD = """# Tea is made once.
!online anna bob
anna> tea.make
anna> tea.drink cup=1
bob>> tea.make
anna< event kind=text
bob< error conflict
anna< ok seq=1
anna< ok
anna< no event
anna> {"id":901,"op":"tea.drink"}
anna< error forbidden
anna< closed 4001
"""
EXCUSE = {("any", "internal"): "never on purpose"}


class Coverage(unittest.TestCase):
    def problems(self, text, excuses=None):
        return list(coverage.problems(SCHEMA, [text], EXCUSE if excuses is None else excuses))

    def test_answers_belong_to_the_requests_of_their_client_in_order(self):
        self.assertEqual(coverage.shown_by(GOOD), {("tea.make", "ok"), ("tea.drink", "ok"), ("tea.make", "conflict"),
                                                   ("tea.drink", "forbidden")})
        self.assertEqual(self.problems(GOOD), [])

    def test_names_what_is_missing(self):
        self.assertEqual(self.problems(GOOD.replace("bob< error conflict", "")),
                         ["no transcript shows tea.make: conflict", "no transcript shows any: conflict"])
        self.assertEqual(self.problems(GOOD, {}), ["no transcript shows any: internal"])

    def test_excuses_are_needed_and_have_reasons(self):
        excuses = coverage.read_excuses("# why\n\nany internal never\nany conflict sometimes\nany gone because\n")
        self.assertEqual(self.problems(GOOD, excuses),
                         ["not-shown: any: conflict is shown; take the line out",
                          "not-shown: the schema does not promise any: gone"])
        self.assertEqual(self.problems(GOOD, coverage.read_excuses("any internal\n")),
                         ["not-shown: any: internal gives no reason"])

    def test_frames_that_are_no_json_do_not_matter(self):
        self.assertEqual(coverage.shown_by("anna> {broken\nanna< error bad_frame\n"), {("?", "bad_frame")})


if __name__ == "__main__":
    unittest.main()
