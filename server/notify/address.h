// SPDX-License-Identifier: MIT
// Which addresses on the network people may make the server call.
#pragma once

#include <sys/socket.h>

namespace teahouse::notify {

// Whether it is of the public Internet: not of this machine, of a private network, of a link, of a
// provider's own network, reserved or for many. Addresses that stand for others (mapped, NAT64,
// 6to4, Teredo) are not public, as they may lead anywhere.
[[nodiscard]] bool is_public(const sockaddr& address);

// Which of them, and how.
struct Reach {
    // Also addresses that are not public, at any port, and those also by plain HTTP.
    bool private_too = false;
    // Plain HTTP to public addresses too: where nothing is sent that everybody on the way may not
    // read.
    bool plain_http = false;
    // Public addresses at ports 80 and 443 only: no other service is talked to.
    bool web_ports_only = false;
};
[[nodiscard]] bool may_connect(const sockaddr& address, bool plain, const Reach& reach);

}  // namespace teahouse::notify
