// SPDX-License-Identifier: MIT
// Bounds of what nodes say to each other (bus/); the others are in limits.h. Times in milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::int64_t kBusBeatMs = 1'000;     // to those that one has a link with
inline constexpr std::int64_t kBusSilenceMs = 4'000;  // so long nothing heard: the link is lost
// A longer message goes in pieces, so that none holds up the beats of others.
inline constexpr std::size_t kBusPieceBytesMax = 256 * 1024;
// Of one message in pieces; a longer one ends the link.
inline constexpr std::size_t kBusMessageBytesMax = 64 * 1024 * 1024;
inline constexpr std::int64_t kBusPublishMs = 2'000;  // no answer of Redis for so long: lost
inline constexpr std::int64_t kBusLeaseMs = 5'000;    // of a node's number
inline constexpr std::int64_t kBusRenewMs = 1'000;

}  // namespace teahouse::limits
