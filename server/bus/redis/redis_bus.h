// SPDX-License-Identifier: MIT
// The bus over Redis: each node has a number with a lease, and an inbox, which is a sharded
// channel. What pub/sub loses, Peers finds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bus/bus.h"
#include "bus/redis/peers.h"
#include "redis/link.h"
#include "resp/link.h"

namespace teahouse::bus {

class RedisBus final : public Bus {
public:
    // Before link.start(). The link outlives it, and is stopped before it ends. All keys and
    // channels begin with `{prefix}:`.
    RedisBus(redis::Link& link, std::string prefix);

    // Called on the link's thread. `joined` once, when this node has a number and, if start() was
    // called before, hears what is sent to it, whenever that is. `expelled` if its number was given
    // to another one, because nothing was heard of it for more than a minute: then it has to begin
    // anew, as a new node.
    void join(std::function<void(NodeId)> joined, std::function<void()> expelled);

    void start(Receiver receiver) override;
    void send(NodeId to, std::string bytes) override;
    [[nodiscard]] NodeId self() const { return self_; }  // after `joined`

private:
    void renew();
    void on_number(std::int64_t number);
    void tell_joined();
    void listen();
    void on_inbox(bool gap);
    void beat();
    void carry();
    [[nodiscard]] std::string inbox(NodeId node) const;

    redis::Link& link_;
    std::string prefix_;
    std::string token_;  // tells this life of the node from all others
    resp::ScriptId claim_;
    NodeId wanted_;
    Receiver receiver_;
    std::function<void(NodeId)> joined_;
    std::function<void()> expelled_;
    NodeId self_;
    Peers peers_;
    bool started_ = false;
    bool listening_ = false;
    bool ended_ = false;
};

}  // namespace teahouse::bus
