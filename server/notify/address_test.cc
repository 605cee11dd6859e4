// SPDX-License-Identifier: MIT
#include "notify/address.h"

#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace teahouse::notify {
namespace {

bool open_to_all(const std::string& text) {
    sockaddr_storage storage{};
    if (text.find(':') == std::string::npos) {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        EXPECT_EQ(::inet_pton(AF_INET, text.c_str(), &four.sin_addr), 1) << text;
        std::memcpy(&storage, &four, sizeof(four));
    } else {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr), 1) << text;
        std::memcpy(&storage, &six, sizeof(six));
    }
    return is_public(*reinterpret_cast<const sockaddr*>(&storage));
}

TEST(Address, of_the_public_network) {
    for (const char* text : {"1.1.1.1",
                             "8.8.8.8",
                             "9.255.255.255",
                             "11.0.0.0",
                             "100.63.255.255",
                             "100.128.0.0",
                             "126.255.255.255",
                             "128.0.0.0",
                             "169.253.255.255",
                             "169.255.0.0",
                             "172.15.255.255",
                             "172.32.0.0",
                             "192.0.1.1",
                             "192.167.255.255",
                             "192.169.0.0",
                             "198.17.255.255",
                             "198.20.0.0",
                             "223.255.255.255",
                             "2001:4860:4860::8888",
                             "2606:4700::1111",
                             "2400:3200::1",
                             "2a00:1450::1",
                             "3ffe::1"}) {
        EXPECT_TRUE(open_to_all(text)) << text;
    }
}

TEST(Address, of_this_machine_of_private_networks_and_reserved) {
    for (const char* text : {
             "0.0.0.0",
             "0.1.2.3",
             "10.0.0.1",
             "10.255.255.255",
             "100.64.0.1",
             "100.127.255.255",
             "127.0.0.1",
             "127.255.255.255",
             "169.254.169.254",
             "172.16.0.1",
             "172.31.255.255",
             "192.0.0.1",
             "192.0.2.1",
             "192.88.99.1",
             "192.168.1.1",
             "198.18.0.1",
             "198.19.255.255",
             "198.51.100.1",
             "203.0.113.1",
             "224.0.0.1",
             "239.255.255.255",
             "240.0.0.1",
             "255.255.255.255",
             "::",
             "::1",
             "::7f00:1",
             "::ffff:127.0.0.1",
             "::ffff:8.8.8.8",
             "64:ff9b::1",
             "64:ff9b:1::1",
             "100::1",
             "fc00::1",
             "fd12:3456::1",
             "fe80::1",
             "febf::1",
             "fec0::1",
             "ff02::1",
             "2001::1",
             "2001:20::1",
             "2001:db8::1",
             "2002:7f00:1::1",
             "3fff::1",
             "4000::1",
             "e000::1",
         }) {
        EXPECT_FALSE(open_to_all(text)) << text;
    }
}

TEST(Address, may_be_reached_at_the_ports_of_the_web) {
    const auto at = [](const char* address, int port) {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(static_cast<std::uint16_t>(port));
        EXPECT_EQ(::inet_pton(AF_INET, address, &four.sin_addr), 1);
        sockaddr any{};
        std::memcpy(&any, &four, sizeof(any));
        return any;
    };
    const Reach pages{.plain_http = true, .web_ports_only = true};
    EXPECT_TRUE(may_connect(at("8.8.8.8", 80), true, pages));
    EXPECT_TRUE(may_connect(at("8.8.8.8", 443), false, pages));
    EXPECT_FALSE(may_connect(at("8.8.8.8", 22), true, pages));
    EXPECT_FALSE(may_connect(at("8.8.8.8", 8080), false, pages));
    EXPECT_FALSE(may_connect(at("127.0.0.1", 80), true, pages));
    const Reach hooks{};
    EXPECT_FALSE(may_connect(at("8.8.8.8", 80), true, hooks));
    EXPECT_TRUE(may_connect(at("8.8.8.8", 8443), false, hooks));
    EXPECT_FALSE(may_connect(at("10.0.0.1", 443), false, hooks));
    EXPECT_TRUE(may_connect(at("10.0.0.1", 8080), true, {.private_too = true}));
}

TEST(Address, of_other_families) {
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public(local));
}

}  // namespace
}  // namespace teahouse::notify
