// SPDX-License-Identifier: MIT
// Search in a long history: how long the server takes, that it finds exactly what a scan finds, and
// how large the index is.
#pragma once

#include "bench/side.h"

namespace teahouse::bench {

// False: a ceiling is missed. Something found that a scan does not find, or not found that it
// finds, ends the program.
bool run_search(const Settings& settings);

}  // namespace teahouse::bench
