// SPDX-License-Identifier: MIT
#include "bus/redis/peers.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_bus.h"
#include "bus/bus.h"

namespace teahouse::bus {
namespace {

// Nodes with a medium between each two that keeps the order and may lose. What a node sends is
// "<number of losses it was told of>:<number since>"; what comes is checked against that.
class World {
public:
    explicit World(std::size_t nodes) {
        for (std::size_t i = 1; i <= nodes; ++i) {
            start(NodeId(i));
        }
    }

    void start(NodeId id) {
        nodes_.erase(id);
        nodes_.emplace(id, Node{.peers = Peers(id, ++life_ << 32U)});
    }
    void send(NodeId from, NodeId to, std::size_t padding = 0) {
        Side& side = nodes_.at(from).sides[to];
        nodes_.at(from).peers.send(to,
                                   std::to_string(side.losses) + ":" + std::to_string(++side.sent) +
                                       ":" + std::string(padding, 'x'),
                                   now_ms);
        carry(from);
    }
    // Delivers the next of a way; false: there is none.
    bool deliver(NodeId from, NodeId to, bool drop = false) {
        auto& way = ways_[{from, to}];
        if (way.empty()) {
            return false;
        }
        const std::string packet = std::move(way.front());
        way.pop_front();
        if (!drop) {
            nodes_.at(to).peers.on_bytes(packet, now_ms);
            carry(to);
        }
        return true;
    }
    void settle() {
        for (bool more = true; more;) {
            more = false;
            for (auto& [way, queue] : ways_) {
                more = deliver(way.first, way.second) || more;
            }
        }
    }
    void lose_all(NodeId id) {
        nodes_.at(id).peers.lose_all();
        carry(id);
    }
    void forget(NodeId id, NodeId other) {
        nodes_.at(id).peers.forget(other);
        carry(id);
    }
    void tick() {
        now_ms += limits::kBusBeatMs;
        for (auto& [id, node] : nodes_) {
            node.peers.tick(now_ms);
            carry(id);
        }
    }

    struct Side {
        std::uint64_t losses = 0;  // told of
        std::uint64_t sent = 0;    // since
        std::uint64_t heard = 0;   // since
        std::string after;         // the losses that the other end had been told of, by its words
    };
    struct Node {
        Peers peers;
        std::map<NodeId, Side> sides = {};
    };
    Node& node(std::size_t id) { return nodes_.at(NodeId(id)); }

    std::int64_t now_ms = 1'000;
    std::size_t messages = 0;
    std::size_t bytes = 0;

private:
    void carry(NodeId self) {
        for (Peers::Event& event : nodes_.at(self).peers.take_events()) {
            if (auto* one = std::get_if<Peers::Send>(&event)) {
                ways_[{self, one->to}].push_back(std::move(one->bytes));
            } else if (const auto* lost = std::get_if<Peers::Lost>(&event)) {
                Side& side = nodes_.at(self).sides[lost->other];
                side = {.losses = side.losses + 1};
            } else if (const auto* message = std::get_if<Peers::Message>(&event)) {
                Side& side = nodes_.at(self).sides[message->from];
                const std::size_t colon = message->bytes.find(':');
                const std::string after = message->bytes.substr(0, colon);
                EXPECT_EQ(std::stoull(message->bytes.substr(colon + 1)), ++side.heard)
                    << "all from the last loss on, in order";
                if (side.heard == 1) {
                    side.after = after;
                }
                EXPECT_EQ(side.after, after) << "what comes is all from between two losses";
                ++messages;
                bytes += message->bytes.size();
            }
        }
    }

    std::uint64_t life_ = 0;
    std::map<NodeId, Node> nodes_;
    std::map<std::pair<NodeId, NodeId>, std::deque<std::string>> ways_;
};

TEST(BusPeers, CarryMessagesInOrder) {
    World world(2);
    for (int i = 0; i < 10; ++i) {
        world.send(NodeId(1), NodeId(2));
        world.send(NodeId(2), NodeId(1));
    }
    world.settle();
    EXPECT_EQ(world.messages, 20U);
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 0U);
}

TEST(BusPeers, CutAndJoinLargeMessages) {
    World world(2);
    const std::size_t large = limits::kBusPieceBytesMax * 3;
    world.send(NodeId(1), NodeId(2), large);
    world.send(NodeId(1), NodeId(2));
    world.settle();
    EXPECT_EQ(world.messages, 2U);
    EXPECT_GT(world.bytes, large);
}

TEST(BusPeers, TellBothOfAHole) {
    World world(2);
    world.send(NodeId(1), NodeId(2));
    world.settle();
    world.send(NodeId(1), NodeId(2));
    EXPECT_TRUE(world.deliver(NodeId(1), NodeId(2), true));
    world.send(NodeId(1), NodeId(2));
    world.settle();
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 1U);
    EXPECT_EQ(world.node(2).sides[NodeId(1)].losses, 1U);
    EXPECT_EQ(world.messages, 1U);
    world.send(NodeId(1), NodeId(2));
    world.send(NodeId(2), NodeId(1));
    world.settle();
    EXPECT_EQ(world.messages, 3U);
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 1U);
}

TEST(BusPeers, FindThatTheLastOneIsMissing) {
    World world(2);
    world.send(NodeId(1), NodeId(2));
    world.settle();
    world.send(NodeId(1), NodeId(2));
    EXPECT_TRUE(world.deliver(NodeId(1), NodeId(2), true));
    world.tick();
    world.settle();
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 1U);
    EXPECT_EQ(world.node(2).sides[NodeId(1)].losses, 1U);
}

TEST(BusPeers, ForgetTheSilent) {
    World world(2);
    world.send(NodeId(1), NodeId(2));
    world.settle();
    const auto drop_all = [&] {
        while (world.deliver(NodeId(1), NodeId(2), true) ||
               world.deliver(NodeId(2), NodeId(1), true)) {
        }
    };
    for (std::int64_t waited = 0; waited <= limits::kBusSilenceMs; waited += limits::kBusBeatMs) {
        world.tick();
        drop_all();
    }
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 1U);
    EXPECT_EQ(world.node(2).sides[NodeId(1)].losses, 1U);
    EXPECT_EQ(world.node(1).peers.links(), 0U);
    world.send(NodeId(2), NodeId(1));
    world.settle();
    EXPECT_EQ(world.messages, 2U);
}

TEST(BusPeers, FindThatTheOtherOneIsNew) {
    World world(2);
    world.send(NodeId(1), NodeId(2));
    world.send(NodeId(2), NodeId(1));
    world.settle();
    world.start(NodeId(2));
    world.send(NodeId(1), NodeId(2));  // for the one that is gone
    world.settle();
    EXPECT_EQ(world.node(1).sides[NodeId(2)].losses, 1U);
    world.send(NodeId(1), NodeId(2));
    world.settle();
    EXPECT_EQ(world.node(2).sides[NodeId(1)].heard, 1U);
}

TEST(BusPeers, IgnoreNonsense) {
    World world(2);
    Peers& peers = world.node(1).peers;
    peers.on_bytes("", world.now_ms);
    peers.on_bytes("abc", world.now_ms);
    peers.on_bytes(std::string(40, '\xFF'), world.now_ms);
    EXPECT_TRUE(peers.take_events().empty());
}

// Whatever is lost, and whoever begins anew: what arrives is what was sent since the last loss, all
// of it from the first one on, and in the end messages pass again.
TEST(BusPeers, HoldUnderRandomLoss) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const auto roll = [&](unsigned below) { return random() % below; };
        World world(3);
        for (int step = 0; step < 400; ++step) {
            const NodeId from(1 + roll(3));
            const NodeId to(1 + (from.value + roll(2)) % 3);
            switch (roll(12)) {
                case 0: world.tick(); break;
                case 1: world.settle(); break;
                case 2:
                    if (roll(6) == 0) {
                        world.start(from);
                    }
                    break;
                case 3:
                    if (roll(4) == 0) {
                        world.lose_all(from);
                    } else if (roll(4) == 0) {
                        world.forget(from, to);
                    }
                    break;
                case 4:
                case 5:
                case 6: world.send(from, to); break;
                default: world.deliver(from, to, roll(8) == 0); break;
            }
        }
        world.settle();
        world.tick();
        world.settle();
        world.messages = 0;
        for (std::size_t from = 1; from <= 3; ++from) {
            for (std::size_t to = 1; to <= 3; ++to) {
                if (from != to) {
                    world.send(NodeId(from), NodeId(to));
                }
            }
        }
        world.settle();
        EXPECT_EQ(world.messages, 6U) << "seed " << seed;
        if (::testing::Test::HasFailure()) {
            FAIL() << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace teahouse::bus
