// SPDX-License-Identifier: MIT
// Where a time stands in the log of a room. Both stores look in the same order, so that they agree
// also where a clock was set back and times do not ascend.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/result.h"

namespace teahouse::store {

// The first seq in first..last whose event is not older than `at`; last + 1 if there is none.
// Takes times as ascending. `time_at` gives the time of an event, as a Result.
template <class TimeAt>
Result<Seq> first_since(Seq first, Seq last, TimeMs at, TimeAt time_at) {
    std::uint64_t low = first.value;
    std::uint64_t high = last.value + 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        TRY(there, time_at(Seq{middle}));
        if (there < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return Seq{low};
}

}  // namespace teahouse::store
