// SPDX-License-Identifier: MIT
// Reads answers of INFO and CLUSTER INFO: lines NAME:VALUE.
#pragma once

#include <string>
#include <string_view>

namespace teahouse::resp {

// Empty where there is none.
[[nodiscard]] std::string info_value(std::string_view info, std::string_view name);

}  // namespace teahouse::resp
