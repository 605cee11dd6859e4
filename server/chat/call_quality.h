// SPDX-License-Identifier: MIT
// How calls go, as devices say it now and then: counted in histograms, one set for each kind of
// way. Nothing of it names a person or a call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "proto/messages.h"

namespace teahouse::chat {

// Which way media takes: between the devices, over a relay, or through the media router.
enum class CallWay : std::uint8_t { p2p, relay, sfu };
inline constexpr std::size_t kCallWays = 3;

enum class CallMeasure : std::uint8_t { rtt, jitter, lost, concealed };
inline constexpr std::size_t kCallMeasures = 4;

// As devices mark it: bad, fair, good.
inline constexpr std::size_t kCallLevels = 3;

// Upper bounds: ms, ms, of 1,000 packets, of 1,000 samples of sound. Where a device's own mark
// changes there is one.
inline constexpr std::size_t kCallBounds = 8;
inline constexpr std::array<std::array<std::uint32_t, kCallBounds>, kCallMeasures> kCallBound = {{
    {10, 25, 50, 100, 250, 500, 1'000, 2'500},
    {2, 5, 10, 20, 40, 60, 100, 250},
    {0, 5, 10, 20, 50, 80, 150, 300},
    {0, 5, 10, 20, 50, 80, 150, 300},
}};

struct CallHistogram {
    std::array<std::uint64_t, kCallBounds + 1> counts = {};  // each sample once; the last: beyond
    std::uint64_t sum = 0;
};

// Of one way.
struct CallQuality {
    std::array<CallHistogram, kCallMeasures> measures = {};  // by CallMeasure
    std::array<std::uint64_t, kCallLevels> levels = {};
};
using CallQualities = std::array<CallQuality, kCallWays>;  // by CallWay

// What cannot be is refused: invalid, with its field.
[[nodiscard]] Status check_sample(const proto::CallSample& sample);
// What a device does not know is in no histogram. Times beyond limits::kCallTimeMaxMs are that.
void count_sample(CallQualities& all, CallWay way, const proto::CallSample& sample);

}  // namespace teahouse::chat
