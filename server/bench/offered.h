// SPDX-License-Identifier: MIT
// A load that does not wait for the server: messages are sent at given moments, however long the
// answers to earlier ones take. So what is measured at too high a rate is a queue that grows, not a
// sender that slows down.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/group.h"

namespace teahouse::bench {

enum class Pattern : std::uint8_t {
    room,   // members of the large room write, all get each message
    pairs,  // members 2i and 2i+1 write to each other
};

struct Offered {
    double per_second = 0;  // messages sent, as far as the generator kept up
    double p50_ms = 0;      // from send() to the receiver
    double p99_ms = 0;
    bool complete = true;  // all came, in time, and none was refused
};

// Sends `per_second` messages for so many seconds from as many members as there are, and waits
// until all have come, for twice that time at most. The group must be connected as the pattern
// says.
Offered offer(Group& group, Pattern pattern, double per_second, double seconds);

struct Reached {
    double per_second = 0;  // 0: not even the lowest rate
    double p50_ms = 0;
    double p99_ms = 0;
};

// The highest rate, to about a tenth, at which 99 of 100 messages come within `p99_ms`. Begins at
// `from` and goes up to `to`.
Reached find_rate(Group& group, Pattern pattern, double from, double to, double seconds,
                  double p99_ms);

}  // namespace teahouse::bench
