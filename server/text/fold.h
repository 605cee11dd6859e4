// SPDX-License-Identifier: MIT
// A text as search sees it: NFKC and case folding (UAX #15, UAX #44), accents of Latin letters
// dropped, each character with the place in the source that it comes from. Invalid UTF-8 counts as
// separators.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::text {

enum class CharClass : std::uint8_t {
    separator,  // spaces, punctuation, symbols
    word,       // letters, digits and their marks, written with spaces between words
    dense,      // scripts without spaces: Han, kana, Hangul, Thai …
    emoji,      // one sign of its own
    flag,       // half a flag: two make one sign
};

struct Folded {
    char32_t character = 0;
    CharClass kind = CharClass::separator;
    std::uint32_t start = 0;  // bytes of the source that it stands for
    std::uint32_t end = 0;
};

std::vector<Folded> fold(std::string_view source);
// The same without places.
std::string folded_text(std::string_view source);
void append_utf8(char32_t character, std::string& out);
// Of the tables that folding depends on: 15.1 is 1501.
std::int64_t unicode_version();

}  // namespace teahouse::text
