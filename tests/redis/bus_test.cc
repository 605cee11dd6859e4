// SPDX-License-Identifier: MIT
// The bus of several nodes over a real server.
#include "bus/bus.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bus/redis/redis_bus.h"
#include "redis/link.h"
#include "resp/url.h"
#include "servers.h"

namespace teahouse::bus {
namespace {

using resp::live::Admin;
using resp::live::Folder;
using resp::live::Process;
using resp::live::Redis;

// A node that notes what it hears.
class Node {
public:
    explicit Node(std::uint16_t port)
        : link_(redis::Link::open(
                    {.url = resp::parse_url("redis://127.0.0.1:" + std::to_string(port)).value(),
                     .name = "node"})
                    .value()),
          bus_(*link_, "test") {
        bus_.start({.message = [this](NodeId from,
                                      std::string_view bytes) { note(from, std::string(bytes)); },
                    .lost = [this](NodeId other) { note(other, "lost"); }});
        bus_.join([this](NodeId self) { note(self, "joined"); }, [this] { note({}, "expelled"); });
        link_->start();
        EXPECT_TRUE(wait_for("joined"));
    }
    ~Node() { link_->stop(); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    [[nodiscard]] NodeId id() const { return bus_.self(); }
    void send(const Node& to, std::string bytes) { bus_.send(to.id(), std::move(bytes)); }
    // Until it is among what was heard; forgets all up to it.
    bool wait_for(const std::string& text) {
        std::unique_lock lock(mutex_);
        const auto found = [&] {
            for (std::size_t i = 0; i < heard_.size(); ++i) {
                if (heard_[i].second == text) {
                    heard_.erase(heard_.begin(),
                                 heard_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                    return true;
                }
            }
            return false;
        };
        return changed_.wait_for(lock, std::chrono::seconds(20), found);
    }
    std::size_t waiting() {
        const std::scoped_lock lock(mutex_);
        return heard_.size();
    }

private:
    void note(NodeId from, std::string text) {
        {
            const std::scoped_lock lock(mutex_);
            heard_.emplace_back(from, std::move(text));
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::pair<NodeId, std::string>> heard_;
    std::unique_ptr<redis::Link> link_;
    RedisBus bus_;
};

TEST(RedisBus, carries_messages_in_order_and_numbers_nodes) {
    const Folder folder;
    const Redis redis(folder, {});
    Node one(redis.port());
    Node two(redis.port());
    EXPECT_NE(one.id(), two.id());
    for (int i = 0; i < 2'000; ++i) {
        one.send(two, std::to_string(i));
        two.send(one, std::string(100, 'x'));
    }
    one.send(two, std::string(3'000'000, 'y'));
    two.send(one, "end");
    EXPECT_TRUE(one.wait_for("end"));
    for (int i = 0; i < 2'000; ++i) {
        ASSERT_TRUE(two.wait_for(std::to_string(i)));
    }
    EXPECT_TRUE(two.wait_for(std::string(3'000'000, 'y')));
    EXPECT_EQ(two.waiting(), 0U);
}

TEST(RedisBus, tells_of_losses) {
    const Folder folder;
    Redis redis(folder, {});
    Node one(redis.port());
    Node two(redis.port());
    one.send(two, "a");
    EXPECT_TRUE(two.wait_for("a"));
    redis.kill();
    redis.start();
    EXPECT_TRUE(one.wait_for("lost"));
    EXPECT_TRUE(two.wait_for("lost"));
    one.send(two, "b");
    EXPECT_TRUE(two.wait_for("b"));
    two.send(one, "c");
    EXPECT_TRUE(one.wait_for("c"));

    auto three = std::make_unique<Node>(redis.port());
    one.send(*three, "d");
    EXPECT_TRUE(three->wait_for("d"));
    const NodeId gone = three->id();
    three = nullptr;
    one.send(two, "e");
    EXPECT_TRUE(two.wait_for("e"));
    EXPECT_TRUE(one.wait_for("lost")) << gone.value;
}

TEST(RedisBus, ends_when_its_number_is_given_away) {
    const Folder folder;
    const Redis redis(folder, {});
    Node one(redis.port());
    Admin admin(redis.port());
    EXPECT_EQ(
        admin({"HSET", "{test}:nodes", std::to_string(one.id().value), "abcdef 9999999999999"}),
        "0");
    EXPECT_TRUE(one.wait_for("expelled"));
}

}  // namespace
}  // namespace teahouse::bus
