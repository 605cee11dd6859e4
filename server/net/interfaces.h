// SPDX-License-Identifier: MIT
// The addresses of this machine, and which of them are worth telling to others.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/address.h"

namespace teahouse::net {

struct InterfaceAddress {
    std::string interface;
    Address address;
};

// Of all interfaces that are up; empty when the system does not tell.
std::vector<InterfaceAddress> interface_addresses();

// Those by which others may reach this machine, at most limits::kRtcAddressesMax: none of one link
// only (fe80::/10, 169.254.0.0/16), none of bridges to containers and virtual machines. An address
// in Docker's own network (inside a container) if there is nothing better, loopback ones if there
// is nothing else.
std::vector<Address> choose_advertised(std::span<const InterfaceAddress> all);

}  // namespace teahouse::net
