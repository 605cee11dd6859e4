// SPDX-License-Identifier: MIT
#include "resp/reply.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace teahouse::resp {
namespace {

constexpr std::size_t kDescribedBytesMax = 200;  // of one text

void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text.substr(0, kDescribedBytesMax)) {
        const unsigned byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte >= 0x7F) {
            out += "\\x";
            out += kHex[byte >> 4U];
            out += kHex[byte & 0x0FU];
        } else {
            out += c;
        }
    }
    out += text.size() > kDescribedBytesMax ? "\"..." : "\"";
}

void append_leaf(std::string& out, const Value& value) {
    switch (value.type()) {
        case Type::simple:
        case Type::bulk:
        case Type::verbatim: append_quoted(out, value.text()); break;
        case Type::error:
            out += "error ";
            append_quoted(out, value.text());
            break;
        case Type::integer: out += std::to_string(value.integer()); break;
        case Type::big_number: out += value.text(); break;
        case Type::real: out += std::to_string(value.real()); break;
        case Type::boolean: out += value.integer() != 0 ? "true" : "false"; break;
        case Type::null: out += "null"; break;
        case Type::array:
        case Type::map:
        case Type::set:
        case Type::push: break;
    }
}

std::string_view opening(Type type) {
    switch (type) {
        case Type::map: return "{";
        case Type::set: return "set[";
        case Type::push: return "push[";
        case Type::simple:
        case Type::error:
        case Type::integer:
        case Type::bulk:
        case Type::verbatim:
        case Type::real:
        case Type::boolean:
        case Type::big_number:
        case Type::null:
        case Type::array: break;
    }
    return "[";
}

}  // namespace

const Reply::Node Reply::kNull = {};

std::string_view to_string(Type type) {
    switch (type) {
        case Type::simple: return "simple";
        case Type::error: return "error";
        case Type::integer: return "integer";
        case Type::bulk: return "bulk";
        case Type::verbatim: return "verbatim";
        case Type::real: return "real";
        case Type::boolean: return "boolean";
        case Type::big_number: return "big_number";
        case Type::null: return "null";
        case Type::array: return "array";
        case Type::map: return "map";
        case Type::set: return "set";
        case Type::push: return "push";
    }
    return "";
}

Value::Iterator& Value::Iterator::operator++() {
    at_ += reply_->node(at_).nodes;
    return *this;
}

Type Value::type() const { return reply_->node(at_).type; }

bool Value::is_aggregate() const {
    return is(Type::array) || is(Type::map) || is(Type::set) || is(Type::push);
}

std::string_view Value::text() const {
    switch (type()) {
        case Type::simple:
        case Type::error:
        case Type::bulk:
        case Type::verbatim:
        case Type::big_number: {
            const Reply::Node& node = reply_->node(at_);
            return std::string_view(reply_->text_).substr(node.text_at, node.count);
        }
        case Type::integer:
        case Type::real:
        case Type::boolean:
        case Type::null:
        case Type::array:
        case Type::map:
        case Type::set:
        case Type::push: break;
    }
    return {};
}

std::string_view Value::code() const {
    return is_error() ? text().substr(0, text().find(' ')) : std::string_view();
}

std::int64_t Value::integer() const {
    if (is(Type::integer) || is(Type::boolean)) {
        return reply_->node(at_).integer;
    }
    const std::string_view digits = text();
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return fault == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

double Value::real() const {
    return is(Type::real) ? reply_->node(at_).real : static_cast<double>(integer());
}

std::size_t Value::size() const { return is_aggregate() ? reply_->node(at_).count : 0; }

Value::Iterator Value::begin() const { return {reply_, at_ + 1}; }

Value::Iterator Value::end() const { return {reply_, at_ + reply_->node(at_).nodes}; }

Value Value::at(std::size_t index) const {
    for (const Value child : *this) {
        if (index-- == 0) {
            return child;
        }
    }
    return {reply_, static_cast<std::size_t>(-1)};
}

Value Value::find(std::string_view key) const {
    bool is_key = true;
    bool found = false;
    for (const Value child : *this) {
        if (found) {
            return child;
        }
        found = is_key && !child.is_aggregate() && child.text() == key;
        is_key = !is_key;
    }
    return {reply_, static_cast<std::size_t>(-1)};
}

std::string describe(const Value& value) {
    struct Level {
        Value::Iterator next;
        Value::Iterator end;
        char closing;
    };
    std::string out;
    std::vector<Level> open;
    const auto add = [&](const Value& one) {
        if (!one.is_aggregate()) {
            append_leaf(out, one);
            return;
        }
        out += opening(one.type());
        open.push_back(
            {.next = one.begin(), .end = one.end(), .closing = one.is(Type::map) ? '}' : ']'});
    };
    add(value);
    while (!open.empty()) {
        if (open.back().next == open.back().end) {
            out += open.back().closing;
            open.pop_back();
            continue;
        }
        if (out.back() != '[' && out.back() != '{') {
            out += ',';
        }
        const Value child = *open.back().next;
        ++open.back().next;
        add(child);
    }
    return out;
}

}  // namespace teahouse::resp
