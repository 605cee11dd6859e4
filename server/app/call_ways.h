// SPDX-License-Identifier: MIT
// What the configuration says of the ways of calls: relays and their secret.
#pragma once

#include <string>

#include "app/config.h"
#include "base/result.h"
#include "gateway/ice.h"

namespace teahouse::app {

// The first line of turn.secret_file; empty where there is no relay. Warns of a file that everybody
// on this machine may read. The error names key and value.
Result<std::string> read_turn_secret(const Config& config);

Result<gateway::IceOptions> ice_options(const Config& config);

}  // namespace teahouse::app
