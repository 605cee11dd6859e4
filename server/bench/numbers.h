// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace teahouse::bench {

// Numbers of messages are never used twice in a run: they are request ids and part of the
// idempotency keys. 1 is the hello's. One thread.
inline std::uint64_t next_number() {
    static std::uint64_t number = 1;
    return ++number;
}

// The value that `part` of all are not above; 0 of none. Changes their order.
inline double percentile(std::vector<double>& values, double part) {
    if (values.empty()) {
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

}  // namespace teahouse::bench
