// SPDX-License-Identifier: MIT
#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::ascii {
namespace {

constexpr std::array<bool, 256> make_token_table() {
    std::array<bool, 256> table = {};
    for (unsigned c = 0; c < table.size(); ++c) {
        const char character = static_cast<char>(c);
        table[c] = is_digit(character) || is_alpha(character);
    }
    for (const char c : std::string_view("!#$%&'*+-.^_`|~")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}

constexpr std::array<bool, 256> kTokenTable = make_token_table();

}  // namespace

bool is_token_char(char c) { return kTokenTable[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = to_lower(c);
    }
    return lower;
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\') {
            ++i;  // a quoted pair: the next character means itself
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == separator && !quoted) {
            parts.push_back(trim(text.substr(start, i - start)));
            start = i + 1;
        }
    }
    parts.push_back(trim(text.substr(start)));
    return parts;
}

bool has_token(std::string_view list, std::string_view token) {
    const std::vector<std::string_view> parts = split(list, ',');
    return std::any_of(parts.begin(), parts.end(), [token](std::string_view part) {
        return equals_ignoring_case(part, token);
    });
}

}  // namespace teahouse::ascii
