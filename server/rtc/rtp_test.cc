// SPDX-License-Identifier: MIT
#include "rtc/rtp.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rtc/bytes.h"
#include "rtc/rtp_extensions.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

using Packet = std::vector<std::uint8_t>;

Packet plain_rtp(std::initializer_list<std::uint8_t> rest, std::uint8_t first = 0x80) {
    Packet packet = {first, 0xEF, 0x12, 0x34, 1, 2, 3, 4, 0xA, 0xB, 0xC, 0xD};
    packet.insert(packet.end(), rest);
    return packet;
}

// mid "0" as 1, level 0x85 as 2, padding, sequence 0x0102 as 3, time as 4.
Packet one_byte_rtp() {
    return plain_rtp({0xBE, 0xDE, 0, 3, 0x10, '0', 0x20, 0x85, 0, 0x31, 1, 2, 0x42, 7, 8, 9, 'x'},
                     0x90);
}

Packet two_byte_rtp() {
    return plain_rtp(
        {0x10, 0x00, 0, 4, 1, 3, 'm', 'i', 'd', 2, 1, 0x05, 0, 3, 2, 1, 2, 20, 0, 0, 'x'}, 0x90);
}

constexpr ExtensionIds kIds = {
    .mid = 1, .audio_level = 2, .transport_sequence = 3, .abs_send_time = 4};

TEST(Rtp, reads_the_fixed_header) {
    const Packet packet = plain_rtp({'a', 'b'});
    const auto header = parse_rtp(packet);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->payload_type, 111);
    EXPECT_TRUE(header->marker);
    EXPECT_EQ(header->sequence, 0x1234);
    EXPECT_EQ(header->timestamp, 0x01020304U);
    EXPECT_EQ(header->ssrc, 0x0A0B0C0DU);
    EXPECT_EQ(as_text(header->payload(Bytes(packet))), "ab");
    EXPECT_EQ(header->extension_at, 0);
}

TEST(Rtp, finds_the_payload_behind_sources_extensions_and_before_padding) {
    const Packet packet = plain_rtp(
        {1, 1, 1, 1, 2, 2, 2, 2, 0xBE, 0xDE, 0, 1, 0x10, 'm', 0, 0, 'p', 'q', 0, 0, 3}, 0xB2);
    const auto header = parse_rtp(packet);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->source_count, 2);
    EXPECT_EQ(header->padding_bytes, 3);
    EXPECT_EQ(as_text(header->payload(Bytes(packet))), "pq");
    EXPECT_EQ(read_extensions(packet, *header, kIds).mid, "m");
    EXPECT_EQ(parse_rtp(packet, true)->payload_bytes, 5);
}

TEST(Rtp, refuses_what_does_not_fit_into_the_packet) {
    EXPECT_FALSE(parse_rtp(Packet(11, 0x80)));
    EXPECT_FALSE(parse_rtp(plain_rtp({}, 0x40))) << "version 1";
    EXPECT_FALSE(parse_rtp(plain_rtp({1, 2, 3}, 0x81))) << "a source of three bytes";
    EXPECT_FALSE(parse_rtp(plain_rtp({0xBE, 0xDE, 0}, 0x90)));
    EXPECT_FALSE(parse_rtp(plain_rtp({0xBE, 0xDE, 0, 1, 0, 0, 0}, 0x90)));
    EXPECT_TRUE(parse_rtp(plain_rtp({0xBE, 0xDE, 0, 1, 0, 0, 0, 0}, 0x90)));
    EXPECT_FALSE(parse_rtp(plain_rtp({}, 0xA0))) << "padding without a byte";
    EXPECT_FALSE(parse_rtp(plain_rtp({1, 0}, 0xA0))) << "padding of none";
    EXPECT_FALSE(parse_rtp(plain_rtp({1, 3}, 0xA0))) << "more padding than payload";
    EXPECT_TRUE(parse_rtp(plain_rtp({1, 2}, 0xA0)));
}

TEST(Rtp, rewrites_fields_in_place) {
    Packet packet = one_byte_rtp();
    set_rtp_payload_type(packet, 96);
    set_rtp_sequence(packet, 0xFFFE);
    set_rtp_timestamp(packet, 0xDEADBEEF);
    set_rtp_ssrc(packet, 42);
    auto header = parse_rtp(packet);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->payload_type, 96);
    EXPECT_TRUE(header->marker);
    EXPECT_EQ(header->sequence, 0xFFFE);
    EXPECT_EQ(header->timestamp, 0xDEADBEEFU);
    EXPECT_EQ(header->ssrc, 42U);
    set_rtp_marker(packet, false);
    header = parse_rtp(packet);
    EXPECT_FALSE(header->marker);
    EXPECT_EQ(header->payload_type, 96);
}

TEST(Rtp, distances_wrap_around) {
    EXPECT_EQ(sequence_distance(0xFFFF, 1), 2);
    EXPECT_EQ(sequence_distance(1, 0xFFFF), -2);
    EXPECT_EQ(timestamp_distance(0xFFFFFFF0, 0x10), 0x20);
    EXPECT_EQ(timestamp_distance(0x10, 0xFFFFFFF0), -0x20);
}

TEST(Rtp, a_retransmission_is_unwrapped_to_what_was_sent) {
    const Packet packet = plain_rtp({0xBE, 0xDE, 0, 1, 0x10, 'm', 0, 0, 'p', 'q', 2, 2}, 0xB0);
    const auto header = parse_rtp(packet);
    ASSERT_TRUE(header);
    std::array<std::uint8_t, 100> memory{};
    const RtxOptions rtx{.ssrc = 7, .sequence = 99, .payload_type = 97};
    const MutableBytes sent = write_rtx(packet, *header, rtx, memory);
    const auto sent_header = parse_rtp(sent);
    ASSERT_TRUE(sent_header);
    EXPECT_EQ(sent.size(), packet.size()) << "two bytes of padding less, two of the number more";
    EXPECT_EQ(sent_header->ssrc, 7U);
    EXPECT_EQ(sent_header->sequence, 99);
    EXPECT_EQ(sent_header->payload_type, 97);
    const MutableBytes back =
        unwrap_rtx(sent, *sent_header, {.ssrc = header->ssrc, .payload_type = 111});
    Packet expected(packet.begin(), packet.end() - 2);
    expected[0] = 0x90;
    EXPECT_EQ(Packet(back.begin(), back.end()), expected);
    EXPECT_TRUE(write_rtx(packet, *header, rtx, MutableBytes(memory).first(23)).empty());
    Packet bare = plain_rtp({1});
    EXPECT_TRUE(unwrap_rtx(bare, *parse_rtp(bare), {}).empty());
}

TEST(Rtp, padding_alone_is_a_packet) {
    std::array<std::uint8_t, 300> memory{};
    for (unsigned padding = 1; padding < 256; ++padding) {
        const Bytes packet = write_padding(
            {.ssrc = 5, .sequence = 6, .padding = static_cast<std::uint8_t>(padding)}, memory);
        const auto header = parse_rtp(packet);
        ASSERT_TRUE(header) << padding;
        EXPECT_EQ(header->payload_bytes, 0);
        EXPECT_EQ(header->padding_bytes, padding);
    }
    EXPECT_TRUE(write_padding({.padding = 9}, MutableBytes(memory).first(20)).empty());
}

TEST(RtpExtensions, are_read_in_both_forms) {
    const Packet one = one_byte_rtp();
    RtpExtensions found = read_extensions(one, *parse_rtp(one), kIds);
    EXPECT_EQ(found.mid, "0");
    EXPECT_EQ(found.audio_level, 5);
    EXPECT_TRUE(found.voice);
    EXPECT_EQ(found.transport_sequence, 0x0102);
    EXPECT_EQ(found.abs_send_time, 0x070809U);
    const Packet two = two_byte_rtp();
    found = read_extensions(two, *parse_rtp(two), kIds);
    EXPECT_EQ(found.mid, "mid");
    EXPECT_EQ(found.audio_level, 5);
    EXPECT_FALSE(found.voice);
    EXPECT_EQ(found.transport_sequence, 0x0102);
    EXPECT_FALSE(found.abs_send_time);
    EXPECT_EQ(read_extensions(two, *parse_rtp(two), {}).mid, "") << "not negotiated";
}

TEST(RtpExtensions, what_is_broken_ends_the_list) {
    for (const Packet& packet : {
             plain_rtp({0xBE, 0xDE, 0, 1, 0x10, 'm', 0x23, 1}, 0x90),     // value goes beyond
             plain_rtp({0xBE, 0xDE, 0, 1, 0x10, 'm', 0xF0, 0x20}, 0x90),  // stop
             plain_rtp({0xBE, 0xDE, 0, 1, 0x10, 'm', 0x01, 0x20}, 0x90),  // id 0 with a length
             plain_rtp({0x10, 0x0F, 0, 1, 1, 1, 'm', 2}, 0x90),           // half a header
             plain_rtp({0x10, 0x00, 0, 2, 1, 1, 'm', 2, 4, 1, 1, 1}, 0x90),
         }) {
        const RtpExtensions found = read_extensions(packet, *parse_rtp(packet), kIds);
        EXPECT_EQ(found.mid, "m");
        EXPECT_FALSE(found.audio_level);
    }
    const Packet other = plain_rtp({0xBE, 0xDF, 0, 1, 0x10, 'm', 0, 0}, 0x90);
    EXPECT_EQ(read_extensions(other, *parse_rtp(other), kIds).mid, "") << "another profile";
}

TEST(RtpExtensions, values_are_set_in_place) {
    for (Packet packet : {one_byte_rtp(), two_byte_rtp()}) {
        const auto header = parse_rtp(packet);
        EXPECT_TRUE(set_transport_sequence(packet, *header, 3, 0xBEEF));
        EXPECT_EQ(read_extensions(packet, *header, kIds).transport_sequence, 0xBEEF);
        EXPECT_FALSE(set_transport_sequence(packet, *header, 2, 1)) << "another size";
        EXPECT_FALSE(set_transport_sequence(packet, *header, 9, 1)) << "not there";
        EXPECT_FALSE(set_abs_send_time(packet, *header, 0, 1)) << "not negotiated";
    }
    Packet packet = one_byte_rtp();
    EXPECT_TRUE(set_abs_send_time(packet, *parse_rtp(packet), 4, 0x123456));
    EXPECT_EQ(read_extensions(packet, *parse_rtp(packet), kIds).abs_send_time, 0x123456U);
}

TEST(RtpExtensions, are_renumbered_and_taken_away) {
    constexpr ExtensionIds kThere = {.mid = 4, .transport_sequence = 1};
    const ExtensionMap map = map_extensions(kIds, kThere);
    for (Packet packet : {one_byte_rtp(), two_byte_rtp()}) {
        const auto header = parse_rtp(packet);
        const RtpExtensions before = read_extensions(packet, *header, kIds);
        const std::string mid(before.mid);
        renumber_extensions(packet, *header, map);
        const RtpExtensions after = read_extensions(packet, *header, kThere);
        EXPECT_EQ(after.mid, mid);
        EXPECT_EQ(after.transport_sequence, before.transport_sequence);
        ExtensionCursor cursor(packet, *header);
        int count = 0;
        while (cursor.next()) {
            EXPECT_TRUE(cursor.id() == 4 || cursor.id() == 1);
            ++count;
        }
        EXPECT_EQ(count, 2);
        EXPECT_EQ(packet.back(), 'x');
    }
}

TEST(RtpExtensions, are_replaced) {
    std::array<std::uint8_t, 100> memory{};
    const RtpExtensions values{.mid = "video", .rid = "h", .transport_sequence = 77};
    constexpr ExtensionIds kThere = {.mid = 3, .rid = 5, .transport_sequence = 14};
    for (const Packet& packet : {plain_rtp({'x'}), one_byte_rtp(), two_byte_rtp(),
                                 plain_rtp({1, 1, 1, 1, 'x', 1}, 0xA1)}) {
        const auto header = parse_rtp(packet);
        ASSERT_TRUE(header);
        const MutableBytes out = replace_extensions(packet, *header, kThere, values, memory);
        const auto new_header = parse_rtp(out);
        ASSERT_TRUE(new_header);
        const RtpExtensions found = read_extensions(out, *new_header, kThere);
        EXPECT_EQ(found.mid, "video");
        EXPECT_EQ(found.rid, "h");
        EXPECT_EQ(found.transport_sequence, 77);
        EXPECT_EQ(as_text(new_header->payload(Bytes(out))), "x");
        EXPECT_EQ(new_header->ssrc, header->ssrc);
        EXPECT_EQ(new_header->source_count, header->source_count);
        const MutableBytes none = replace_extensions(packet, *header, {}, values, memory);
        EXPECT_EQ(parse_rtp(none)->extension_at, 0);
        EXPECT_TRUE(
            replace_extensions(packet, *header, kThere, values, MutableBytes(memory).first(24))
                .empty());
    }
}

TEST(Rtp, survives_noise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::array<std::uint8_t, 200> memory{};
    for (int round = 0; round < 20'000; ++round) {
        Packet packet = random() % 2 == 0 ? one_byte_rtp() : two_byte_rtp();
        for (unsigned i = 0; i <= random() % 4; ++i) {
            packet.at(random() % packet.size()) = static_cast<std::uint8_t>(random());
        }
        packet.resize(random() % 3 == 0 ? random() % (packet.size() + 1) : packet.size());
        if (const auto header = parse_rtp(packet)) {
            EXPECT_LE(std::size_t{header->payload_at} + header->payload_bytes, packet.size());
            const RtpExtensions values = read_extensions(packet, *header, kIds);
            static_cast<void>(replace_extensions(packet, *header, kIds, values, memory));
            renumber_extensions(packet, *header, map_extensions(kIds, {.mid = 2}));
            EXPECT_TRUE(parse_rtp(packet));
        }
    }
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
