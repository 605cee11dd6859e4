// SPDX-License-Identifier: MIT
// HTTP dates (RFC 9110 section 5.6.7) without a clock or a locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teahouse::http {

// "Sun, 06 Nov 1994 08:49:37 GMT" from seconds since the Unix epoch (years 1970 to 9999).
std::string format_date(std::int64_t unix_seconds);

// Reads an IMF-fixdate. Nothing for any other form: a condition with such a date does not hold.
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace teahouse::http
