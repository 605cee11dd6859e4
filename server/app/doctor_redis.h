// SPDX-License-Identifier: MIT
// `teahouse doctor redis`: whether the Redis of several nodes is there, and what it keeps.
#pragma once

#include "app/config.h"

namespace teahouse::app {

// Asks the servers themselves, beside running nodes or before the first; blocks for some seconds.
// Writes one key of its own, which goes after a second.
int doctor_redis(const Config& config);

}  // namespace teahouse::app
