// SPDX-License-Identifier: MIT
// The socket of a UDP port: opened, and its addresses in the form of the rest of the code.
#pragma once

#include <cstdint>
#include <string>

#include <sys/socket.h>

#include "base/result.h"
#include "net/fd.h"
#include "rtc/address.h"

namespace teahouse::net {

struct UdpSocket {
    Fd fd;
    Address address;         // as bound; all zero: every one
    std::uint16_t port = 0;  // as bound
    bool v4_only = false;    // else IPv6, and IPv4 mapped into it
};

// `host`: name or address; empty: all addresses, of both families where there is IPv6. `port` 0:
// any free one. Errors: conflict (in use), forbidden, invalid (no such address), internal.
Result<UdpSocket> open_udp(const std::string& host, std::uint16_t port);

rtc::Endpoint endpoint_of(const sockaddr_storage& name);
// The size of what was written.
socklen_t write_name(const rtc::Endpoint& endpoint, bool v4_only, sockaddr_storage& name);
// The address of this machine that a message came to; all zero where the system did not tell.
Address local_address_of(const msghdr& header);

}  // namespace teahouse::net
