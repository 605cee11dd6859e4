// SPDX-License-Identifier: MIT
#include "resp/parser.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/limits_resp.h"
#include "resp/reply.h"

namespace teahouse::resp {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kVerbatimFormatBytes = 4;  // "txt:"
constexpr std::size_t kKeptBytes = 4'096;        // a line buffer that is not given back

bool read_integer(std::string_view text, std::int64_t& number) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) {
            return false;
        }
    }
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size();
}

// "inf", "-inf" and "nan" are numbers here too.
bool read_real(std::string_view text, double& number) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size();
}

bool is_big_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Type aggregate_of(char mark) {
    switch (mark) {
        case '%':
        case '|': return Type::map;
        case '~': return Type::set;
        case '>': return Type::push;
        default: return Type::array;
    }
}

}  // namespace

Parser::Parser(const ParserOptions& options) : options_(options) {
    CHECK(options.bytes_max < std::numeric_limits<std::uint32_t>::max());
    CHECK(options.elements_max < std::numeric_limits<std::uint32_t>::max());
}

bool Parser::idle() const {
    return stage_ == Stage::line && line_.empty() && reply_.nodes_.empty() && open_.empty();
}

std::size_t Parser::bytes_held() const {
    return line_.size() + open_.size() * sizeof(Open) + reply_.bytes();
}

Event Parser::next(std::string_view& input) {
    while (!complete_ && step(input)) {
    }
    if (stage_ == Stage::failed) {
        input = {};
        return {.kind = Event::Kind::error, .why = why_};
    }
    if (!complete_) {
        return {};
    }
    complete_ = false;
    elements_ = 0;
    if (line_.capacity() > kKeptBytes) {
        line_ = {};
    }
    return {.kind = Event::Kind::reply, .reply = std::exchange(reply_, {})};
}

// Reads one line, text or end of a text; false: there is not all of it, or it is not RESP.
bool Parser::step(std::string_view& input) {
    switch (stage_) {
        case Stage::line: {
            std::string_view line;
            if (!read_line(input, line) || !on_line(line)) {
                return false;
            }
            line_.clear();
            return true;
        }
        case Stage::text: return read_text(input);
        case Stage::text_end: return read_text_end(input);
        case Stage::failed: break;
    }
    return false;
}

// A line without its end. It lies in the input or, when it came in pieces, in line_.
bool Parser::read_line(std::string_view& input, std::string_view& line) {
    const std::size_t at = input.find('\n');
    const std::size_t bytes = at == std::string_view::npos ? input.size() : at + 1;
    if (line_.size() + bytes > limits::kRespLineBytesMax) {
        return fail("a line is too long");
    }
    const std::string_view piece = input.substr(0, bytes);
    const bool whole = at != std::string_view::npos;
    line = piece;
    if (!whole || !line_.empty()) {
        line_ += piece;
        line = line_;
    }
    input.remove_prefix(bytes);
    if (!whole) {
        return false;
    }
    if (!line.ends_with(kLineEnd)) {
        return fail("a line does not end with CR LF");
    }
    line.remove_suffix(kLineEnd.size());
    if (line.find('\r') != std::string_view::npos) {
        return fail("a line holds a CR");
    }
    return true;
}

bool Parser::on_line(std::string_view line) {
    if (line.empty()) {
        return fail("an empty line where a reply is due");
    }
    const char mark = line.front();
    const std::string_view rest = line.substr(1);
    switch (mark) {
        case '+': return add_text(Type::simple, rest);
        case '-': return add_text(Type::error, rest);
        case ':':
        case ',':
        case '#':
        case '_':
        case '(': return on_number(mark, rest);
        case '$': return on_text_header(Type::bulk, rest);
        case '!': return on_text_header(Type::error, rest);
        case '=': return on_text_header(Type::verbatim, rest);
        case '*':
        case '%':
        case '~':
        case '>':
        case '|': return on_aggregate(mark, rest);
        case ';':
        case '.': return fail("streamed replies are not read");
        default: return fail("an unknown type of reply");
    }
}

bool Parser::on_number(char type, std::string_view rest) {
    Reply::Node node;
    switch (type) {
        case ':':
            node.type = Type::integer;
            if (!read_integer(rest, node.integer)) {
                return fail("not an integer");
            }
            break;
        case ',':
            node.type = Type::real;
            if (!read_real(rest, node.real)) {
                return fail("not a double");
            }
            break;
        case '#':
            node.type = Type::boolean;
            if (rest != "t" && rest != "f") {
                return fail("not a boolean");
            }
            node.integer = rest == "t" ? 1 : 0;
            break;
        case '(':
            return is_big_number(rest) ? add_text(Type::big_number, rest)
                                       : fail("not a big number");
        default:
            if (!rest.empty()) {
                return fail("not a null");
            }
            break;
    }
    if (!add_node(node)) {
        return false;
    }
    complete_value();
    return true;
}

bool Parser::on_text_header(Type type, std::string_view rest) {
    if (rest == "?") {
        return fail("streamed replies are not read");
    }
    std::int64_t bytes = 0;
    if (!read_integer(rest, bytes) || bytes < -1) {
        return fail("not a length");
    }
    if (bytes == -1) {
        if (type != Type::bulk) {
            return fail("not a length");
        }
        return on_number('_', {});
    }
    if (static_cast<std::uint64_t>(bytes) > options_.bytes_max - reply_.text_.size()) {
        return fail("the reply is too big");
    }
    if (!add_node({.type = type, .text_at = reply_.text_.size()})) {
        return false;
    }
    text_type_ = type;
    text_left_ = static_cast<std::uint64_t>(bytes);
    stage_ = Stage::text;
    return true;
}

bool Parser::on_aggregate(char mark, std::string_view rest) {
    if (rest == "?") {
        return fail("streamed replies are not read");
    }
    std::int64_t count = 0;
    if (!read_integer(rest, count) || count < -1 || (count == -1 && mark != '*')) {
        return fail("not a number of elements");
    }
    if (count == -1) {
        return on_number('_', {});
    }
    if (mark == '>' && !open_.empty()) {
        return fail("a push within a reply");
    }
    if (static_cast<std::uint64_t>(count) > options_.elements_max) {
        return fail("the reply has too many elements");
    }
    if (open_.size() >= options_.depth_max) {
        return fail("the reply is nested too deeply");
    }
    const Type type = aggregate_of(mark);
    const std::uint64_t children = static_cast<std::uint64_t>(count) * (type == Type::map ? 2 : 1);
    open_.push_back({.node = reply_.nodes_.size(),
                     .text_bytes = reply_.text_.size(),
                     .left = children + 1,
                     .attribute = mark == '|'});
    if (!add_node({.type = type, .count = static_cast<std::uint32_t>(children)})) {
        return false;
    }
    complete_value();
    return true;
}

bool Parser::read_text(std::string_view& input) {
    const std::size_t bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(text_left_, input.size()));
    reply_.text_ += input.substr(0, bytes);
    input.remove_prefix(bytes);
    text_left_ -= bytes;
    if (text_left_ > 0) {
        return false;
    }
    stage_ = Stage::text_end;
    text_left_ = kLineEnd.size();
    return true;
}

bool Parser::read_text_end(std::string_view& input) {
    for (; text_left_ > 0; --text_left_) {
        if (input.empty()) {
            return false;
        }
        if (input.front() != kLineEnd[kLineEnd.size() - text_left_]) {
            return fail("a text does not end with CR LF");
        }
        input.remove_prefix(1);
    }
    Reply::Node& node = reply_.nodes_.back();
    if (text_type_ == Type::verbatim) {
        if (reply_.text_.size() < node.text_at + kVerbatimFormatBytes ||
            reply_.text_[node.text_at + kVerbatimFormatBytes - 1] != ':') {
            return fail("a verbatim text without its format");
        }
        node.text_at += kVerbatimFormatBytes;
    }
    node.count = static_cast<std::uint32_t>(reply_.text_.size() - node.text_at);
    stage_ = Stage::line;
    complete_value();
    return true;
}

bool Parser::add_node(const Reply::Node& node) {
    if (++elements_ > options_.elements_max) {
        return fail("the reply has too many elements");
    }
    reply_.nodes_.push_back(node);
    return true;
}

bool Parser::add_text(Type type, std::string_view text) {
    if (text.size() > options_.bytes_max - reply_.text_.size()) {
        return fail("the reply is too big");
    }
    if (!add_node({.type = type,
                   .count = static_cast<std::uint32_t>(text.size()),
                   .text_at = reply_.text_.size()})) {
        return false;
    }
    reply_.text_ += text;
    complete_value();
    return true;
}

// A leaf is there, or the head of an aggregate, which counts as one of what it waits for.
void Parser::complete_value() {
    while (!open_.empty()) {
        Open& innermost = open_.back();
        if (--innermost.left > 0) {
            return;
        }
        const Open closed = innermost;
        open_.pop_back();
        if (closed.attribute) {
            reply_.nodes_.resize(closed.node);
            reply_.text_.resize(closed.text_bytes);
            return;  // the value that it is of is still to come
        }
        reply_.nodes_[closed.node].nodes =
            static_cast<std::uint32_t>(reply_.nodes_.size() - closed.node);
    }
    complete_ = true;
}

bool Parser::fail(std::string_view why) {
    stage_ = Stage::failed;
    why_ = why;
    reply_ = {};
    line_ = {};
    open_ = {};
    return false;
}

}  // namespace teahouse::resp
