// SPDX-License-Identifier: MIT
#include "notify/web_address.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits_previews.h"

namespace teahouse::notify {
namespace {

std::string url_of(std::string_view text, const std::string& base = {}) {
    const auto address = web_address(text, base);
    return address ? address->url : "none";
}

TEST(WebAddress, is_asked_for_without_its_fragment) {
    EXPECT_EQ(url_of("https://tea.example/a?b=c#d"), "https://tea.example/a?b=c");
    EXPECT_EQ(url_of("https://tea.example/a%20b"), "https://tea.example/a%20b");
    EXPECT_EQ(url_of("https://tea.example/茶"), "https://tea.example/%E8%8C%B6");
    EXPECT_EQ(url_of("HTTP://tea.example/"), "http://tea.example/");
    EXPECT_EQ(web_address("https://TEA.example:8443/x")->host, "tea.example");
}

TEST(WebAddress, is_of_the_web) {
    for (const char* text :
         {"", "tea", "ftp://tea.example/", "file:///etc/passwd", "javascript:alert(1)",
          "gopher://tea.example/", "https://", "https://a:b@tea.example/", "https://a@tea.example/",
          "https://tea.example/a b", "data:text/html,x"}) {
        EXPECT_EQ(url_of(text), "none") << text;
    }
    EXPECT_EQ(url_of("https://tea.example/" + std::string(limits::kLinkBytesMax, 'a')), "none");
}

TEST(WebAddress, is_relative_to_another) {
    const std::string base = "https://tea.example/leaves/green?x=1";
    EXPECT_EQ(url_of("a.png", base), "https://tea.example/leaves/a.png");
    EXPECT_EQ(url_of("/a.png?y", base), "https://tea.example/a.png?y");
    EXPECT_EQ(url_of("//cdn.example/a.png", base), "https://cdn.example/a.png");
    EXPECT_EQ(url_of("http://cdn.example/a.png", base), "http://cdn.example/a.png");
    EXPECT_EQ(url_of("file:///etc/passwd", base), "none");
}

}  // namespace
}  // namespace teahouse::notify
