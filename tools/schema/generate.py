#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes everything that follows from server/proto/teahouse.schema and server/proto/calls.table.

    tools/schema/generate.py            writes what has changed
    tools/schema/generate.py --check    writes nothing; fails if a file is not up to date
"""

import argparse
import sys
from pathlib import Path

import call_table
import cpp_fields
import cpp_messages
import golden
import reference
import typescript
from schema import SchemaError, parse

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "server/proto/teahouse.schema"
INTRO = "tools/schema/protocol.intro.md"
CALLS = "server/proto/calls.table"
CALLS_PAGE = "docs/calls.md"


def outputs(schema, intro):
    """Path → text or bytes of every generated file."""
    return {
        "server/proto/generated/types.h": cpp_messages.types_header(schema),
        "server/proto/generated/operations.h": cpp_messages.operations_header(schema),
        "server/proto/generated/names.cc": cpp_messages.names_source(schema),
        **{f"server/proto/generated/{alias.lower()}.cc": cpp_messages.variant_source(alias, names)
           for alias, names in cpp_messages.variants(schema)},
        "server/proto/generated/fields_types.h": cpp_fields.fields_header("enclosed structs", schema.structs.values()),
        "server/proto/generated/fields_requests.h":
            cpp_fields.fields_header("requests", [op.request for op in schema.ops]),
        "server/proto/generated/fields_replies.h":
            cpp_fields.fields_header("replies and pushes", [*(op.reply for op in schema.ops),
                                                            *(push.fields for push in schema.pushes)]),
        "server/proto/generated/dispatch.h": cpp_fields.dispatch_header(schema),
        "web/src/core/protocol/generated.ts": typescript.typescript(schema),
        "server/proto/golden/vectors.json": golden.vectors_json(schema),
        "docs/protocol.md": reference.protocol_page(schema, intro),
        "fuzz/json.dict": golden.fuzz_words(schema),
        **golden.fuzz_seeds(schema),
    }


def call_outputs(schema, root):
    """The same of what follows from the table of calls."""
    if not (root / CALLS).exists():
        return {}
    machines = call_table.parse_table((root / CALLS).read_text(encoding="utf-8"), schema)
    page = (root / CALLS_PAGE).read_text(encoding="utf-8")
    return {"server/proto/generated/call_table.h": call_table.cpp_table(machines),
            "web/src/core/protocol/call-table.ts": call_table.typescript_table(machines),
            "web/src/core/protocol/call-frames.ts": typescript.call_tables(schema),
            CALLS_PAGE: call_table.with_diagrams(page, machines)}


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="only compare")
    options.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    chosen = options.parse_args(arguments)
    try:
        intro = (chosen.root / INTRO).read_text(encoding="utf-8")
        schema = parse((chosen.root / SCHEMA).read_text(encoding="utf-8"))
        files = outputs(schema, intro) | call_outputs(schema, chosen.root)
    except SchemaError as error:
        print(f"{SCHEMA}: {error}", file=sys.stderr)
        return 1
    stale = 0
    for name, content in files.items():
        path = chosen.root / name
        data = content if isinstance(content, bytes) else content.encode()
        if path.exists() and path.read_bytes() == data:
            continue
        stale += 1
        if chosen.check:
            print(f"{name}: not up to date; run tools/schema/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"wrote {name}")
    return 1 if chosen.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
