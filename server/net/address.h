// SPDX-License-Identifier: MIT
// Network addresses as 16 bytes (IPv4 mapped into IPv6), address blocks of trusted proxies, and the
// client's address behind such proxies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "base/result.h"

namespace teahouse::net {

struct Address {
    std::array<std::uint8_t, 16> bytes{};

    friend bool operator==(const Address&, const Address&) = default;
    [[nodiscard]] bool is_loopback() const;  // 127.0.0.0/8 or ::1
};

// "192.0.2.1" or "2001:db8::1"; IPv4-mapped addresses are written as IPv4.
std::string to_string(const Address& address);
// Nothing else than an address: no port, no brackets, no zone.
std::optional<Address> parse_address(std::string_view text);
// The peer of an accepted socket; all zero for Unix sockets.
Address address_of(const sockaddr_storage& peer);

// What limits per address count by: the address itself for IPv4, the /64 of it for IPv6, which is
// the least that one customer has (RFC 6177).
Address limit_key(const Address& address);

// An address block such as 10.0.0.0/8 or 2001:db8::/32; a bare address is a block of one.
struct Cidr {
    Address address;
    int prefix_bits = 128;  // counted in the mapped form

    [[nodiscard]] bool contains(const Address& other) const;
};

Result<Cidr> parse_cidr(std::string_view text);

using CidrList = std::vector<Cidr>;
bool contains(const CidrList& list, const Address& address);

// The client of a request that came from the trusted proxy `peer`: the rightmost address of
// X-Forwarded-For that is not a trusted proxy itself. What stands left of it is the client's own
// claim and ignored.
Address forwarded_client(const Address& peer, std::string_view forwarded_for,
                         const CidrList& trusted);

}  // namespace teahouse::net

template <>
struct std::hash<teahouse::net::Address> {
    std::size_t operator()(const teahouse::net::Address& address) const noexcept {
        return std::hash<std::string_view>{}(
            {reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
    }
};
