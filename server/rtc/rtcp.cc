// SPDX-License-Identifier: MIT
#include "rtc/rtcp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/limits_rtc.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

constexpr std::size_t kBlockBytes = 24;
constexpr std::size_t kFeedbackHeadBytes = 8;

std::optional<RtcpReport> read_blocks(std::uint32_t sender, std::size_t count, Bytes blocks) {
    if (blocks.size() < count * kBlockBytes) {
        return std::nullopt;
    }
    return RtcpReport{
        .sender = sender, .block_count = count, .blocks = blocks.first(count * kBlockBytes)};
}

bool is_feedback(const RtcpPacket& packet, RtcpType type, std::uint8_t format) {
    return packet.type == type && packet.count == format &&
           packet.body.size() >= kFeedbackHeadBytes;
}

FeedbackHead read_feedback_head(Bytes body) {
    return {.sender = read_u32(body, 0), .media = read_u32(body, 4)};
}

// The state of one packet in a chunk: what is behind the chunks for it.
enum PacketState : unsigned { kNotReceived = 0, kSmallDelta = 1, kLargeDelta = 2 };

// Goes through the chunks: one state a packet.
class ChunkCursor {
public:
    explicit ChunkCursor(Bytes chunks) : chunks_(chunks) {}

    // None at the end of the memory, or at a state that does not exist.
    std::optional<unsigned> next() {
        if (left_ == 0 && !read_chunk()) {
            return std::nullopt;
        }
        --left_;
        const unsigned state = run_ ? run_state_ : states_ >> (left_ * bits_) & ((1U << bits_) - 1);
        return state <= kLargeDelta ? std::optional(state) : std::nullopt;
    }
    [[nodiscard]] std::size_t at() const { return at_; }

private:
    bool read_chunk() {
        if (chunks_.size() < at_ + 2) {
            return false;
        }
        const unsigned chunk = read_u16(chunks_, at_);
        at_ += 2;
        run_ = (chunk & 0x8000U) == 0;
        if (run_) {
            run_state_ = chunk >> 13U & 3U;
            left_ = chunk & 0x1FFFU;
        } else {
            bits_ = (chunk & 0x4000U) == 0 ? 1 : 2;
            left_ = 14 / bits_;
            states_ = chunk & 0x3FFFU;
        }
        return left_ != 0;
    }

    Bytes chunks_;
    std::size_t at_ = 0;
    unsigned left_ = 0;
    unsigned run_state_ = 0;
    unsigned states_ = 0;
    unsigned bits_ = 1;
    bool run_ = true;
};

}  // namespace

std::optional<RtcpPacket> RtcpReader::next() {
    if (rest_.empty() || broken_) {
        return std::nullopt;
    }
    broken_ = true;
    if (rest_.size() < 4 || (rest_[0] & 0xC0U) != 0x80 || count_ == limits::kRtcpPacketsMax) {
        return std::nullopt;
    }
    const std::size_t bytes = (std::size_t{read_u16(rest_, 2)} + 1) * 4;
    if (rest_.size() < bytes) {
        return std::nullopt;
    }
    std::size_t padding = 0;
    if ((rest_[0] & 0x20U) != 0) {
        padding = rest_[bytes - 1];
        if (padding == 0 || padding > bytes - 4) {
            return std::nullopt;
        }
    }
    const RtcpPacket packet{.type = static_cast<RtcpType>(rest_[1]),
                            .count = static_cast<std::uint8_t>(rest_[0] & 0x1FU),
                            .body = rest_.subspan(4, bytes - 4 - padding)};
    rest_ = rest_.subspan(bytes);
    ++count_;
    broken_ = false;
    return packet;
}

ReportBlock RtcpReport::block(std::size_t index) const {
    const Bytes block = blocks.subspan(index * kBlockBytes, kBlockBytes);
    const std::uint32_t lost = read_u24(block, 5);
    return {.ssrc = read_u32(block, 0),
            .fraction_lost = block[4],
            // The sign of 24 bits becomes that of 32.
            .lost = static_cast<std::int32_t>(lost << 8U) >> 8U,
            .highest_sequence = read_u32(block, 8),
            .jitter = read_u32(block, 12),
            .last_report = read_u32(block, 16),
            .delay = read_u32(block, 20)};
}

std::size_t Nack::read(std::span<std::uint16_t> into) const {
    std::size_t count = 0;
    const auto put = [&](unsigned sequence) {
        if (count < into.size()) {
            into[count++] = static_cast<std::uint16_t>(sequence);
        }
    };
    for (std::size_t at = 0; at + 4 <= items.size(); at += 4) {
        const unsigned first = read_u16(items, at);
        const unsigned mask = read_u16(items, at + 2);
        put(first);
        for (unsigned bit = 0; bit < 16; ++bit) {
            if ((mask >> bit & 1U) != 0) {
                put(first + bit + 1);
            }
        }
    }
    return count;
}

bool TransportFeedback::read(std::span<PacketArrival> into) const {
    constexpr std::int64_t kDeltaUs = 250;
    constexpr std::int64_t kReferenceUs = 64'000;
    if (into.size() < packet_count) {
        return false;
    }
    ChunkCursor states(chunks);
    for (std::size_t i = 0; i < packet_count; ++i) {
        const auto state = states.next();
        if (!state) {
            return false;
        }
        into[i] = {.sequence = static_cast<std::uint16_t>(base_sequence + i),
                   .received = *state != kNotReceived,
                   .time_us = *state};  // until the deltas are read
    }
    std::size_t at = states.at();
    std::int64_t time_us = reference_time * kReferenceUs;
    for (PacketArrival& packet : into.first(packet_count)) {
        const std::size_t bytes = static_cast<std::size_t>(packet.time_us);
        if (chunks.size() - at < bytes) {
            return false;
        }
        if (bytes == 1) {
            time_us += chunks[at] * kDeltaUs;
        } else if (bytes == 2) {
            time_us += static_cast<std::int16_t>(read_u16(chunks, at)) * kDeltaUs;
        }
        packet.time_us = packet.received ? time_us : 0;
        at += bytes;
    }
    return true;
}

std::optional<SenderReport> parse_sender_report(const RtcpPacket& packet) {
    constexpr std::size_t kBytes = 24;
    if (packet.type != RtcpType::sender_report || packet.body.size() < kBytes) {
        return std::nullopt;
    }
    const auto report =
        read_blocks(read_u32(packet.body, 0), packet.count, packet.body.subspan(kBytes));
    if (!report) {
        return std::nullopt;
    }
    return SenderReport{.report = *report,
                        .ntp_time = read_u64(packet.body, 4),
                        .rtp_time = read_u32(packet.body, 12),
                        .packets = read_u32(packet.body, 16),
                        .bytes = read_u32(packet.body, 20)};
}

std::optional<RtcpReport> parse_receiver_report(const RtcpPacket& packet) {
    if (packet.type != RtcpType::receiver_report || packet.body.size() < 4) {
        return std::nullopt;
    }
    return read_blocks(read_u32(packet.body, 0), packet.count, packet.body.subspan(4));
}

std::optional<Nack> parse_nack(const RtcpPacket& packet) {
    if (!is_feedback(packet, RtcpType::transport_feedback, kFormatNack)) {
        return std::nullopt;
    }
    return Nack{.head = read_feedback_head(packet.body),
                .items = packet.body.subspan(kFeedbackHeadBytes)};
}

std::optional<FeedbackHead> parse_pli(const RtcpPacket& packet) {
    if (!is_feedback(packet, RtcpType::payload_feedback, kFormatPli)) {
        return std::nullopt;
    }
    return read_feedback_head(packet.body);
}

std::optional<Fir> parse_fir(const RtcpPacket& packet) {
    if (!is_feedback(packet, RtcpType::payload_feedback, kFormatFir)) {
        return std::nullopt;
    }
    return Fir{.sender = read_u32(packet.body, 0),
               .items = packet.body.subspan(kFeedbackHeadBytes)};
}

std::optional<Remb> parse_remb(const RtcpPacket& packet) {
    constexpr std::uint32_t kName = 0x52454D42;  // "REMB"
    constexpr std::size_t kBytes = 16;
    if (!is_feedback(packet, RtcpType::payload_feedback, kFormatAfb) ||
        packet.body.size() < kBytes || read_u32(packet.body, 8) != kName) {
        return std::nullopt;
    }
    const std::size_t count = packet.body[12];
    const unsigned exponent = packet.body[13] >> 2U;
    const std::uint64_t mantissa = read_u24(packet.body, 13) & 0x3FFFFU;
    if (packet.body.size() < kBytes + count * 4 || mantissa << exponent >> exponent != mantissa) {
        return std::nullopt;
    }
    return Remb{.bits_per_second = mantissa << exponent,
                .sender = read_u32(packet.body, 0),
                .ssrcs = packet.body.subspan(kBytes, count * 4)};
}

std::optional<TransportFeedback> parse_transport_feedback(const RtcpPacket& packet) {
    constexpr std::size_t kBytes = 16;
    if (!is_feedback(packet, RtcpType::transport_feedback, kFormatTransportFeedback) ||
        packet.body.size() < kBytes) {
        return std::nullopt;
    }
    const TransportFeedback found{.head = read_feedback_head(packet.body),
                                  .base_sequence = read_u16(packet.body, 8),
                                  .packet_count = read_u16(packet.body, 10),
                                  .reference_time = read_u24(packet.body, 12),
                                  .feedback_count = packet.body[15],
                                  .chunks = packet.body.subspan(kBytes)};
    return found.packet_count <= limits::kFeedbackPacketsMax ? std::optional(found) : std::nullopt;
}

std::optional<Bytes> parse_bye(const RtcpPacket& packet) {
    const std::size_t bytes = std::size_t{packet.count} * 4;
    if (packet.type != RtcpType::bye || packet.body.size() < bytes) {
        return std::nullopt;
    }
    return packet.body.first(bytes);
}

std::optional<Description> parse_description(const RtcpPacket& packet) {
    constexpr std::uint8_t kCname = 1;
    if (packet.type != RtcpType::description || packet.count == 0 || packet.body.size() < 4) {
        return std::nullopt;
    }
    Description found{.ssrc = read_u32(packet.body, 0)};
    std::size_t at = 4;
    while (at < packet.body.size() && packet.body[at] != 0) {
        if (packet.body.size() - at < 2 || packet.body.size() - at - 2 < packet.body[at + 1]) {
            return std::nullopt;
        }
        const std::size_t bytes = packet.body[at + 1];
        if (packet.body[at] == kCname) {
            found.cname = as_text(packet.body.subspan(at + 2, bytes));
            return found;
        }
        at += 2 + bytes;
    }
    return found;
}

}  // namespace teahouse::rtc
