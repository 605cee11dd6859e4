// SPDX-License-Identifier: MIT
// Blocks of symbols instead of the tables of Unicode: those hold all emoji of today and the places
// of those to come, and nothing that is invisible or turns text around.
#include "chat/sign.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace teahouse::chat {
namespace {

struct Block {
    char32_t first;
    char32_t last;
};

constexpr std::array kSymbols = {
    Block{0xA9, 0xA9},      Block{0xAE, 0xAE},     Block{0x203C, 0x203C}, Block{0x2049, 0x2049},
    Block{0x2122, 0x2122},  Block{0x2139, 0x2139}, Block{0x2190, 0x21FF}, Block{0x2300, 0x23FF},
    Block{0x24C2, 0x24C2},  Block{0x25A0, 0x27BF}, Block{0x2934, 0x2935}, Block{0x2B00, 0x2BFF},
    Block{0x3030, 0x3030},  Block{0x303D, 0x303D}, Block{0x3297, 0x3297}, Block{0x3299, 0x3299},
    Block{0x1F000, 0x1FAFF}};

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kTextStyle = 0xFE0E;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kBlackFlag = 0x1F3F4;  // a flag of a region: tags follow
constexpr char32_t kTagFirst = 0xE0020;
constexpr char32_t kTagEnd = 0xE007F;

bool is_symbol(char32_t c) {
    return std::ranges::any_of(kSymbols, [c](Block b) { return c >= b.first && c <= b.last; });
}

bool is_style(char32_t c) { return c == kTextStyle || c == kEmojiStyle; }
bool is_tag(char32_t c) { return c >= kTagFirst && c <= kTagEnd; }
bool is_key(char32_t c) { return (c >= '0' && c <= '9') || c == '#' || c == '*'; }

std::u32string decode(std::string_view text) {
    std::u32string out;
    for (const char byte : text) {
        const auto unit = static_cast<unsigned char>(byte);
        if (unit < 0x80U) {
            out.push_back(unit);
        } else if (unit >= 0xC0U) {
            out.push_back(unit >= 0xF0U   ? unit & 0x07U
                          : unit >= 0xE0U ? unit & 0x0FU
                                          : unit & 0x1FU);
        } else if (!out.empty()) {
            out.back() = (out.back() << 6U) | (unit & 0x3FU);
        }
    }
    return out;
}

// Whether `c` may follow `before`; 0 is the beginning, or what a whole sign may follow.
bool may_follow(char32_t before, char32_t c) {
    if (is_symbol(c)) {
        return !is_key(before) && !(is_tag(before) && before != kTagEnd);
    }
    if (is_style(c)) {
        return is_symbol(before) || is_key(before);
    }
    if (c == kJoiner) {
        return is_symbol(before) || is_style(before);
    }
    if (is_tag(c)) {
        return before == kBlackFlag || (is_tag(before) && before != kTagEnd);
    }
    return false;
}

// The length of a keycap at the beginning of `text`: a key, perhaps a style, the cap; 0 if none.
std::size_t keycap(std::u32string_view text) {
    if (text.empty() || !is_key(text.front())) {
        return 0;
    }
    const std::size_t cap = text.size() > 1 && is_style(text[1]) ? 2 : 1;
    return text.size() > cap && text[cap] == kKeycap ? cap + 1 : 0;
}

}  // namespace

bool is_sign(std::string_view text) {
    const std::u32string points = decode(text);
    const std::u32string_view all = points;
    char32_t before = 0;
    for (std::size_t i = 0; i < all.size();) {
        const bool whole = before != kJoiner && (!is_tag(before) || before == kTagEnd);
        const std::size_t cap = whole ? keycap(all.substr(i)) : 0;
        if (cap > 0) {
            before = 0;
            i += cap;
        } else if (may_follow(before, all[i])) {
            before = all[i++];
        } else {
            return false;
        }
    }
    return !all.empty() && before != kJoiner && (!is_tag(before) || before == kTagEnd);
}

}  // namespace teahouse::chat
