# SPDX-License-Identifier: MIT
"""Writes the web client's types and the tables for its MessagePack mapping; the code that reads the tables is
protocol.runtime.ts."""

from pathlib import Path

from cpp import NOTE
from schema import IDS, NUMBERS, pascal

RUNTIME = Path(__file__).with_name("protocol.runtime.ts")


def type_of(kind):
    if kind.base == "list":
        return type_of(kind.item) + "[]"
    if kind.base in IDS or kind.base in NUMBERS:
        return "number"
    return {"bool": "boolean", "text": "string"}.get(kind.base, kind.base)


def doc(text):
    return [f"/** {text} */"] if text else []


def interface(struct):
    if struct.is_tuple:
        items = ", ".join(f"{item.name}: {type_of(item.type)}" for item in struct.fields)
        return [*doc(struct.doc), f"export type {struct.name} = [{items}]", ""]
    if not struct.fields:
        return [*doc(struct.doc), f"export type {struct.name} = Record<string, never>", ""]
    lines = [*doc(struct.doc), f"export interface {struct.name} {{"]
    for item in struct.fields:
        mark = "?" if item.type.optional else ""
        note = f" // {item.doc}" if item.doc else ""
        lines.append(f"  {item.name}{mark}: {type_of(item.type)}{note}")
    return [*lines, "}", ""]


def union(name, words, text=""):
    return [*doc(text), f"export type {name} =", *[f"  | '{word}'" for word in words], ""]


def table_fields(schema, struct):
    """name, name=Type or name*Type: see protocol.runtime.ts."""
    items = []
    for item in struct.fields:
        kind = item.type.item if item.type.base == "list" else item.type
        named = kind.base in schema.enums or kind.base in schema.structs
        mark = "*" if item.type.base == "list" else "="
        items.append(f"{item.name}{mark}{kind.base}" if named else item.name)
    return " ".join(items)


def enum_words(enum):
    """The words at the index of their numbers."""
    words = [""] * (max(value.number for value in enum.values) + 1)
    for value in enum.values:
        words[value.number] = value.name
    return " ".join(words)


def table(name, lines):
    return [f"const {name} =", *[f"  '{line};' +" for line in lines[:-1]], f"  '{lines[-1]}'", ""]


# The web client asks these over HTTP, as JSON: their tables would be in everybody's first download.
HTTP_ONLY = ("room.prefs", "room.mute", "room.nick", "folder.", "contact.", "block.", "presence.set", "link.", "notify.",
             "hook.", "command.", "schedule.", "reminder.", "preview.", "sticker.", "message.confirm", "message.readers",
             "message.nudge", "message.report", "admin.", "register", "login", "logout", "password.change", "server.info")


def used_by(schema, structs):
    """The names of all enums and structs that these reach."""
    used, waiting = set(), list(structs)
    while waiting:
        for item in waiting.pop().fields:
            kind = (item.type.item if item.type.base == "list" else item.type).base
            if kind not in used and (kind in schema.enums or kind in schema.structs):
                used.add(kind)
                waiting += [schema.structs[kind]] if kind in schema.structs else []
    return used


# The tables of these come with the code of calls.
CALL_OPS = "call."
CALL_PUSHES = ("ring", "ring_stop", "calls", "signal", "call_end", "mute_please", "speakers", "layer", "sfu_lost")


def tables(schema):
    ops = [op for op in schema.ops if not op.name.startswith((*HTTP_ONLY, CALL_OPS))]
    pushes = [push for push in schema.pushes if push.name not in CALL_PUSHES]
    return table_lines(schema, ops, pushes, used_first(schema))


def used_first(schema):
    ops = [op for op in schema.ops if not op.name.startswith((*HTTP_ONLY, CALL_OPS))]
    pushes = [push for push in schema.pushes if push.name not in CALL_PUSHES]
    return used_by(schema, [part for op in ops for part in (op.request, op.reply)] +
                   [push.fields for push in pushes] + [schema.structs["ErrorBody"]]) | {"ErrorBody"}


def call_tables(schema):
    """The tables of calls, which their code adds to those of generated.ts."""
    ops = [op for op in schema.ops if op.name.startswith(CALL_OPS)]
    pushes = [push for push in schema.pushes if push.name in CALL_PUSHES]
    used = used_by(schema, [part for op in ops for part in (op.request, op.reply)] + [push.fields for push in pushes])
    return "\n".join(["// SPDX-License-Identifier: MIT", "// Frames of calls as arrays for MessagePack.", f"// {NOTE}",
                      "import { addTables } from './generated'", "",
                      *table_lines(schema, ops, pushes, used - used_first(schema)),
                      "addTables(enumTable, structTable, opsTable, pushTable)", ""])


def table_lines(schema, ops, pushes, used):
    lines = table("enumTable", [f"{enum.name}:{enum_words(enum)}" for enum in schema.enums.values() if enum.name in used])
    lines += table("structTable", [f"{item.name}{'!' if item.is_tuple else ''}:{table_fields(schema, item)}"
                                   for item in schema.structs.values() if item.name in used])
    lines += table("opsTable", [f"{op.name}:{op.number}:{table_fields(schema, op.request)}"
                                f">{table_fields(schema, op.reply)}" for op in ops])
    return lines + table("pushTable", [f"{push.number}:{table_fields(schema, push.fields)}"
                                       for push in pushes])


def typescript(schema):
    lines = ["// SPDX-License-Identifier: MIT",
             "// The wire protocol: types of every message, and frames as arrays for MessagePack.",
             f"// {NOTE}", "", f"export const protocolVersion = {schema.version}", ""]
    for enum in schema.enums.values():
        lines += union(enum.name, [value.name for value in enum.values], enum.doc)
    for struct in schema.structs.values():
        lines += interface(struct)
    for op in schema.ops:
        op.request.doc = f"{op.name}: {op.doc}"
        lines += interface(op.request) + interface(op.reply)
    for push in schema.pushes:
        push.fields.doc = push.doc
        lines += interface(push.fields)
    lines += ["export interface Ops {"]
    lines += [f"  '{op.name}': {{ request: {op.request.name}; reply: {op.reply.name} }}" for op in schema.ops]
    lines += ["}", "export type OpName = keyof Ops", "", "export interface Pushes {"]
    lines += [f"  {push.name}: {pascal(push.name)}Push" for push in schema.pushes]
    lines += ["}", "export type PushName = keyof Pushes", ""]
    return "\n".join(lines + tables(schema)) + "\n" + RUNTIME.read_text(encoding="utf-8")
