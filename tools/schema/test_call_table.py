# SPDX-License-Identifier: MIT
"""Tests of call_table.py."""

import unittest

import call_table
from generate import CALLS, ROOT, SCHEMA
from schema import SchemaError, parse

SMALL = """version 1
enum LegState { ringing = 1  joined = 2 }
"""
TABLE = """machine leg LegState
none    call -> ringing
ringing take -> joined  # answered
after ringing 45000 take
"""


class CallTable(unittest.TestCase):
    def setUp(self):
        self.schema = parse(SMALL)

    def test_reads_steps_and_times(self):
        machine, = call_table.parse_table(TABLE, self.schema)
        self.assertEqual(machine.steps, [("none", "call", "ringing"), ("ringing", "take", "joined")])
        self.assertEqual(machine.after, [("ringing", 45000, "take")])
        self.assertEqual(machine.events, ["call", "take"])

    def test_refuses_what_leads_nowhere(self):
        for wrong in ["ringing take -> gone", "gone take -> ringing", "ringing take -> ringing\nringing take -> joined",
                      "after ringing 10 call", "ringing"]:
            with self.subTest(wrong), self.assertRaises(SchemaError):
                call_table.parse_table(f"machine leg LegState\n{wrong}\n", self.schema)

    def test_makes_all_three(self):
        machines = call_table.parse_table(TABLE, self.schema)
        self.assertIn("LegStep{std::nullopt, LegEvent::call, LegState::ringing},", call_table.cpp_table(machines))
        self.assertIn("{ from: 'ringing', event: 'take', to: 'joined' },", call_table.typescript_table(machines))
        page = call_table.with_diagrams("a\n<!-- machine leg -->\nold\n<!-- end -->\nb", machines)
        self.assertIn("    ringing --> joined: take\n", page)
        self.assertNotIn("old", page)

    def test_a_page_without_a_place_is_told(self):
        with self.assertRaises(SchemaError):
            call_table.with_diagrams("", call_table.parse_table(TABLE, self.schema))

    def test_each_state_can_be_reached_and_every_unfinished_one_left(self):
        schema = parse((ROOT / SCHEMA).read_text(encoding="utf-8"))
        for machine in call_table.parse_table((ROOT / CALLS).read_text(encoding="utf-8"), schema):
            self.assertEqual({step[2] for step in machine.steps}, set(machine.states), machine.name)
            for state, _, _ in machine.after:
                self.assertIn(state, machine.states)


if __name__ == "__main__":
    unittest.main()
