// SPDX-License-Identifier: MIT
// What the parts of one client share: what they want done with sockets, and the numbers they draw.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "resp/url.h"

namespace teahouse::resp {

// One attempt to connect; never used twice, so that what comes late for an older one is known as
// such.
using ConnectionId = Id<struct RespConnectionTag>;

// Connect, with a TLS handshake (the host is the name to check) where `tls`; then on_open() or
// on_closed() is called.
struct Open {
    ConnectionId connection;
    Endpoint to;
    bool tls = false;
};
struct Send {
    ConnectionId connection;
    std::string bytes;
};
// Close; on_closed() need not be called for it.
struct Close {
    ConnectionId connection;
};
using Action = std::variant<Open, Send, Close>;

// xorshift64*: for jitter and the choice among equals only.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed | 1U) {}
    // From 0 to less than `below`, which is above 0.
    std::uint64_t roll(std::uint64_t below) {
        state_ ^= state_ >> 12U;
        state_ ^= state_ << 25U;
        state_ ^= state_ >> 27U;
        return (state_ * 0x2545F4914F6CDD1DULL >> 16U) % below;
    }

private:
    std::uint64_t state_;
};

// Owned by the client, outlives its parts.
struct Shared {
    explicit Shared(std::uint64_t seed) : dice(seed) {}

    Dice dice;
    bool tls = false;
    std::uint64_t connections = 0;     // made so far; the last id
    std::vector<Action> actions = {};  // in order; taken by the driver
};

}  // namespace teahouse::resp
