// SPDX-License-Identifier: MIT
#include "base/slow_log.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/log.h"
#include "base/steady_ms.h"

namespace teahouse {
namespace {

std::string in_ms(std::int64_t us) { return std::to_string((us + 500) / 1'000); }

}  // namespace

bool SlowLog::may_tell() {
    const std::int64_t now_ms = steady_ms();
    std::int64_t began_ms = window_ms_.load(std::memory_order_relaxed);
    if ((began_ms == 0 || now_ms - began_ms >= limits::kSlowWindowMs) &&
        window_ms_.compare_exchange_strong(began_ms, now_ms, std::memory_order_relaxed)) {
        lines_.store(0, std::memory_order_relaxed);
    }
    return lines_.load(std::memory_order_relaxed) < limits::kSlowLinesMax &&
           lines_.fetch_add(1, std::memory_order_relaxed) < limits::kSlowLinesMax;
}

void SlowLog::note(SlowKind kind, std::string_view what, const SlowTimes& times,
                   std::size_t items) noexcept {
    const std::int64_t limit_us = limit_us_.load(std::memory_order_relaxed);
    if (limit_us <= 0 || times.total < limit_us) {
        return;
    }
    const auto index = static_cast<std::size_t>(kind);
    counts_[index].fetch_add(1, std::memory_order_relaxed);
    if (!log_enabled(LogLevel::warning)) {
        return;
    }
    if (!may_tell()) {
        left_out_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    const std::uint64_t left_out = left_out_.exchange(0, std::memory_order_relaxed);
    log(LogLevel::warning, "slow",
        {{.key = "kind", .value = std::string(kSlowKinds[index])},
         {.key = "what", .value = std::string(what)},
         {.key = "ms", .value = in_ms(times.total)},
         {.key = "queue_ms", .value = in_ms(times.queue)},
         {.key = "engine_ms", .value = in_ms(times.engine)},
         {.key = "store_ms", .value = in_ms(times.store)},
         {.key = "items", .value = std::to_string(items)},
         {.key = "left_out", .value = std::to_string(left_out)}});
}

}  // namespace teahouse
