// SPDX-License-Identifier: MIT
// Our server beside itself with another setting: what each of its means is worth. In the same run,
// in turns.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

// All of the following.
void run_ours(const Settings& settings);
// What a flush that waits for more is worth where more is offered than can be sent one by one.
void run_overload(const Settings& settings);
void run_deflate(const Settings& settings);
void run_ring(const Settings& settings);     // io_uring
void run_workers(const Settings& settings);  // two, and one

}  // namespace teahouse::bench
