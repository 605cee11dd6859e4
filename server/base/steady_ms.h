// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace teahouse {

// Milliseconds of the clock that never goes back, since a moment of its own. For measuring only.
// Any thread.
inline std::int64_t steady_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Microseconds of the same clock.
inline std::int64_t steady_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Nanoseconds of the same clock.
inline std::int64_t steady_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace teahouse
