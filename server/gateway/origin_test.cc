// SPDX-License-Identifier: MIT
#include "gateway/origin.h"

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

TEST(Origin, must_equal_scheme_host_and_port) {
    struct Case {
        const char* origin;
        const char* host;
        bool secure;
        bool allowed;
    };
    const OriginRules rules{.hosts = {}, .origins = {"https://app.example.org"}};
    const Case cases[] = {
        {"", "chat.example.org", false, true},
        {"http://chat.example.org", "chat.example.org", false, true},
        // Browsers write origins in lower case (RFC 6454 section 6.2): anything else was not
        // written by one.
        {"HTTP://Chat.Example.org", "chat.example.org", false, false},
        {"http://chat.example.org", "Chat.Example.org", false, true},
        {"http://chat.example.org:8080", "chat.example.org:8080", false, true},
        {"http://chat.example.org", "chat.example.org:80", false, true},
        {"https://chat.example.org", "chat.example.org:443", true, true},
        {"http://chat.example.org:8081", "chat.example.org:8080", false, false},
        {"https://chat.example.org", "chat.example.org", false, false},
        {"http://chat.example.org", "chat.example.org", true, false},
        {"null", "chat.example.org", false, false},
        {"http://chat.example.org.evil.org", "chat.example.org", false, false},
        {"http://evilchat.example.org", "chat.example.org", false, false},
        {"http://chat.example.org@evil.org", "chat.example.org", false, false},
        {"http://chat.example.org/", "chat.example.org", false, false},
        {"http://", "", false, false},
        {"https://app.example.org", "chat.example.org", false, true},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(origin_allowed(rules, c.origin, c.host, c.secure), c.allowed)
            << c.origin << " at " << c.host;
    }
}

TEST(Host, is_compared_with_the_list) {
    const OriginRules rules{.hosts = {"chat.example.org", "[::1]:8080"}, .origins = {}};
    EXPECT_TRUE(host_allowed(rules, "chat.example.org"));
    EXPECT_TRUE(host_allowed(rules, "CHAT.example.org:8080"));
    EXPECT_TRUE(host_allowed(rules, "[::1]:8080"));
    EXPECT_FALSE(host_allowed(rules, "[::1]:9090"));
    EXPECT_FALSE(host_allowed(rules, "chat.example.org.evil.org"));
    EXPECT_FALSE(host_allowed(rules, ""));
    EXPECT_TRUE(host_allowed(OriginRules{}, "anything"));
}

TEST(Host, this_machine_is_known_by_address_and_localhost) {
    for (const std::string_view host :
         {"127.0.0.1", "127.9.0.1:8080", "[::1]:8080", "localhost", "localhost:80", "LOCALHOST"}) {
        EXPECT_TRUE(is_loopback_host(host)) << host;
    }
    for (const std::string_view host :
         {"", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "::1",
          "192.0.2.1", "[::2]", "x"}) {
        EXPECT_FALSE(is_loopback_host(host)) << host;
    }
}

}  // namespace
}  // namespace teahouse::gateway
