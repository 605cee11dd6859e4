// SPDX-License-Identifier: MIT
// Our server beside itself with another setting: what each of its means is worth. In the same run,
// in turns.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

void run_ours(const Settings& settings);

}  // namespace teahouse::bench
