// SPDX-License-Identifier: MIT
// Ranges, entity tags and dates.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "http/date.h"
#include "http/etag.h"
#include "http/range.h"

namespace teahouse::http {
namespace {

using Kind = RangeChoice::Kind;

TEST(HttpRange, chooses_one_piece) {
    struct Case {
        std::string_view range;
        Kind kind;
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };
    for (const Case& item : {
             Case{"bytes=0-0", Kind::partial, 0, 1},
             Case{"bytes=0-99", Kind::partial, 0, 100},
             Case{"Bytes=10-19", Kind::partial, 10, 10},
             Case{"bytes=990-", Kind::partial, 990, 10},
             Case{"bytes=999-5000", Kind::partial, 999, 1},
             Case{"bytes=0-99999999999999999999999", Kind::partial, 0, 1000},
             Case{"bytes=-1", Kind::partial, 999, 1},
             Case{"bytes=-5000", Kind::partial, 0, 1000},
             Case{"bytes=0-9,10-19", Kind::partial, 0, 20},
             Case{"bytes=0-9, 50-59", Kind::partial, 0, 60},
             Case{"bytes=50-59,0-9", Kind::partial, 0, 60},
             Case{"bytes=0-99,10-19", Kind::partial, 0, 100},
             Case{"bytes=0-9,2000-", Kind::partial, 0, 10},
             Case{"bytes=0-9,500-509", Kind::whole},
             Case{"bytes=0-9,10-19,20-29", Kind::whole},
             Case{"bytes=1000-", Kind::unsatisfiable},
             Case{"bytes=1000-1001,2000-", Kind::unsatisfiable},
             Case{"bytes=99999999999999999999999-", Kind::unsatisfiable},
             Case{"bytes=-0", Kind::unsatisfiable},
             Case{"", Kind::whole},
             Case{"bytes", Kind::whole},
             Case{"bytes=", Kind::whole},
             Case{"bytes=-", Kind::whole},
             Case{"bytes=a-b", Kind::whole},
             Case{"bytes=5-4", Kind::whole},
             Case{"bytes=+1-2", Kind::whole},
             Case{"bytes=1--2", Kind::whole},
             Case{"bytes=0-1,", Kind::whole},
             Case{"bytes=0-1;2-3", Kind::whole},
             Case{"items=0-1", Kind::whole},
             Case{"bytes=0 -1", Kind::whole},
         }) {
        const RangeChoice choice = choose_range(item.range, 1000);
        EXPECT_EQ(choice.kind, item.kind) << item.range;
        if (item.kind == Kind::partial) {
            EXPECT_EQ(choice.offset, item.offset) << item.range;
            EXPECT_EQ(choice.size, item.size) << item.range;
        }
    }
    EXPECT_EQ(choose_range("bytes=0-", 0).kind, Kind::whole);
    EXPECT_EQ(choose_range("", 1000).size, 1000U);
}

TEST(HttpRange, writes_content_range) {
    EXPECT_EQ(content_range(choose_range("bytes=5-9", 1000), 1000), "bytes 5-9/1000");
    EXPECT_EQ(unsatisfied_range(1000), "bytes */1000");
}

TEST(HttpRange, asks_if_range) {
    EXPECT_TRUE(if_range_holds("", "\"a\""));
    EXPECT_TRUE(if_range_holds("\"a\"", "\"a\""));
    EXPECT_FALSE(if_range_holds("\"b\"", "\"a\""));
    EXPECT_FALSE(if_range_holds("W/\"a\"", "\"a\""));
    EXPECT_FALSE(if_range_holds("W/\"a\"", "W/\"a\""));
    EXPECT_FALSE(if_range_holds("*", "\"a\""));
    const std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_TRUE(if_range_holds(date, "\"a\"", date));
    EXPECT_FALSE(if_range_holds(date, "\"a\"", "Sun, 06 Nov 1994 08:49:38 GMT"));
    EXPECT_FALSE(if_range_holds(date, "\"a\""));
}

TEST(HttpEtag, compares_weakly_for_if_none_match) {
    for (const std::string_view field : {"\"a\"", "W/\"a\"", "*", " * ", "\"x\", \"a\"",
                                         "\"x\",W/\"a\"", "\"a\" , \"x\"", "\"x,y\", \"a\""}) {
        EXPECT_TRUE(if_none_match_hits(field, "\"a\"")) << field;
        EXPECT_TRUE(if_none_match_hits(field, "W/\"a\"")) << field;
    }
    for (const std::string_view field :
         {"", "\"b\"", "a", "\"a", "a\"", "w/\"a\"", "\"a\" \"b\"", "\"A\"", "**", "\"x\",*",
          "W/ \"a\"", ",\"a\"", "\"a \""}) {
        EXPECT_FALSE(if_none_match_hits(field, "\"a\"")) << field;
    }
}

TEST(HttpEtag, compares_strongly_for_if_match) {
    EXPECT_TRUE(if_match_holds("", "\"a\""));
    EXPECT_TRUE(if_match_holds("*", "\"a\""));
    EXPECT_TRUE(if_match_holds("\"b\", \"a\"", "\"a\""));
    EXPECT_FALSE(if_match_holds("W/\"a\"", "\"a\""));
    EXPECT_FALSE(if_match_holds("\"a\"", "W/\"a\""));
    EXPECT_FALSE(if_match_holds("\"b\"", "\"a\""));
}

TEST(HttpDate, writes_and_reads_the_fixed_form) {
    EXPECT_EQ(format_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(format_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_date(1'709'164'800), "Thu, 29 Feb 2024 00:00:00 GMT");
    EXPECT_EQ(format_date(4'107'542'399), "Sun, 28 Feb 2100 23:59:59 GMT");
    for (std::int64_t seconds = 0; seconds < 253'402'300'800; seconds += 86'400 * 97 + 12'345) {
        ASSERT_EQ(parse_date(format_date(seconds)), seconds);
    }
}

TEST(HttpDate, refuses_every_other_form) {
    for (const std::string_view text :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
          "Mon, 06 Nov 1994 08:49:37 GMT", "Fri, 30 Feb 1996 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
          "Sun, 6 Nov 1994 08:49:37 GMT ", "Sun; 06 Nov 1994 08:49:37 GMT",
          "Sun, 00 Nov 1994 08:49:37 GMT"}) {
        EXPECT_EQ(parse_date(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace teahouse::http
