// SPDX-License-Identifier: MIT
// Bounds of the Redis client (resp/); the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

// --- Replies
inline constexpr std::size_t kRespDepthMax = 16;                     // aggregates within each other
inline constexpr std::size_t kRespElementsMax = 256 * 1024;          // of one reply, all depths
inline constexpr std::size_t kRespReplyBytesMax = 32 * 1024 * 1024;  // texts of one reply
inline constexpr std::size_t kRespLineBytesMax = 16 * 1024;  // a simple string or error, a number

// --- Requests
inline constexpr std::size_t kRespCommandBytesMax = 8 * 1024 * 1024;  // one, as it is sent
inline constexpr std::size_t kRespRequestsMax = 64 * 1024;            // accepted and not answered
inline constexpr std::size_t kRespRequestBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kRespScriptsMax = 64;
inline constexpr std::size_t kRespScriptBytesMax = 64 * 1024;
inline constexpr std::size_t kRespAttemptsMax = 64;  // of one request: redirected, or told to retry

// --- Addresses
inline constexpr std::size_t kRespUrlBytesMax = 4'096;
inline constexpr std::size_t kRespHostsMax = 32;  // named by one URL
inline constexpr std::size_t kRespHostBytesMax = 255;
inline constexpr std::uint32_t kRespDatabaseMax = 65'535;
inline constexpr std::size_t kRespNodesMax = 1'024;  // of a cluster, replicas too

// --- Connections; times in milliseconds
inline constexpr std::int64_t kRespOpenMs = 5'000;  // connection, TLS and greeting together
inline constexpr std::int64_t kRespRetryMinMs = 50;
inline constexpr std::int64_t kRespRetryMaxMs = 1'000;
inline constexpr std::int64_t kRespIdlePingMs = 5'000;  // so long nothing heard: PING
inline constexpr std::int64_t kRespPingAnswerMs = 3'000;

// --- Subscriptions
inline constexpr std::size_t kRespChannelsMax = 256 * 1024;
inline constexpr std::size_t kRespChannelBytesMax = 512;
inline constexpr std::int64_t kRespConfirmMs = 5'000;  // a subscription that is not confirmed

// --- Topology
inline constexpr std::int64_t kRespMapRefreshMs = 10'000;  // slots of a cluster, asked anew
inline constexpr std::int64_t kRespMapRefreshMinMs = 100;  // and not more often than so, in trouble
inline constexpr std::int64_t kRespMapTroubleMs = 250;     // while a master is not connected
inline constexpr std::int64_t kRespBackoffMinMs = 20;      // TRYAGAIN and the like
inline constexpr std::int64_t kRespBackoffMaxMs = 500;

}  // namespace teahouse::limits
