// SPDX-License-Identifier: MIT
#include "http/message.h"

#include <string_view>

#include "http/cookie.h"

namespace teahouse::http {

std::string_view RequestHead::field(std::string_view name) const {
    for (const Field& candidate : fields) {
        if (candidate.name == name) {
            return candidate.value;
        }
    }
    return {};
}

std::string_view RequestHead::cookie(std::string_view name) const {
    return find_cookie(field("cookie"), name);
}

}  // namespace teahouse::http
