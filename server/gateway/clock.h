// SPDX-License-Identifier: MIT
// The two clocks of the gateway: wall time is shown to people, steady time measures.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/ids.h"
#include "base/steady_ms.h"

namespace teahouse::gateway {

inline TimeMs wall_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// Wall time that never goes back: follows the steady clock, and jumps forward with the wall clock
// (after a sleep of the machine). What the engine measures and stamps with. One thread.
class ForwardClock {
public:
    [[nodiscard]] TimeMs now() {
        const std::int64_t steady = steady_ms();
        now_ += steady - steady_;
        steady_ = steady;
        const TimeMs wall = wall_ms();
        if (wall > now_ + kJumpMs) {
            now_ = wall;
        }
        return now_;
    }

private:
    static constexpr TimeMs kJumpMs = 2'000;  // less is left to drift: order never depends on it
    TimeMs now_ = wall_ms();
    std::int64_t steady_ = steady_ms();
};

}  // namespace teahouse::gateway
