# SPDX-License-Identifier: MIT
"""Writes the C++ messages: enums, structs, the variants and the table of operations."""

import textwrap

from cpp import head, name, plain_type, tail
from schema import pascal

INITIAL = {"bool": "false", "u32": "0", "u64": "0", "time": "0"}


def member(schema, item):
    kind = plain_type(item.type)
    if item.type.optional:
        kind, initial = f"std::optional<{kind}>", "{}"
    elif item.type.base in schema.enums:
        initial = f"{kind}::{name(schema.enums[item.type.base].values[0].name)}"
    else:
        initial = INITIAL.get(item.type.base, "{}")
    line = f"    {kind} {name(item.name)} = {initial};"
    return line + (f"  // {item.doc}" if item.doc else "")


def comment(text):
    return textwrap.wrap(text, 100, initial_indent="// ", subsequent_indent="// ")


def struct(schema, definition, extra=()):
    lines = comment(definition.doc) if definition.doc else []
    lines.append(f"struct {definition.name} {{")
    lines += [f"    {line}" for line in extra]
    lines += [member(schema, item) for item in definition.fields]
    if definition.fields or extra:
        lines.append("")
    lines.append(f"    friend bool operator==(const {definition.name}&, const {definition.name}&) = default;")
    return lines + ["};", ""]


def enum(definition):
    values = [f"    {name(value.name)} = {value.number}," + (f"  // {value.doc}" if value.doc else "")
              for value in definition.values]
    return [*(comment(definition.doc) if definition.doc else []),
            f"enum class {definition.name} : std::uint8_t {{", *values, "};", ""]


def types_header(schema):
    lines = head("What messages are made of: enums and structs.",
                 ["<cstdint>", "<optional>", "<string>", "<string_view>", "<vector>", "",
                  '"base/error.h"', '"base/ids.h"'])
    lines += [f"inline constexpr std::uint32_t kProtocolVersion = {schema.version};", ""]
    for definition in schema.enums.values():
        if not definition.header:
            lines += enum(definition)
    lines += ["// The word of a value on the wire; empty for a number that is none.",
              *[f"std::string_view to_string({item.name} value);" for item in own_enums(schema)], "",
              "// The value of a word or a number; false if there is none.",
              *[f"bool from_word(std::string_view word, {item.name}& out);" for item in schema.enums.values()],
              *[f"bool from_number(std::uint64_t number, {item.name}& out);"
                for item in schema.enums.values()], ""]
    for definition in schema.structs.values():
        lines += struct(schema, definition)
    return "\n".join(lines + tail())


def own_enums(schema):
    return [item for item in schema.enums.values() if not item.header]


def operations_header(schema):
    lines = head("Operations and pushes: a struct for each request, reply and push, and the table of operations.",
                 ["<array>", "<cstddef>", "<cstdint>", "<optional>", "<span>", "<string>", "<string_view>",
                  "<vector>", "", '"base/error.h"', '"base/ids.h"', '"base/one_of.h"', '"proto/generated/types.h"'])
    lines += ["enum class Op : std::uint8_t {"]
    lines += [f"    {name(op.name)} = {op.number}," for op in schema.ops]
    lines += ["};", ""]
    lines += ["class Request;", "class Reply;", "class Push;", ""]
    for index, op in enumerate(schema.ops):
        lines += [f"// --- {op.name}", ""]
        lines += struct(schema, op.reply, belonging("Reply", index))
        op.request.doc = op.doc
        lines += struct(schema, op.request, [*belonging("Request", index),
                                             f"using ReplyType = {op.reply.name};",
                                             f"static constexpr Op kOp = Op::{name(op.name)};"])
    lines += ["// --- Pushes", ""]
    for index, push in enumerate(schema.pushes):
        push.fields.doc = push.doc
        lines += struct(schema, push.fields, belonging("Push", index))
    lines += ["// In the order of the operations: the index of a request is the index of its reply and of its line in kOps."]
    lines += ["// Copying, moving, comparing and destroying one is compiled once, in files of their own."]
    for alias, names in variants(schema):
        lines += instantiations(names, "extern ") + variant(alias, names)
        lines += visit(alias, names, "const ") + visit(alias, names, "")
    lines += op_table(schema)
    return "\n".join(lines + tail())


def instantiations(names, extern=""):
    return ["}  // namespace teahouse::proto", "namespace teahouse::one_of {",
            *[f"{extern}template struct ActionsOf<proto::{each}>;" for each in names],
            "}  // namespace teahouse::one_of", "namespace teahouse::proto {"]


def belonging(alias, index):
    return [f"using Of = {alias};", f"static constexpr std::uint16_t kIndex = {index};"]


def variants(schema):
    return [("Request", [op.request.name for op in schema.ops]),
            ("Reply", [op.reply.name for op in schema.ops]),
            ("Push", [push.fields.name for push in schema.pushes])]


def variant(alias, names):
    wrapped = textwrap.wrap(", ".join(names), 92, initial_indent="    ", subsequent_indent="    ")
    return [f"inline constexpr std::size_t k{alias}Bytes = kOneOfBytes<", *wrapped, ">;",
            f"class {alias} : public OneOf<{alias}, k{alias}Bytes> {{", "public:", "    using OneOf::OneOf;",
            *[f"    {line};" for line in special_members(alias)], f"    ~{alias}();",
            f"    friend bool operator==(const {alias}&, const {alias}&);", "};", ""]


def visit(alias, names, const):
    """Calls with what it is. A switch costs the compiler less than a table of functions."""
    return ["template <class Visit>", f"decltype(auto) visit(const Visit& visit, {const}{alias}& one) {{",
            "    switch (one.index()) {",
            *[f"        case {index}: return visit(one.as<{each}>());" for index, each in enumerate(names)],
            "        default: __builtin_unreachable();", "    }", "}", ""]


def special_members(alias, scope=""):
    return [f"{scope}{alias}()", f"{scope}{alias}(const {alias}&)", f"{scope}{alias}({alias}&&) noexcept",
            f"{alias}& {scope}operator=(const {alias}&)", f"{alias}& {scope}operator=({alias}&&) noexcept"]


def variant_source(alias, names):
    lines = head(f"Special members of {alias}, compiled here once.", ['"proto/messages.h"'], guard=False)
    lines += instantiations(names)
    lines += [f"{alias}::{alias}() : OneOf({names[0]}{{}}) {{}}"]
    lines += [f"{line} = default;" for line in special_members(alias, f"{alias}::")[1:]]
    lines += [f"{alias}::~{alias}() = default;",
              f"bool operator==(const {alias}& a, const {alias}& b) {{",
              f"    using Base = OneOf<{alias}, k{alias}Bytes>;",
              "    return static_cast<const Base&>(a) == static_cast<const Base&>(b);", "}", ""]
    return "\n".join(lines + tail())


def op_table(schema):
    lines = ["struct OpInfo {",
             "    Op op;",
             "    std::string_view name;  // on the wire, e.g. room.create",
             "    bool ws;                // may come over a socket",
             "    bool http;              // may come as POST /api/v1/NAME",
             "    bool login;             // needs an account; false: anybody may ask",
             "    std::string_view who;   // who may, in words",
             "    std::span<const ErrorCode> errors;  // besides the common ones",
             "};", "", "namespace detail {"]
    for op in schema.ops:
        if op.errors:
            codes = ", ".join(f"ErrorCode::{name(error)}" for error in op.errors)
            lines.append(f"inline constexpr std::array k{pascal(op.name)}Errors{{{codes}}};")
    lines += ["}  // namespace detail", "",
              f"inline constexpr std::array<OpInfo, {len(schema.ops)}> kOps{{{{"]
    for op in schema.ops:
        flags = ", ".join("true" if flag else "false" for flag in
                          ("ws" in op.transports, "http" in op.transports, op.who != "anybody"))
        errors = f"detail::k{pascal(op.name)}Errors" if op.errors else "{}"
        lines.append(f'    {{Op::{name(op.name)}, "{op.name}", {flags}, "{op.who}", {errors}}},')
    lines += ["}};", "",
              "// The line of an operation; never searches.",
              "const OpInfo& op_info(Op op);",
              "std::optional<Op> op_by_name(std::string_view name);",
              "std::optional<Op> op_by_number(std::uint64_t number);",
              "inline Op op_of(const Request& request) { return kOps[request.index()].op; }",
              "inline Op op_of(const Reply& reply) { return kOps[reply.index()].op; }",
              "inline std::string_view to_string(Op op) { return op_info(op).name; }", ""]
    return lines


def by_length(words, action, indent):
    """A switch on the length, then one comparison each: lines of C++."""
    lines = []
    for length in sorted({len(word) for word, _ in words}):
        lines.append(f"{indent}case {length}:")
        lines += [f'{indent}    if (word == "{word}") {{ {action(value)} }}'
                  for word, value in words if len(word) == length]
        lines.append(f"{indent}    break;")
    return lines


def names_source(schema):
    lines = head("Words and numbers of enums and operations.",
                 ['"proto/messages.h"', "", "<cstdint>", "<optional>", "<string_view>", "", '"base/error.h"'],
                 guard=False)
    for item in schema.enums.values():
        lines += enum_functions(item)
    lines += ["const OpInfo& op_info(Op op) {", "    switch (op) {"]
    lines += [f"        case Op::{name(op.name)}: return kOps[{index}];" for index, op in enumerate(schema.ops)]
    lines += ["    }", "    return kOps[0];", "}", "",
              "std::optional<Op> op_by_name(std::string_view word) {", "    switch (word.size()) {"]
    lines += by_length([(op.name, name(op.name)) for op in schema.ops], lambda value: f"return Op::{value};",
                       "        ")
    lines += ["        default: break;", "    }", "    return std::nullopt;", "}", "",
              "std::optional<Op> op_by_number(std::uint64_t number) {", "    switch (number) {"]
    lines += [f"        case {op.number}: return Op::{name(op.name)};" for op in schema.ops]
    lines += ["        default: return std::nullopt;", "    }", "}", ""]
    return "\n".join(lines + tail())


def enum_functions(item):
    lines = []
    if item.header:
        lines += [f"static_assert(static_cast<int>({item.name}::{name(value.name)}) == {value.number});"
                  for value in item.values] + [""]
    else:
        lines += [f"std::string_view to_string({item.name} value) {{", "    switch (value) {"]
        lines += [f'        case {item.name}::{name(value.name)}: return "{value.name}";' for value in item.values]
        lines += ["    }", "    return {};", "}", ""]
    lines += [f"bool from_word(std::string_view word, {item.name}& out) {{", "    switch (word.size()) {"]
    lines += by_length([(value.name, name(value.name)) for value in item.values],
                       lambda value: f"out = {item.name}::{value}; return true;", "        ")
    lines += ["        default: break;", "    }", "    return false;", "}", "",
              f"bool from_number(std::uint64_t number, {item.name}& out) {{", "    switch (number) {"]
    lines += [f"        case {value.number}: out = {item.name}::{name(value.name)}; return true;"
              for value in item.values]
    return lines + ["        default: return false;", "    }", "}", ""]
