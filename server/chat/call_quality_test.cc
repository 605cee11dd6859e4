// SPDX-License-Identifier: MIT
// What devices say of their calls is checked, and counted where it belongs.
#include "chat/call_quality.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/limits_calls.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

const CallHistogram& of(const CallQualities& all, CallWay way, CallMeasure measure) {
    return all.at(static_cast<std::size_t>(way)).measures.at(static_cast<std::size_t>(measure));
}

std::string refused_field(const proto::CallSample& sample) {
    const Status checked = check_sample(sample);
    if (checked) {
        return "";
    }
    EXPECT_EQ(checked.error().code, ErrorCode::invalid);
    return checked.error().field;
}

TEST(CallQuality, refuses_what_cannot_be) {
    EXPECT_EQ(refused_field({}), "");
    EXPECT_EQ(refused_field({.lost = 1'000, .concealed = 1'000, .quality = 1}), "");
    EXPECT_EQ(refused_field({.lost = 1'001}), "sample.lost");
    EXPECT_EQ(refused_field({.concealed = 4'000'000'000U}), "sample.concealed");
    EXPECT_EQ(refused_field({.quality = 0}), "sample.quality");
    EXPECT_EQ(refused_field({.quality = 4}), "sample.quality");
}

TEST(CallQuality, counts_each_sample_once_at_its_bound_and_its_way) {
    CallQualities all;
    for (const std::uint32_t rtt : {0U, 10U, 11U, 2'500U, 2'501U, 4'000'000'000U}) {
        count_sample(all, CallWay::relay, {.rtt = rtt});
    }
    const CallHistogram& rtt = of(all, CallWay::relay, CallMeasure::rtt);
    EXPECT_EQ(rtt.counts, (std::array<std::uint64_t, kCallBounds + 1>{2, 1, 0, 0, 0, 0, 0, 1, 2}));
    EXPECT_EQ(rtt.sum, 0U + 10 + 11 + 2'500 + 2'501 + limits::kCallTimeMaxMs);
    EXPECT_EQ(of(all, CallWay::p2p, CallMeasure::rtt).sum, 0U);
}

TEST(CallQuality, counts_nothing_that_was_not_said) {
    CallQualities all;
    count_sample(all, CallWay::sfu, {.rtt = 5});
    const CallQuality& sfu = all[static_cast<std::size_t>(CallWay::sfu)];
    for (const CallMeasure measure :
         {CallMeasure::jitter, CallMeasure::lost, CallMeasure::concealed}) {
        EXPECT_EQ(of(all, CallWay::sfu, measure).counts,
                  (std::array<std::uint64_t, kCallBounds + 1>{}));
    }
    EXPECT_EQ(sfu.levels, (std::array<std::uint64_t, kCallLevels>{}));
    count_sample(all, CallWay::sfu, {.lost = 0, .jitter = 3, .concealed = 21, .quality = 2});
    EXPECT_EQ(of(all, CallWay::sfu, CallMeasure::lost).counts[0], 1U);
    EXPECT_EQ(of(all, CallWay::sfu, CallMeasure::jitter).counts[1], 1U);
    EXPECT_EQ(of(all, CallWay::sfu, CallMeasure::concealed).counts[4], 1U);
    EXPECT_EQ(sfu.levels[1], 1U);
}

}  // namespace
}  // namespace teahouse::chat
