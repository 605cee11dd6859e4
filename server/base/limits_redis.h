// SPDX-License-Identifier: MIT
// Bounds of the store of several nodes (store/redis/); the others are in limits.h. Times in
// milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

// --- Who leads
inline constexpr std::int64_t kLogBeatMs = 1'000;   // heads are told, the lease is renewed
inline constexpr std::int64_t kLogLeaseMs = 5'000;  // of the leader
inline constexpr std::int64_t kLogHeadMs = 4'000;   // a node that was silent for longer is away
// Another server of Redis, or one that began anew, may have lost its tail: nobody may lead before
// all nodes had the time to say what they have.
inline constexpr std::int64_t kLogSettleMs = 4'000;

// --- Entries
inline constexpr std::int64_t kLogAwayMs = 2'000;     // so long without an answer: Redis is away
inline constexpr std::int64_t kLogRequestMs = 1'500;  // one request
inline constexpr std::size_t kLogAppendEntriesMax = 256;  // of one script call
inline constexpr std::size_t kLogAppendBytesMax = 1024 * 1024;
inline constexpr std::size_t kLogAppendsMax = 8;        // script calls without answer
inline constexpr std::size_t kLogRangeEntriesMax = 64;  // read at once
// Entries that a node keeps in memory, to offer them again to a Redis that has lost them.
inline constexpr std::size_t kLogRingBytesMax = 32 * 1024 * 1024;
inline constexpr std::size_t kLogRingEntriesMax = 64 * 1024;

// --- Snapshots: one is made when the log since the last is this long
inline constexpr std::uint64_t kSnapshotEntries = 100'000;
inline constexpr std::uint64_t kSnapshotBytes = 64 * 1024 * 1024;
inline constexpr std::size_t kSnapshotChunkBytes = 512 * 1024;
inline constexpr std::int64_t kSnapshotChunkMs = 10'000;  // one chunk to or from Redis
inline constexpr std::int64_t kSnapshotUnfinishedMs =
    600'000;  // chunks of one that did not come to its end

}  // namespace teahouse::limits
