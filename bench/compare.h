// SPDX-License-Identifier: MIT
// Our server beside others, on the same work in the same run, in turns.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

// Prints tables, and writes all values to settings.json.
void run_compare(const Settings& settings);

}  // namespace teahouse::bench
