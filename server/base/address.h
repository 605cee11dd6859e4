// SPDX-License-Identifier: MIT
// Network addresses as 16 bytes (IPv4 mapped into IPv6) and blocks of them. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse {

struct Address {
    std::array<std::uint8_t, 16> bytes{};

    friend bool operator==(const Address&, const Address&) = default;
    [[nodiscard]] bool is_loopback() const;  // 127.0.0.0/8 or ::1
    [[nodiscard]] bool is_v4() const;
};

// The mapped form of the four bytes of an IPv4 address.
Address map_v4(const std::array<std::uint8_t, 4>& v4);
// "192.0.2.1" or "2001:db8::1"; IPv4-mapped addresses are written as IPv4.
std::string to_string(const Address& address);
// Nothing else than an address: no port, no brackets, no zone.
std::optional<Address> parse_address(std::string_view text);

// An address block such as 10.0.0.0/8 or 2001:db8::/32; a bare address is a block of one.
struct Cidr {
    Address address;
    int prefix_bits = 128;  // counted in the mapped form

    [[nodiscard]] bool contains(const Address& other) const;
};

Result<Cidr> parse_cidr(std::string_view text);
// As parse_cidr() reads it, with the bits behind the prefix cleared; a block of one without prefix.
std::string to_string(const Cidr& block);

}  // namespace teahouse

template <>
struct std::hash<teahouse::Address> {
    std::size_t operator()(const teahouse::Address& address) const noexcept {
        return std::hash<std::string_view>{}(
            {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
    }
};
