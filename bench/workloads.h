// SPDX-License-Identifier: MIT
// What is measured.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/group.h"
#include "bench/side.h"

namespace teahouse::bench {

struct Rate {
    double per_cpu_second = 0;  // deliveries, or messages, per second of the server's CPU
    double per_second = 0;      // of wall time
    double p50_ms = 0;
    double p99_ms = 0;
};

// `in_flight` messages at any time to a room of all peers of the group; each must reach everybody.
Rate measure_fanout(Group& group, std::size_t in_flight, double seconds);

// Peers 2n and 2n+1 are a pair and send one message back and forth.
Rate measure_unicast(Group& group, double seconds);

// Connect and log in; CPU time of the server in us for each.
double measure_logins(Side& side, std::size_t count);

// Memory of the server in KB for each idle, logged-in connection beyond the first tenth.
double measure_idle(Side& side, std::size_t count);

}  // namespace teahouse::bench
