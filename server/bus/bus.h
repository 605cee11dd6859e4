// SPDX-License-Identifier: MIT
// Messages between the nodes of a cluster: in order for each pair, or a loss that both are told of.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace teahouse::bus {

// 1 to kNodeMax; unlike any other that is alive.
using NodeId = Id<struct NodeTag>;
inline constexpr std::uint64_t kNodeMax = 1'023;

class Bus {
public:
    // Called one after the other on a thread of the bus; must not block.
    struct Receiver {
        std::function<void(NodeId from, std::string_view bytes)> message = {};
        // What was sent to `other`, or by it, since the last loss may not have arrived, and will
        // not. What comes from it after this was sent after its own end had found the loss; it may
        // have been on the way to be told of that, as this node may have been when it sent
        // something a moment before this call.
        std::function<void(NodeId other)> lost = {};
    };

    Bus() = default;
    virtual ~Bus() = default;
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    // Once, before the first send().
    virtual void start(Receiver receiver) = 0;
    // Any thread. Arrives in the order sent, each once; or `lost` is told here and there.
    virtual void send(NodeId to, std::string bytes) = 0;
};

}  // namespace teahouse::bus
