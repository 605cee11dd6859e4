# SPDX-License-Identifier: MIT
"""Names and types shared by the C++ writers."""

from schema import IDS

NOTE = "Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit."
# Long switches and tables without field names are fine here; a name may clash with a keyword.
LINT = "// NOLINT{}(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)"
KEYWORDS = {"new", "delete", "register", "default", "public", "private", "class", "this", "operator",
            "template", "typename", "namespace", "union", "export", "switch", "case", "break", "continue",
            "for", "while", "do", "if", "else", "return", "goto", "auto", "static", "const", "explicit",
            "friend", "inline", "virtual", "void", "int", "long", "short", "char", "double", "float",
            "signed", "unsigned", "true", "false", "try", "catch", "throw", "using", "enum", "struct",
            "and", "or", "not", "xor", "requires", "concept"}
PLAIN = {"bool": "bool", "u32": "std::uint32_t", "u64": "std::uint64_t", "time": "TimeMs",
         "text": "std::string", **IDS}


def name(word):
    """A wire name as a C++ name: room.create → room_create, new → new_."""
    flat = word.replace(".", "_")
    return flat + "_" if flat in KEYWORDS else flat


def plain_type(kind):
    """The C++ type without std::optional."""
    if kind.base == "list":
        return f"std::vector<{plain_type(kind.item)}>"
    return PLAIN.get(kind.base, kind.base)


def head(purpose, includes, guard=True):
    """The start of a generated file."""
    lines = ["// SPDX-License-Identifier: MIT", f"// {purpose}", f"// {NOTE}", "// clang-format off"]
    if guard:
        lines.append("#pragma once")
    lines.append("")
    lines += [f"#include {item}" if item else "" for item in includes]
    return lines + ["", LINT.format("BEGIN") + " made from tables", "", "namespace teahouse::proto {", ""]


def tail():
    return ["}  // namespace teahouse::proto", "", LINT.format("END"), ""]
