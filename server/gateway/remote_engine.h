// SPDX-License-Identifier: MIT
// The engine of another node, as a node without one sees it: commands go there over the bus, what
// it wants done comes back. On the executor's thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bus/bus.h"
#include "chat/effects.h"
#include "gateway/engine_door.h"
#include "gateway/fanout.h"
#include "gateway/node_message.h"

namespace teahouse::gateway {

class RemoteEngine {
public:
    // The bus outlives it. Numbers of links are never used twice by a node, also by one that was
    // started anew: `first_link` is of chance.
    RemoteEngine(bus::Bus& bus, bus::NodeId leader, std::uint64_t first_link)
        : bus_(bus), leader_(leader), link_(first_link) {}

    [[nodiscard]] bus::NodeId leader() const { return leader_; }
    // Asks for the link that it has the number of.
    void join();
    // It is over, or was never there; the next one has another number.
    void link_over();
    [[nodiscard]] std::uint64_t next_link() const { return link_; }
    // The leader takes commands.
    [[nodiscard]] bool welcome() const { return welcome_; }
    // So many batches wait that another one would only wait longer.
    [[nodiscard]] bool is_full() const;
    // With welcome() only. Takes it to the leader.
    void send(const std::vector<Inbound>& batch, Fanout& fanout);

    enum class Heard : std::uint8_t { nothing, welcome, effects, ended };
    // A message of the leader. With `effects`: hand_out() is to be called.
    Heard hear(const NodeMessage& message);
    // Hands all of them to the fan-out, in order; `seen` looks at them before. False: they are not
    // of this program, and the link cannot go on.
    template <class Seen>
    bool hand_out(const NodeMessage& message, Fanout& fanout, const Seen& seen) {
        NodeEffectsReader reader(message.rest);
        batches_under_way_ -= std::min(batches_under_way_, reader.applied());
        chat::Effects effects;
        bool more = true;
        while (more) {
            SessionId gone;
            more = reader.next(effects, gone);
            seen(effects);
            fanout.carry(effects);
            effects.clear();
            if (more) {
                fanout.session_ended(gone);
            }
        }
        fanout.flush();
        return reader.good();
    }

private:
    bus::Bus& bus_;
    bus::NodeId leader_;
    std::uint64_t link_;
    bool welcome_ = false;
    std::uint64_t batches_under_way_ = 0;
};

}  // namespace teahouse::gateway
