# SPDX-License-Identifier: MIT
"""Writes docs/protocol.md: the hand-written beginning, then the reference made from the schema."""

import json
import re

from golden import msgpack, positional
from schema import COMMON_ERRORS

NOTE = "<!-- Made by tools/schema/generate.py from server/proto/teahouse.schema and tools/schema/protocol.intro.md. " \
       "Do not edit. -->"
# Friendly values for the examples, by name of the field; others are 1, true or the first word.
EXAMPLES = {"name": "mei", "password": "a long password", "old": "a long password", "new": "an even longer password",
            "room": 3, "user": 7, "users": [7], "seq": 42, "cmid": "5f0c1d7a9b2e", "query": "tea", "kind": "group",
            "open": [3, 1, 40], "role": "admin"}


def anchor(name):
    return re.sub(r"[^\w-]", "", name.lower())


def type_text(schema, kind):
    if kind.base == "list":
        return f"list of {type_text(schema, kind.item)}, at most {kind.limit}"
    if kind.base == "text":
        return f"text, at most {kind.limit} bytes"
    if kind.base in schema.enums or kind.base in schema.structs:
        return f"[{kind.base}](#{anchor(kind.base)})"
    return {"user": "user id", "room": "room id", "device": "device id"}.get(kind.base, kind.base)


def cell(text):
    return text.replace("|", "\\|")


def field_table(schema, fields, what):
    if not fields:
        return [f"{what}: no fields.", ""]
    lines = [f"{what}:", "", "| field | type | |", "| --- | --- | --- |"]
    for item in fields:
        notes = ([] if not item.type.optional else ["optional"]) + ([item.doc] if item.doc else [])
        lines.append(f"| `{item.name}` | {type_text(schema, item.type)} | {cell('; '.join(notes))} |")
    return [*lines, ""]


def example(schema, op):
    fields = {item.name: example_value(schema, item) for item in op.request.fields if not item.type.optional}
    return json.dumps({"id": 1, "op": op.name} | fields, separators=(",", ":"))


def example_value(schema, item):
    if item.name in EXAMPLES:
        return EXAMPLES[item.name]
    if item.type.base in schema.enums:
        return schema.enums[item.type.base].values[0].name
    return {"bool": True, "text": "text", "list": []}.get(item.type.base, 1)


def operation(schema, op):
    ways = {"ws": "WebSocket", "http": f"`POST /api/v1/{op.name}`"}
    lines = [f"### {op.name}", "", op.doc, "",
             f"Number {op.number}. {' and '.join(ways[way] for way in op.transports)}. Who may: {op.who}.", ""]
    if op.request.fields and "ws" in op.transports:
        lines += ["```json", example(schema, op), "```", ""]
    lines += field_table(schema, op.request.fields, "Request") + field_table(schema, op.reply.fields, "Reply")
    if op.errors:
        lines += ["Errors: " + ", ".join(f"`{error}`" for error in op.errors) + ".", ""]
    return lines


def enum_table(enum):
    documented = any(value.doc for value in enum.values)
    lines = ["| word | number |" + (" meaning |" if documented else ""),
             "| --- | --- |" + (" --- |" if documented else "")]
    lines += [f"| `{value.name}` | {value.number} |" + (f" {cell(value.doc)} |" if documented else "")
              for value in enum.values]
    return [*lines, ""]


def reference(schema):
    lines = ["## Operations", "", "Every operation may also be answered with "
             + ", ".join(f"`{error}`" for error in COMMON_ERRORS) + ". Types: u32 is below 2^32; u64, ids, seq, epoch and "
             "time are below 2^53; limits of texts are in bytes of UTF-8.", ""]
    for op in schema.ops:
        lines += operation(schema, op)
    lines += ["## Pushes", ""]
    for push in schema.pushes:
        lines += [f"### Push: {push.name}", "", push.doc, "", f"Number {push.number}.", ""]
        lines += field_table(schema, push.fields.fields, "Fields")
    lines += ["## Errors", "", *enum_table(schema.enums["ErrorCode"]), "## Structs", ""]
    for struct in schema.structs.values():
        lines += [f"### {struct.name}", ""] + ([struct.doc, ""] if struct.doc else [])
        lines += field_table(schema, struct.fields, "An array in JSON too, of" if struct.is_tuple else "Fields")
    lines += ["## Words", ""]
    for enum in schema.enums.values():
        if enum.name == "ErrorCode":
            lines += ["### ErrorCode", "", "See [errors](#errors).", ""]
        else:
            lines += [f"### {enum.name}", ""] + ([enum.doc, ""] if enum.doc else []) + enum_table(enum)
    return lines[:-1]


def example_bytes(schema, text):
    """A JSON request as the hexadecimal digits of the same request in MessagePack."""
    request = json.loads(text)
    op = next(op for op in schema.ops if op.name == request["op"])
    packed = msgpack([request["id"], op.number, *positional(schema, op.request, request)])
    return packed.hex(" ")


def protocol_page(schema, intro):
    intro = intro.replace("{version}", str(schema.version))
    intro = re.sub(r"\{msgpack (.*)\}\n", lambda match: example_bytes(schema, match[1]) + "\n", intro)
    return f"{NOTE}\n\n{intro}\n" + "\n".join(reference(schema)) + "\n"
