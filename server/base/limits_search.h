// SPDX-License-Identifier: MIT
// The bounds of search; all others are in base/limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::size_t kSearchHitsMax = 50;  // in one answer
inline constexpr std::size_t kSearchHitsDefault = 20;
inline constexpr std::size_t kSearchPieceChars = 160;  // of a hit's text
inline constexpr std::size_t kSearchPieceBefore = 40;  // of them before the first match
inline constexpr std::size_t kSearchMarksMax = 32;
inline constexpr std::size_t kSearchPeopleMax = 50;  // whom one from: can mean
inline constexpr std::int64_t kSearchMsMax = 1'000;  // then the answer is partial
inline constexpr std::size_t kSearchUnindexedMax =
    5'000;  // newest events of a room looked at one by one
inline constexpr std::size_t kSearchesInFlightMax = 64;  // of the server; then `rate_limited`
inline constexpr std::size_t kSearchesPerUserMax = 3;    // in flight
inline constexpr std::int64_t kSearchEveryMs = 200;      // per account on the long run
inline constexpr std::int64_t kSearchBurst = 30;
inline constexpr std::int64_t kIndexDelayMs = 200;    // new messages are collected so long
inline constexpr std::size_t kIndexPageEvents = 256;  // read from the log at once
// In one transaction of the index: fewer and larger ones leave it less to merge.
inline constexpr std::size_t kIndexBatchEvents = 2'048;
inline constexpr std::size_t kIndexBatchBytes = 512 * 1024;
// Edited and recalled messages whose tokens are taken out at once; more wait for the next time.
inline constexpr std::size_t kSweepMessages = 8'192;
inline constexpr std::size_t kSweepTokens = 200'000;  // of them, in memory
inline constexpr std::int64_t kIndexRetryMs = 5'000;  // after trouble with the file

static_assert(kSearchHitsDefault <= kSearchHitsMax);

}  // namespace teahouse::limits
