#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether transcripts/*.txt show what the schema promises: every operation's success, each of its own errors, and each
error of the protocol at least once. transcripts/not-shown lists what cannot be shown there, one "OPERATION ERROR reason" a
line; a line for something that is shown after all is a mistake too.

Ends with "N passed, N failed"; a case is one operation with its success, or with one error."""

import argparse
import json
import re
import sys
from pathlib import Path

from schema import parse

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "server/proto/teahouse.schema"
LINE = re.compile(r"(?P<client>[a-z0-9]+)(?P<sign>>>|>|<)\s*(?P<rest>.+)")


def shown_by(text):
    """{(operation, "ok" or error)} of one transcript. The answers of a client are expected in the order of its
    requests."""
    shown, asked = set(), {}
    for line in text.splitlines():
        match = LINE.match(line.strip())
        if not match:
            continue
        waiting, rest = asked.setdefault(match["client"], []), match["rest"].strip()
        if match["sign"] != "<":
            waiting.append(raw_operation(rest) if rest.startswith("{") else rest.split()[0])
            continue
        words = rest.split()
        if waiting and (words[0] == "ok" or (words[0] == "error" and len(words) > 1)):
            shown.add((waiting.pop(0), "ok" if words[0] == "ok" else words[1]))
    return shown


def raw_operation(frame):
    try:
        return json.loads(frame).get("op", "?")
    except (ValueError, AttributeError):
        return "?"


def read_excuses(text):
    """{(operation, error): reason}"""
    excuses = {}
    for line in text.splitlines():
        words = line.split(None, 2)
        if words and not line.startswith("#"):
            excuses[tuple(words[:2])] = words[2] if len(words) > 2 else ""
    return excuses


def promises(schema):
    """What must be shown: (operation, "ok" or error), and ("any", error) for every error there is."""
    wanted = [(op.name, what) for op in schema.ops for what in ["ok", *op.errors]]
    return wanted + [("any", value.name) for value in schema.enums["ErrorCode"].values]


def problems(schema, transcripts, excuses):
    """Complaints, one per case that fails. `transcripts` are texts."""
    shown = set().union(*(shown_by(text) for text in transcripts))
    shown |= {("any", what) for _, what in shown if what != "ok"}
    wanted = promises(schema)
    for case in wanted:
        if case not in shown and case not in excuses:
            yield f"no transcript shows {case[0]}: {case[1]}"
    for case, reason in excuses.items():
        if case not in wanted:
            yield f"not-shown: the schema does not promise {case[0]}: {case[1]}"
        elif case in shown:
            yield f"not-shown: {case[0]}: {case[1]} is shown; take the line out"
        elif not reason:
            yield f"not-shown: {case[0]}: {case[1]} gives no reason"


def main(arguments=None):
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    root = options.parse_args(arguments).root
    schema = parse((root / SCHEMA).read_text(encoding="utf-8"))
    transcripts = [path.read_text(encoding="utf-8") for path in sorted((root / "transcripts").glob("*.txt"))]
    excuses = root / "transcripts/not-shown"
    found = list(problems(schema, transcripts,
                          read_excuses(excuses.read_text(encoding="utf-8")) if excuses.exists() else {}))
    for problem in found:
        print(problem)
    print(f"{max(len(promises(schema)) - len(found), 0)} passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
