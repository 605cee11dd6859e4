// SPDX-License-Identifier: MIT
#include "resp/url.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/limits_resp.h"

namespace teahouse::resp {
namespace {

Url parsed_url(std::string_view text) {
    const auto url = parse_url(text);
    EXPECT_TRUE(url) << text << (url ? "" : url.error().message);
    return url.value_or(Url());
}

TEST(RespUrl, names_one_server) {
    const Url plain = parsed_url("redis://localhost");
    EXPECT_EQ(plain.topology, Topology::single);
    EXPECT_FALSE(plain.tls);
    EXPECT_EQ(plain.hosts, (std::vector<Endpoint>{{"localhost", 6379}}));
    const Url full = parsed_url("rediss://tea:s%40cret%3A@redis.example:7000/3");
    EXPECT_TRUE(full.tls);
    EXPECT_EQ(full.user, "tea");
    EXPECT_EQ(full.password, "s@cret:");
    EXPECT_EQ(full.hosts, (std::vector<Endpoint>{{"redis.example", 7000}}));
    EXPECT_EQ(full.database, 3U);
    EXPECT_EQ(parsed_url("redis://h/").database, 0U);
    EXPECT_EQ(parsed_url("redis://[2001:db8::1]:7/1").hosts,
              (std::vector<Endpoint>{{"2001:db8::1", 7}}));
    EXPECT_EQ(parsed_url("redis://[::1]").hosts, (std::vector<Endpoint>{{"::1", 6379}}));
}

TEST(RespUrl, takes_a_password_alone) {
    EXPECT_EQ(parsed_url("redis://secret@h").password, "secret");
    EXPECT_EQ(parsed_url("redis://secret@h").user, "");
    EXPECT_EQ(parsed_url("redis://:secret@h").password, "secret");
    EXPECT_EQ(parsed_url("redis://a/b?c@d@h").password, "a/b?c@d") << "not encoded, as people do";
}

TEST(RespUrl, names_sentinels) {
    const Url url =
        parsed_url("redis+sentinel://pass@a:1,b,[::1]:3/my%20master/2?sentinel_password=x%26y@");
    EXPECT_EQ(url.topology, Topology::sentinel);
    EXPECT_EQ(url.hosts, (std::vector<Endpoint>{{"a", 1}, {"b", 26379}, {"::1", 3}}));
    EXPECT_EQ(url.master, "my master");
    EXPECT_EQ(url.database, 2U);
    EXPECT_EQ(url.password, "pass");
    EXPECT_EQ(url.sentinel_password, "x&y@");
    EXPECT_TRUE(parsed_url("rediss+sentinel://a/m").tls);
}

TEST(RespUrl, names_a_cluster) {
    const Url url = parsed_url("rediss+cluster://u:p@a:1,b:2");
    EXPECT_EQ(url.topology, Topology::cluster);
    EXPECT_TRUE(url.tls);
    EXPECT_EQ(url.hosts.size(), 2U);
    EXPECT_EQ(parsed_url("redis+cluster://a/0").database, 0U);
}

TEST(RespUrl, refuses_without_telling_secrets) {
    const std::string many(limits::kRespUrlBytesMax, 'a');
    std::string hosts = "redis+cluster://a";
    for (std::size_t i = 0; i < limits::kRespHostsMax; ++i) {
        hosts += ",a";
    }
    for (const std::string& text : std::vector<std::string>{"",
                                                            "SECRET",
                                                            "http://SECRET@h",
                                                            "redis:/h",
                                                            "redis://",
                                                            "redis://SECRET@",
                                                            "redis://u:@h",
                                                            "redis://@h",
                                                            "redis://%zz:SECRET@h",
                                                            "redis://SECRET%@h",
                                                            "redis://SECRET%4@h",
                                                            "redis://SECRET@h:0",
                                                            "redis://SECRET@h:70000",
                                                            "redis://h:",
                                                            "redis://h:SECRET",
                                                            "redis://[::1",
                                                            "redis://[::1]x",
                                                            "redis://[]",
                                                            "redis://a b",
                                                            "redis://h/x",
                                                            "redis://h/-1",
                                                            "redis://h/99999",
                                                            "redis://h/1/2",
                                                            "redis://a,b",
                                                            "redis+sentinel://a",
                                                            "redis+sentinel://a/",
                                                            "redis+sentinel://a,,b/m",
                                                            "redis+sentinel://a/m?x=SECRET",
                                                            "redis+cluster://a/1",
                                                            "redis://h?sentinel_password=SECRET",
                                                            "redis://" + many,
                                                            hosts}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().code, ErrorCode::invalid);
        EXPECT_EQ(url.error().message.find("SECRET"), std::string::npos) << text;
        EXPECT_FALSE(url.error().message.empty());
    }
}

TEST(RespUrl, is_shown_without_secrets) {
    EXPECT_EQ(parsed_url("rediss://u:SECRET@h/3").without_secrets(), "rediss://u:***@h:6379/3");
    EXPECT_EQ(parsed_url("redis+sentinel://SECRET@a,[::1]:3/m?sentinel_password=SECRET")
                  .without_secrets(),
              "redis+sentinel://***@a:26379,[::1]:3/m");
    EXPECT_EQ(parsed_url("redis+cluster://a,b:1").without_secrets(), "redis+cluster://a:6379,b:1");
}

}  // namespace
}  // namespace teahouse::resp
