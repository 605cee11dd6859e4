// SPDX-License-Identifier: MIT
#include "net/bandwidth.h"

#include <algorithm>

namespace teahouse::net {

std::int64_t Bandwidth::wait_us(std::int64_t now_us) const {
    return capped() ? std::max<std::int64_t>(0, paid_us_.load(std::memory_order_relaxed) - now_us)
                    : 0;
}

bool Bandwidth::pressed(std::int64_t now_us) const {
    return capped() && paid_us_.load(std::memory_order_relaxed) > now_us - kBurstUs / 2;
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
