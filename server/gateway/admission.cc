// SPDX-License-Identifier: MIT
#include "gateway/admission.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::gateway {
namespace {

double refilled(float tokens, std::int64_t elapsed_ms, double per_second, double burst) {
    if (tokens < 0) {
        return burst;
    }
    const double gained =
        static_cast<double>(std::max<std::int64_t>(elapsed_ms, 0)) * per_second / 1000.0;
    return std::min(burst, static_cast<double>(tokens) + gained);
}

}  // namespace

bool TokenBucket::take(std::int64_t now_ms, double per_second, double burst) {
    const double tokens = refilled(tokens_, now_ms - last_ms_, per_second, burst);
    last_ms_ = now_ms;
    if (tokens < 1.0) {
        tokens_ = static_cast<float>(tokens);
        return false;
    }
    tokens_ = static_cast<float>(tokens - 1.0);
    return true;
}

std::uint32_t TokenBucket::wait_ms(double per_second) const {
    const double missing = 1.0 - static_cast<double>(std::max(tokens_, 0.0F));
    return static_cast<std::uint32_t>(std::max(1.0, missing * 1000.0 / per_second));
}

bool TokenBucket::is_full(std::int64_t now_ms, double per_second, double burst) const {
    return refilled(tokens_, now_ms - last_ms_, per_second, burst) >= burst;
}

std::uint32_t KeyedLimiter::admit(std::string_view key, std::int64_t now_ms) {
    const double per_second = options_.per_minute / 60.0;
    const std::scoped_lock lock(mutex_);
    if (buckets_.size() >= options_.keys_max) {
        drop_full(now_ms);
    }
    auto found = buckets_.find(std::string(key));
    if (found == buckets_.end()) {
        if (buckets_.size() >= options_.keys_max) {
            return 1000;
        }
        found = buckets_.emplace(std::string(key), TokenBucket{}).first;
    }
    if (found->second.take(now_ms, per_second, options_.burst)) {
        return 0;
    }
    return found->second.wait_ms(per_second);
}

void KeyedLimiter::drop_full(std::int64_t now_ms) {
    std::erase_if(buckets_, [&](const auto& entry) {
        return entry.second.is_full(now_ms, options_.per_minute / 60.0, options_.burst);
    });
}

}  // namespace teahouse::gateway
