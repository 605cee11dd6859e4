// SPDX-License-Identifier: MIT
#include "base/address.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace teahouse {
namespace {

std::string normal(std::string_view text) {
    const auto block = parse_cidr(text);
    return block ? to_string(*block) : "refused";
}

TEST(Address, blocks_are_written_in_one_way) {
    EXPECT_EQ(normal("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(normal("192.0.2.7/32"), "192.0.2.7");
    EXPECT_EQ(normal("192.0.2.77/24"), "192.0.2.0/24");
    EXPECT_EQ(normal("203.0.113.9/31"), "203.0.113.8/31");
    EXPECT_EQ(normal("0.0.0.0/0"), "0.0.0.0/0");
    EXPECT_EQ(normal("2001:DB8:1:2:3::/48"), "2001:db8:1::/48");
    EXPECT_EQ(normal("::/0"), "::/0");
    EXPECT_EQ(normal("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(normal("192.0.2.0/33"), "refused");
    EXPECT_EQ(normal("everybody"), "refused");
}

TEST(Address, a_block_holds_what_is_behind_its_prefix) {
    const Cidr block = parse_cidr("203.0.113.0/25").value();
    EXPECT_TRUE(block.contains(parse_address("203.0.113.127").value()));
    EXPECT_FALSE(block.contains(parse_address("203.0.113.128").value()));
    EXPECT_FALSE(block.contains(parse_address("2001:db8::1").value()));
}

}  // namespace
}  // namespace teahouse
