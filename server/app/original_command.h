// SPDX-License-Identifier: MIT
// teahouse import --from-original.
#pragma once

#include "app/config.h"
#include "app/data_commands.h"

namespace teahouse::app {

// The exit code; see commands.h. Tells in Chinese and English, as the users of that chat are.
int import_from_original(const Config& config, const DataFlags& flags);

}  // namespace teahouse::app
