// SPDX-License-Identifier: MIT
#include "ws/frame.h"

#include <cstdint>

namespace teahouse::ws {

// 1004 is reserved, 1005, 1006 and 1015 are never sent, 1012-1014 are registered with IANA
// (section 7.4.2).
bool is_valid_close_code(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

}  // namespace teahouse::ws
