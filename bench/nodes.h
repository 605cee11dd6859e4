// SPDX-License-Identifier: MIT
// Our server on a Redis of its own: what Redis does for a message, three nodes beside one.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

void run_nodes(const Settings& settings);

}  // namespace teahouse::bench
