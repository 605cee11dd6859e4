// SPDX-License-Identifier: MIT
// Bounds of the embedded media server (server/rtc); the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

// --- Rooms, peers, tracks
inline constexpr std::size_t kMediaRoomsMax = 2'000;
inline constexpr std::size_t kMediaPeersMax = 4'000;    // of all rooms
inline constexpr std::size_t kMediaRoomPeersMax = 500;  // of one
inline constexpr std::size_t kMediaSectionsMax = 256;   // m= lines of one peer's session
inline constexpr std::size_t kMediaLayersMax = 3;       // simulcast layers of a track
inline constexpr std::size_t kMediaSsrcsMax = 32;       // that one peer may send
// That one peer is sent, in all of a connection's time: what was used with its keys is remembered.
inline constexpr std::size_t kMediaSsrcsSentMax = 8'192;
inline constexpr std::size_t kMediaAddressesMax = 6;   // checked addresses of one peer
inline constexpr std::size_t kMediaCandidatesMax = 8;  // of our own, in an answer
inline constexpr std::size_t kMediaLastN = 9;          // cameras that a large room shows
inline constexpr std::size_t kMediaVoices = 8;         // heard at once in a room
inline constexpr std::size_t kMediaSpeakersMax = 16;   // ranked, of one room
inline constexpr std::size_t kMediaEventsMax = 4'096;  // of one call of the router

// --- Times
inline constexpr std::int64_t kMediaConsentMs = 15'000;   // silent so long: gone (RFC 7675)
inline constexpr std::int64_t kDtlsHandshakeMs = 30'000;  // then it has failed
inline constexpr std::int64_t kDtlsResendMs = 250;        // first; it doubles
inline constexpr std::int64_t kDtlsResendMaxMs = 1'000;
inline constexpr std::int64_t kKeyFrameAskMs = 200;  // between two, of one layer
inline constexpr double kKeyFramesPerSecond = 1;     // in the long run
inline constexpr double kKeyFrameBurst = 4;          // as when people come in
inline constexpr std::int64_t kReceiverReportMs = 1'000;
inline constexpr std::int64_t kTransportFeedbackMs = 50;
inline constexpr std::int64_t kSpeakersMs = 300;  // between two rankings
inline constexpr std::int64_t kAllocateMs = 250;  // between two choices of layers

// --- Packets
inline constexpr std::size_t kDtlsMtuBytes = 1'200;
inline constexpr std::size_t kPacketCachePackets = 512;       // of one layer; a power of two
inline constexpr std::size_t kPacketCacheBytes = 256 * 1024;  // of one layer
inline constexpr std::size_t kPacketCacheBytesMax = 1'500;    // larger packets are not kept
inline constexpr std::size_t kCatchUpPackets = 100;           // since a key frame, for newcomers
inline constexpr std::int64_t kCatchUpMs = 2'000;             // how old that may be
inline constexpr std::uint32_t kResendsMax = 10;              // of one packet to one viewer
inline constexpr std::int64_t kResendMs = 8;                  // between two of those
inline constexpr double kResendBytesPerSecond = 250'000;      // to one viewer
inline constexpr std::size_t kNackAsksMax = 10;               // for one missing packet
inline constexpr std::size_t kNackListMax = 128;              // missing packets of one layer

// --- A viewer's line, in bits a second
inline constexpr double kDownlinkStartBps = 1'500'000;
inline constexpr double kDownlinkMinBps = 50'000;
inline constexpr double kDownlinkMaxBps = 30'000'000;
inline constexpr double kLossyLine = 0.02;                // from here on sound goes out thrice
inline constexpr std::int64_t kLossyMs = 30'000;          // and for so long afterwards
inline constexpr double kDownlinkLossFloorBps = 250'000;  // loss alone does not lower it further

static_assert((kPacketCachePackets & (kPacketCachePackets - 1)) == 0);

}  // namespace teahouse::limits
