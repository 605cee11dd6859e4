// SPDX-License-Identifier: MIT
// What GcmSender makes is opened by libsrtp, an implementation of others.
#include "rtc/srtp_gcm.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_sfu.h"
#include "rtc/srtp.h"

namespace teahouse::rtc {
namespace {

using Packet = std::vector<std::uint8_t>;

class GcmSenderTest : public testing::Test {
protected:
    GcmSenderTest() {
        SrtpKeys keys;
        for (std::size_t i = 0; i < keys.local.size(); ++i) {
            keys.local[i] = static_cast<std::uint8_t>(17 * i + 3);
            keys.remote[i] = static_cast<std::uint8_t>(29 * i + 5);
        }
        sender_ = GcmSender::make(
            std::span(keys.local).first(GcmSender::kKeyBytes + GcmSender::kSaltBytes));
        std::swap(keys.local, keys.remote);
        receiver_ = *SrtpSession::make(keys);
    }

    // With up to 15 CSRCs and an extension, or none of them.
    Packet packet(std::uint32_t ssrc, std::uint16_t sequence, std::size_t payload) {
        const auto sources = static_cast<std::uint8_t>(random_() % 16);
        const bool extended = random_() % 2 == 0;
        const auto words = static_cast<std::uint8_t>(extended ? random_() % 8 : 0);
        Packet made(12 + 4U * sources + (extended ? 4U + 4U * words : 0U) + payload);
        for (auto& byte : made) {
            byte = static_cast<std::uint8_t>(random_());
        }
        made[0] = static_cast<std::uint8_t>(0x80U | (extended ? 0x10U : 0U) | sources);
        made[2] = static_cast<std::uint8_t>(sequence >> 8U);
        made[3] = static_cast<std::uint8_t>(sequence);
        for (unsigned i = 0; i < 4; ++i) {
            made[8 + i] = static_cast<std::uint8_t>(ssrc >> (24U - 8 * i));
        }
        if (extended) {
            made[12 + 4U * sources + 2] = 0;
            made[12 + 4U * sources + 3] = words;
        }
        return made;
    }
    Packet protect(const Packet& plain) {
        Packet wire = plain;
        wire.resize(plain.size() + GcmSender::kTagBytes);
        wire.resize(sender_->protect(wire, plain.size()));
        return wire;
    }
    Packet opened(Packet wire) {
        wire.resize(receiver_.unprotect_rtp(wire));
        return wire;
    }

    std::mt19937 random_{7};
    std::optional<GcmSender> sender_;
    SrtpSession receiver_;
};

TEST_F(GcmSenderTest, packets_of_all_shapes_are_opened_by_libsrtp) {
    std::uint16_t sequence = 65'000;  // goes round twice
    for (std::size_t i = 0; i < 70'000; ++i) {
        const Packet plain =
            packet(static_cast<std::uint32_t>(7 + i % 3), sequence, 1 + random_() % 60);
        const Packet wire = protect(plain);
        ASSERT_EQ(wire.size(), plain.size() + GcmSender::kTagBytes);
        ASSERT_EQ(opened(wire), plain) << i;
        sequence = static_cast<std::uint16_t>(sequence + 1);
    }
}

TEST_F(GcmSenderTest, late_packets_are_opened_around_the_rollover) {
    for (const int step : {65'530, 65'535, 65'533, 65'538, 65'534, 65'537, 65'536, 65'532}) {
        const Packet plain = packet(1, static_cast<std::uint16_t>(step & 0xFFFF), 30);
        EXPECT_EQ(opened(protect(plain)), plain) << step;
    }
}

TEST_F(GcmSenderTest, no_number_is_used_twice) {
    const Packet plain = packet(1, 500, 10);
    EXPECT_FALSE(protect(plain).empty());
    EXPECT_TRUE(protect(plain).empty());
    EXPECT_FALSE(protect(packet(1, 499, 10)).empty());
    EXPECT_FALSE(protect(packet(1, 1'600, 10)).empty());
    EXPECT_TRUE(protect(packet(1, 498, 10)).empty());  // behind the window
    EXPECT_FALSE(protect(packet(2, 500, 10)).empty());
}

TEST_F(GcmSenderTest, what_is_no_rtp_is_refused) {
    Packet plain = packet(1, 1, 10);
    plain[0] = 0x40;
    EXPECT_TRUE(protect(plain).empty());
    EXPECT_TRUE(protect(Packet(11, 0x80)).empty());
    Packet sources(20, 0);
    sources[0] = 0x8F;  // fifteen CSRCs in eight bytes
    EXPECT_TRUE(protect(sources).empty());
    Packet extension(16, 0);
    extension[0] = 0x90;
    extension[15] = 9;  // nine words that are not there
    EXPECT_TRUE(protect(extension).empty());
}

TEST_F(GcmSenderTest, sources_are_bounded) {
    std::size_t sent = 0;
    for (std::uint32_t ssrc = 0; ssrc < limits::kMediaSsrcsSentMax + 10; ++ssrc) {
        sent += protect(packet(ssrc, 1, 1)).empty() ? 0U : 1U;
    }
    EXPECT_EQ(sent, limits::kMediaSsrcsSentMax);
    EXPECT_FALSE(protect(packet(5, 2, 1)).empty());
}

TEST(PacketIndicesTest, follow_a_model_that_remembers_everything) {
    std::mt19937 random(11);
    PacketIndices indices;
    std::set<std::uint64_t> used;
    std::uint64_t head = 40'000;
    for (std::size_t i = 0; i < 300'000; ++i) {
        head += random() % 4 == 0 ? random() % 3'000 : random() % 3;
        const std::uint64_t wanted = head - std::min<std::uint64_t>(head, random() % 2'000);
        const auto index = indices.fresh(static_cast<std::uint16_t>(wanted));
        const std::uint64_t highest = used.empty() ? wanted : *used.rbegin();
        const bool right = !used.contains(wanted) && wanted + PacketIndices::kWindow > highest;
        ASSERT_EQ(index.has_value(), right) << wanted;
        if (index) {
            ASSERT_EQ(*index, wanted);
            indices.use(*index);
            used.insert(*index);
        }
    }
    EXPECT_GT(*used.rbegin(), 10U * 65'536);
}

TEST(PacketIndicesTest, nothing_is_before_the_first) {
    PacketIndices indices;
    indices.use(*indices.fresh(3));
    EXPECT_FALSE(indices.fresh(65'535).has_value());
    EXPECT_TRUE(indices.fresh(2).has_value());
    EXPECT_TRUE(indices.fresh(32'771).has_value());
}

}  // namespace
}  // namespace teahouse::rtc
