// SPDX-License-Identifier: MIT
#include "text/cut.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "text/match.h"

namespace teahouse::text {
namespace {

using Words = std::vector<std::string>;

Words tokens_of(std::string_view source) {
    Words words;
    for (const Token& token : cut(source)) {
        words.push_back(token.text);
    }
    return words;
}

TEST(Cut, makes_pairs_of_dense_scripts_and_words_of_others) {
    EXPECT_EQ(tokens_of("喝茶吧"), (Words{"喝茶", "茶吧", "吧"}));
    EXPECT_EQ(tokens_of("茶"), Words{"茶"});
    EXPECT_EQ(tokens_of("今天，天气ok吗？"), (Words{"今天", "天", "天气", "气", "ok", "吗"}));
    EXPECT_EQ(tokens_of("Tea-House v1.2"), (Words{"tea", "house", "v1", "2"}));
    EXPECT_EQ(tokens_of("二〇二六"), (Words{"二〇", "〇二", "二六", "六"}));
    EXPECT_EQ(tokens_of("すしバー"), (Words{"すし", "しバ", "バー", "ー"}));
    EXPECT_EQ(tokens_of("한국어"), (Words{"한국", "국어", "어"}));
    EXPECT_EQ(tokens_of(" \t,.!?。、 "), Words{});
    EXPECT_EQ(tokens_of(""), Words{});
}

TEST(Cut, folds_width_case_and_accents) {
    EXPECT_EQ(tokens_of("ＴＥＡ１２"), Words{"tea12"});
    EXPECT_EQ(tokens_of("Café CAFE\xCC\x81"), (Words{"cafe", "cafe"}));
    EXPECT_EQ(tokens_of("Straße"), Words{"strasse"});
    EXPECT_EQ(tokens_of("ﾊﾞｽ"), (Words{"バス", "ス"}));
    EXPECT_EQ(tokens_of("Москва"), Words{"москва"});
}

TEST(Cut, takes_an_emoji_as_a_word) {
    EXPECT_EQ(tokens_of("👍🏽👍"), (Words{"👍", "👍"}));  // whatever the skin
    EXPECT_EQ(tokens_of("好👍"), (Words{"好", "👍"}));
    EXPECT_EQ(tokens_of("❤️"), Words{"❤"});
    EXPECT_EQ(tokens_of("🇨🇳🇩🇪"), (Words{"🇨🇳", "🇩🇪"}));
    EXPECT_EQ(tokens_of("👩‍💻"), (Words{"👩", "💻"}));
}

TEST(Cut, says_where_tokens_stand) {
    const std::vector<Token> tokens = cut("a 天气");
    ASSERT_EQ(tokens.size(), 3U);
    EXPECT_EQ(tokens[1].start, 2U);
    EXPECT_EQ(tokens[1].end, 8U);
    EXPECT_EQ(tokens[1].first_end, 5U);
    EXPECT_EQ(tokens[2].start, 5U);
}

TEST(Cut, cuts_what_is_too_long_for_a_word) {
    const Words words = tokens_of(std::string(100, 'x'));
    ASSERT_EQ(words.size(), 3U);
    EXPECT_EQ(words[0].size(), kTokenCharsMax);
    EXPECT_TRUE(find_all(std::string(100, 'x'), {make_phrase(std::string(90, 'x'), false)}));
}

TEST(Cut, survives_what_is_no_utf8) {
    EXPECT_EQ(tokens_of("a\xFF\xFE茶\xE8\x8C"), (Words{"a", "茶"}));
}

TEST(Phrase, leaves_the_end_open) {
    EXPECT_EQ(make_phrase("天气", false), (Phrase{.tokens = {"天气"}}));
    EXPECT_EQ(make_phrase("天", false), (Phrase{.tokens = {"天"}, .prefix = true}));
    EXPECT_EQ(make_phrase("好天气", false), (Phrase{.tokens = {"好天", "天气"}}));
    EXPECT_EQ(make_phrase("tea", false), (Phrase{.tokens = {"tea"}, .prefix = true}));
    EXPECT_EQ(make_phrase("tea", true), (Phrase{.tokens = {"tea"}}));
    EXPECT_EQ(make_phrase("t", false), (Phrase{.tokens = {"t"}}));
    EXPECT_EQ(make_phrase("天气ok", false),
              (Phrase{.tokens = {"天气", "气", "ok"}, .prefix = true}));
    EXPECT_TRUE(make_phrase("!?", false).tokens.empty());
}

// What is found is what a scan for the substring finds, for words of Chinese of any length.
TEST(Phrase, finds_what_a_scan_for_the_substring_finds) {
    std::uint64_t state = 42;
    const auto random = [&state] {  // the same texts in every run
        state = state * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
        return state >> 33U;
    };
    const std::vector<std::string> signs = {"天", "气", "茶", "馆", "好",
                                            "a",  "b ", "，", "👍", " "};
    const auto make = [&](std::size_t kinds, std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i) {
            text += signs[random() % kinds];
        }
        return text;
    };
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = make(signs.size(), random() % 30);
        const std::string word = make(5, 1 + random() % 4);  // of the five Chinese ones
        const bool found = find_all(text, {make_phrase(word, false)}).has_value();
        ASSERT_EQ(found, text.find(word) != std::string::npos) << word << " in " << text;
    }
}

std::vector<Range> ranges_of(std::string_view text, std::string_view words) {
    return find_all(text, {make_phrase(words, false)}).value_or(std::vector<Range>{});
}

TEST(Match, marks_what_was_found) {
    EXPECT_EQ(ranges_of("今天天气不错", "天气"), (std::vector<Range>{{.start = 6, .end = 12}}));
    EXPECT_EQ(ranges_of("天天", "天"),
              (std::vector<Range>{{.start = 0, .end = 6}}));  // grown together
    EXPECT_EQ(ranges_of("Teahouse", "tea"), (std::vector<Range>{{.start = 0, .end = 8}}));
    EXPECT_FALSE(find_all("tea house", {make_phrase("tea", false), make_phrase("room", false)}));
    EXPECT_TRUE(find_all("anything", {}));
}

TEST(Match, cuts_a_piece_around_the_first_mark) {
    std::string text;
    for (int i = 0; i < 100; ++i) {
        text += "茶";
    }
    text += "👍天气";
    for (int i = 0; i < 300; ++i) {
        text += "水";
    }
    const PieceBounds bounds{.before = 10, .characters = 40, .marks = 8};
    const Piece piece = make_piece(text, ranges_of(text, "天气"), bounds);
    EXPECT_TRUE(piece.before);
    EXPECT_TRUE(piece.after);
    ASSERT_EQ(piece.marks.size(), 1U);
    EXPECT_EQ(piece.marks[0], (Range{.start = 11, .end = 13}));  // 9 characters and one of 2 units
    const Piece whole = make_piece("a天气", {{.start = 1, .end = 7}}, bounds);
    EXPECT_EQ(whole.text, "a天气");
    EXPECT_FALSE(whole.before || whole.after);
}

TEST(Match, knows_a_link) {
    EXPECT_TRUE(has_link("see HTTPS://tea.example/x"));
    EXPECT_FALSE(has_link("http:// nothing"));
    EXPECT_FALSE(has_link("https"));
}

}  // namespace
}  // namespace teahouse::text
