# SPDX-License-Identifier: MIT
"""Tests of the schema's parser and of what is made from it."""

import json
import re
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import generate
import golden
import reference
from schema import SchemaError, parse

REAL = (generate.ROOT / generate.SCHEMA).read_text(encoding="utf-8")
SMALL = """
version 3
extern enum ErrorCode "base/error.h" { internal = 1  invalid = 4 }
# Colours of
# things.
enum Colour { red = 1  green = 3 }
tuple Pair { room room  colour Colour }
struct Thing {
    new u32                 # a keyword in C++
    pairs list(Pair, 2)?
    note text(5)?
}
struct ErrorBody { code ErrorCode  message text(9) }
op thing.set = 2 (ws http; anybody, really) { thing Thing  on bool? } -> { } errors invalid
"Sets it."
push things = 4 { things list(Thing, 9) } "Changed."
"""


INTRO = """# Title
{msgpack {"id":1,"op":"thing.set","thing":{"new":7}}}
"""


def write_inputs(root):
    for name, text in ((generate.SCHEMA, SMALL), (generate.INTRO, INTRO)):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text, encoding="utf-8")


class Parser(unittest.TestCase):
    def test_reads_everything(self):
        schema = parse(SMALL)
        self.assertEqual(schema.version, 3)
        self.assertEqual(schema.enums["ErrorCode"].header, "base/error.h")
        self.assertEqual([(value.name, value.number) for value in schema.enums["Colour"].values],
                         [("red", 1), ("green", 3)])
        self.assertEqual(schema.enums["Colour"].doc, "Colours of things.")
        self.assertTrue(schema.structs["Pair"].is_tuple)
        thing = schema.structs["Thing"].fields
        self.assertEqual(thing[0].doc, "a keyword in C++")
        self.assertEqual((thing[1].type.base, thing[1].type.item.base, thing[1].type.limit), ("list", "Pair", 2))
        self.assertTrue(thing[2].type.optional)
        op = schema.ops[0]
        self.assertEqual((op.name, op.number, op.transports, op.who), ("thing.set", 2, ["ws", "http"], "anybody, really"))
        self.assertEqual((op.request.name, op.reply.name), ("ThingSetRequest", "ThingSetReply"))
        self.assertEqual((op.errors, op.doc), (["invalid"], "Sets it."))
        self.assertEqual(schema.pushes[0].fields.name, "ThingsPush")

    def refuse(self, old, new, reason):
        self.assertIn(old, SMALL)
        with self.assertRaisesRegex(SchemaError, reason):
            parse(SMALL.replace(old, new))

    def test_refuses_mistakes(self):
        self.refuse("new u32", "new u33", r"line 9: unknown type 'u33'")
        self.refuse("note text(5)?", "new text(5)?", "given twice")
        self.refuse("note text(5)?", "note text?", r"expected '\('")
        self.refuse("green = 3", "green = 1", "given twice")
        self.refuse("green = 3", "green = 300", "not within")
        self.refuse("struct Thing", "struct Pair", "defined twice")
        self.refuse("struct Thing", "thing Thing", "unknown definition")
        self.refuse("room room  colour", "room room?  colour", "has an optional field")
        self.refuse("pairs list(Pair, 2)", "pairs list(Thing, 2)", "unknown type 'Thing'")
        self.refuse("(ws http; anybody", "(ftp; anybody", "transports")
        self.refuse("errors invalid", "errors sad", "unknown error 'sad'")
        self.refuse("on bool?", "re bool?", "may not be called 're'")
        self.refuse('"Sets it."', "", "expected|ends")
        self.refuse("push things = 4", "push things = 1", "above 1")
        self.refuse("{ things list", "{ other list", "must be called things")
        self.refuse("version 3", "version 3 %", "cannot read")

    def test_refuses_operations_out_of_order(self):
        again = SMALL + 'op later = 2 (ws; anybody) { } -> { } "x"'
        with self.assertRaisesRegex(SchemaError, "new and ascending"):
            parse(again)

    def test_the_real_schema_is_read(self):
        schema = parse(REAL)
        self.assertEqual(len(schema.ops), len(re.findall(r"(?m)^op ", REAL)))
        self.assertEqual(len(schema.pushes), len(re.findall(r"(?m)^push ", REAL)))


class Output(unittest.TestCase):
    def test_cpp_escapes_keywords_only_in_cpp(self):
        files = generate.outputs(parse(SMALL), INTRO)
        self.assertIn("std::uint32_t new_ = 0;  // a keyword", files["server/proto/generated/types.h"])
        self.assertIn('w.field("new", v.new_);', files["server/proto/generated/fields_types.h"])
        self.assertIn("  new: number // a keyword", files["web/src/core/protocol/generated.ts"])

    def test_typescript_keeps_gaps_between_enum_numbers(self):
        self.assertIn("'Colour: red  green'", generate.outputs(parse(SMALL), INTRO)["web/src/core/protocol/generated.ts"])

    def test_is_the_same_every_time(self):
        self.assertEqual(generate.outputs(parse(SMALL), INTRO), generate.outputs(parse(SMALL), INTRO))

    def run_main(self, *arguments):
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            code = generate.main([str(argument) for argument in arguments])
        return code, out.getvalue() + err.getvalue()

    def test_check_notices_what_is_stale(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_inputs(root)
            self.assertEqual(self.run_main("--check", "--root", root)[0], 1)
            self.assertEqual(self.run_main("--root", root)[0], 0)
            self.assertEqual(self.run_main("--check", "--root", root), (0, ""))
            (root / generate.SCHEMA).write_text(SMALL.replace("red", "blue"), encoding="utf-8")
            code, text = self.run_main("--check", "--root", root)
            self.assertEqual(code, 1)
            self.assertIn("types.h: not up to date", text)
            (root / generate.SCHEMA).write_text("version x", encoding="utf-8")
            code, text = self.run_main("--root", root)
            self.assertEqual(code, 1)
            self.assertIn("line 1: expected a number", text)

    def test_a_changed_output_is_stale_too(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_inputs(root)
            self.run_main("--root", root)
            (root / "docs/protocol.md").write_text("by hand\n", encoding="utf-8")
            self.assertEqual(self.run_main("--check", "--root", root)[0], 1)


class Golden(unittest.TestCase):
    def test_msgpack_uses_the_shortest_forms(self):
        for value, wanted in [(None, "c0"), (True, "c3"), (False, "c2"), (127, "7f"), (128, "cc80"), (256, "cd0100"),
                              (65536, "ce00010000"), (2**32, "cf0000000100000000"), ("", "a0"), ("é", "a2c3a9"),
                              ("x" * 32, "d920" + "78" * 32), ([], "90"), ([1] * 16, "dc0010" + "01" * 16)]:
            self.assertEqual(golden.msgpack(value).hex(), wanted)

    def test_every_message_has_vectors_and_seeds(self):
        schema = parse(REAL)
        names = {(item["kind"], item["about"]) for item in golden.vectors(schema)}
        for op in schema.ops:
            self.assertLessEqual({("request", op.name), ("answer", op.name)}, names)
        self.assertLessEqual({("push", push.name) for push in schema.pushes}, names)
        self.assertLessEqual({("error", value.name) for value in schema.enums["ErrorCode"].values}, names)
        self.assertIn("fuzz/corpus/msgpack/request-room.create", golden.fuzz_seeds(schema))

    def test_samples_keep_the_limits(self):
        values = golden.Samples(parse(SMALL), full=True)
        for _ in range(50):
            thing = values.struct(values.schema.structs["Thing"])
            self.assertLessEqual(len(thing["note"].encode()), 5)
            self.assertLessEqual(len(thing["pairs"]), 2)


class Documentation(unittest.TestCase):
    page = reference.protocol_page(parse(REAL), (generate.ROOT / generate.INTRO).read_text(encoding="utf-8"))

    def test_packs_the_examples_of_the_intro(self):
        self.assertIn("\n93 01 02 91 07\n", reference.protocol_page(parse(SMALL), INTRO))

    def test_examples_are_valid(self):
        schema = parse(REAL)
        ops = {op.name: op for op in schema.ops}
        examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", self.page, re.DOTALL)]
        self.assertGreater(len(examples), 20)
        for example in examples:
            if "op" not in example:
                continue
            fields = {item.name: item for item in ops[example["op"]].request.fields}
            self.assertLessEqual(set(example) - {"id", "op"}, set(fields))
            required = {name for name, item in fields.items() if not item.type.optional}
            self.assertLessEqual(required, set(example))

    def test_links_within_the_page_lead_somewhere(self):
        titles = {reference.anchor(title.replace(" ", "-")) for title in re.findall(r"(?m)^#+ (.*)$", self.page)}
        for target in re.findall(r"\]\(#([^)]*)\)", self.page):
            self.assertIn(target, titles)

    def test_says_what_everything_means(self):
        schema = parse(REAL)
        for name in ("ErrorCode", "EventKind", "EphemeralKind", "NoticeKind", "OpenState"):
            for value in schema.enums[name].values:
                self.assertTrue(value.doc, f"{name}.{value.name} has no comment")


if __name__ == "__main__":
    unittest.main()
