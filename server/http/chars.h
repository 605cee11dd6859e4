// SPDX-License-Identifier: MIT
// Small pieces of HTTP's grammar that several files share (RFC 9110 section 5).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "base/ascii.h"

namespace teahouse::http {

// HTAB, space, visible ASCII and obs-text: what a field value may hold.
constexpr bool is_field_char(char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

inline bool is_field_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_field_char);
}

// Digits only. Nothing for other characters or an empty text; too large a number gives the largest.
inline std::optional<std::uint64_t> read_decimal(std::string_view text) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    if (text.empty() || !std::all_of(text.begin(), text.end(), ascii::is_digit)) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        const std::uint64_t digit = static_cast<std::uint64_t>(c - '0');
        value = value > (kMax - digit) / 10 ? kMax : value * 10 + digit;
    }
    return value;
}

// A quoted string with its quotes (RFC 9110 section 5.6.4).
inline bool is_quoted_string(std::string_view text) {
    if (text.size() < 2 || text.front() != '"') {
        return false;
    }
    std::size_t i = 1;
    while (i < text.size() && text[i] != '"') {
        i += text[i] == '\\' ? 2U : 1U;
    }
    return i + 1 == text.size() && is_field_value(text);
}

}  // namespace teahouse::http
