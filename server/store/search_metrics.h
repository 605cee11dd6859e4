// SPDX-License-Identifier: MIT
// What search tells about itself; see store/metrics.h.
#pragma once

#include <atomic>
#include <cstdint>

#include "store/metrics.h"

namespace teahouse::store {

struct SearchMetrics {
    std::atomic<std::uint64_t> indexed{0};         // events looked at by the indexer
    std::atomic<std::uint64_t> behind_events{0};   // committed, not indexed yet
    std::atomic<std::int64_t> behind_since_ms{0};  // steady clock; 0: not behind
    std::atomic<std::uint64_t> rebuilds{0};        // times that the file was made anew
    std::atomic<std::uint64_t> swept{0};           // messages whose old tokens were taken out
    std::atomic<std::uint64_t> index_failures{0};
    std::atomic<bool> building{true};  // the first pass is not over yet
    std::atomic<std::uint64_t> searches{0};
    std::atomic<std::uint64_t> searches_failed{0};
    std::atomic<std::uint64_t> searches_partial{0};
    std::atomic<std::uint64_t> searches_queued{0};
    Histogram<8> search_us{{500, 1'000, 2'500, 5'000, 10'000, 50'000, 250'000, 1'000'000}};
};

}  // namespace teahouse::store
