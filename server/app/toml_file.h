// SPDX-License-Identifier: MIT
// Reads a TOML file into dotted keys; alone in its .cc because of the library's weight.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace teahouse::app {

struct TomlEntry {
    std::string key;    // "log.level"
    std::string value;  // arrays: comma-separated
    std::uint32_t line = 0;
};

// A syntax error names file, line and column.
Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& path);

}  // namespace teahouse::app
