// SPDX-License-Identifier: MIT
// ASCII rules that HTTP and WebSocket share (RFC 9110 section 5.6): case, tokens, comma lists. No
// locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::ascii {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

// 0-15, or -1 when `c` is no hexadecimal digit.
constexpr int hex_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// tchar of RFC 9110 section 5.6.2.
bool is_token_char(char c);
// At least one character, all of them tchar.
bool is_token(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

// Cuts `text` at `separator` outside of quoted strings and trims the parts. Empty parts are kept,
// so that a strict reader can refuse them. The views live as long as `text`.
std::vector<std::string_view> split(std::string_view text, char separator);

// Whether the comma list holds `token`, ignoring case: has_token("keep-alive, Upgrade", "upgrade").
bool has_token(std::string_view list, std::string_view token);

}  // namespace teahouse::ascii
