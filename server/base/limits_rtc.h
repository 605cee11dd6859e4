// SPDX-License-Identifier: MIT
// Bounds of calls and their media; the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

// --- Packets
inline constexpr std::size_t kDatagramBytesMax = 1'500;    // longer ones are cut and thus dropped
inline constexpr std::size_t kStunAttributesMax = 32;      // of one message
inline constexpr std::size_t kStunUnknownMax = 8;          // named in a 420
inline constexpr std::size_t kStunUsernameBytesMax = 513;  // RFC 8489 section 14.3: less than it
inline constexpr std::size_t kIceTextBytesMax = 256;       // ufrag and password, RFC 8839
inline constexpr std::size_t kRtcpPacketsMax = 32;         // of one compound
inline constexpr std::size_t kNackSequencesMax = 17 * 64;  // of one packet
inline constexpr std::size_t kFeedbackPacketsMax = 1'024;  // told by one transport-wide feedback

// --- The UDP port
inline constexpr std::size_t kUdpReceiveBatch = 64;  // datagrams read by one system call
inline constexpr std::size_t kUdpSendBatch = 256;    // datagrams that wait for the next flush
inline constexpr int kUdpReceiveRounds = 8;          // batches, then timers and tasks have a turn
inline constexpr std::size_t kUdpTasksMax = 16'384;  // waiting in the mailbox of its thread
inline constexpr int kUdpBufferBytes = 4 * 1024 * 1024;  // asked of the kernel, each way
inline constexpr double kBindingsPerSecond = 10;         // plain STUN of one address; burst below
inline constexpr double kBindingBurst = 20;
inline constexpr std::size_t kBindingSources = 4'096;  // told apart, by hash
inline constexpr std::size_t kRtcAddressesMax = 16;    // that are advertised

// --- Session descriptions
inline constexpr std::size_t kSdpBytesMax = 64 * 1024;
inline constexpr std::size_t kSdpLinesMax = 8'192;
inline constexpr std::size_t kSdpSectionsMax = 200;
inline constexpr std::size_t kSdpCodecsMax = 128;      // of a section
inline constexpr std::size_t kSdpFeedbackMax = 16;     // of a codec
inline constexpr std::size_t kSdpExtensionsMax = 64;   // of a section
inline constexpr std::size_t kSdpSourcesMax = 32;      // of a section
inline constexpr std::size_t kSdpRidsMax = 8;          // of a section
inline constexpr std::size_t kSdpStreamsMax = 8;       // named by a section (a=msid)
inline constexpr std::size_t kSdpCandidatesMax = 64;   // of a section
inline constexpr std::size_t kSdpTokenBytesMax = 256;  // a mid, a rid, an id of a stream or track

}  // namespace teahouse::limits
