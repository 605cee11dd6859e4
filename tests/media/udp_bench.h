// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace teahouse::rtc::native {

// The same as the benchmark without sockets, over real loopback ones and in real time: counted is
// the CPU of the port's thread, with the system's share of it. Prints one row.
void run_udp_bench(std::size_t viewers, int seconds);

}  // namespace teahouse::rtc::native
