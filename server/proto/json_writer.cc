// SPDX-License-Identifier: MIT
#include "proto/json_writer.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proto/json_text.h"

namespace teahouse::proto {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

// The letter behind the backslash, or 0: the long form.
char escape_letter(char c) {
    switch (c) {
        case '"':
        case '\\': return c;
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

}  // namespace

void JsonWriter::value(std::uint64_t v) {
    std::array<char, 20> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), v);
    out_.append(digits.data(), result.ptr);
}

void JsonWriter::value(std::string_view v) {
    out_.push_back('"');
    std::size_t at = 0;
    while (true) {
        const std::size_t plain = json_plain_end(v, at);
        out_.append(v.substr(at, plain - at));
        if (plain == v.size()) {
            break;
        }
        at = plain + 1;
        out_.push_back('\\');
        if (const char letter = escape_letter(v[plain]); letter != 0) {
            out_.push_back(letter);
        } else {
            const auto code = static_cast<unsigned char>(v[plain]);
            out_.append("u00").append({kHexDigits[code >> 4U], kHexDigits[code & 0xFU]});
        }
    }
    out_.push_back('"');
}

}  // namespace teahouse::proto
