// SPDX-License-Identifier: MIT
// Reads what /metrics writes, and makes of two readings what a person wants to see (`teahouse
// top`).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace teahouse::app {

// Values by name, with the label if there is one: `teahouse_requests_total{op="hello"}`.
using MetricValues = std::map<std::string, double, std::less<>>;

// Lines that are no sample are left out.
MetricValues parse_metrics(std::string_view text);

// The screen for what happened between two readings, `seconds` apart. A server that was restarted
// in between shows what it did since.
std::string describe_load(const MetricValues& before, const MetricValues& after, double seconds);

}  // namespace teahouse::app
