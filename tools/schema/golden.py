# SPDX-License-Identifier: MIT
"""Golden vectors: fixed sample values of every message in both formats. They are encoded here, by code that shares nothing
with the codecs, and are what the C++ and the TypeScript side are both tested against. Also the seeds of the fuzzers."""

import json

NUMBERS = [1, 127, 128, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 - 1, 0, 42]
TEXTS = ["tea", "Grün", "茶馆", '🍵 "quoted" \\ /', "two\nlines\tand a tab", "", "\u0001\u001f\u007f", "x" * 31, "y" * 32]
# By name of the operation or push: fields with more to say than any sample.
SPECIAL = {"message.send": {"text": "z" * 300 + " 你好 \u2028"}}


class Samples:
    """Values for types, the same ones in every run."""

    def __init__(self, schema, full):
        self.schema, self.full, self.count = schema, full, 0

    def next(self, choices):
        self.count += 1
        return choices[self.count % len(choices)]

    def value(self, kind):
        """What JSON shows: enums as words, structs as dicts, tuples as lists."""
        if kind.base == "bool":
            return self.next([True, False])
        if kind.base == "text":
            return next(text for text in [self.next(TEXTS), "tea"] if len(text.encode()) <= kind.limit)
        if kind.base == "list":
            return [self.value(kind.item) for _ in range(min(kind.limit, 2) if self.full else 0)]
        if kind.base in self.schema.enums:
            return self.next(self.schema.enums[kind.base].values).name
        if kind.base in self.schema.structs:
            return self.struct(self.schema.structs[kind.base])
        limit = 2**32 - 1 if kind.base == "u32" else 2**53 - 1
        return self.next([number for number in NUMBERS if number <= limit])

    def struct(self, struct):
        values = {item.name: self.value(item.type) for item in struct.fields
                  if self.full or not item.type.optional}
        return list(values.values()) if struct.is_tuple else values


def positional(schema, struct, value):
    """The value as MessagePack carries it: a list, without the nils at its end."""
    items = list(value) if struct.is_tuple else [value.get(item.name) for item in struct.fields]
    packed = [None if item is None else packed_value(schema, field.type, item)
              for field, item in zip(struct.fields, items, strict=True)]
    while packed and packed[-1] is None:
        packed.pop()
    return packed


def packed_value(schema, kind, value):
    if kind.base == "list":
        return [packed_value(schema, kind.item, item) for item in value]
    if kind.base in schema.enums:
        return next(item.number for item in schema.enums[kind.base].values if item.name == value)
    if kind.base in schema.structs:
        return positional(schema, schema.structs[kind.base], value)
    return value


def packed_head(count, forms):
    """The shortest of `forms` (first count that does not fit, first byte, width) that holds `count`."""
    for below, first, width in forms:
        if count < below:
            return bytes([first + count]) if width == 0 else bytes([first]) + count.to_bytes(width, "big")
    raise ValueError(count)


def msgpack(value):
    """None, bool, int, str and lists as MessagePack in the shortest form."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return packed_head(value, [(128, 0, 0), (2**8, 0xCC, 1), (2**16, 0xCD, 2), (2**32, 0xCE, 4), (2**64, 0xCF, 8)])
    if isinstance(value, str):
        data = value.encode()
        forms = [(32, 0xA0, 0), (2**8, 0xD9, 1), (2**16, 0xDA, 2), (2**32, 0xDB, 4)]
        return packed_head(len(data), forms) + data
    head = packed_head(len(value), [(16, 0x90, 0), (2**16, 0xDC, 2), (2**32, 0xDD, 4)])
    return head + b"".join(msgpack(item) for item in value)


def vector(kind, name, variant, shown, packed):
    frame = {"name": f"{kind} {name} {variant}", "kind": kind, "about": name,
             "json": json.dumps(shown, ensure_ascii=False, separators=(",", ":"))}
    return frame | {"msgpack": msgpack(packed).hex()}


def vectors(schema):
    """Every request and reply with all fields and with only the required ones, every push, every error."""
    found = []
    for variant, full in (("full", True), ("minimal", False)):
        for op in schema.ops:
            samples = Samples(schema, full)
            request = samples.struct(op.request)
            if full:
                request |= SPECIAL.get(op.name, {})
            reply = samples.struct(op.reply)
            found.append(vector("request", op.name, variant, {"id": op.number, "op": op.name} | request,
                                [op.number, op.number, *positional(schema, op.request, request)]))
            found.append(vector("answer", op.name, variant, {"re": op.number, "ok": reply},
                                [0, op.number, positional(schema, op.reply, reply)]))
        for push in schema.pushes:
            fields = Samples(schema, full).struct(push.fields)
            found.append(vector("push", push.name, variant, fields,
                                [push.number, *positional(schema, push.fields, fields)]))
    body = schema.structs["ErrorBody"]
    for value in schema.enums["ErrorCode"].values:
        error = {"code": value.name, "message": f"says {value.name}"}
        if value.name == "invalid":
            error["field"] = "open[2].seq"
        if value.name == "rate_limited":
            error["retry_after"] = 1500
        found.append(vector("error", value.name, "full", {"re": 2**40, "error": error},
                            [1, 2**40, positional(schema, body, error)]))
    return found


def vectors_json(schema):
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in vectors(schema))
    return f"[\n{lines}\n]\n"


def fuzz_seeds(schema):
    """Path → bytes of a seed per message and format: requests, answers, pushes and two errors."""
    seeds = {}
    for item in vectors(schema):
        if not item["name"].endswith("full") or (item["kind"] == "error" and item["about"] not in ("invalid", "busy")):
            continue
        name = f"{item['kind']}-{item['about']}"
        seeds[f"fuzz/corpus/json/{name}"] = item["json"].encode()
        seeds[f"fuzz/corpus/msgpack/{name}"] = bytes.fromhex(item["msgpack"])
    return seeds


def fuzz_words(schema):
    """A dictionary for the JSON fuzzer: the words of the schema."""
    words = {"id", "op", "re", "ok", "error", "null", "true", "false", "\\\\u00e9", "\\\\ud83d\\\\udf75"}
    words |= {value.name for enum in schema.enums.values() for value in enum.values}
    structs = [*schema.structs.values(), *(op.request for op in schema.ops), *(op.reply for op in schema.ops),
               *(push.fields for push in schema.pushes)]
    words |= {item.name for struct in structs for item in struct.fields}
    words |= {op.name for op in schema.ops}
    head = ["# SPDX-License-Identifier: MIT", "# Words of the protocol for the JSON fuzzer.",
            "# Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit."]
    return "\n".join(head + [f'"{word}"' for word in sorted(words)]) + "\n"
