// SPDX-License-Identifier: MIT
#include "rtc/rtp.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

constexpr std::uint8_t kVersion2 = 0x80;
constexpr std::uint8_t kPaddingBit = 0x20;
constexpr std::uint8_t kExtensionBit = 0x10;
constexpr std::uint8_t kMarkerBit = 0x80;
constexpr std::size_t kRtxBytes = 2;  // the former sequence number

// False: the extensions do not lie within the packet.
bool find_extensions(Bytes packet, RtpHeader& header) {
    const std::size_t at = header.payload_at;
    if (packet.size() < at + 4) {
        return false;
    }
    const std::size_t bytes = std::size_t{read_u16(packet, at + 2)} * 4;
    if (packet.size() - at - 4 < bytes) {
        return false;
    }
    header.extension_profile = read_u16(packet, at);
    header.extension_at = static_cast<std::uint16_t>(at + 4);
    header.extension_bytes = static_cast<std::uint16_t>(bytes);
    header.payload_at = static_cast<std::uint16_t>(at + 4 + bytes);
    return true;
}

}  // namespace

std::optional<RtpHeader> parse_rtp(Bytes packet, bool encrypted) {
    if (packet.size() < kRtpHeaderBytes || packet.size() > UINT16_MAX ||
        (packet[0] & 0xC0U) != kVersion2) {
        return std::nullopt;
    }
    RtpHeader header;
    header.payload_type = packet[1] & 0x7FU;
    header.marker = (packet[1] & kMarkerBit) != 0;
    header.source_count = packet[0] & 0x0FU;
    header.sequence = read_u16(packet, 2);
    header.timestamp = read_u32(packet, 4);
    header.ssrc = read_u32(packet, 8);
    header.payload_at =
        static_cast<std::uint16_t>(kRtpHeaderBytes + std::size_t{header.source_count} * 4);
    if (packet.size() < header.payload_at ||
        ((packet[0] & kExtensionBit) != 0 && !find_extensions(packet, header))) {
        return std::nullopt;
    }
    std::size_t payload = packet.size() - header.payload_at;
    if ((packet[0] & kPaddingBit) != 0 && !encrypted) {
        header.padding_bytes = packet.back();
        if (header.padding_bytes == 0 || header.padding_bytes > payload) {
            return std::nullopt;
        }
        payload -= header.padding_bytes;
    }
    header.payload_bytes = static_cast<std::uint16_t>(payload);
    return header;
}

void set_rtp_payload_type(MutableBytes packet, std::uint8_t payload_type) {
    packet[1] = static_cast<std::uint8_t>((packet[1] & kMarkerBit) | (payload_type & 0x7FU));
}

void set_rtp_marker(MutableBytes packet, bool marker) {
    packet[1] = static_cast<std::uint8_t>((packet[1] & 0x7FU) | (marker ? kMarkerBit : 0U));
}

void set_rtp_sequence(MutableBytes packet, std::uint16_t sequence) {
    write_u16(packet, 2, sequence);
}

void set_rtp_timestamp(MutableBytes packet, std::uint32_t timestamp) {
    write_u32(packet, 4, timestamp);
}

void set_rtp_ssrc(MutableBytes packet, std::uint32_t ssrc) { write_u32(packet, 8, ssrc); }

MutableBytes write_rtx(Bytes packet, const RtpHeader& header, const RtxOptions& options,
                       MutableBytes into) {
    const std::size_t end = std::size_t{header.payload_at} + header.payload_bytes;
    if (into.size() < end + kRtxBytes) {
        return {};
    }
    const MutableBytes written = into.first(end + kRtxBytes);
    std::ranges::copy(packet.first(header.payload_at), written.begin());
    std::ranges::copy(header.payload(packet),
                      written.subspan(header.payload_at + kRtxBytes).begin());
    write_u16(written, header.payload_at, header.sequence);
    written[0] &= static_cast<std::uint8_t>(~kPaddingBit);
    set_rtp_payload_type(written, options.payload_type);
    set_rtp_sequence(written, options.sequence);
    set_rtp_ssrc(written, options.ssrc);
    return written;
}

MutableBytes unwrap_rtx(MutableBytes packet, const RtpHeader& header, const RtxOrigin& origin) {
    if (header.payload_bytes < kRtxBytes) {
        return {};
    }
    const std::uint16_t sequence = read_u16(packet, header.payload_at);
    const MutableBytes head = packet.first(header.payload_at);
    std::ranges::copy_backward(head, head.end() + kRtxBytes);
    const MutableBytes whole = packet.subspan(
        kRtxBytes, std::size_t{header.payload_at} + header.payload_bytes - kRtxBytes);
    whole[0] &= static_cast<std::uint8_t>(~kPaddingBit);
    set_rtp_payload_type(whole, origin.payload_type);
    set_rtp_sequence(whole, sequence);
    set_rtp_ssrc(whole, origin.ssrc);
    return whole;
}

Bytes write_padding(const PaddingOptions& options, MutableBytes into) {
    ByteWriter writer(into);
    writer.u8(kVersion2 | kPaddingBit);
    writer.u8(options.payload_type & 0x7FU);
    writer.u16(options.sequence);
    writer.u32(options.timestamp);
    writer.u32(options.ssrc);
    for (unsigned i = 1; i < options.padding; ++i) {
        writer.u8(0);
    }
    writer.u8(options.padding);
    return writer.written();
}

}  // namespace teahouse::rtc
