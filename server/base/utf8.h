// SPDX-License-Identifier: MIT
// UTF-8 validation (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF), whole or in
// pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace teahouse {

// Whether the whole text is valid UTF-8. ASCII costs one comparison per eight bytes.
bool is_utf8(std::string_view text);
bool is_utf8(std::span<const std::byte> bytes);

// Validates a text that arrives in pieces; a character may be cut anywhere. Fails at the first byte
// that no valid text could hold, not only when the character is over.
class Utf8Checker {
public:
    // False: invalid; the checker must then be reset before it is used again.
    bool feed(std::span<const std::byte> bytes);
    // Whether the text may end here: no character is unfinished.
    [[nodiscard]] bool complete() const { return missing_ == 0; }
    void reset() { *this = Utf8Checker(); }

private:
    std::uint8_t missing_ = 0;  // continuation bytes still to come
    std::uint8_t low_ = 0x80;   // what the next of them may be
    std::uint8_t high_ = 0xBF;
};

}  // namespace teahouse
