// SPDX-License-Identifier: MIT
#include "rtc/rtcp.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_rtc.h"
#include "rtc/bytes.h"
#include "rtc/rtcp_writer.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

using Compound = std::vector<std::uint8_t>;

RtcpPacket first_rtcp(Bytes compound) {
    RtcpReader reader(compound);
    const auto packet = reader.next();
    EXPECT_TRUE(packet);
    return packet.value_or(RtcpPacket{});
}

TEST(Rtcp, goes_through_a_compound) {
    std::array<std::uint8_t, 400> memory{};
    ByteWriter writer(memory);
    const ReportBlock block{.ssrc = 9,
                            .fraction_lost = 25,
                            .lost = -3,
                            .highest_sequence = 0x10005,
                            .jitter = 6,
                            .last_report = 7,
                            .delay = 8};
    write_receiver_report(writer, 1, std::array{block, block});
    write_description(writer, 1, "tea");
    write_nack(writer, {.sender = 1, .media = 2}, std::array<std::uint16_t, 1>{3});
    write_pli(writer, {.sender = 1, .media = 5});
    write_bye(writer, 77);
    ASSERT_TRUE(writer.ok());
    RtcpReader reader(writer.written());
    const auto report = parse_receiver_report(*reader.next());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->sender, 1U);
    ASSERT_EQ(report->block_count, 2U);
    const ReportBlock read = report->block(1);
    EXPECT_EQ(read.ssrc, 9U);
    EXPECT_EQ(read.fraction_lost, 25);
    EXPECT_EQ(read.lost, -3);
    EXPECT_EQ(read.highest_sequence, 0x10005U);
    EXPECT_EQ(read.jitter, 6U);
    EXPECT_EQ(read.last_report, 7U);
    EXPECT_EQ(read.delay, 8U);
    EXPECT_EQ(parse_description(*reader.next())->cname, "tea");
    EXPECT_EQ(parse_nack(*reader.next())->head.media, 2U);
    EXPECT_EQ(parse_pli(*reader.next())->media, 5U);
    EXPECT_EQ(read_u32(*parse_bye(*reader.next()), 0), 77U);
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.broken());
}

TEST(Rtcp, a_sender_report_is_read_as_written) {
    std::array<std::uint8_t, 100> memory{};
    ByteWriter writer(memory);
    write_sender_report(writer,
                        {.report = {.sender = 4},
                         .ntp_time = 0x0102030405060708,
                         .rtp_time = 5,
                         .packets = 6,
                         .bytes = 7},
                        std::array{ReportBlock{.ssrc = 8, .lost = 0x7FFFFFFF}});
    const auto report = parse_sender_report(first_rtcp(writer.written()));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->report.sender, 4U);
    EXPECT_EQ(report->ntp_time, 0x0102030405060708U);
    EXPECT_EQ(report->rtp_time, 5U);
    EXPECT_EQ(report->packets, 6U);
    EXPECT_EQ(report->bytes, 7U);
    ASSERT_EQ(report->report.block_count, 1U);
    EXPECT_EQ(report->report.block(0).lost, 0x7FFFFF);
}

TEST(Rtcp, packets_that_do_not_fit_break_the_compound) {
    Compound good = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
    EXPECT_TRUE(parse_pli(first_rtcp(good)));
    for (std::size_t size = 1; size < good.size(); ++size) {
        RtcpReader reader(Bytes(good).first(size));
        EXPECT_FALSE(reader.next());
        EXPECT_TRUE(reader.broken()) << size;
    }
    Compound padded = {0xA1, 206, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4};
    EXPECT_EQ(first_rtcp(padded).body.size(), 8U);
    for (const std::uint8_t padding : std::array<std::uint8_t, 3>{0, 13, 255}) {
        padded.back() = padding;
        EXPECT_FALSE(RtcpReader(padded).next()) << int{padding};
    }
    good[0] = 0x41;
    EXPECT_FALSE(RtcpReader(good).next()) << "version 1";
    Compound many;
    for (std::size_t i = 0; i <= limits::kRtcpPacketsMax; ++i) {
        many.insert(many.end(), {0x80, 203, 0, 0});
    }
    RtcpReader reader(many);
    std::size_t count = 0;
    while (reader.next()) {
        ++count;
    }
    EXPECT_EQ(count, limits::kRtcpPacketsMax);
    EXPECT_TRUE(reader.broken());
}

TEST(Rtcp, counts_are_checked_against_the_bytes) {
    EXPECT_FALSE(parse_receiver_report(first_rtcp(Compound{0x81, 201, 0, 1, 0, 0, 0, 1})));
    EXPECT_FALSE(parse_receiver_report(first_rtcp(Compound{0x80, 201, 0, 0})));
    EXPECT_FALSE(parse_sender_report(first_rtcp(Compound{0x80, 200, 0, 1, 0, 0, 0, 1})));
    EXPECT_FALSE(parse_bye(first_rtcp(Compound{0x82, 203, 0, 1, 0, 0, 0, 1})));
    EXPECT_FALSE(parse_nack(first_rtcp(Compound{0x81, 205, 0, 1, 0, 0, 0, 1})));
    EXPECT_FALSE(
        parse_description(first_rtcp(Compound{0x81, 202, 0, 2, 0, 0, 0, 1, 1, 9, 'a', 0})));
    const Compound remb = {0x8F, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 'R', 'E', 'M', 'B', 1, 0, 0, 1};
    EXPECT_FALSE(parse_remb(first_rtcp(remb))) << "one stream is promised";
}

TEST(Rtcp, nacks_are_runs_of_seventeen) {
    const std::vector<std::uint16_t> asked = {0xFFFE, 0xFFFF, 3, 15, 16, 100, 117, 118};
    std::array<std::uint8_t, 100> memory{};
    ByteWriter writer(memory);
    write_nack(writer, {.sender = 1, .media = 2}, asked);
    const auto nack = parse_nack(first_rtcp(writer.written()));
    ASSERT_TRUE(nack);
    EXPECT_EQ(nack->items.size(), 16U) << "0xFFFE to 14, 15 to 31, 100 to 116, 117";
    std::array<std::uint16_t, limits::kNackSequencesMax> read{};
    const std::size_t count = nack->read(read);
    EXPECT_EQ(std::vector<std::uint16_t>(read.begin(), read.begin() + static_cast<long>(count)),
              asked);
    EXPECT_EQ(nack->read(std::span(read).first(3)), 3U);
}

TEST(Rtcp, reads_remb_as_browsers_send_it) {
    const Compound remb = {143,  206,  0,    7,    0x12, 0x34, 0x56, 0x78, 0,    0,    0,
                           0,    'R',  'E',  'M',  'B',  3,    0x07, 0xFB, 0x93, 0x23, 0x45,
                           0x67, 0x89, 0x23, 0x45, 0x67, 0x8A, 0x23, 0x45, 0x67, 0x8B};
    const auto found = parse_remb(first_rtcp(remb));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bits_per_second, std::uint64_t{0x3FB93} << 1U);
    EXPECT_EQ(found->sender, 0x12345678U);
    EXPECT_EQ(read_u32(found->ssrcs, 8), 0x2345678BU);
    std::array<std::uint8_t, 64> memory{};
    ByteWriter writer(memory);
    write_remb(writer, 0x12345678, found->bits_per_second,
               std::array<std::uint32_t, 3>{0x23456789, 0x2345678A, 0x2345678B});
    EXPECT_EQ(parse_remb(first_rtcp(writer.written()))->bits_per_second, found->bits_per_second);
    EXPECT_EQ(writer.size(), remb.size());
    Compound huge = remb;
    huge[17] = 0xFF;
    EXPECT_FALSE(parse_remb(first_rtcp(huge))) << "more than 64 bits";
}

TEST(Rtcp, fir_names_the_stream_in_its_item) {
    std::array<std::uint8_t, 64> memory{};
    ByteWriter writer(memory);
    write_fir(writer, {.sender = 1, .media = 0xABCD}, 7);
    const auto fir = parse_fir(first_rtcp(writer.written()));
    ASSERT_TRUE(fir);
    ASSERT_EQ(fir->count(), 1U);
    EXPECT_EQ(fir->ssrc(0), 0xABCDU);
    EXPECT_EQ(fir->command(0), 7);
}

TEST(TransportFeedback, reads_runs_and_both_vectors) {
    // Base 0xFFFE, 12 packets, reference 2 (128 ms). A run of 2 small; then one bit each: 1
    // received and 13 not, of which only 8 count; then two bits each: a large delta and a small
    // one.
    Compound packet = {0x8F, 205, 0, 0, 0,    0, 0,    1, 0,    0, 0, 2, 0xFF, 0xFE, 0,    18,
                       0,    0,   2, 9, 0x20, 2, 0xA0, 0, 0xE4, 0, 4, 8, 0,    0xFF, 0xFC, 1};
    write_u16(packet, 2, static_cast<std::uint16_t>(packet.size() / 4 - 1));
    const auto found = parse_transport_feedback(first_rtcp(packet));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->feedback_count, 9);
    std::array<PacketArrival, 18> packets{};
    ASSERT_TRUE(found->read(packets));
    EXPECT_EQ(packets[0].sequence, 0xFFFE);
    EXPECT_EQ(packets[0].time_us, 128'000 + 1'000);
    EXPECT_EQ(packets[1].time_us, 128'000 + 3'000);
    EXPECT_EQ(packets[2].sequence, 0);
    EXPECT_TRUE(packets[2].received);
    EXPECT_EQ(packets[2].time_us, 128'000 + 3'000);
    for (std::size_t i = 3; i < 16; ++i) {
        EXPECT_FALSE(packets.at(i).received) << i;
    }
    EXPECT_TRUE(packets[16].received);
    EXPECT_EQ(packets[16].time_us, 128'000 + 2'000) << "it came before";
    EXPECT_EQ(packets[17].time_us, 128'000 + 2'250);
    EXPECT_FALSE(found->read(std::span(packets).first(17)));
}

TEST(TransportFeedback, refuses_what_has_too_few_bytes) {
    const Compound packet = {0x8F, 205, 0, 5, 0, 0, 0, 1, 0,    0, 0, 2,
                             0,    1,   0, 2, 0, 0, 2, 9, 0x20, 2, 1, 1};
    std::array<PacketArrival, 2> packets{};
    ASSERT_TRUE(parse_transport_feedback(first_rtcp(packet))->read(packets));
    Compound wrong = packet;
    wrong[20] = 0x40;  // two large deltas
    EXPECT_FALSE(parse_transport_feedback(first_rtcp(wrong))->read(packets));
    wrong[20] = 0x60;  // the fourth state does not exist
    EXPECT_FALSE(parse_transport_feedback(first_rtcp(wrong))->read(packets));
    wrong[20] = 0x20;
    wrong[21] = 0;  // a run of none
    EXPECT_FALSE(parse_transport_feedback(first_rtcp(wrong))->read(packets));
    wrong[14] = 0xFF;  // more packets than are told in one
    EXPECT_FALSE(parse_transport_feedback(first_rtcp(wrong)));
}

std::vector<PacketArrival> some_arrivals(std::mt19937& random) {
    std::vector<PacketArrival> packets(1 + random() % 200);
    std::int64_t time_us = static_cast<std::int64_t>(random() % 1'000'000'000);
    auto sequence = static_cast<std::uint16_t>(random());
    for (PacketArrival& packet : packets) {
        time_us += random() % 8 == 0 ? static_cast<std::int64_t>(random() % 400'000) - 100'000
                                     : static_cast<std::int64_t>(random() % 20'000);
        packet.sequence = sequence++;
        packet.received = random() % 5 != 0;
        packet.time_us = time_us;
    }
    packets.front().received = true;
    return packets;
}

TEST(TransportFeedback, is_read_as_written) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 500; ++round) {
        const auto packets = some_arrivals(random);
        std::vector<std::uint8_t> memory(40 + random() % 600);
        ByteWriter writer(memory);
        const std::size_t told = write_transport_feedback(
            writer, {.head = {.sender = 1, .media = 2}, .feedback_count = 3}, packets);
        ASSERT_TRUE(writer.ok());
        ASSERT_GT(told, 0U);
        EXPECT_TRUE(told == packets.size() || writer.left() < 8) << "memory was left";
        const auto found = parse_transport_feedback(first_rtcp(writer.written()));
        ASSERT_TRUE(found);
        ASSERT_EQ(found->packet_count, told);
        std::vector<PacketArrival> read(told);
        ASSERT_TRUE(found->read(read));
        const std::int64_t epoch_us =
            packets.front().time_us / 64'000 / (1 << 24) * (1 << 24) * std::int64_t{64'000};
        for (std::size_t i = 0; i < told; ++i) {
            EXPECT_EQ(read[i].sequence, packets[i].sequence);
            ASSERT_EQ(read[i].received, packets[i].received);
            if (read[i].received) {
                EXPECT_EQ(read[i].time_us, packets[i].time_us / 250 * 250 - epoch_us);
            }
        }
    }
}

TEST(TransportFeedback, ends_where_a_delta_is_too_large) {
    const std::array packets = {
        PacketArrival{.sequence = 1, .received = true, .time_us = 1'000},
        PacketArrival{.sequence = 2, .received = false},
        PacketArrival{.sequence = 3, .received = true, .time_us = 9'000'000}};
    std::array<std::uint8_t, 100> memory{};
    ByteWriter writer(memory);
    EXPECT_EQ(write_transport_feedback(writer, {}, packets), 2U);
    EXPECT_EQ(write_transport_feedback(writer, {}, std::span(packets).subspan(1)), 0U);
    ByteWriter small(MutableBytes(memory).first(23));
    EXPECT_EQ(write_transport_feedback(small, {}, packets), 0U);
    EXPECT_TRUE(small.ok());
}

TEST(Rtcp, what_does_not_fit_makes_the_writer_fail) {
    std::array<std::uint8_t, 11> memory{};
    ByteWriter writer(memory);
    write_pli(writer, {.sender = 1, .media = 2});
    EXPECT_FALSE(writer.ok());
    EXPECT_TRUE(writer.written().empty());
    write_bye(writer, 1);
    EXPECT_FALSE(writer.ok());
    writer.rewind(0);
    write_bye(writer, 1);
    EXPECT_EQ(writer.size(), 8U);
}

void read_all(Bytes compound) {
    std::array<PacketArrival, limits::kFeedbackPacketsMax> arrivals{};
    std::array<std::uint16_t, limits::kNackSequencesMax> sequences{};
    RtcpReader reader(compound);
    while (const auto packet = reader.next()) {
        if (const auto report = parse_receiver_report(*packet); report && report->block_count > 0) {
            static_cast<void>(report->block(report->block_count - 1));
        }
        static_cast<void>(parse_sender_report(*packet));
        if (const auto nack = parse_nack(*packet)) {
            static_cast<void>(nack->read(sequences));
        }
        if (const auto feedback = parse_transport_feedback(*packet)) {
            static_cast<void>(feedback->read(arrivals));
        }
        static_cast<void>(parse_remb(*packet));
        static_cast<void>(parse_fir(*packet));
        static_cast<void>(parse_bye(*packet));
        static_cast<void>(parse_description(*packet));
    }
}

TEST(Rtcp, survives_noise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 5'000; ++round) {
        std::array<std::uint8_t, 400> memory{};
        ByteWriter writer(memory);
        write_receiver_report(writer, 1, std::array{ReportBlock{.ssrc = 1}});
        write_description(writer, 1, "name");
        write_nack(writer, {}, std::array<std::uint16_t, 3>{1, 5, 99});
        write_remb(writer, 1, 1'000'000, std::array<std::uint32_t, 2>{1, 2});
        static_cast<void>(write_transport_feedback(writer, {}, some_arrivals(random)));
        const std::size_t size = writer.size();
        for (unsigned i = 0; i <= random() % 6; ++i) {
            memory.at(random() % size) = static_cast<std::uint8_t>(random());
        }
        read_all(Bytes(memory).first(random() % 3 == 0 ? random() % (size + 1) : size));
    }
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
