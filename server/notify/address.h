// SPDX-License-Identifier: MIT
// Which addresses on the network people may make the server call.
#pragma once

#include <sys/socket.h>

namespace teahouse::notify {

// Whether it is of the public Internet: not of this machine, of a private network, of a link, of a
// provider's own network, reserved or for many. Addresses that stand for others (mapped, NAT64,
// 6to4, Teredo) are not public, as they may lead anywhere.
[[nodiscard]] bool is_public(const sockaddr& address);

}  // namespace teahouse::notify
