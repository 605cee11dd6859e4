// SPDX-License-Identifier: MIT
// How lines of a session description are read, shared by the files that read them. Not for others.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "rtc/sdp.h"

namespace teahouse::rtc {

enum class SdpOutcome : std::uint8_t { good, broken, too_many };

// Cuts at the first `separator`, which is taken away; the whole rest where there is none.
std::string_view take_until(std::string_view& rest, char separator);

template <std::unsigned_integral T>
std::optional<T> parse_decimal(std::string_view text) {
    T value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return !text.empty() && error == std::errc{} && end == last ? std::optional(value)
                                                                : std::nullopt;
}

// "NAME" or "NAME:VALUE" of an a= line. The same for those of the session, which has a section of
// its own for what all others take over.
SdpOutcome read_sdp_attribute(MediaSection& section, std::string_view name, std::string_view value);

}  // namespace teahouse::rtc
