// SPDX-License-Identifier: MIT
#include "resp/info.h"

#include <gtest/gtest.h>

namespace teahouse::resp {
namespace {

TEST(Info, finds_values_at_the_beginning_of_lines) {
    const char* info =
        "cluster_state:ok\r\n# Server\r\nredis_version:7.0.15\r\nx_redis_version:1\r\nend:9";
    EXPECT_EQ(info_value(info, "cluster_state"), "ok");
    EXPECT_EQ(info_value(info, "redis_version"), "7.0.15");
    EXPECT_EQ(info_value(info, "version"), "");
    EXPECT_EQ(info_value(info, "end"), "9");
    EXPECT_EQ(info_value("", "end"), "");
}

}  // namespace
}  // namespace teahouse::resp
