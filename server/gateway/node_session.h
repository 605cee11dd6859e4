// SPDX-License-Identifier: MIT
// Sessions of several nodes beside each other in one engine. A session is named by its connection,
// whose id has 53 bits; the number of its node is put above them. Where the engine is, the node's
// own sessions have none, so that a server alone knows nothing of this. These ids never leave the
// nodes: no JSON has to carry them.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "bus/bus.h"

namespace teahouse::gateway {

inline constexpr unsigned kNodeShift = 53;
static_assert(bus::kNodeMax < std::uint64_t{1} << (63U - kNodeShift));

// 0: of this node.
constexpr bus::NodeId node_of(SessionId session) {
    return bus::NodeId(session.value >> kNodeShift);
}
// As the node itself names it.
constexpr SessionId at_home(SessionId session) {
    return SessionId(session.value & ((std::uint64_t{1} << kNodeShift) - 1));
}
constexpr SessionId session_at(bus::NodeId node, SessionId session) {
    return SessionId(node.value << kNodeShift | session.value);
}

}  // namespace teahouse::gateway
