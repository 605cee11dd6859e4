# SPDX-License-Identifier: MIT
"""Reads server/proto/teahouse.schema into a model. The grammar:

    schema     = "version" NUMBER, definition*
    definition = ["extern"] "enum" NAME [STRING] "{" (word "=" NUMBER)* "}"
               | ("struct" | "tuple") NAME fields
               | "op" name "=" NUMBER "(" transports ";" who ")" fields "->" fields ["errors" word*] STRING
               | "push" name "=" NUMBER fields STRING
    fields     = "{" (name type)* "}"
    type       = base ["?"],  base = word | "text(" NUMBER ")" | "list(" word "," NUMBER ")"

A `#` starts a comment; one that stands alone above a definition, or behind a field or a definition,
becomes its documentation. A mistake ends with a SchemaError that names the line.
"""

import re
from dataclasses import dataclass, field

IDS = {"user": "UserId", "room": "RoomId", "device": "DeviceId", "seq": "Seq", "epoch": "Epoch"}
NUMBERS = {"u32", "u64", "time"}
# What a frame says besides the fields; a request or push may not use the words for fields.
FRAME_WORDS = {"id", "op", "re", "ok", "error"}
COMMON_ERRORS = ["bad_frame", "unknown_op", "invalid", "too_large", "login_needed", "session_expired",
                 "rate_limited", "internal"]
FIELDS_MAX = 32


class SchemaError(Exception):
    """The schema is wrong; the message starts with the line."""


@dataclass
class Type:
    base: str  # bool, u32, u64, time, an id, "text", "list", or the name of a definition
    limit: int = 0  # text: bytes, list: items
    item: "Type | None" = None
    optional: bool = False


@dataclass
class Field:
    name: str
    type: Type
    doc: str = ""


@dataclass
class Value:
    name: str
    number: int
    doc: str = ""


@dataclass
class Enum:
    name: str
    values: list
    doc: str = ""
    header: str = ""  # extern: where C++ declares it


@dataclass
class Struct:
    name: str
    fields: list
    doc: str = ""
    is_tuple: bool = False


@dataclass
class Op:
    name: str
    number: int
    transports: list
    who: str
    request: Struct
    reply: Struct
    errors: list
    doc: str


@dataclass
class Push:
    name: str
    number: int
    fields: Struct
    doc: str


@dataclass
class Schema:
    version: int = 0
    enums: dict = field(default_factory=dict)
    structs: dict = field(default_factory=dict)  # in the order of the file: uses come after definitions
    ops: list = field(default_factory=list)
    pushes: list = field(default_factory=list)


def pascal(name):
    """room.create → RoomCreate"""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[._]", name))


TOKEN = re.compile(r'\s+|#[^\n]*|"[^"\n]*"|->|[A-Za-z_][\w.]*|\d+|[{}()=;,?]')


class Tokens:
    """The text cut into (kind, text, line); comments are kept apart."""

    def __init__(self, text):
        self.items, self.alone, self.behind = [], {}, {}
        position, line = 0, 1
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise SchemaError(f"line {line}: cannot read {text[position:position + 10]!r}")
            token = match.group()
            if token.startswith("#"):
                stands_alone = not text[text.rfind("\n", 0, position) + 1:position].strip()
                (self.alone if stands_alone else self.behind)[line] = token[1:].strip()
            elif not token.isspace():
                self.items.append((token, line))
            line += token.count("\n")
            position = match.end()
        self.index = 0

    @property
    def line(self):
        return self.items[min(self.index, len(self.items) - 1)][1]

    def peek(self):
        return self.items[self.index][0] if self.index < len(self.items) else ""

    def next(self):
        token = self.peek()
        if not token:
            raise SchemaError(f"line {self.line}: the schema ends too early")
        self.index += 1
        return token

    def last_line(self):
        return self.items[self.index - 1][1]

    def expect(self, wanted):
        token = self.next()
        if token != wanted:
            raise SchemaError(f"line {self.last_line()}: expected {wanted!r}, found {token!r}")

    def word(self):
        token = self.next()
        if not re.match(r"[A-Za-z_]", token):
            raise SchemaError(f"line {self.last_line()}: expected a name, found {token!r}")
        return token

    def number(self):
        token = self.next()
        if not token.isdigit():
            raise SchemaError(f"line {self.last_line()}: expected a number, found {token!r}")
        return int(token)

    def string(self):
        token = self.next()
        if not token.startswith('"'):
            raise SchemaError(f"line {self.last_line()}: expected a quoted text, found {token!r}")
        return token[1:-1]

    def doc_above(self, line):
        """The comment lines directly above `line`."""
        lines = []
        while line - 1 in self.alone:
            line -= 1
            lines.insert(0, self.alone[line])
        return " ".join(lines)

    def doc_behind(self):
        """The comment behind what was read last, if nothing else follows on its line."""
        line = self.last_line()
        if self.index < len(self.items) and self.items[self.index][1] == line:
            return ""
        return self.behind.get(line, "")


class Parser:
    def __init__(self, text):
        self.tokens = Tokens(text)
        self.schema = Schema()

    def parse(self):
        tokens = self.tokens
        tokens.expect("version")
        self.schema.version = tokens.number()
        readers = {"extern": self.enum, "enum": self.enum, "struct": self.struct, "tuple": self.struct,
                   "op": self.op, "push": self.push}
        while tokens.peek():
            line, word = tokens.line, tokens.next()
            if word not in readers:
                self.fail(f"unknown definition {word!r}", line)
            readers[word](word, line)
        return self.schema

    def fail(self, what, line=None):
        raise SchemaError(f"line {line or self.tokens.last_line()}: {what}")

    def add(self, table, definition):
        if definition.name in self.schema.enums or definition.name in self.schema.structs:
            self.fail(f"{definition.name} is defined twice")
        table[definition.name] = definition

    def enum(self, word, line):
        tokens = self.tokens
        if word == "extern":
            tokens.expect("enum")
        enum = Enum(tokens.word(), [], tokens.doc_above(line))
        if word == "extern":
            enum.header = tokens.string()
        tokens.expect("{")
        while tokens.peek() != "}":
            name = tokens.word()
            tokens.expect("=")
            value = Value(name, tokens.number())
            value.doc = tokens.doc_behind()
            if any(value.name == other.name or value.number == other.number for other in enum.values):
                self.fail(f"{enum.name}.{name} is given twice")
            if not 1 <= value.number <= 127:
                self.fail(f"the number of {enum.name}.{name} is not within 1 and 127")
            enum.values.append(value)
        tokens.next()
        enum.doc = tokens.doc_behind() or enum.doc
        self.add(self.schema.enums, enum)

    def struct(self, word, line):
        name = self.tokens.word()
        struct = Struct(name, self.fields(), self.tokens.doc_above(line), word == "tuple")
        if struct.is_tuple and any(item.type.optional for item in struct.fields):
            self.fail(f"the tuple {name} has an optional field", line)
        self.add(self.schema.structs, struct)

    def fields(self):
        tokens, fields = self.tokens, []
        tokens.expect("{")
        while tokens.peek() != "}":
            name = tokens.word()
            item = Field(name, self.type())
            item.doc = tokens.doc_behind()
            if any(other.name == name for other in fields):
                self.fail(f"the field {name} is given twice")
            fields.append(item)
        tokens.next()
        if len(fields) > FIELDS_MAX:
            self.fail(f"more than {FIELDS_MAX} fields")
        return fields

    def type(self):
        tokens = self.tokens
        base = tokens.word()
        if base == "text":
            tokens.expect("(")
            found = Type("text", tokens.number())
            tokens.expect(")")
        elif base == "list":
            tokens.expect("(")
            item = tokens.word()
            self.known(item)
            tokens.expect(",")
            found = Type("list", tokens.number(), Type(item))
            tokens.expect(")")
        else:
            self.known(base)
            found = Type(base)
        if tokens.peek() == "?":
            tokens.next()
            found.optional = True
        return found

    def known(self, base):
        """Only what was defined before: so no type can contain itself and decoding has a fixed depth."""
        if base not in {"bool", *IDS, *NUMBERS, *self.schema.enums, *self.schema.structs}:
            self.fail(f"unknown type {base!r}")

    def op(self, _word, line):
        tokens = self.tokens
        name = tokens.word()
        tokens.expect("=")
        number = tokens.number()
        transports, who = self.access()
        request = Struct(pascal(name) + "Request", self.fields())
        tokens.expect("->")
        reply = Struct(pascal(name) + "Reply", self.fields())
        errors = []
        if tokens.peek() == "errors":
            tokens.next()
            while not tokens.peek().startswith('"'):
                errors.append(tokens.word())
        op = Op(name, number, transports, who, request, reply, errors, tokens.string())
        self.check_op(op, line)
        self.schema.ops.append(op)

    def access(self):
        tokens, transports, who = self.tokens, [], ""
        tokens.expect("(")
        while tokens.peek() != ";":
            transports.append(tokens.word())
        tokens.next()
        while tokens.peek() != ")":
            token = tokens.next()
            who += token if token == "," or not who else " " + token
        tokens.next()
        return transports, who

    def check_op(self, op, line):
        words = {value.name for value in self.schema.enums["ErrorCode"].values}
        if not op.transports or not set(op.transports) <= {"ws", "http"}:
            self.fail(f"{op.name}: transports are ws and http", line)
        for error in op.errors:
            if error not in words:
                self.fail(f"{op.name}: unknown error {error!r}", line)
        for item in op.request.fields:
            if item.name in FRAME_WORDS:
                self.fail(f"{op.name}: a request field may not be called {item.name!r}", line)
        for other in self.schema.ops:
            if other.name == op.name or other.number >= op.number:
                self.fail(f"{op.name}: names and numbers of operations must be new and ascending", line)

    def push(self, _word, line):
        tokens = self.tokens
        name = tokens.word()
        tokens.expect("=")
        number = tokens.number()
        push = Push(name, number, Struct(pascal(name) + "Push", self.fields()), tokens.string())
        # A JSON push is known by its first key, a MessagePack push by its number (0 and 1 are answers).
        if not push.fields.fields or push.fields.fields[0].name != name or name in FRAME_WORDS:
            self.fail(f"push {name}: its first field must be called {name}", line)
        if number < 2 or any(other.number >= number for other in self.schema.pushes):
            self.fail(f"push {name}: numbers must be new, ascending and above 1", line)
        self.schema.pushes.append(push)


def parse(text):
    """Schema text → Schema; raises SchemaError."""
    return Parser(text).parse()
