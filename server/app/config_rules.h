// SPDX-License-Identifier: MIT
// What the type of a setting alone does not say: the form of lists, and which values do not go
// together. Asked for by every sub-command.
#pragma once

#include <cstdint>
#include <optional>

#include "app/config.h"
#include "base/result.h"

namespace teahouse::app {

// Errors: invalid, in one line that names key, value and source. Looks at nothing outside.
Status check_rules(const Config& config);

// The number that `rtc.port` stands for; none where it is off. 0, which is that of `port`: any free
// one.
std::optional<std::uint16_t> rtc_port(const Config& config);

}  // namespace teahouse::app
