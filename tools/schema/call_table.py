# SPDX-License-Identifier: MIT
"""Tables and diagrams of the states of calls, made from server/proto/calls.table."""

import re
from dataclasses import dataclass, field

from schema import SchemaError

MADE = "Made by tools/schema/generate.py from server/proto/calls.table. Do not edit."
STEP = re.compile(r"(\w+)\s+(\w+)\s*->\s*(\w+)$")
AFTER = re.compile(r"after\s+(\w+)\s+(\d+)\s+(\w+)$")


@dataclass
class Machine:
    """States and what leads from one to another."""
    name: str
    enum: str
    states: list
    steps: list = field(default_factory=list)   # (from, event, to)
    after: list = field(default_factory=list)   # (state, ms, event)

    @property
    def events(self):
        return list(dict.fromkeys(event for _, event, _ in self.steps))


def parse_table(text, schema):
    machines = []
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.split("#", 1)[0].strip()
        if not line:
            continue
        try:
            read_line(line, machines, schema)
        except (ValueError, KeyError, IndexError) as error:
            raise SchemaError(f"calls.table: line {number}: {error}") from error
    return machines


def read_line(line, machines, schema):
    if line.startswith("machine "):
        _, name, enum = line.split()
        machines.append(Machine(name, enum, [value.name for value in schema.enums[enum].values]))
        return
    machine = machines[-1]
    if after := AFTER.match(line):
        state, ms, event = after.groups()
        if (state, event) not in {step[:2] for step in machine.steps}:
            raise ValueError(f"nothing leads on from {state} by {event}")
        machine.after.append((state, int(ms), event))
    elif step := STEP.match(line):
        before, event, then = step.groups()
        if before not in ["none", *machine.states] or then not in machine.states:
            raise ValueError("no such state")
        if (before, event) in {known[:2] for known in machine.steps}:
            raise ValueError(f"{before} {event} is there already")
        machine.steps.append((before, event, then))
    else:
        raise ValueError("neither a step nor a time")


def cpp_table(machines):
    lines = ["// SPDX-License-Identifier: MIT", "// What leads from one state of a call, or of a person in it, to another.",
             f"// {MADE}", "// clang-format off", "#pragma once", "", "#include <array>", "#include <cstdint>",
             "#include <optional>", "", '#include "base/ids.h"', '#include "proto/messages.h"', "",
             "// NOLINTBEGIN(modernize-use-designated-initializers) made from a table", "", "namespace teahouse::proto {", ""]
    for machine in machines:
        lines += cpp_machine(machine)
    return "\n".join([*lines, "}  // namespace teahouse::proto", "", "// NOLINTEND(modernize-use-designated-initializers)", ""])


def cpp_machine(machine):
    kind = machine.name.capitalize()
    events = ", ".join(machine.events)
    state = f"std::optional<{machine.enum}>"

    def named(name):
        return "std::nullopt" if name == "none" else f"{machine.enum}::{name}"

    steps = [f"    {kind}Step{{{named(before)}, {kind}Event::{event}, {machine.enum}::{then}}},"
             for before, event, then in machine.steps]
    after = [f"    {kind}After{{{machine.enum}::{before}, {ms}, {kind}Event::{event}}},"
             for before, ms, event in machine.after]
    return [f"enum class {kind}Event : std::uint8_t {{ {events} }};",
            f"inline constexpr std::size_t k{kind}Events = {len(machine.events)};", "",
            f"// Before the first state there is none.\nstruct {kind}Step {{ {state} from; {kind}Event event = {{}}; "
            f"{machine.enum} to = {{}}; }};",
            f"inline constexpr std::array k{kind}Steps = {{", *steps, "};", "",
            f"// A state that is not left in `ms` meets the event.\nstruct {kind}After {{ {machine.enum} state; TimeMs ms; "
            f"{kind}Event event; }};",
            f"inline constexpr std::array<{kind}After, {len(after)}> k{kind}After = {{{{", *after, "}};", "",
            f"// None: the event is refused.\nconstexpr {state} next_state({state} from, {kind}Event event) {{",
            f"    for (const {kind}Step& step : k{kind}Steps) {{",
            "        if (step.from == from && step.event == event) {", "            return step.to;", "        }", "    }",
            "    return std::nullopt;", "}", ""]


def typescript_table(machines):
    lines = ["// SPDX-License-Identifier: MIT", "// What leads from one state of a call, or of a person in it, to another.",
             f"// {MADE}", f"import type {{ {', '.join(sorted(machine.enum for machine in machines))} }} from './generated'", ""]
    for machine in machines:
        kind = machine.name.capitalize()
        union = " | ".join(f"'{event}'" for event in machine.events)
        lines += [f"export type {kind}Event = {union}", "",
                  f"export const {machine.name}Steps: readonly {{ from: {machine.enum} | 'none'; event: {kind}Event; "
                  f"to: {machine.enum} }}[] = ["]
        lines += [f"  {{ from: '{before}', event: '{event}', to: '{then}' }}," for before, event, then in machine.steps]
        lines += ["]", "", "// A state that is not left in `ms` meets the event.",
                  f"export const {machine.name}After: readonly {{ state: {machine.enum}; ms: number; event: {kind}Event }}[] = ["]
        lines += [f"  {{ state: '{state}', ms: {ms}, event: '{event}' }}," for state, ms, event in machine.after]
        lines += ["]", ""]
    return "\n".join(lines)


def diagram(machine):
    lines = ["```mermaid", "stateDiagram-v2"]
    for before, event, then in machine.steps:
        lines.append(f"    {'[*]' if before == 'none' else before} --> {then}: {event}")
    for state, ms, event in machine.after:
        lines.append(f"    note right of {state}: after {ms // 1000} s: {event}")
    outward = {before for before, _, _ in machine.steps}
    lines += [f"    {state} --> [*]" for state in machine.states if state not in outward]
    return "\n".join([*lines, "```"])


def with_diagrams(page, machines):
    """The page with each part between `<!-- machine NAME -->` and `<!-- end -->` made anew."""
    for machine in machines:
        part = re.compile(rf"(<!-- machine {machine.name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not part.search(page):
            raise SchemaError(f"docs/calls.md: no place for the machine {machine.name}")
        page = part.sub(lambda found, machine=machine: found[1] + diagram(machine) + "\n" + found[2], page)
    return page
