// SPDX-License-Identifier: MIT
// Cuts a text into the tokens of the index. A run of a script without spaces becomes pairs of
// neighbours, and its last character by itself: 喝茶吧 → 喝茶 茶吧 吧. So a word of two or more
// characters is found wherever it stands, as a phrase of pairs, and one character as the beginning
// of a pair. Other words are tokens as they are; an emoji is one too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::text {

inline constexpr std::size_t kTokenCharsMax = 40;  // longer words are cut: a row of tokens

struct Token {
    std::string text = {};
    std::uint32_t start = 0;      // bytes of the source
    std::uint32_t end = 0;        // of the whole token
    std::uint32_t first_end = 0;  // of its first character
    bool dense = false;           // of a script without spaces
};

// As a message is kept in the index.
std::vector<Token> cut(std::string_view source);

// What is looked for: its tokens stand in a row, the last one perhaps only as a beginning.
struct Phrase {
    std::vector<std::string> tokens = {};
    bool prefix = false;

    friend bool operator==(const Phrase&, const Phrase&) = default;
};

// `words` as it was typed; `exact`: words are meant whole, as in quotation marks. No tokens if
// there is nothing in it to look for.
Phrase make_phrase(std::string_view words, bool exact);

}  // namespace teahouse::text
