// SPDX-License-Identifier: MIT
// Beside the engine: the sessions of the other nodes. Says which of what the engine wants done is
// for which node. A node is told once of what a room is told, whatever number of its sessions
// listen. On the engine's thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bus/bus.h"
#include "chat/effects.h"
#include "gateway/engine_door.h"
#include "gateway/node_message.h"

namespace teahouse::gateway {

class NodeSessions {
public:
    explicit NodeSessions(bus::Bus& bus) : bus_(bus) {}  // outlives it

    // For the engine, with the sessions as it knows them.
    using Batch = std::vector<Inbound>;
    // The node's link and all of its sessions are over: what the engine is to be told. That must be
    // done before a new link begins.
    [[nodiscard]] Batch end_sessions(bus::NodeId node);
    void join(bus::NodeId node, std::uint64_t link);
    [[nodiscard]] bool has_link(bus::NodeId node, std::uint64_t link) const;
    // All links are over, since the engine is.
    void end_all();
    // A batch of that link; empty if it is of no link that there is, which the node is told.
    [[nodiscard]] Batch commands(bus::NodeId node, const NodeMessage& message);

    // Takes away what is for other nodes.
    void split(chat::Effects& effects);
    void session_gone(SessionId session);
    // One message to each node for which there is something.
    void flush();

private:
    struct Node {
        std::uint64_t link = 0;  // 0: none
        std::unordered_set<SessionId> sessions = {};
        NodeEffects effects = {};
    };
    using Listeners = std::vector<std::pair<bus::NodeId, std::uint32_t>>;  // sessions, by node

    // What is for a session of another node; null: that node has no link, so that it is for nobody.
    NodeEffects* effects_of(bus::NodeId node);
    void listen(RoomId room, SessionId session, bool begins);
    void to_listeners(RoomId room, const chat::Out& out);
    // True: it was for other nodes only.
    bool take(chat::Out& out);
    bool take_push(chat::Push& push);
    template <class Answer>
    void take_all(std::vector<Answer>& answers);

    bus::Bus& bus_;
    std::map<bus::NodeId, Node> nodes_;
    std::unordered_map<RoomId, Listeners> rooms_;
};

}  // namespace teahouse::gateway
