// SPDX-License-Identifier: MIT
// One end of a UDP flow: an address and a port. A value; IPv4 is held mapped into IPv6, so that a
// peer is the same whichever socket it came in by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"

namespace teahouse::rtc {

struct Endpoint {
    Address address;
    std::uint16_t port = 0;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "192.0.2.1:3478" or "[2001:db8::1]:3478".
std::string to_string(const Endpoint& endpoint);
// The same read back; nothing else is accepted.
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace teahouse::rtc

template <>
struct std::hash<teahouse::rtc::Endpoint> {
    std::size_t operator()(const teahouse::rtc::Endpoint& endpoint) const noexcept {
        constexpr std::size_t kGolden = 0x9E3779B97F4A7C15;
        return std::hash<teahouse::Address>{}(endpoint.address) ^ (endpoint.port + 1U) * kGolden;
    }
};
