// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace teahouse {
namespace {

// The index of the first byte from `start` that is not ASCII, or the size.
std::size_t skip_ascii(std::span<const std::byte> bytes, std::size_t start) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
    std::size_t i = start;
    while (bytes.size() - i >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, sizeof(word));
        if ((word & kHighBits) != 0) {
            break;
        }
        i += sizeof(word);
    }
    while (i < bytes.size() && std::to_integer<unsigned>(bytes[i]) < 0x80) {
        ++i;
    }
    return i;
}

// What may follow a lead byte: how many continuation bytes, and the bounds of the first of them
// (RFC 3629 section 4).
struct Sequence {
    std::uint8_t missing;
    std::uint8_t low;
    std::uint8_t high;
};

// `missing` is 0 for a byte that cannot start a character.
constexpr Sequence sequence_of(unsigned lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
        return {.missing = 1, .low = 0x80, .high = 0xBF};
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0;
        const bool surrogate = lead == 0xED;
        return {.missing = 2,
                .low = static_cast<std::uint8_t>(overlong ? 0xA0 : 0x80),
                .high = static_cast<std::uint8_t>(surrogate ? 0x9F : 0xBF)};
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0;
        const bool too_high = lead == 0xF4;
        return {.missing = 3,
                .low = static_cast<std::uint8_t>(overlong ? 0x90 : 0x80),
                .high = static_cast<std::uint8_t>(too_high ? 0x8F : 0xBF)};
    }
    return {.missing = 0, .low = 0, .high = 0};
}

}  // namespace

bool Utf8Checker::feed(std::span<const std::byte> bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        if (missing_ == 0) {
            i = skip_ascii(bytes, i);
            if (i == bytes.size()) {
                return true;
            }
            const Sequence next = sequence_of(std::to_integer<unsigned>(bytes[i]));
            if (next.missing == 0) {
                return false;
            }
            missing_ = next.missing;
            low_ = next.low;
            high_ = next.high;
        } else {
            const unsigned byte = std::to_integer<unsigned>(bytes[i]);
            if (byte < low_ || byte > high_) {
                return false;
            }
            --missing_;
            low_ = 0x80;
            high_ = 0xBF;
        }
        ++i;
    }
    return true;
}

bool is_utf8(std::span<const std::byte> bytes) {
    Utf8Checker checker;
    return checker.feed(bytes) && checker.complete();
}

bool is_utf8(std::string_view text) { return is_utf8(std::as_bytes(std::span(text))); }

}  // namespace teahouse
