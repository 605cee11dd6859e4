// SPDX-License-Identifier: MIT
// Bounds of bots and webhooks; the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::size_t kBotsMax = 100;
inline constexpr std::size_t kBotTokensMax = 10;           // of one bot
inline constexpr std::size_t kHooksPerRoomMax = 20;        // incoming and outgoing together
inline constexpr std::size_t kHooksMax = 2'000;            // of all rooms
inline constexpr double kHookPosts = 1;                    // a second, of one incoming hook
inline constexpr double kHookPostBurst = 30;               // of them at once
inline constexpr std::uint32_t kHookPostsPerMinute = 600;  // of one address, good or not
inline constexpr std::size_t kHookKeyBytesMax = 255;       // of an Idempotency-Key
inline constexpr std::uint64_t kHookLagMax = 1'000;        // events that a hook may be behind
inline constexpr std::uint32_t kHookReadMax = 50;          // events read for one at once
inline constexpr std::uint32_t kHookFailuresMax = 10;  // messages given up; then it is switched off
inline constexpr std::uint32_t kHookAttemptsMax = 5;   // for one message
inline constexpr std::size_t kHookParallelPerMakerMax = 4;  // sent at once, of all that one made
inline constexpr std::int64_t kHookSaveMs = 1'000;          // between two notes of how far one is

}  // namespace teahouse::limits
