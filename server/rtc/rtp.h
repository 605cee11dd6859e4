// SPDX-License-Identifier: MIT
// RTP packets (RFC 3550 section 5.1): the header read as a small value, and its fields rewritten in
// place as a forwarder does it. The header of SRTP is in the clear, so the same works before it is
// decrypted. Header extensions are in rtp_extensions.h. Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {

inline constexpr std::size_t kRtpHeaderBytes = 12;  // without sources and extensions

// Offsets count from the first byte of the packet and were checked against its size.
struct RtpHeader {
    std::uint8_t payload_type = 0;
    bool marker = false;
    std::uint8_t source_count = 0;  // contributing ones
    std::uint8_t padding_bytes = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
    std::uint16_t extension_profile = 0;
    std::uint16_t extension_at = 0;     // the data of the extensions; 0: there are none
    std::uint16_t extension_bytes = 0;  // of that data
    std::uint16_t payload_at = 0;
    std::uint16_t payload_bytes = 0;  // without the padding

    [[nodiscard]] Bytes payload(Bytes packet) const {
        return packet.subspan(payload_at, payload_bytes);
    }
    [[nodiscard]] MutableBytes payload(MutableBytes packet) const {
        return packet.subspan(payload_at, payload_bytes);
    }
};

// None: not a whole RTP packet. In what is still encrypted the count of the padding cannot be read,
// and the payload has the authentication tag behind it: `encrypted` leaves both alone.
std::optional<RtpHeader> parse_rtp(Bytes packet, bool encrypted = false);

// In place; the packet was parsed before.
void set_rtp_payload_type(MutableBytes packet, std::uint8_t payload_type);  // the marker stays
void set_rtp_marker(MutableBytes packet, bool marker);
void set_rtp_sequence(MutableBytes packet, std::uint16_t sequence);
void set_rtp_timestamp(MutableBytes packet, std::uint32_t timestamp);
void set_rtp_ssrc(MutableBytes packet, std::uint32_t ssrc);

// Numbers that wrap around: how far `to` is ahead of `from`, negative when it is behind.
constexpr std::int16_t sequence_distance(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(to - from));
}
constexpr std::int32_t timestamp_distance(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

// A retransmission (RFC 4588): the packet sent again in a stream of its own, with the former
// sequence number before the payload and without padding.
struct RtxOptions {
    std::uint32_t ssrc = 0;
    std::uint16_t sequence = 0;
    std::uint8_t payload_type = 0;
};
// Empty when it does not fit. `into` must not be the packet.
MutableBytes write_rtx(Bytes packet, const RtpHeader& header, const RtxOptions& options,
                       MutableBytes into);
// The packet as it was sent first, moved within the memory of the retransmission; the result is two
// bytes shorter. Empty when there is no former number, as in padding alone.
struct RtxOrigin {
    std::uint32_t ssrc = 0;
    std::uint8_t payload_type = 0;
};
MutableBytes unwrap_rtx(MutableBytes packet, const RtpHeader& header, const RtxOrigin& origin);

// A packet of nothing but padding, to probe how much a path carries. `padding` is 1 to 255.
struct PaddingOptions {
    std::uint32_t ssrc = 0;
    std::uint32_t timestamp = 0;
    std::uint16_t sequence = 0;
    std::uint8_t payload_type = 0;
    std::uint8_t padding = 0;
};
Bytes write_padding(const PaddingOptions& options, MutableBytes into);

}  // namespace teahouse::rtc
