// SPDX-License-Identifier: MIT
// Cookies (RFC 6265).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teahouse::http {

// The value of the first cookie of that name in a Cookie field, without its quotes; empty if
// absent.
std::string_view find_cookie(std::string_view cookie_field, std::string_view name);

struct SetCookie {
    std::string_view name;   // a token (CHECK)
    std::string_view value;  // cookie-octets only (CHECK)
    std::string_view path = "/";
    std::optional<std::int64_t> max_age_seconds =
        {};  // absent: until the browser closes; 0 deletes
    bool secure = false;
    bool http_only = true;
    std::string_view same_site = "Lax";
};

// The value of a Set-Cookie field.
std::string to_string(const SetCookie& cookie);

}  // namespace teahouse::http
