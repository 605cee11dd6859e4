// SPDX-License-Identifier: MIT
#include "resp/info.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace teahouse::resp {

std::string info_value(std::string_view info, std::string_view name) {
    const std::string start = std::string(name) + ":";
    for (std::size_t at = 0; at < info.size();) {
        const std::string_view line = info.substr(at, info.find_first_of("\r\n", at) - at);
        if (line.starts_with(start)) {
            return std::string(line.substr(start.size()));
        }
        at += line.size() + 1;
    }
    return {};
}

}  // namespace teahouse::resp
