// SPDX-License-Identifier: MIT
// The search box and the cutter of texts: whatever is typed, parsing ends within its bounds, every
// phrase that a text is made of is found in it, and marks lie on whole characters.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "text/cut.h"
#include "text/match.h"
#include "text/query.h"

namespace {

namespace text = teahouse::text;

void check_query(std::string_view input) {
    const text::SearchWords words = text::parse_query(input, {.now = 1'800'000'000'000});
    CHECK(words.phrases.size() <= text::kPhrasesMax);
    CHECK(words.from.size() <= text::kFilterValuesMax && words.in.size() <= text::kFilterValuesMax);
    for (const text::Phrase& phrase : words.phrases) {
        CHECK(!phrase.tokens.empty() && phrase.tokens.size() <= text::kPhraseTokensMax);
    }
}

void check_text(std::string_view input) {
    const text::Phrase phrase = text::make_phrase(input, true);
    if (phrase.tokens.empty()) {
        return;
    }
    const auto ranges = text::find_all(input, {phrase});
    CHECK(ranges && !ranges->empty());
    const text::Piece piece =
        text::make_piece(input, *ranges, {.before = 8, .characters = 32, .marks = 4});
    CHECK(piece.marks.size() <= 4);
    if (!teahouse::is_utf8(input)) {
        return;  // bounded it was; texts of messages are UTF-8
    }
    CHECK(teahouse::is_utf8(piece.text));
    for (const text::Range& mark : piece.marks) {
        CHECK(mark.start < mark.end && mark.end <= piece.text.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    check_query(input);
    check_text(input);
    static_cast<void>(text::parse_zone(input));
    return 0;
}
