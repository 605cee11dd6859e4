// SPDX-License-Identifier: MIT
#include "net/interfaces.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/address.h"
#include "base/limits_rtc.h"

namespace teahouse::net {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

using Named = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> advertised(const Named& all) {
    std::vector<InterfaceAddress> addresses;
    for (const auto& [interface, address] : all) {
        addresses.push_back({.interface = interface, .address = *parse_address(address)});
    }
    std::vector<std::string> texts;
    for (const Address& address : choose_advertised(addresses)) {
        texts.push_back(to_string(address));
    }
    return texts;
}

TEST(Interfaces, those_that_others_can_reach_are_advertised) {
    EXPECT_EQ(advertised({{"lo", "127.0.0.1"},
                          {"lo", "::1"},
                          {"eth0", "203.0.113.5"},
                          {"eth0", "2001:db8::5"},
                          {"eth0", "fe80::1"},
                          {"eth0", "203.0.113.5"},
                          {"eth1", "169.254.1.1"},
                          {"wlan0", "192.168.1.5"},
                          {"docker0", "172.17.0.1"},
                          {"br-1a2b", "172.18.0.1"},
                          {"veth12", "10.1.1.1"}}),
              (std::vector<std::string>{"203.0.113.5", "2001:db8::5", "192.168.1.5"}));
}

TEST(Interfaces, worse_ones_stand_in) {
    EXPECT_EQ(advertised({{"lo", "127.0.0.1"}, {"eth0", "172.17.0.2"}}),
              std::vector<std::string>{"172.17.0.2"})
        << "in a container it is all there is";
    EXPECT_EQ(advertised({{"lo", "127.0.0.1"}, {"lo", "::1"}, {"docker0", "172.17.0.1"}}),
              (std::vector<std::string>{"127.0.0.1", "::1"}));
    EXPECT_TRUE(advertised({}).empty());
}

TEST(Interfaces, there_is_a_bound) {
    Named many;
    for (int i = 0; i < 100; ++i) {
        many.emplace_back("eth0", "203.0.113." + std::to_string(i + 1));
    }
    EXPECT_EQ(advertised(many).size(), limits::kRtcAddressesMax);
}

TEST(Interfaces, the_system_tells_of_some) {
    EXPECT_FALSE(interface_addresses().empty());
    EXPECT_FALSE(choose_advertised(interface_addresses()).empty());
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::net
