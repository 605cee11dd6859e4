// SPDX-License-Identifier: MIT
#include "original/plain_text.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::original {
namespace {

TEST(PlainText, is_what_the_page_of_the_original_shows) {
    struct Case {
        std::string_view html;
        std::string_view text;
    };
    const std::vector<Case> cases = {
        {"喝茶吧", "喝茶吧"},
        {"a &lt;b&gt; &amp;amp; &quot;c&quot; &#39;d&#039; &#x8336;", "a <b> &amp; \"c\" 'd' 茶"},
        {"tea&nbsp;&nbsp;house", "tea  house"},
        {"one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"},
        {"one<div>two</div><div>three<br></div>", "one\ntwo\nthree"},
        {"<p>one</p><p>two</p>", "one\ntwo"},
        {R"(<span style="color: red">red</span> <b>bold</b>)", "red bold"},
        {R"(so [!ywz_3] and <img emoji-name="ymj_2" src="/x.gif" />)", "so [!ywz_3] and [!ymj_2]"},
        {R"(<img src="data:image/png;base64,AAAA">)", "[图片]"},
        // Written by hand, and text for us.
        {"<script>alert(1)</script>", "<script>alert(1)</script>"},
        {"1 < 2 && 3 > 2", "1 < 2 && 3 > 2"},
        {"std::vector<int> & x &unknown; &#0; &#xD800; &#99999999;",
         "std::vector<int> & x &unknown; \uFFFD \uFFFD \uFFFD"},
        {"<", "<"},
        {"&", "&"},
        {"<br", "<br"},
        {"", ""},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(plain_text(one.html).text, one.text) << one.html;
    }
    EXPECT_TRUE(plain_text("a<br>b").tags);
    EXPECT_FALSE(plain_text("a &lt;br&gt; b <int>").tags);
}

TEST(PlainText, is_always_valid) {
    const PlainText plain = plain_text("a\xFF\xE8\x8C b\x01\x7F");
    EXPECT_TRUE(plain.broken);
    EXPECT_EQ(plain.text, "a\uFFFD\uFFFD\uFFFD b");
    EXPECT_EQ(valid_text(std::string_view("a\0b", 3)), "a\uFFFDb");
    EXPECT_EQ(valid_text("\xE8\x8C\xB6\xE8"), "茶\uFFFD");
}

TEST(PlainText, is_cut_between_characters) {
    EXPECT_EQ(cut_bytes("茶茶", 5), "茶");
    EXPECT_EQ(cut_bytes("茶茶", 6), "茶茶");
    EXPECT_EQ(split_text("茶茶茶", 7), (std::vector<std::string>{"茶茶", "茶"}));
    EXPECT_EQ(split_text("one\ntwo", 5), (std::vector<std::string>{"one\n", "two"}));
    EXPECT_EQ(split_text("short", 5), (std::vector<std::string>{"short"}));
}

TEST(PlainText, of_brackets_alone_stays_as_it_is) {
    for (const std::string& text :
         {std::string("<"), std::string("a <"), std::string("</"), std::string("<<<<b"),
          std::string("1 < 2 > 0"), std::string(1'000'000, '<')}) {
        const PlainText plain = plain_text(text);
        EXPECT_EQ(plain.text, text);
        EXPECT_FALSE(plain.tags);
    }
}

}  // namespace
}  // namespace teahouse::original
