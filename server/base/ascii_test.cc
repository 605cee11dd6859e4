// SPDX-License-Identifier: MIT
#include "base/ascii.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::ascii {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Ascii, knows_token_characters) {
    EXPECT_TRUE(is_token("Sec-WebSocket-Key"));
    EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09azAZ"));
    for (const std::string_view text :
         {"", "a b", "a:b", "a\"", "a/b", "\x7f", "caf\xC3\xA9", "(x)"}) {
        EXPECT_FALSE(is_token(text)) << text;
    }
    EXPECT_FALSE(is_token(std::string_view("a\0b", 3)));
}

TEST(Ascii, compares_without_case) {
    EXPECT_TRUE(equals_ignoring_case("WebSocket", "websocket"));
    EXPECT_FALSE(equals_ignoring_case("websocket", "websockets"));
    EXPECT_FALSE(equals_ignoring_case("[", "{"));
    EXPECT_EQ(to_lower("ABC-xyz_\xC3\x84"), "abc-xyz_\xC3\x84");
}

TEST(Ascii, trims_spaces_and_tabs_only) {
    EXPECT_EQ(trim(" \t a b \t"), "a b");
    EXPECT_EQ(trim(" \t "), "");
    EXPECT_EQ(trim("\va\v"), "\va\v");
}

TEST(Ascii, splits_outside_of_quotes) {
    EXPECT_EQ(split("a, b ,,c", ','), (Parts{"a", "b", "", "c"}));
    EXPECT_EQ(split("", ','), (Parts{""}));
    EXPECT_EQ(split(R"("a,b", c)", ','), (Parts{R"("a,b")", "c"}));
    EXPECT_EQ(split(R"("a\",b", c)", ','), (Parts{R"("a\",b")", "c"}));
    EXPECT_EQ(split(R"("open, c)", ','), (Parts{R"("open, c)"}));
    EXPECT_EQ(split("\"a\\", ','), (Parts{"\"a\\"}));
}

TEST(Ascii, finds_tokens_in_lists) {
    EXPECT_TRUE(has_token("keep-alive, Upgrade", "upgrade"));
    EXPECT_FALSE(has_token("keep-alive, Upgrades", "upgrade"));
    EXPECT_FALSE(has_token("\"upgrade\"", "upgrade"));
    EXPECT_FALSE(has_token("", "upgrade"));
}

TEST(Ascii, reads_hexadecimal_digits) {
    EXPECT_EQ(hex_value('0'), 0);
    EXPECT_EQ(hex_value('a'), 10);
    EXPECT_EQ(hex_value('F'), 15);
    EXPECT_EQ(hex_value('g'), -1);
    EXPECT_EQ(hex_value('\0'), -1);
}

}  // namespace
}  // namespace teahouse::ascii
