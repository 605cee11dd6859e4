// SPDX-License-Identifier: MIT
// RTCP read (RFC 3550 section 6, RFC 4585, RFC 5104, REMB, transport-wide feedback). A compound is
// gone through packet by packet; what a packet holds are views and numbers. Writers are in
// rtcp_writer.h. Nothing is allocated; bounds: limits_rtc.h.
//
//     RtcpReader reader(compound);
//     while (const auto packet = reader.next()) {
//         if (const auto nack = parse_nack(*packet)) { ... }
//     }
//     if (reader.broken()) { ... }                  // what came before it was whole all the same
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "rtc/bytes.h"

namespace teahouse::rtc {

enum class RtcpType : std::uint8_t {
    sender_report = 200,
    receiver_report = 201,
    description = 202,  // SDES
    bye = 203,
    app = 204,
    transport_feedback = 205,
    payload_feedback = 206,
    extended_report = 207,
};

// The format of feedback packets.
inline constexpr std::uint8_t kFormatNack = 1;
inline constexpr std::uint8_t kFormatTransportFeedback = 15;
inline constexpr std::uint8_t kFormatPli = 1;
inline constexpr std::uint8_t kFormatFir = 4;
inline constexpr std::uint8_t kFormatAfb = 15;  // of which REMB is one

struct RtcpPacket {
    RtcpType type{};         // may be one that is not named above
    std::uint8_t count = 0;  // reports, sources, or the format of feedback
    Bytes body;              // behind the four bytes of the header, without padding
};

class RtcpReader {
public:
    explicit RtcpReader(Bytes compound) : rest_(compound) {}

    // None at the end, after limits::kRtcpPacketsMax, or where the rest is broken.
    std::optional<RtcpPacket> next();
    [[nodiscard]] bool broken() const { return broken_; }

private:
    Bytes rest_;
    std::size_t count_ = 0;
    bool broken_ = false;
};

struct ReportBlock {
    std::uint32_t ssrc = 0;
    std::uint8_t fraction_lost = 0;      // of 256, since the report before
    std::int32_t lost = 0;               // altogether; 24 bits, may be negative
    std::uint32_t highest_sequence = 0;  // with the count of wraps above
    std::uint32_t jitter = 0;            // in units of the timestamp
    std::uint32_t last_report = 0;       // the middle of the NTP time of the last SR; 0: none came
    std::uint32_t delay = 0;             // since then, 1/65536 s
};

// Both reports: who sends it, and its blocks.
struct RtcpReport {
    std::uint32_t sender = 0;
    std::size_t block_count = 0;
    Bytes blocks;

    [[nodiscard]] ReportBlock block(std::size_t index) const;  // index < block_count
};

struct SenderReport {
    RtcpReport report;
    std::uint64_t ntp_time = 0;  // seconds since 1900 in the upper half
    std::uint32_t rtp_time = 0;
    std::uint32_t packets = 0;
    std::uint32_t bytes = 0;
};

// For feedback: from whom and about which stream.
struct FeedbackHead {
    std::uint32_t sender = 0;
    std::uint32_t media = 0;
};

// Sequence numbers that are asked for.
struct Nack {
    FeedbackHead head;
    Bytes items;  // of four bytes: a number, and which of the 16 behind it are missing, too

    // Fills `into`, at most its size; the count.
    std::size_t read(std::span<std::uint16_t> into) const;
};

struct Remb {
    std::uint64_t bits_per_second = 0;
    std::uint32_t sender = 0;
    Bytes ssrcs;  // of four bytes each
};

struct Fir {
    std::uint32_t sender = 0;
    Bytes items;  // of eight bytes: the stream, and a number that tells repeats apart

    [[nodiscard]] std::size_t count() const { return items.size() / 8; }
    [[nodiscard]] std::uint32_t ssrc(std::size_t index) const { return read_u32(items, index * 8); }
    [[nodiscard]] std::uint8_t command(std::size_t index) const { return items[index * 8 + 4]; }
};

// When packets arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
struct PacketArrival {
    std::uint16_t sequence = 0;
    bool received = false;
    std::int64_t time_us = 0;  // of those received; from an epoch of the receiver, wraps with it
};

struct TransportFeedback {
    FeedbackHead head;
    std::uint16_t base_sequence = 0;
    std::uint16_t packet_count = 0;    // at most limits::kFeedbackPacketsMax
    std::uint32_t reference_time = 0;  // 24 bits, 64 ms each
    std::uint8_t feedback_count = 0;   // tells lost feedback
    Bytes chunks;                      // and the deltas behind them

    // Fills `into` (packet_count entries are needed). False: the packet is broken.
    bool read(std::span<PacketArrival> into) const;
};

// None: of another type, or broken.
std::optional<SenderReport> parse_sender_report(const RtcpPacket& packet);
std::optional<RtcpReport> parse_receiver_report(const RtcpPacket& packet);
std::optional<Nack> parse_nack(const RtcpPacket& packet);
std::optional<FeedbackHead> parse_pli(const RtcpPacket& packet);
std::optional<Fir> parse_fir(const RtcpPacket& packet);
std::optional<Remb> parse_remb(const RtcpPacket& packet);
std::optional<TransportFeedback> parse_transport_feedback(const RtcpPacket& packet);
// The streams that end, of four bytes each.
std::optional<Bytes> parse_bye(const RtcpPacket& packet);
// The first stream of a SDES and its canonical name.
struct Description {
    std::uint32_t ssrc = 0;
    std::string_view cname;
};
std::optional<Description> parse_description(const RtcpPacket& packet);

}  // namespace teahouse::rtc
