// SPDX-License-Identifier: MIT
// What bounds calls, and what happens there.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::size_t kCallsMax = 2'000;      // under way on the server: too_large
inline constexpr std::size_t kCallMembersMax = 200;  // of a group that has calls: too_large
inline constexpr std::size_t kCallRingMax = 32;      // members that ring if nobody is named
inline constexpr std::size_t kCallLegsMax = 200;     // who was ever in it or called: too_large
inline constexpr std::size_t kMeshLegsDefault = 4;   // in a group's call at once: too_large
inline constexpr std::size_t kTurnUrlsMax = 8;       // in the configuration: IceServer::urls
inline constexpr std::size_t kMeshLegsMax = 6;       // as the configuration may say
inline constexpr std::size_t kSfuLegsMax = 50;       // in a call through the router: too_large
inline constexpr double kSfuOffersPerSecond = 4;     // of a leg, to the media router: rate_limited
inline constexpr double kSfuOffersBurst = 40;
inline constexpr double kSfuLayersPerSecond = 4;  // of a leg, what its tiles need: rate_limited
inline constexpr double kSfuLayersBurst = 40;
inline constexpr std::size_t kSfuAsksMax = 4'000;    // offers that the router has not answered
inline constexpr std::size_t kSfuTestsMax = 50;      // tests of the way at once: too_large
inline constexpr std::int64_t kSfuTestMs = 120'000;  // how long one may go on
inline constexpr double kCallStartsPerMinute = 6;    // of an account: rate_limited
inline constexpr double kCallStartsBurst = 6;
inline constexpr double kCallSignalsPerSecond = 20;  // of a leg: rate_limited
inline constexpr double kCallSignalsBurst = 200;
inline constexpr double kCallSamplesPerSecond = 0.2;  // of a leg, how it goes: rate_limited
inline constexpr double kCallSamplesBurst = 5;
inline constexpr std::size_t kCallHeldSignalsMax = 256;       // kept for a leg that resumes;
inline constexpr std::size_t kCallHeldBytesMax = 256 * 1024;  // the oldest are forgotten first
inline constexpr std::int64_t kCallLingerMs = 20'000;         // a group's call that all have left
inline constexpr std::int64_t kCallRestartMs = 30'000;        // to come back after a restart
inline constexpr std::uint32_t kCallAlertsMax = 16;           // devices that say they ring
inline constexpr std::size_t kCallsTold = 50;                 // of a person, in one answer
inline constexpr std::size_t kCallRowsMax = 1'000;            // ended, not in the log yet
inline constexpr std::uint32_t kCallTimeMaxMs = 60'000;       // believed of a device, in sums
inline constexpr std::int64_t kCallRetryMs = 1'000;           // after the store refused one;
inline constexpr std::int64_t kCallRetryMaxMs = 60'000;       // twice as long each time, up to this
// A restart may have lost the newest records of a call: its counters go on by this much and by the
// age of the call, faster than they can grow.
inline constexpr std::uint32_t kCallRestartLeap = 1'000;
inline constexpr std::int64_t kCallChangeMs = 10;  // changes of one call are rarer, on average

}  // namespace teahouse::limits
