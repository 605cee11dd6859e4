// SPDX-License-Identifier: MIT
#include "text/word_filter.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::text {
namespace {

std::string masked(const std::vector<std::string>& words, const std::string& text) {
    return WordFilter(words).masked(text).value_or("nothing");
}

TEST(WordFilter, finds_chinese_wherever_it_stands) {
    EXPECT_EQ(masked({"坏话"}, "他说坏话了"), "他说**了");
    EXPECT_EQ(masked({"坏话"}, "坏 话，坏.话"), "***，***") << "nor do signs between help";
    EXPECT_EQ(masked({"壞話"}, "坏话"), "**") << "simplified";
    EXPECT_EQ(masked({"坏话"}, "壞話"), "**") << "traditional";
    EXPECT_EQ(masked({"坏话"}, "坏話的壞话"), "**的**") << "and mixed";
    EXPECT_EQ(masked({"坏话"}, "好坏，话说"), "好***说");
    EXPECT_EQ(masked({"坏话"}, "好话"), "nothing");
    EXPECT_EQ(masked({"加微信v"}, "加微信 Ｖ：x"), "*****：x");
}

TEST(WordFilter, finds_other_words_as_whole_ones) {
    EXPECT_EQ(masked({"ass"}, "class pass"), "nothing");
    EXPECT_EQ(masked({"ass"}, "an Áss!"), "an ***!");
    EXPECT_EQ(masked({"ass"}, "a s s"), "nothing");
    EXPECT_EQ(masked({"ass"}, "是ass的"), "是***的");
    EXPECT_EQ(masked({"free  coins"}, "get FREE-coins now"), "get ********** now");
    EXPECT_EQ(masked({"ass", "coins"}, "ass,coins"), "***,*****");
}

TEST(WordFilter, finds_words_within_words_and_overlapping_ones) {
    EXPECT_EQ(masked({"一二三四", "二三", "四五"}, "一二三五"), "一**五");
    EXPECT_EQ(masked({"一二三四", "二三", "四五"}, "零一二三四五"), "零*****");
}

TEST(WordFilter, finds_emoji) {
    EXPECT_EQ(masked({"💩"}, "a💩💩b"), "a**b");
    EXPECT_EQ(masked({"bad🍵"}, "so bad 🍵!"), "so *****!");
}

TEST(WordFilter, of_nothing_finds_nothing) {
    EXPECT_TRUE(WordFilter().empty());
    EXPECT_FALSE(WordFilter().finds("anything"));
    const WordFilter blank({"", "  ", "!?", "\xFF"});
    EXPECT_TRUE(blank.empty());
    EXPECT_FALSE(blank.finds("!? \xFF"));
    EXPECT_FALSE(WordFilter({"x"}).finds(""));
}

// Against a search for each word by itself.
TEST(WordFilter, finds_what_a_plain_search_finds) {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same each time
    const std::vector<std::string> signs = {"天", "地", "人"};
    const auto make = [&](std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i) {
            text += signs[random() % signs.size()];
        }
        return text;
    };
    for (int round = 0; round < 300; ++round) {
        std::vector<std::string> words;
        for (std::size_t i = 0; i < 1 + random() % 4; ++i) {
            words.push_back(make(2 + random() % 4));
        }
        const std::string text = make(random() % 12);
        std::string covered = text;
        for (const std::string& word : words) {
            for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
                std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(at), word.size(), '*');
            }
        }
        std::string expected;
        for (std::size_t i = 0; i < text.size(); i += 3) {
            expected += covered[i] == '*' ? "*" : text.substr(i, 3);
        }
        EXPECT_EQ(masked(words, text), expected == text ? "nothing" : expected) << text;
    }
}

}  // namespace
}  // namespace teahouse::text
