// SPDX-License-Identifier: MIT
#include "http/uri.h"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace teahouse::http {
namespace {

TEST(Uri, decodes_and_encodes_percent_escapes) {
    EXPECT_EQ(percent_decode("a%20b%E8%8C%B6+"), "a b\xE8\x8C\xB6+");
    for (const std::string_view text : {"%", "%1", "a%", "%zz", "%1g"}) {
        EXPECT_EQ(percent_decode(text), std::nullopt) << text;
    }
    EXPECT_EQ(percent_encode("a b/\xE8\x8C\xB6~"), "a%20b%2F%E8%8C%B6~");
    EXPECT_EQ(percent_encode("\"\r\n;'"), "%22%0D%0A%3B%27");
}

TEST(Uri, reads_queries) {
    const QueryPairs expected = {{"a", "1 2"}, {"b", ""}, {"", "x"}, {"c", "%zz"}, {"d", "e=f"}};
    EXPECT_EQ(parse_query("a=1+2&b&=x&&c=%zz&d=e=f"), expected);
    EXPECT_TRUE(parse_query("").empty());
    EXPECT_EQ(query_value("a=1&a=2&b=%26", "a"), "1");
    EXPECT_EQ(query_value("a=1&a=2&b=%26", "b"), "&");
    EXPECT_EQ(query_value("a=1", "c"), "");
}

TEST(Uri, reads_hosts) {
    struct Case {
        std::string_view text;
        std::string_view host;
        int port;
    };
    for (const Case& item : {Case{"Example.COM", "example.com", 0}, Case{"a:8080", "a", 8080},
                             Case{"127.0.0.1:1", "127.0.0.1", 1}, Case{"[::1]", "[::1]", 0},
                             Case{"[2001:DB8::1]:443", "[2001:db8::1]", 443}, Case{"a:", "a", 0},
                             Case{"chat_1.local", "chat_1.local", 0}}) {
        const std::optional<HostPort> host = parse_host(item.text);
        ASSERT_TRUE(host) << item.text;
        EXPECT_EQ(host->host, item.host);
        EXPECT_EQ(host->port, item.port);
    }
    for (const std::string_view text :
         {"",       ":80",      "a:b",  "a:0",  "a:65536",
          "a:1:2",  "::1",      "[::1", "[]",   "[::1]x",
          "[g::1]", "a b",      "a/b",  "u@a",  "a,b",
          "a%20",   "\xC3\xA9", "a\t",  "a:+1", "a:99999999999999999999"}) {
        EXPECT_FALSE(parse_host(text)) << text;
    }
}

TEST(Uri, compares_origins_exactly) {
    EXPECT_TRUE(is_same_origin("http://chat.example:8080", "chat.example:8080", false));
    EXPECT_TRUE(is_same_origin("http://chat.example", "chat.example", false));
    EXPECT_TRUE(is_same_origin("http://chat.example", "chat.example:80", false));
    EXPECT_TRUE(is_same_origin("https://chat.example", "Chat.Example", true));
    EXPECT_TRUE(is_same_origin("https://chat.example:443", "chat.example", true));
    EXPECT_TRUE(is_same_origin("http://[::1]:8080", "[::1]:8080", false));
    struct Case {
        std::string_view origin;
        std::string_view host;
        bool secure;
    };
    for (const Case& item : {
             Case{"null", "chat.example", false},
             Case{"", "chat.example", false},
             Case{"http://chat.example", "", false},
             Case{"https://chat.example", "chat.example", false},
             Case{"http://chat.example", "chat.example", true},
             Case{"http://chat.example:8081", "chat.example:8080", false},
             Case{"http://chat.example", "chat.example:8080", false},
             Case{"http://chat.example:8080", "chat.example", false},
             Case{"http://evilchat.example", "chat.example", false},
             Case{"http://chat.example.evil", "chat.example", false},
             Case{"http://chat.example@evil", "chat.example", false},
             Case{"http://evil/chat.example", "chat.example", false},
             Case{"http://chat.example/", "chat.example", false},
             Case{"http://chat.example.", "chat.example", false},
             Case{"http://chat.example:", "chat.example", false},
             Case{"HTTP://chat.example", "chat.example", false},
             Case{"ws://chat.example", "chat.example", false},
             Case{"file://", "chat.example", false},
             Case{"chat.example", "chat.example", false},
             Case{"http://chat.example http://chat.example", "chat.example", false},
         }) {
        EXPECT_FALSE(is_same_origin(item.origin, item.host, item.secure)) << item.origin;
    }
}

}  // namespace
}  // namespace teahouse::http
