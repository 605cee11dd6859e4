// SPDX-License-Identifier: MIT
#include "rtc/demux.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <gtest/gtest.h>

#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

PacketKind kind_by(unsigned first, unsigned second, std::size_t size = 100) {
    std::array<std::uint8_t, 100> packet{};
    packet[0] = static_cast<std::uint8_t>(first);
    packet[1] = static_cast<std::uint8_t>(second);
    return kind_of(Bytes(packet).first(size));
}

TEST(Demux, goes_by_the_first_byte) {
    for (unsigned first = 0; first < 256; ++first) {
        const PacketKind expected = first < 4                     ? PacketKind::stun
                                    : first >= 20 && first < 64   ? PacketKind::dtls
                                    : first >= 128 && first < 192 ? PacketKind::rtp
                                                                  : PacketKind::unknown;
        EXPECT_EQ(kind_by(first, 111), expected) << first;
    }
}

TEST(Demux, tells_rtcp_by_its_type) {
    for (unsigned type = 0; type < 256; ++type) {
        const unsigned payload_type = type % 128;
        const bool rtcp = payload_type >= 64 && payload_type < 96;
        EXPECT_EQ(kind_by(0x80, type), rtcp ? PacketKind::rtcp : PacketKind::rtp) << type;
    }
    EXPECT_EQ(kind_by(0x81, 200), PacketKind::rtcp);
    EXPECT_EQ(kind_by(0x8f, 205), PacketKind::rtcp);
}

TEST(Demux, what_is_too_short_is_nothing) {
    EXPECT_EQ(kind_by(0, 1, 19), PacketKind::unknown);
    EXPECT_EQ(kind_by(22, 1, 12), PacketKind::unknown);
    EXPECT_EQ(kind_by(0x80, 111, 11), PacketKind::unknown);
    EXPECT_EQ(kind_by(0x80, 200, 7), PacketKind::unknown);
    EXPECT_EQ(kind_by(0x80, 200, 8), PacketKind::rtcp);
    EXPECT_EQ(kind_by(0, 0, 0), PacketKind::unknown);
}

TEST(Endpoint, is_read_and_written) {
    for (const char* text : {"192.0.2.1:0", "192.0.2.1:3478", "[2001:db8::1]:65535", "[::1]:1"}) {
        const auto endpoint = parse_endpoint(text);
        ASSERT_TRUE(endpoint) << text;
        EXPECT_EQ(to_string(*endpoint), text);
    }
    for (const char* wrong :
         {"", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "::1:5", "[192.0.2.1]:5", "[::1]",
          "[::1]5", "192.0.2.1:-1", "192.0.2.1:5 ", "tea.example:5", "[]:5"}) {
        EXPECT_FALSE(parse_endpoint(wrong)) << wrong;
    }
}

TEST(Endpoint, differs_by_address_and_port) {
    const auto a = *parse_endpoint("192.0.2.1:5");
    EXPECT_EQ(a, *parse_endpoint("192.0.2.1:5"));
    EXPECT_EQ(a, *parse_endpoint("[::ffff:192.0.2.1]:5"));
    EXPECT_NE(a, *parse_endpoint("192.0.2.1:6"));
    EXPECT_NE(a, *parse_endpoint("192.0.2.2:5"));
    const std::hash<Endpoint> hash;
    EXPECT_NE(hash(a), hash(*parse_endpoint("192.0.2.1:6")));
    EXPECT_NE(hash(a), hash(*parse_endpoint("192.0.2.2:5")));
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
