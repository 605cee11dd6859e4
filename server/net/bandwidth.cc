// SPDX-License-Identifier: MIT
#include "net/bandwidth.h"

#include <algorithm>

namespace teahouse::net {

namespace {

constexpr double kTurnBytesMin = 4.0 * 1024;
constexpr double kTurnBytesMax = 64.0 * 1024;

}  // namespace

std::int64_t Bandwidth::wait_us(std::int64_t now_us) const {
    return capped() ? std::max<std::int64_t>(0, paid_us_.load(std::memory_order_relaxed) - now_us)
                    : 0;
}

bool Bandwidth::pressed(std::int64_t now_us) const {
    return capped() && paid_us_.load(std::memory_order_relaxed) > now_us - kBurstUs / 2;
}

std::size_t Bandwidth::turn_bytes() const {
    const double burst_bytes = mbit_ * static_cast<double>(kBurstUs) / 8.0;
    return static_cast<std::size_t>(std::clamp(burst_bytes, kTurnBytesMin, kTurnBytesMax));
}

void Bandwidth::spend(std::size_t bytes, std::int64_t now_us) {
    if (!capped()) {
        return;
    }
    // 1 Mbit/s is one bit per microsecond.
    const auto cost_us = static_cast<std::int64_t>(static_cast<double>(bytes) * 8.0 / mbit_);
    std::int64_t paid = paid_us_.load(std::memory_order_relaxed);
    while (!paid_us_.compare_exchange_weak(paid, std::max(paid, now_us - kBurstUs) + cost_us,
                                           std::memory_order_relaxed)) {
    }
}

}  // namespace teahouse::net
