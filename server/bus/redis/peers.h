// SPDX-License-Identifier: MIT
// Makes links out of a medium that loses messages but keeps their order: numbers them for each pair
// of nodes, finds holes and silence, and has both ends give the link up then. Bytes and time in,
// bytes and events out; one thread.
//
// Each end gives its half of a link a number (`era`), higher than all before. Hellos carry the era
// of the sender and that of the receiver as far as the sender knows it; a link holds when both know
// both (three hellos). Only then messages go out, with both eras and their place. Whoever finds a
// hole, silence or a new era of the other end begins a new era, and says hello in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bus/bus.h"

namespace teahouse::bus {

class Peers {
public:
    // `first_era` is higher than any of an earlier life of this node: a clock will do.
    Peers(NodeId self, std::uint64_t first_era) : self_(self), era_(first_era) {}

    // For the inbox of `to`, in order.
    struct Send {
        NodeId to;
        std::string bytes;
    };
    struct Message {
        NodeId from;
        std::string bytes;
    };
    struct Lost {
        NodeId other;
    };
    using Event = std::variant<Send, Message, Lost>;

    void send(NodeId to, std::string bytes, std::int64_t now_ms);
    void on_bytes(std::string_view bytes, std::int64_t now_ms);
    // Something for it may not have arrived, or nobody is there. If somebody is, the link comes
    // back with the next word of either.
    void forget(NodeId other);
    // The medium was away: what came meanwhile is lost.
    void lose_all();
    // Says that it is there, and looks who else is. Every limits::kBusBeatMs.
    void tick(std::int64_t now_ms);
    // In order.
    [[nodiscard]] std::vector<Event> take_events();
    [[nodiscard]] std::size_t links() const { return peers_.size(); }

private:
    struct Peer {
        std::uint64_t era = 0;        // ours
        std::uint64_t their_era = 0;  // 0: not known
        bool holds = false;           // both know both
        bool used = false;            // a loss would be news
        std::uint64_t sent = 0;
        std::uint64_t heard = 0;
        std::int64_t heard_ms = 0;
        std::string piece = {};                 // of a message that comes in several
        std::vector<std::string> waiting = {};  // until the link holds
        std::size_t waiting_bytes = 0;
    };
    struct Head;

    Peer& peer_of(NodeId other, std::int64_t now_ms);
    void say_hello(NodeId to, const Peer& peer);
    void put(NodeId to, Peer& peer, std::string_view bytes);
    void put_piece(NodeId to, Peer& peer, bool last, std::string_view bytes);
    void begin_anew(NodeId other, Peer& peer);
    void lose(NodeId other, Peer& peer);
    void hold(NodeId other, Peer& peer);
    void on_hello(const Head& head, Peer& peer);
    void on_piece(const Head& head, Peer& peer, std::string_view bytes);

    NodeId self_;
    std::uint64_t era_;
    std::map<NodeId, Peer> peers_;
    std::vector<Event> events_;
};

}  // namespace teahouse::bus
