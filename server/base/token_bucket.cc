// SPDX-License-Identifier: MIT
#include "base/token_bucket.h"

#include <algorithm>
#include <cstdint>

namespace teahouse {
namespace {

constexpr double kWaitMaxMs = 3'600'000;

double refilled(float tokens, std::int64_t elapsed_ms, double per_second, double burst) {
    if (tokens < 0) {
        return burst;
    }
    const double gained =
        static_cast<double>(std::max<std::int64_t>(elapsed_ms, 0)) * per_second / 1000.0;
    return std::min(burst, static_cast<double>(tokens) + gained);
}

}  // namespace

bool TokenBucket::take(std::int64_t now_ms, double per_second, double burst, double cost) {
    const double tokens = refilled(tokens_, now_ms - last_ms_, per_second, burst);
    const double wanted = std::min(cost, burst);
    last_ms_ = now_ms;
    const bool enough = tokens >= wanted;
    tokens_ = static_cast<float>(enough ? tokens - wanted : tokens);
    return enough;
}

std::uint32_t TokenBucket::wait_ms(double per_second, double cost) const {
    const double missing = cost - static_cast<double>(std::max(tokens_, 0.0F));
    return static_cast<std::uint32_t>(std::clamp(missing * 1000.0 / per_second, 1.0, kWaitMaxMs));
}

}  // namespace teahouse
