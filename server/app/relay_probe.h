// SPDX-License-Identifier: MIT
// Asks the outside for real, as browsers in calls do: a STUN server where it sees us, a relay for
// an allocation. Blocks for some seconds at most; for `teahouse doctor` alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse::app {

// Where the STUN server at `host` (name or address), UDP, sees this machine. Errors: not_found (no
// such name), internal (no answer); the message says it.
Result<std::string> probe_stun(const std::string& host, std::uint16_t port);

struct RelayLogin {
    std::string username;
    std::string credential;
};

struct RelayReport {
    std::string relayed;       // the address of the allocation
    bool private_too = false;  // it would send to 169.254.169.254 and the like
};

// Allocates at the relay of a turn: or turns: address (gateway::is_turn_url), asks whether it would
// send into private networks, and gives the allocation back. Errors: not_found (no such name),
// forbidden (it refuses the credentials; the message has its code), internal (it cannot be reached,
// or does not answer).
Result<RelayReport> probe_relay(std::string_view url, const RelayLogin& login);

}  // namespace teahouse::app
