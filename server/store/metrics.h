// SPDX-License-Identifier: MIT
// What a store tells about itself. Written by its threads, read by any thread at any time; each
// number by itself is exact, several together are not one moment.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/error.h"

namespace teahouse::store {

// Counts of observations up to each bound; the last bucket takes what is larger.
template <std::size_t KSize>
struct Histogram {
    explicit constexpr Histogram(std::array<std::uint64_t, KSize> limits) : bounds(limits) {}

    void observe(std::uint64_t value) {
        std::size_t bucket = 0;
        while (bucket < KSize && value > bounds[bucket]) {
            ++bucket;
        }
        counts[bucket].fetch_add(1, std::memory_order_relaxed);
        sum.fetch_add(value, std::memory_order_relaxed);
    }

    const std::array<std::uint64_t, KSize> bounds;
    std::array<std::atomic<std::uint64_t>, KSize + 1> counts{};
    std::atomic<std::uint64_t> sum{0};
};

struct StoreMetrics {
    std::atomic<std::uint64_t> txns_committed{0};
    std::atomic<std::uint64_t> txns_duplicate{0};
    std::atomic<std::uint64_t> txns_failed{0};
    std::atomic<std::uint64_t> txns_queued{0};  // submitted, not yet answered
    std::atomic<std::uint64_t> commits{0};
    std::atomic<std::uint64_t> queries{0};
    std::atomic<std::uint64_t> queries_failed{0};
    std::atomic<std::uint64_t> queries_queued{0};
    // Txns of each commit, and how long each took from BEGIN to durable, in microseconds.
    Histogram<8> batch_txns{{1, 2, 4, 8, 16, 64, 256, 1'024}};
    Histogram<12> commit_us{
        {100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000}};
    // Whether writing works at present, and if not, why: the error of the last failed commit.
    std::atomic<bool> failing{false};
    std::atomic<bool> damaged{false};  // the file was found damaged: nothing is written any more
    std::atomic<ErrorCode> last_error{ErrorCode::store_unavailable};
};

}  // namespace teahouse::store
