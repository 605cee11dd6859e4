// SPDX-License-Identifier: MIT
#include "notify/page_head.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits_previews.h"
#include "base/utf8.h"

namespace teahouse::notify {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";

TEST(ReadPage, takes_open_graph_before_all_else) {
    const PageHead head = read_page(
        R"(<!DOCTYPE html><html><head><title>Plain</title>
           <meta name="description" content="plain text">
           <meta name='twitter:title' content='Bird'>
           <META PROPERTY="og:title" CONTENT="Open &amp; wide">
           <meta property="og:title" content="second">
           <meta content="About &#33590; &#x8336;&nbsp;&hellip;" property=og:description>
           <meta property="og:site_name" content=Tea>
           <meta property="og:image" content="/a.png?x=1&amp;y=2">
           </head><body><meta property="og:title" content="late"></body>)",
        kHtml);
    EXPECT_EQ(head.title, "Open & wide");
    EXPECT_EQ(head.text, "About 茶 茶 …");
    EXPECT_EQ(head.site, "Tea");
    EXPECT_EQ(head.image, "/a.png?x=1&y=2");
}

TEST(ReadPage, falls_back_to_title_and_description) {
    const PageHead head = read_page(
        "<title lang=en>\n  Oolong\t tea \n</title><meta name=description content='all  of it'/>",
        "text/html");
    EXPECT_EQ(head.title, "Oolong tea");
    EXPECT_EQ(head.text, "all of it");
    EXPECT_EQ(head.site, "");
    EXPECT_EQ(head.image, "");
}

TEST(ReadPage, reads_nothing_of_scripts_comments_and_the_body) {
    const PageHead head = read_page(
        R"(<script>var a = "<title>wrong</title>"; if (1 < 2) {}</SCRIPT>
           <!-- <title>wrong</title> --><style>a > b { content: "<title>" }</style>
           <link title="<title>wrong</title>" href=x><title>right</title>
           <body><title>wrong</title>)",
        kHtml);
    EXPECT_EQ(head.title, "right");
}

TEST(ReadPage, knows_the_charsets_of_chinese_pages) {
    EXPECT_EQ(read_page("<title>\xB2\xE8</title>", "text/html; charset=GBK").title, "茶");
    EXPECT_EQ(read_page("<meta charset=\"gb2312\"><title>\xB2\xE8</title>", "text/html").title,
              "茶");
    EXPECT_EQ(read_page("<meta http-equiv=Content-Type content=\"text/html; charset = gb18030\">"
                        "<title>\x81\x30\x84\x36\xB2\xE8</title>",
                        "text/html")
                  .title,
              "\xC2\xA5茶");
    EXPECT_EQ(read_page("<title>\xAF\xF9</title>", "text/html;charset=big5").title, "茶");
    EXPECT_EQ(read_page("\xEF\xBB\xBF<title>茶</title>", "text/html; charset=gbk").title, "茶");
    // Unknown, and not even what it should be.
    EXPECT_EQ(read_page("<title>a\xFFz</title>", "text/html; charset=klingon").title,
              "a\xEF\xBF\xBDz");
}

TEST(ReadPage, cuts_between_characters) {
    std::string tea;
    for (int i = 0; i < 500; ++i) {
        tea += "茶";
    }
    const PageHead head = read_page("<title>" + tea + "</title>", kHtml);
    EXPECT_LE(head.title.size(), limits::kPreviewTitleBytes);
    EXPECT_GT(head.title.size(), limits::kPreviewTitleBytes - 4);
    EXPECT_TRUE(is_utf8(head.title));
    EXPECT_TRUE(head.title.ends_with("茶…"));
    const std::string image(limits::kLinkBytesMax + 1, 'a');
    EXPECT_EQ(read_page("<meta property=og:image content=" + image + ">", kHtml).image, "");
}

TEST(ReadPage, drops_what_turns_lines_around) {
    EXPECT_EQ(read_page("<title>a\xE2\x80\xAE"
                        "b&#8238;c\x01&#1;&#xD800;&#0;&#x110000;d</title>",
                        kHtml)
                  .title,
              "abc\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
              "d");
    EXPECT_EQ(read_page("<title>&unknown; & &; &#; &#x; &lt;b></title>", kHtml).title,
              "&unknown; & &; &#; &#x; <b>");
}

TEST(ReadPage, ends_at_what_never_ends) {
    for (const std::string_view open :
         {"<!--", "<title>", "<script>", "<meta content=\"", "<meta content=", "<meta a", "<meta ",
          "<m", "<", "<!", "</", "<?", "<a b='", "<a =", "<title>x</tit"}) {
        EXPECT_EQ(read_page(open, kHtml).title, "") << open;
        std::string many;
        for (int i = 0; i < 20'000; ++i) {
            many += open;
        }
        EXPECT_TRUE(is_utf8(read_page(many, kHtml).title)) << open;
    }
}

}  // namespace
}  // namespace teahouse::notify
