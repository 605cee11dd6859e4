// SPDX-License-Identifier: MIT
// What a datagram on the media port is, by its first bytes (RFC 7983, RFC 5761). A guess that costs
// nothing: each parser checks for itself.
#pragma once

#include <cstdint>

#include "rtc/bytes.h"

namespace teahouse::rtc {

enum class PacketKind : std::uint8_t {
    unknown,  // also what is too short to be what it begins as, TURN channels, ZRTP and QUIC
    stun,
    dtls,
    rtp,   // or SRTP
    rtcp,  // or SRTCP
};

PacketKind kind_of(Bytes packet);

}  // namespace teahouse::rtc
