// SPDX-License-Identifier: MIT
// What may stand in a JSON text as it is; shared by reader and writer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace teahouse::proto {

// Whether one of eight characters ends a run of plain text: a quote, a backslash or a control
// character.
inline bool json_has_special(std::uint64_t eight) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHigh = 0x8080808080808080U;
    const auto zero_byte = [](std::uint64_t x) { return (x - kOnes) & ~x & kHigh; };
    const std::uint64_t control = (eight - kOnes * 0x20U) & ~eight & kHigh;
    return (control | zero_byte(eight ^ (kOnes * '"')) | zero_byte(eight ^ (kOnes * '\\'))) != 0;
}

// The first character from `at` that ends a run of plain text, or the end.
inline std::size_t json_plain_end(std::string_view text, std::size_t at) {
    while (text.size() - at >= 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, 8);
        if (json_has_special(eight)) {
            break;
        }
        at += 8;
    }
    while (at < text.size() && text[at] != '"' && text[at] != '\\' &&
           static_cast<unsigned char>(text[at]) >= 0x20U) {
        ++at;
    }
    return at;
}

}  // namespace teahouse::proto
