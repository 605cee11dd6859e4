// SPDX-License-Identifier: MIT
#include "text/query.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "text/cut.h"

namespace teahouse::text {
namespace {

constexpr TimeMs kDay = 86'400'000;
// 2026-11-26 01:00 UTC
constexpr QueryClock kClock{.now = 20'783 * kDay + 3'600'000};

using Names = std::vector<std::string>;

TEST(Query, is_words_and_phrases) {
    const SearchWords words = parse_query("  天气 \"good tea\" Tea　hot ", kClock);
    ASSERT_EQ(words.phrases.size(), 4U);
    EXPECT_EQ(words.phrases[0], make_phrase("天气", false));
    EXPECT_EQ(words.phrases[1], make_phrase("good tea", true));
    EXPECT_EQ(words.phrases[2], make_phrase("tea", false));
    EXPECT_EQ(words.phrases[3], make_phrase("hot", false));
    EXPECT_TRUE(parse_query("", kClock).empty());
    EXPECT_TRUE(parse_query(" ?! \"", kClock).empty());
    EXPECT_EQ(parse_query("tea tea", kClock).phrases.size(), 1U);
}

TEST(Query, takes_filters) {
    const SearchWords words = parse_query(
        "from:anna FROM:\"Li Wei\" in:Tea has:link HAS:Image has:link before:2026-11-01 after:2026 "
        "x1",
        kClock);
    EXPECT_EQ(words.from, (Names{"anna", "Li Wei"}));
    EXPECT_EQ(words.in, Names{"Tea"});
    EXPECT_EQ(words.has, (std::vector{Has::link, Has::image}));
    EXPECT_EQ(words.before, 20'758 * kDay);
    EXPECT_EQ(words.after, 20'454 * kDay);
    EXPECT_EQ(words.phrases, std::vector{make_phrase("x1", false)});
}

TEST(Query, takes_filters_in_chinese) {
    const SearchWords words =
        parse_query("来自：张三 在:茶馆 包含:链接 早于:今天 晚于：昨天 茶", kClock);
    EXPECT_EQ(words.from, Names{"张三"});
    EXPECT_EQ(words.in, Names{"茶馆"});
    EXPECT_EQ(words.has, std::vector{Has::link});
    EXPECT_EQ(words.before, 20'783 * kDay);
    EXPECT_EQ(words.after, 20'782 * kDay);
    EXPECT_EQ(words.phrases.size(), 1U);
}

TEST(Query, knows_what_a_message_may_hold) {
    const std::vector all{Has::image, Has::file, Has::video, Has::audio,
                          Has::voice, Has::poll, Has::link};
    EXPECT_EQ(
        parse_query("has:image has:file has:video has:audio has:voice has:poll has:link", kClock)
            .has,
        all);
    EXPECT_EQ(parse_query("包含:图片 包含：文件 包含:视频 包含:音乐 包含:语音 包含:投票 包含:链接",
                          kClock)
                  .has,
              all);
    EXPECT_EQ(parse_query("包含:音频", kClock).has, std::vector{Has::audio});
    EXPECT_FALSE(parse_query("has:poll", kClock).empty());
}

TEST(Query, takes_what_is_no_filter_as_words) {
    EXPECT_EQ(parse_query("before:never", kClock).phrases.size(), 1U);
    EXPECT_EQ(parse_query("before:2026-02-30", kClock).phrases.size(), 1U);
    EXPECT_EQ(parse_query("has:fun", kClock).phrases.size(), 1U);
    EXPECT_EQ(parse_query("http://tea", kClock).phrases.size(), 1U);
    EXPECT_TRUE(parse_query("from:", kClock).empty());  // still being typed
    EXPECT_TRUE(parse_query("from:\"", kClock).empty());
}

TEST(Query, counts_days_where_the_searcher_is) {
    const QueryClock shanghai{.now = 20'783 * kDay + 17 * 3'600'000, .zone_ms = 8 * 3'600'000};
    EXPECT_EQ(parse_query("after:today", shanghai).after, 20'784 * kDay - 8 * 3'600'000);
    EXPECT_EQ(parse_query("after:2024-02-29", shanghai).after, 19'782 * kDay - 8 * 3'600'000);
}

TEST(Query, is_bounded) {
    std::string many;
    for (int i = 0; i < 100; ++i) {
        many += "w" + std::to_string(i) + " from:p" + std::to_string(i) + " ";
    }
    const SearchWords words = parse_query(many, kClock);
    EXPECT_EQ(words.phrases.size(), kPhrasesMax);
    EXPECT_EQ(words.from.size(), kFilterValuesMax);
}

TEST(Zone, is_signed_hours_and_minutes) {
    EXPECT_EQ(parse_zone("+08:00"), 8 * 3'600'000);
    EXPECT_EQ(parse_zone("-03:30"), -(3 * 3'600'000 + 1'800'000));
    EXPECT_EQ(parse_zone("Z"), 0);
    EXPECT_FALSE(parse_zone(""));
    EXPECT_FALSE(parse_zone("+8"));
    EXPECT_FALSE(parse_zone("+15:00"));
    EXPECT_FALSE(parse_zone("+0a:00"));
}

}  // namespace
}  // namespace teahouse::text
