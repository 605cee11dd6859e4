// SPDX-License-Identifier: MIT
#include "gateway/ice.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

IceOptions with_relay() {
    return {.turn_urls = {"turn:relay.example:3478", "turn:relay.example:3478?transport=tcp"},
            .turn_secret = "north",
            .turn_ttl_ms = 43'200'000,
            .stun_port = 3479};
}

// From Python's hmac.
TEST(Ice, computes_credentials_as_relays_do) {
    EXPECT_EQ(turn_credential("north", "1433895918:17.4"), "sIZgCyw98TLQZTYMSy3EGhWOU68=");
    EXPECT_EQ(turn_credential("", "x"), "YkTmZFGhyGlduXMc4sT9XeJcz4c=");
    std::string longer_than_a_block;
    for (int i = 0; i < 30; ++i) {
        longer_than_a_block += "tea ";
    }
    EXPECT_EQ(turn_credential(longer_than_a_block, "1:2.3"), "szfIOuWWZNStPr16BoPPsExaCOI=");
}

TEST(Ice, gives_each_device_credentials_that_end) {
    const proto::IceConfig ice =
        make_ice(with_relay(), UserId(17), DeviceId(4), 1'433'895'918'250 - 43'200'000);
    ASSERT_EQ(ice.servers.size(), 1U);
    ASSERT_EQ(ice.servers[0].urls.size(), 2U);
    EXPECT_EQ(ice.servers[0].urls[1].url, "turn:relay.example:3478?transport=tcp");
    EXPECT_EQ(ice.servers[0].username, "1433895918:17.4");
    EXPECT_EQ(ice.servers[0].credential, "sIZgCyw98TLQZTYMSy3EGhWOU68=");
    EXPECT_EQ(ice.until, 1'433'895'918'000);
    EXPECT_EQ(ice.stun, 3479U);
    EXPECT_FALSE(ice.relay.has_value());
    const proto::IceConfig other =
        make_ice(with_relay(), UserId(17), DeviceId(5), 1'433'895'918'250 - 43'200'000);
    EXPECT_NE(other.servers[0].credential, ice.servers[0].credential);
}

TEST(Ice, names_no_server_of_others_by_itself) {
    const proto::IceConfig ice = make_ice({}, UserId(1), DeviceId(1), 1'000);
    EXPECT_EQ(ice, proto::IceConfig{});
}

TEST(Ice, takes_a_new_secret_and_port) {
    Ice ice(with_relay());
    ice.set_turn_secret("south");
    ice.set_stun_port(9);
    const proto::IceConfig told = ice.config_for(UserId(1), DeviceId(2), 0);
    EXPECT_EQ(told.servers[0].credential, turn_credential("south", "43200:1.2"));
    EXPECT_EQ(told.stun, 9U);
}

TEST(Ice, hides_addresses_when_told) {
    IceOptions options = with_relay();
    options.relay_only = true;
    EXPECT_EQ(make_ice(options, UserId(1), DeviceId(1), 0).relay, true);
}

TEST(Ice, knows_the_addresses_that_browsers_take) {
    for (const char* good :
         {"turn:relay.example", "turn:192.0.2.1:3478", "turns:relay.example:443?transport=tcp",
          "turn:[2001:db8::1]:3478?transport=udp", "turn:[::1]",
          "turn:relay.example?transport=tcp"}) {
        EXPECT_TRUE(is_turn_url(good)) << good;
    }
    for (const char* bad :
         {"", "relay.example", "stun:relay.example", "turn:", "turn://relay.example", "turn::3478",
          "turn:relay.example:", "turn:relay.example:0", "turn:relay.example:65536",
          "turn:relay.example:34x", "turn:relay.example?transport=sctp", "turn:relay.example?x",
          "turn:a@relay.example", "turn:[2001:db8::1", "turn:[relay]:1", "TURN:relay.example",
          "turn:2001:db8::1", "turn:relay example"}) {
        EXPECT_FALSE(is_turn_url(bad)) << bad;
    }
    EXPECT_FALSE(is_turn_url("turn:" + std::string(600, 'a')));
}

}  // namespace
}  // namespace teahouse::gateway
