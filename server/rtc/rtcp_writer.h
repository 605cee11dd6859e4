// SPDX-License-Identifier: MIT
// RTCP written. Each function appends one packet to a compound (the first of which should be a
// report, RFC 3550 section 6.1; browsers agree to reduced size, RFC 5506). What does not fit makes
// the writer's ok() false; nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "rtc/bytes.h"
#include "rtc/rtcp.h"

namespace teahouse::rtc {

// At most 31 blocks; those beyond are left out. Of the report only the sender is taken.
void write_sender_report(ByteWriter& writer, const SenderReport& report,
                         std::span<const ReportBlock> blocks = {});
void write_receiver_report(ByteWriter& writer, std::uint32_t sender,
                           std::span<const ReportBlock> blocks);
// One stream and its canonical name of at most 255 bytes.
void write_description(ByteWriter& writer, std::uint32_t ssrc, std::string_view cname);
void write_bye(ByteWriter& writer, std::uint32_t ssrc);
// Sequence numbers in the order in which they were sent.
void write_nack(ByteWriter& writer, const FeedbackHead& head,
                std::span<const std::uint16_t> sequences);
void write_pli(ByteWriter& writer, const FeedbackHead& head);
void write_fir(ByteWriter& writer, const FeedbackHead& head, std::uint8_t command);
// At most 255 streams.
void write_remb(ByteWriter& writer, std::uint32_t sender, std::uint64_t bits_per_second,
                std::span<const std::uint32_t> ssrcs);

// The arrivals of packets with successive numbers, the first of which is the base. Times are of any
// clock that does not jump; they are rounded to 250 us.
struct FeedbackOptions {
    FeedbackHead head;
    std::uint8_t feedback_count = 0;
};
// How many of the packets are told by what was written: it ends before a packet that came too long
// after or before the one in front of it (8 s), where there is no memory left, or after
// limits::kFeedbackPacketsMax. 0: nothing was written. The first one must have been received.
std::size_t write_transport_feedback(ByteWriter& writer, const FeedbackOptions& options,
                                     std::span<const PacketArrival> packets);

}  // namespace teahouse::rtc
