// SPDX-License-Identifier: MIT
// RTCP as it comes out of SRTP: every packet of a compound through every parser, and feedback
// written from what was read.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "rtc/bytes.h"
#include "rtc/rtcp.h"
#include "rtc/rtcp_writer.h"

namespace {

namespace rtc = teahouse::rtc;
namespace limits = teahouse::limits;

void check_report(const rtc::RtcpReport& report) {
    for (std::size_t i = 0; i < report.block_count; ++i) {
        const rtc::ReportBlock block = report.block(i);
        CHECK(block.lost >= -0x800000 && block.lost <= 0x7FFFFF);
    }
}

using Sequences = std::vector<std::uint16_t>;

Sequences sequences_of(const rtc::Nack& nack) {
    Sequences sequences(limits::kNackSequencesMax);
    const std::size_t count = nack.read(sequences);
    CHECK(count <= nack.items.size() / 4 * 17);
    sequences.resize(count);
    return sequences;
}

Sequences as_set(Sequences sequences) {
    std::ranges::sort(sequences);
    const auto repeated = std::ranges::unique(sequences);
    sequences.erase(repeated.begin(), repeated.end());
    return sequences;
}

// Those that are out of order or repeated come back in order and once.
void check_nack(const rtc::Nack& nack) {
    const Sequences sequences = sequences_of(nack);
    std::vector<std::uint8_t> memory(12 + 4 * sequences.size());
    rtc::ByteWriter writer(memory);
    rtc::write_nack(writer, nack.head, sequences);
    CHECK(writer.ok());
    rtc::RtcpReader reader(writer.written());
    const Sequences again = sequences_of(*rtc::parse_nack(*reader.next()));
    CHECK(as_set(again) == as_set(sequences));
}

void check_feedback(const rtc::TransportFeedback& feedback) {
    std::vector<rtc::PacketArrival> packets(feedback.packet_count);
    if (!feedback.read(packets)) {
        return;
    }
    const auto first = std::ranges::find(packets, true, &rtc::PacketArrival::received);
    const std::span told(first, packets.end());
    std::array<std::uint8_t, 1'200> memory{};
    rtc::ByteWriter writer(memory);
    const std::size_t count = rtc::write_transport_feedback(writer, {.head = feedback.head}, told);
    CHECK(writer.ok() && count <= told.size() && (count > 0 || told.empty()));
    if (count > 0) {
        rtc::RtcpReader reader(writer.written());
        std::vector<rtc::PacketArrival> again(count);
        CHECK(rtc::parse_transport_feedback(*reader.next())->read(again));
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(again[i].sequence == told[i].sequence && again[i].received == told[i].received);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rtc::RtcpReader reader(rtc::Bytes(data, size));
    std::size_t bytes = 0;
    while (const auto packet = reader.next()) {
        bytes += packet->body.size() + 4;
        if (const auto report = rtc::parse_sender_report(*packet)) {
            check_report(report->report);
        }
        if (const auto report = rtc::parse_receiver_report(*packet)) {
            check_report(*report);
        }
        if (const auto nack = rtc::parse_nack(*packet)) {
            check_nack(*nack);
        }
        if (const auto feedback = rtc::parse_transport_feedback(*packet)) {
            check_feedback(*feedback);
        }
        if (const auto remb = rtc::parse_remb(*packet)) {
            CHECK(remb->ssrcs.size() % 4 == 0);
        }
        if (const auto fir = rtc::parse_fir(*packet); fir && fir->count() > 0) {
            static_cast<void>(fir->ssrc(fir->count() - 1));
            static_cast<void>(fir->command(fir->count() - 1));
        }
        if (const auto description = rtc::parse_description(*packet)) {
            CHECK(description->cname.size() <= UINT8_MAX);
        }
        static_cast<void>(rtc::parse_pli(*packet));
        static_cast<void>(rtc::parse_bye(*packet));
    }
    CHECK(bytes <= size);
    return 0;
}
