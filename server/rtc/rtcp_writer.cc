// SPDX-License-Identifier: MIT
#include "rtc/rtcp_writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/limits_rtc.h"
#include "rtc/bytes.h"
#include "rtc/rtcp.h"

namespace teahouse::rtc {
namespace {

constexpr std::size_t kBlocksMax = 31;

// Where the packet begins. end_rtcp() fills in how long it became.
std::size_t begin_rtcp(ByteWriter& writer, RtcpType type, std::size_t count) {
    const std::size_t at = writer.size();
    writer.u8(static_cast<std::uint8_t>(0x80U | count));
    writer.u8(static_cast<std::uint8_t>(type));
    writer.u16(0);
    return at;
}

void end_rtcp(ByteWriter& writer, std::size_t at) {
    if (writer.ok()) {
        write_u16(writer.whole(), at + 2, static_cast<std::uint16_t>((writer.size() - at) / 4 - 1));
    }
}

void write_block(ByteWriter& writer, const ReportBlock& block) {
    constexpr std::int32_t kLostMax = 0x7FFFFF;
    const std::int32_t lost = std::clamp(block.lost, -kLostMax - 1, kLostMax);
    writer.u32(block.ssrc);
    writer.u8(block.fraction_lost);
    writer.u24(static_cast<std::uint32_t>(lost) & 0xFFFFFFU);
    writer.u32(block.highest_sequence);
    writer.u32(block.jitter);
    writer.u32(block.last_report);
    writer.u32(block.delay);
}

std::span<const ReportBlock> cut_blocks(std::span<const ReportBlock> blocks) {
    return blocks.first(std::min(blocks.size(), kBlocksMax));
}

std::size_t begin_feedback(ByteWriter& writer, RtcpType type, std::uint8_t format,
                           const FeedbackHead& head) {
    const std::size_t at = begin_rtcp(writer, type, format);
    writer.u32(head.sender);
    writer.u32(head.media);
    return at;
}

constexpr std::int64_t kTickUs = 250;
constexpr std::int64_t kTicksPerReference = 256;  // 64 ms

std::int64_t ticks_of(const PacketArrival& packet) { return packet.time_us / kTickUs; }

bool is_small(std::int64_t delta) { return delta >= 0 && delta <= UINT8_MAX; }

// How many of the packets can be told in so many bytes of chunks and deltas.
std::size_t count_told(std::span<const PacketArrival> packets, std::size_t bytes) {
    constexpr std::size_t kStatesPerChunk = 7;
    std::size_t told = 0;
    std::int64_t last = ticks_of(packets.front()) / kTicksPerReference * kTicksPerReference;
    std::size_t delta_bytes = 0;
    for (const PacketArrival& packet :
         packets.first(std::min(packets.size(), limits::kFeedbackPacketsMax))) {
        if (packet.received) {
            const std::int64_t delta = ticks_of(packet) - last;
            if (delta < INT16_MIN || delta > INT16_MAX) {
                break;
            }
            delta_bytes += is_small(delta) ? 1U : 2U;
            last = ticks_of(packet);
        }
        const std::size_t chunks = (told + kStatesPerChunk) / kStatesPerChunk * 2;
        if ((chunks + delta_bytes + 3) / 4 * 4 > bytes) {
            break;
        }
        ++told;
    }
    return told;
}

// Vectors of two bits say everything; seven packets a chunk.
void write_states(ByteWriter& writer, std::span<const PacketArrival> packets, std::int64_t last) {
    for (std::size_t at = 0; at < packets.size(); at += 7) {
        unsigned chunk = 0xC000;
        const auto part = packets.subspan(at, std::min<std::size_t>(7, packets.size() - at));
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (part[i].received) {
                const unsigned state = is_small(ticks_of(part[i]) - last) ? 1 : 2;
                chunk |= state << (12 - 2 * i);
                last = ticks_of(part[i]);
            }
        }
        writer.u16(static_cast<std::uint16_t>(chunk));
    }
}

void write_deltas(ByteWriter& writer, std::span<const PacketArrival> packets, std::int64_t last) {
    for (const PacketArrival& packet : packets) {
        if (!packet.received) {
            continue;
        }
        const std::int64_t delta = ticks_of(packet) - last;
        if (is_small(delta)) {
            writer.u8(static_cast<std::uint8_t>(delta));
        } else {
            writer.u16(static_cast<std::uint16_t>(delta));
        }
        last = ticks_of(packet);
    }
}

}  // namespace

void write_sender_report(ByteWriter& writer, const SenderReport& report,
                         std::span<const ReportBlock> blocks) {
    const auto told = cut_blocks(blocks);
    const std::size_t at = begin_rtcp(writer, RtcpType::sender_report, told.size());
    writer.u32(report.report.sender);
    writer.u64(report.ntp_time);
    writer.u32(report.rtp_time);
    writer.u32(report.packets);
    writer.u32(report.bytes);
    for (const ReportBlock& block : told) {
        write_block(writer, block);
    }
    end_rtcp(writer, at);
}

void write_receiver_report(ByteWriter& writer, std::uint32_t sender,
                           std::span<const ReportBlock> blocks) {
    const auto told = cut_blocks(blocks);
    const std::size_t at = begin_rtcp(writer, RtcpType::receiver_report, told.size());
    writer.u32(sender);
    for (const ReportBlock& block : told) {
        write_block(writer, block);
    }
    end_rtcp(writer, at);
}

void write_description(ByteWriter& writer, std::uint32_t ssrc, std::string_view cname) {
    const std::string_view name = cname.substr(0, UINT8_MAX);
    const std::size_t at = begin_rtcp(writer, RtcpType::description, 1);
    writer.u32(ssrc);
    writer.u8(1);
    writer.u8(static_cast<std::uint8_t>(name.size()));
    writer.bytes(as_bytes(name));
    writer.u8(0);  // ends the items; the rest is padding
    writer.pad4();
    end_rtcp(writer, at);
}

void write_bye(ByteWriter& writer, std::uint32_t ssrc) {
    const std::size_t at = begin_rtcp(writer, RtcpType::bye, 1);
    writer.u32(ssrc);
    end_rtcp(writer, at);
}

void write_nack(ByteWriter& writer, const FeedbackHead& head,
                std::span<const std::uint16_t> sequences) {
    const std::size_t at = begin_feedback(writer, RtcpType::transport_feedback, kFormatNack, head);
    std::size_t i = 0;
    while (i < sequences.size()) {
        const std::uint16_t first = sequences[i++];
        unsigned mask = 0;
        for (; i < sequences.size(); ++i) {
            const unsigned behind = static_cast<std::uint16_t>(sequences[i] - first);
            if (behind == 0 || behind > 16) {
                break;
            }
            mask |= 1U << (behind - 1);
        }
        writer.u16(first);
        writer.u16(static_cast<std::uint16_t>(mask));
    }
    end_rtcp(writer, at);
}

void write_pli(ByteWriter& writer, const FeedbackHead& head) {
    end_rtcp(writer, begin_feedback(writer, RtcpType::payload_feedback, kFormatPli, head));
}

void write_fir(ByteWriter& writer, const FeedbackHead& head, std::uint8_t command) {
    // The stream stands in the item; the head's is not used (RFC 5104 section 4.3.1.2).
    const std::size_t at = begin_feedback(writer, RtcpType::payload_feedback, kFormatFir,
                                          {.sender = head.sender, .media = 0});
    writer.u32(head.media);
    writer.u32(std::uint32_t{command} << 24U);
    end_rtcp(writer, at);
}

void write_remb(ByteWriter& writer, std::uint32_t sender, std::uint64_t bits_per_second,
                std::span<const std::uint32_t> ssrcs) {
    const auto told = ssrcs.first(std::min<std::size_t>(ssrcs.size(), UINT8_MAX));
    const std::size_t at = begin_feedback(writer, RtcpType::payload_feedback, kFormatAfb,
                                          {.sender = sender, .media = 0});
    std::uint32_t exponent = 0;
    while (bits_per_second >> exponent > 0x3FFFFU) {
        ++exponent;
    }
    writer.bytes(as_bytes("REMB"));
    writer.u8(static_cast<std::uint8_t>(told.size()));
    writer.u24(exponent << 18U | static_cast<std::uint32_t>(bits_per_second >> exponent));
    for (const std::uint32_t ssrc : told) {
        writer.u32(ssrc);
    }
    end_rtcp(writer, at);
}

std::size_t write_transport_feedback(ByteWriter& writer, const FeedbackOptions& options,
                                     std::span<const PacketArrival> packets) {
    constexpr std::size_t kBytes = 20;  // in front of the chunks
    if (packets.empty() || !packets.front().received || writer.left() < kBytes) {
        return 0;
    }
    const auto told = packets.first(count_told(packets, writer.left() - kBytes));
    if (told.empty()) {
        return 0;
    }
    const std::int64_t reference = ticks_of(told.front()) / kTicksPerReference;
    const std::size_t at = begin_feedback(writer, RtcpType::transport_feedback,
                                          kFormatTransportFeedback, options.head);
    writer.u16(told.front().sequence);
    writer.u16(static_cast<std::uint16_t>(told.size()));
    writer.u24(static_cast<std::uint32_t>(reference) & 0xFFFFFFU);
    writer.u8(options.feedback_count);
    write_states(writer, told, reference * kTicksPerReference);
    write_deltas(writer, told, reference * kTicksPerReference);
    while (writer.ok() && (writer.size() - at) % 4 != 0) {
        writer.u8(0);
    }
    end_rtcp(writer, at);
    return told.size();
}

}  // namespace teahouse::rtc
