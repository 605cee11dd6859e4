// SPDX-License-Identifier: MIT
#include "chat/call_quality.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/limits_calls.h"
#include "base/result.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kWhole = 1'000;  // shares are of 1,000

void count(CallQuality& quality, CallMeasure measure, std::optional<std::uint32_t> value) {
    if (!value) {
        return;
    }
    const auto index = static_cast<std::size_t>(measure);
    const auto& bounds = kCallBound.at(index);
    CallHistogram& histogram = quality.measures.at(index);
    const auto* bound = std::ranges::lower_bound(bounds, *value);
    ++histogram.counts.at(static_cast<std::size_t>(bound - bounds.begin()));
    histogram.sum += *value;
}

}  // namespace

Status check_sample(const proto::CallSample& sample) {
    if (sample.lost.value_or(0) > kWhole) {
        return fail(ErrorCode::invalid, "of 1,000", "sample.lost");
    }
    if (sample.concealed.value_or(0) > kWhole) {
        return fail(ErrorCode::invalid, "of 1,000", "sample.concealed");
    }
    if (sample.quality && (*sample.quality == 0 || *sample.quality > kCallLevels)) {
        return fail(ErrorCode::invalid, "1 to 3", "sample.quality");
    }
    return {};
}

void count_sample(CallQualities& all, CallWay way, const proto::CallSample& sample) {
    CallQuality& quality = all.at(static_cast<std::size_t>(way));
    count(quality, CallMeasure::rtt, std::min(sample.rtt, limits::kCallTimeMaxMs));
    count(quality, CallMeasure::lost, sample.lost);
    count(quality, CallMeasure::concealed, sample.concealed);
    if (sample.jitter) {
        count(quality, CallMeasure::jitter, std::min(*sample.jitter, limits::kCallTimeMaxMs));
    }
    if (sample.quality) {
        ++quality.levels.at(*sample.quality - 1);
    }
}

}  // namespace teahouse::chat
