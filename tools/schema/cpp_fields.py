# SPDX-License-Identifier: MIT
"""Writes what the C++ codecs need of each struct (proto/fields.h) and the switches from operations to structs."""

from cpp import head, name, tail
from cpp_messages import by_length


def read_call(item):
    member = f"v.{name(item.name)}" + (".emplace()" if item.type.optional else "")
    if item.type.base == "text":
        call = f"r.text({member}, {item.type.limit})"
    elif item.type.base == "list":
        call = f"read_list(r, {member}, {item.type.limit})"
    else:
        call = f"read_value(r, {member})"
    return f"r.null() || {call}" if item.type.optional else call


def size_lines(fields):
    """The number of fields up to the last that is set."""
    lines, count = [], len(fields)
    while count > 0 and fields[count - 1].type.optional:
        lines.append(f"        if (v.{name(fields[count - 1].name)}.has_value()) {{ return {count}; }}")
        count -= 1
    return lines + [f"        return {count};"]


def traits(struct):
    fields = struct.fields
    required = sum(1 << index for index, item in enumerate(fields) if not item.type.optional)
    names = ", ".join(f'"{item.name}"' for item in fields)
    value = f"const {struct.name}& v"
    unused = f"const {struct.name}& /*v*/"
    lines = ["template <>", f"struct Fields<{struct.name}> {{",
             f"    static constexpr bool kTuple = {str(struct.is_tuple).lower()};",
             f"    static constexpr std::array<std::string_view, {len(fields)}> kNames{{{names}}};",
             f"    static constexpr std::uint32_t kRequired = {required:#x};"]
    if fields:
        lines += ["    static unsigned index(std::string_view word) {", "        switch (word.size()) {"]
        lines += by_length([(item.name, index) for index, item in enumerate(fields)],
                           lambda index: f"return {index};", "            ")
        lines += ["            default: break;", "        }", "        return kNoField;", "    }",
                  "    template <class R>",
                  f"    static bool read(R& r, {struct.name}& v, unsigned index) {{", "        switch (index) {"]
        lines += [f"            case {index}: return {read_call(item)};" for index, item in enumerate(fields)]
        lines += ["            default: return false;", "        }", "    }",
                  "    template <class W>", f"    static void write(W& w, {value}) {{"]
        lines += [f'        w.field("{item.name}", v.{name(item.name)});' for item in fields] + ["    }"]
    else:
        lines += ["    static unsigned index(std::string_view /*word*/) { return kNoField; }",
                  "    template <class R>",
                  f"    static bool read(R& /*r*/, {struct.name}& /*v*/, unsigned /*index*/) {{ return false; }}",
                  "    template <class W>", f"    static void write(W& /*w*/, {unused}) {{}}"]
    optional_last = bool(fields) and fields[-1].type.optional
    lines.append(f"    static std::size_t size({value if optional_last else unused}) {{")
    return lines + size_lines(fields) + ["    }", "};", ""]


def fields_header(what, structs):
    lines = head(f"What the codecs know of {what}; see proto/fields.h.",
                 ["<array>", "<cstddef>", "<cstdint>", "<string_view>", "", '"proto/fields.h"',
                  '"proto/messages.h"'])
    for struct in structs:
        lines += traits(struct)
    return "\n".join(lines + tail())


def dispatch_header(schema):
    lines = head("From an operation or push to its struct: makes the value and calls `visit` with it.",
                 ["<cstdint>", "<string_view>", "", '"proto/messages.h"'])
    for kind, pick in (("request", lambda op: op.request.name), ("reply", lambda op: op.reply.name)):
        lines += ["template <class Visit>",
                  f"bool with_{kind}(Op op, {kind.capitalize()}& out, const Visit& visit) {{", "    switch (op) {"]
        lines += [f"        case Op::{name(op.name)}: return visit(out.emplace<{pick(op)}>());" for op in schema.ops]
        lines += ["    }", "    return false;", "}", ""]
    lines += ["// False also if there is no push of that number.", "template <class Visit>",
              "bool with_push(std::uint64_t number, Push& out, const Visit& visit) {", "    switch (number) {"]
    lines += [f"        case {push.number}: return visit(out.emplace<{push.fields.name}>());"
              for push in schema.pushes]
    lines += ["        default: return false;", "    }", "}", "",
              "// The number of the push whose first field has that name, or 0.",
              "inline std::uint64_t push_number(std::string_view word) {", "    switch (word.size()) {"]
    lines += by_length([(push.name, push.number) for push in schema.pushes],
                       lambda number: f"return {number};", "        ")
    lines += ["        default: break;", "    }", "    return 0;", "}", "",
              "// By Push::index()."]
    numbers = ", ".join(str(push.number) for push in schema.pushes)
    lines += [f"inline constexpr std::array<std::uint8_t, {len(schema.pushes)}> kPushNumbers{{{numbers}}};", ""]
    lines[lines.index("#include <cstdint>"):lines.index("#include <cstdint>")] = ["#include <array>"]
    return "\n".join(lines + tail())
