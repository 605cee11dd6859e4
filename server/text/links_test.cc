// SPDX-License-Identifier: MIT
#include "text/links.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::text {
namespace {

using Links = std::vector<std::string>;

Links found(std::string_view source) { return links_in(source, {.links = 3, .bytes = 2'048}); }

TEST(LinksIn, finds_addresses_as_they_are_written) {
    EXPECT_EQ(found("see https://tea.example/a?b=c#d and HTTP://tea.example"),
              (Links{"https://tea.example/a?b=c#d", "HTTP://tea.example"}));
    EXPECT_EQ(found("no http:// nothing, ftp://tea.example, tea.example"), Links{});
    EXPECT_EQ(found("https://[::1]/ http://茶.example/龙井"),
              (Links{"https://[::1]/", "http://茶.example/龙井"}));
}

TEST(LinksIn, leaves_the_signs_of_the_sentence) {
    EXPECT_EQ(found("(https://tea.example/a)."), (Links{"https://tea.example/a"}));
    EXPECT_EQ(found("https://tea.example/a_(b)!"), (Links{"https://tea.example/a_(b)"}));
    EXPECT_EQ(found("请看https://tea.example/茶。然后"), Links{});
    EXPECT_EQ(found("请看 https://tea.example/茶。然后"), (Links{"https://tea.example/茶"}));
    EXPECT_EQ(found("**https://tea.example**"), (Links{"https://tea.example"}));
}

TEST(LinksIn, takes_the_address_behind_words) {
    EXPECT_EQ(found("[the tea](https://tea.example/a)后面"), (Links{"https://tea.example/a"}));
    EXPECT_EQ(found("[the tea](https://tea.example/a_(b))x"), (Links{"https://tea.example/a_(b)"}));
}

TEST(LinksIn, passes_over_code_names_and_words) {
    EXPECT_EQ(found("`https://tea.example/a` https://tea.example/b"),
              (Links{"https://tea.example/b"}));
    EXPECT_EQ(found("```\nhttps://tea.example/a\n```\nhttps://tea.example/b"),
              (Links{"https://tea.example/b"}));
    EXPECT_EQ(found("``` https://tea.example/a"), Links{});
    EXPECT_EQ(found("` https://tea.example/a\n`"), (Links{"https://tea.example/a"}));
    EXPECT_EQ(found("https://user:secret@tea.example/"), Links{});
    EXPECT_EQ(found("xhttps://tea.example/ _https://tea.example/"), Links{});
}

TEST(LinksIn, holds_its_bounds) {
    EXPECT_EQ(found("https://a.example https://a.example https://b.example https://c.example "
                    "https://d.example"),
              (Links{"https://a.example", "https://b.example", "https://c.example"}));
    EXPECT_EQ(found("https://a.example/" + std::string(2'048, 'a') + " https://b.example"),
              (Links{"https://b.example"}));
}

}  // namespace
}  // namespace teahouse::text
