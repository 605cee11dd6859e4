// SPDX-License-Identifier: MIT
#include "http/message.h"

#include <algorithm>
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

bool RequestHead::has_field(std::string_view name) const {
    return std::ranges::any_of(fields, [&](const Field& field) { return field.name == name; });
}

std::string_view RequestHead::cookie(std::string_view name) const {
    return find_cookie(field("cookie"), name);
}

}  // namespace teahouse::http
