// SPDX-License-Identifier: MIT
#include "rtc/demux.h"

#include <cstddef>

#include "rtc/bytes.h"

namespace teahouse::rtc {

PacketKind kind_of(Bytes packet) {
    constexpr std::size_t kStunBytesMin = 20;
    constexpr std::size_t kDtlsBytesMin = 13;
    constexpr std::size_t kRtpBytesMin = 12;
    constexpr std::size_t kRtcpBytesMin = 8;
    if (packet.size() < kRtcpBytesMin) {
        return PacketKind::unknown;
    }
    const unsigned first = packet[0];
    if (first < 4) {
        return packet.size() >= kStunBytesMin ? PacketKind::stun : PacketKind::unknown;
    }
    if (first >= 20 && first < 64) {
        return packet.size() >= kDtlsBytesMin ? PacketKind::dtls : PacketKind::unknown;
    }
    if (first < 128 || first >= 192) {
        return PacketKind::unknown;
    }
    // Packet types of RTCP are 192 to 223, which is where RTP has the marker and 64 to 95.
    const unsigned payload_type = packet[1] & 0x7FU;
    if (payload_type >= 64 && payload_type < 96) {
        return PacketKind::rtcp;
    }
    return packet.size() >= kRtpBytesMin ? PacketKind::rtp : PacketKind::unknown;
}

}  // namespace teahouse::rtc
