// SPDX-License-Identifier: MIT
#include "proto/json_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/error.h"
#include "proto/json_text.h"

namespace teahouse::proto {

namespace {

constexpr unsigned kSkippedDepthMax = 32;

constexpr bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

void append_utf8(std::uint32_t code_point, std::string& out) {
    const auto add = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80U) {
        add(code_point);
    } else if (code_point < 0x800U) {
        add(0xC0U | code_point >> 6U);
        add(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000U) {
        add(0xE0U | code_point >> 12U);
        add(0x80U | (code_point >> 6U & 0x3FU));
        add(0x80U | (code_point & 0x3FU));
    } else {
        add(0xF0U | code_point >> 18U);
        add(0x80U | (code_point >> 12U & 0x3FU));
        add(0x80U | (code_point >> 6U & 0x3FU));
        add(0x80U | (code_point & 0x3FU));
    }
}

// Four hexadecimal digits at `at`; false if they are not there.
bool hex4(std::string_view raw, std::size_t at, std::uint32_t& out) {
    if (raw.size() - at < 4) {
        return false;
    }
    out = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = ascii::hex_value(raw[i]);
        if (digit < 0) {
            return false;
        }
        out = out << 4U | static_cast<std::uint32_t>(digit);
    }
    return true;
}

// What a one-letter escape stands for, or 0.
char short_escape(char c) {
    switch (c) {
        case '"':
        case '\\':
        case '/': return c;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return 0;
    }
}

}  // namespace

// The open containers of a skipped value: one bit each, the innermost lowest; 1 is an object.
struct JsonReader::Nesting {
    std::uint64_t bits = 0;
    unsigned depth = 0;

    [[nodiscard]] bool in_object() const { return (bits & 1U) != 0; }
    void push(bool object) {
        bits = bits << 1U | (object ? 1U : 0U);
        ++depth;
    }
    void pop() {
        bits >>= 1U;
        --depth;
    }
};

char JsonReader::peek() {
    while (position_ < text_.size() && is_space(text_[position_])) {
        ++position_;
    }
    return position_ < text_.size() ? text_[position_] : '\0';
}

bool JsonReader::take(char c) {
    if (peek() != c) {
        return false;
    }
    ++position_;
    return true;
}

void JsonReader::go_to(Mark mark) {
    position_ = mark.position;
    first_ = mark.first;
    failure_.clear();
}

// Something else than was asked for: either a value of another type, or no JSON at all.
bool JsonReader::mismatch(std::string_view what) {
    return skip() && failure_.set(ErrorCode::invalid, what);
}

bool JsonReader::boolean(bool& out) {
    const char c = peek();
    if (c != 't' && c != 'f') {
        return mismatch("must be true or false");
    }
    out = c == 't';
    return skip_literal();
}

bool JsonReader::null() {
    return peek() == 'n' && text_.substr(position_, 4) == "null" && skip_literal();
}

bool JsonReader::number(std::uint64_t& out, std::uint64_t max) {
    const bool digit = ascii::is_digit(peek());
    std::size_t at = position_;
    std::uint64_t value = 0;
    while (at < text_.size() && ascii::is_digit(text_[at])) {
        if (at - position_ >= 18) {
            return skip_number() && failure_.set(ErrorCode::invalid, "is out of range");
        }
        value = value * 10 + static_cast<std::uint64_t>(text_[at] - '0');
        ++at;
    }
    const bool leading_zero = at - position_ > 1 && text_[position_] == '0';
    const bool fraction =
        at < text_.size() && (text_[at] == '.' || text_[at] == 'e' || text_[at] == 'E');
    if (!digit || leading_zero || fraction) {
        return mismatch("must be a whole number");
    }
    position_ = at;
    out = value;
    return value <= max || failure_.set(ErrorCode::invalid, "is out of range");
}

bool JsonReader::text(std::string& out, std::size_t bytes_max) {
    if (peek() != '"') {
        return mismatch("must be a text");
    }
    std::string_view raw;
    bool escaped = false;
    if (!raw_text(raw, escaped)) {
        return false;
    }
    if (!escaped) {
        if (raw.size() > bytes_max) {
            return failure_.set(ErrorCode::too_large, "is too long");
        }
        out = raw;
        return true;
    }
    return unescape(raw, out) &&
           (out.size() <= bytes_max || failure_.set(ErrorCode::too_large, "is too long"));
}

bool JsonReader::word(std::string_view& out, std::string_view what) {
    if (peek() != '"') {
        return mismatch(what);
    }
    bool escaped = false;
    if (!raw_text(out, escaped)) {
        return false;
    }
    if (escaped) {
        if (!unescape(out, scratch_)) {
            return false;
        }
        out = scratch_;
    }
    return true;
}

// At the opening quote: what stands between the quotes, as it stands.
bool JsonReader::raw_text(std::string_view& raw, bool& escaped) {
    const std::size_t start = position_ + 1;
    std::size_t at = json_plain_end(text_, start);
    while (at < text_.size() && text_[at] == '\\' && text_.size() - at > 1) {
        escaped = true;
        at = json_plain_end(text_, at + 2);
    }
    if (at >= text_.size() || text_[at] != '"') {
        return broken();
    }
    raw = text_.substr(start, at - start);
    position_ = at + 1;
    return true;
}

bool JsonReader::unescape(std::string_view raw, std::string& out) {
    out.clear();
    out.reserve(raw.size());
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t plain = raw.find('\\', at);
        out.append(raw.substr(at, plain - at));
        if (plain == std::string_view::npos) {
            break;
        }
        at = plain + 2;  // raw_text saw to it that a character follows
        const char escape = raw[plain + 1];
        if (escape == 'u') {
            if (!unescape_unicode(raw, at, out)) {
                return false;
            }
        } else if (const char c = short_escape(escape); c != 0) {
            out.push_back(c);
        } else {
            return broken();
        }
    }
    return true;
}

// Behind \u. A surrogate must be half of a pair: alone it is no character.
bool JsonReader::unescape_unicode(std::string_view raw, std::size_t& at, std::string& out) {
    std::uint32_t high = 0;
    if (!hex4(raw, at, high)) {
        return broken();
    }
    at += 4;
    if (high < 0xD800U || high > 0xDFFFU) {
        append_utf8(high, out);
        return true;
    }
    std::uint32_t low = 0;
    const bool pair = high < 0xDC00U && raw.substr(at, 2) == "\\u" && hex4(raw, at + 2, low) &&
                      low >= 0xDC00U && low <= 0xDFFFU;
    if (!pair) {
        return broken();
    }
    at += 6;
    append_utf8(0x10000U + ((high - 0xD800U) << 10U) + (low - 0xDC00U), out);
    return true;
}

bool JsonReader::begin_object() {
    if (peek() != '{') {
        return mismatch("must be an object");
    }
    ++position_;
    first_ = true;
    return true;
}

bool JsonReader::begin_list(List& list) {
    if (peek() != '[') {
        return mismatch("must be a list");
    }
    ++position_;
    first_ = true;
    list.expected = 0;
    return true;
}

// Behind an opening bracket or an element: whether another element comes.
bool JsonReader::next_element(char close) {
    if (failure_) {
        return false;
    }
    const bool first = first_;
    first_ = false;
    if (take(close)) {
        return false;
    }
    return first || take(',') || broken();
}

bool JsonReader::next_key(std::string_view& key) {
    if (!next_element('}')) {
        return false;
    }
    if (peek() != '"') {
        return broken();
    }
    return word(key, {}) && (take(':') || broken());
}

bool JsonReader::next_item(const List& /*list*/) { return next_element(']'); }

bool JsonReader::end() { return (peek() == '\0' && position_ == text_.size()) || broken(); }

bool JsonReader::skip() {
    if (failure_) {
        return false;
    }
    Nesting nesting;
    do {
        bool open = false;
        if (!skip_start(nesting, open) || (!open && !skip_rest(nesting))) {
            return false;
        }
    } while (nesting.depth > 0);
    return true;
}

// A scalar, an empty container, or (`open`) a container up to its first value.
bool JsonReader::skip_start(Nesting& nesting, bool& open) {
    const char c = peek();
    if (c != '{' && c != '[') {
        if (c == '"') {
            return skip_key();
        }
        return c == '-' || ascii::is_digit(c) ? skip_number() : skip_literal();
    }
    if (nesting.depth == kSkippedDepthMax) {
        return failure_.set(ErrorCode::bad_frame, "is nested too deep");
    }
    ++position_;
    nesting.push(c == '{');
    if (take(c == '{' ? '}' : ']')) {
        nesting.pop();
        return true;
    }
    open = true;
    return c == '[' || (skip_key() && (take(':') || broken()));
}

// Behind a value: closes containers up to where the next value starts, or to the end of the skipped
// one.
bool JsonReader::skip_rest(Nesting& nesting) {
    while (nesting.depth > 0) {
        if (take(',')) {
            return !nesting.in_object() || (skip_key() && (take(':') || broken()));
        }
        if (!take(nesting.in_object() ? '}' : ']')) {
            return broken();
        }
        nesting.pop();
    }
    return true;
}

bool JsonReader::skip_key() {
    if (peek() != '"') {
        return broken();
    }
    std::string_view raw;
    bool escaped = false;
    return raw_text(raw, escaped) && (!escaped || unescape(raw, scratch_));
}

bool JsonReader::skip_number() {
    std::size_t at = position_;
    const auto digits = [this, &at] {
        const std::size_t start = at;
        while (at < text_.size() && ascii::is_digit(text_[at])) {
            ++at;
        }
        return at > start;
    };
    const auto next_is = [this, &at](char a, char b) {
        const bool found = at < text_.size() && (text_[at] == a || text_[at] == b);
        at += found ? 1U : 0U;
        return found;
    };
    next_is('-', '-');
    const std::size_t start = at;
    if (!digits() || (text_[start] == '0' && at - start > 1)) {
        return broken();
    }
    if (next_is('.', '.') && !digits()) {
        return broken();
    }
    if (next_is('e', 'E')) {
        next_is('+', '-');
        if (!digits()) {
            return broken();
        }
    }
    position_ = at;
    return true;
}

bool JsonReader::skip_literal() {
    for (const std::string_view literal : {"true", "false", "null"}) {
        if (text_.substr(position_, literal.size()) == literal) {
            position_ += literal.size();
            return true;
        }
    }
    return broken();
}

}  // namespace teahouse::proto
