// SPDX-License-Identifier: MIT
#include "ws/handshake.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/sha1.h"

namespace teahouse::ws {
namespace {

constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";

std::string hex(const Sha1Digest& digest) {
    std::string out;
    for (const std::byte byte : digest) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        out.push_back(kDigits[std::to_integer<unsigned>(byte) >> 4U]);
        out.push_back(kDigits[std::to_integer<unsigned>(byte) & 15U]);
    }
    return out;
}

TEST(Sha1, matches_the_test_vectors) {
    EXPECT_EQ(hex(sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    EXPECT_EQ(hex(sha1(std::string(1'000'000, 'a'))), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Base64, matches_the_test_vectors) {
    const std::array<std::array<std::string_view, 2>, 7> cases = {{{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}}};
    for (const auto& [plain, encoded] : cases) {
        EXPECT_EQ(base64(std::as_bytes(std::span(plain))), encoded);
    }
}

TEST(WsHandshake, computes_the_accept_key_of_the_specification) {
    EXPECT_EQ(accept_key(kKey), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

UpgradeRequest good() {
    return {.is_get = true,
            .minor_version = 1,
            .upgrade = "websocket",
            .connection = "Upgrade",
            .version = "13",
            .key = kKey};
}

TEST(WsHandshake, accepts_what_browsers_send) {
    EXPECT_EQ(check_upgrade(good()).status, 101);
    UpgradeRequest request = good();
    request.upgrade = "h2c, WebSocket";
    request.connection = "keep-alive, upgrade";
    EXPECT_EQ(check_upgrade(request).status, 101);
}

TEST(WsHandshake, refuses_what_is_no_handshake) {
    struct Case {
        std::string_view name;
        int status;
        UpgradeRequest request;
    };
    std::vector<Case> cases;
    const auto add = [&cases](std::string_view name, int status) -> UpgradeRequest& {
        return cases.emplace_back(Case{.name = name, .status = status, .request = good()}).request;
    };
    add("POST", 405).is_get = false;
    add("HTTP/1.0", 400).minor_version = 0;
    add("no upgrade", 426).upgrade = "";
    add("other upgrade", 426).upgrade = "h2c";
    add("upgrade look-alike", 426).upgrade = "websockets";
    add("no connection", 426).connection = "";
    add("other connection", 426).connection = "keep-alive";
    add("no version", 426).version = "";
    add("version 8", 426).version = "8";
    add("version 013", 426).version = "013";
    add("two versions", 426).version = "13, 8";
    add("no key", 400).key = "";
    add("short key", 400).key = "dGhlIHNhbXBsZSBub25j";
    add("15 bytes", 400).key = "dGhlIHNhbXBsZSBub25j////";
    add("17 bytes", 400).key = "dGhlIHNhbXBsZSBub25jZWU=";
    add("no base64", 400).key = "dGhlIHNhbXBsZSBub25jZ!==";
    add("long key", 400).key = "dGhlIHNhbXBsZSBub25jZQ==dGhlIHNhbXBsZSBub25jZQ==";
    for (const Case& item : cases) {
        const HandshakeCheck check = check_upgrade(item.request);
        EXPECT_EQ(check.status, item.status) << item.name;
        EXPECT_FALSE(check.why.empty()) << item.name;
    }
}

TEST(WsHandshake, chooses_a_protocol_in_the_servers_order) {
    const std::array<std::string_view, 2> supported = {"teahouse.v1.msgpack", "teahouse.v1.json"};
    EXPECT_EQ(choose_protocol("teahouse.v1.json, teahouse.v1.msgpack", supported),
              "teahouse.v1.msgpack");
    EXPECT_EQ(choose_protocol("chat,teahouse.v1.json", supported), "teahouse.v1.json");
    EXPECT_EQ(choose_protocol("Teahouse.v1.json", supported), "");
    EXPECT_EQ(choose_protocol("teahouse.v1", supported), "");
    EXPECT_EQ(choose_protocol("", supported), "");
}

TEST(WsHandshake, writes_the_answer) {
    EXPECT_EQ(
        switching_protocols(kKey, "chat", "permessage-deflate"),
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    EXPECT_EQ(switching_protocols(kKey, "", "").find("Protocol:"), std::string::npos);
}

}  // namespace
}  // namespace teahouse::ws
