// SPDX-License-Identifier: MIT
// Addresses (base/address.h) of sockets, address blocks of trusted proxies, and the client's
// address behind such proxies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "base/address.h"

namespace teahouse::net {

using teahouse::Address;
using teahouse::Cidr;
using teahouse::parse_address;
using teahouse::parse_cidr;
using teahouse::to_string;

// The peer of an accepted socket; all zero for Unix sockets.
Address address_of(const sockaddr_storage& peer);

// What limits per address count by: the address itself for IPv4, the /64 of it for IPv6, which is
// the least that one customer has (RFC 6177).
Address limit_key(const Address& address);

using CidrList = std::vector<Cidr>;
bool contains(const CidrList& list, const Address& address);

// The client of a request that came from the trusted proxy `peer`: the rightmost address of
// X-Forwarded-For that is not a trusted proxy itself. What stands left of it is the client's own
// claim and ignored.
Address forwarded_client(const Address& peer, std::string_view forwarded_for,
                         const CidrList& trusted);

}  // namespace teahouse::net
