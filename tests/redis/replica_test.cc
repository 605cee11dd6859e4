// SPDX-License-Identifier: MIT
// Replicas of the store on a log in real servers: restarts, lost tails, nodes that end without a
// word.
#include "store/redis/replica.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/records.h"
#include "redis/link.h"
#include "redis_node.h"
#include "resp/url.h"
#include "servers.h"
#include "store/redis/redis_log.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/replicated.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

using resp::live::Admin;
using resp::live::answers;
using resp::live::Folder;
using resp::live::free_port;
using resp::live::Process;
using resp::live::Redis;

constexpr std::int64_t kReplicaPatienceMs = 30'000;

bool replica_until(const std::function<bool()>& good) {
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(kReplicaPatienceMs);
    while (!good()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

std::string url_of(const Redis& redis) {
    return "redis://127.0.0.1:" + std::to_string(redis.port());
}

// The Client takes a Store: this one is the node's, and lives with it.
class NodeStore final : public Store {
public:
    explicit NodeStore(LeadingNode& node) : node_(node) {}
    Result<Snapshot> load() override { return node_.load(); }
    void start(Completions completions) override { node_.start(std::move(completions)); }
    void submit(proto::Txn txn) override { node_.submit(std::move(txn)); }
    void query(proto::EventQuery query) override { node_.query(std::move(query)); }
    void search(proto::SearchQuery query) override { node_.search(std::move(query)); }
    void resume() override { node_.resume(); }

private:
    LeadingNode& node_;
};

void found_room(Client& client) {
    client.commit({proto::PutRoom{make_room(kRoom.value)},
                   put_member(make_member(kRoom, kAnn), proto::MemberChange::founds)});
}
void say_many(Client& client, const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
        ASSERT_EQ(client.commit_one(message(kRoom, kAnn, name + std::to_string(i))).state,
                  proto::TxnState::committed);
    }
}
// Until it works again: as clients send again.
void say_until_taken(Client& client, const std::string& cmid) {
    EXPECT_TRUE(replica_until([&] {
        const proto::TxnResult result = client.commit_one(message(kRoom, kAnn, cmid));
        if (result.state == proto::TxnState::failed) {
            client.store().resume();
            return false;
        }
        return true;
    }));
}

TEST(RedisReplica, follows_and_takes_over) {
    const Folder folder;
    const Redis redis(folder, {});
    RedisNode first(url_of(redis), folder / "first");
    ASSERT_TRUE(first.node().wait()) << first.node().why();
    Client client(std::make_unique<NodeStore>(first.node()));
    found_room(client);
    say_many(client, "a", 40);  // more than a snapshot's worth
    RedisNode follower(url_of(redis), folder / "follower");
    EXPECT_TRUE(replica_until([&] { return follower.applied() == first.applied(); }));
    say_many(client, "b", 40);
    EXPECT_TRUE(replica_until([&] { return follower.applied() == first.applied(); }));
    EXPECT_FALSE(follower.leads());
    first.cut_off();
    ASSERT_TRUE(follower.node().wait()) << follower.node().why();
    Client next(std::make_unique<NodeStore>(follower.node()));
    EXPECT_EQ(next.log(kRoom).size(), 80U);
    say_many(next, "c", 1);
    EXPECT_EQ(next.commit_one(message(kRoom, kAnn, "a0")).state, proto::TxnState::duplicate);
}

TEST(RedisReplica, goes_on_after_restarts_of_redis) {
    const Folder folder;
    Redis redis(folder, {"--appendonly", "yes", "--appendfsync", "always"});
    {
        RedisNode node(url_of(redis), folder / "node");
        ASSERT_TRUE(node.node().wait()) << node.node().why();
        Client client(std::make_unique<NodeStore>(node.node()));
        found_room(client);
        for (int round = 0; round < 2; ++round) {
            say_many(client, "r" + std::to_string(round) + ".", 10);
            redis.kill();
            redis.start();
            say_until_taken(client, "again" + std::to_string(round));
        }
        EXPECT_EQ(client.log(kRoom).size(), 22U);
    }
    // All down, and up again from Redis alone.
    redis.kill();
    redis.start();
    RedisNode other(url_of(redis), folder / "other");
    ASSERT_TRUE(other.node().wait()) << other.node().why();
    Client client(std::make_unique<NodeStore>(other.node()));
    EXPECT_EQ(client.log(kRoom).size(), 22U);
}

TEST(RedisReplica, gives_back_the_tail_that_redis_lost) {
    const Folder folder;
    Redis redis(folder, {"--save", "", "--appendonly", "no"});
    RedisNode node(url_of(redis), folder / "node");
    ASSERT_TRUE(node.node().wait()) << node.node().why();
    Client client(std::make_unique<NodeStore>(node.node()));
    found_room(client);
    say_many(client, "a", 5);
    ASSERT_EQ(Admin(redis.port())({"SAVE"}), "OK");
    say_many(client, "b", 5);
    redis.kill();
    redis.start();
    say_until_taken(client, "c");
    RedisNode follower(url_of(redis), folder / "follower");
    EXPECT_TRUE(replica_until([&] { return follower.applied() == node.applied(); }));
    node.cut_off();
    ASSERT_TRUE(follower.node().wait()) << follower.node().why();
    Client next(std::make_unique<NodeStore>(follower.node()));
    EXPECT_EQ(next.log(kRoom).size(), 11U);
}

// Redis lost what the leader alone had, and that is gone.
TEST(RedisReplica, begins_new_epochs_where_something_may_be_lost) {
    const Folder folder;
    Redis redis(folder, {"--save", "", "--appendonly", "no"});
    Seq lost;
    {
        RedisNode node(url_of(redis), folder / "node");
        ASSERT_TRUE(node.node().wait()) << node.node().why();
        Client client(std::make_unique<NodeStore>(node.node()));
        found_room(client);
        say_many(client, "a", 5);
        ASSERT_EQ(Admin(redis.port())({"SAVE"}), "OK");
        lost = client.commit_one(message(kRoom, kAnn, "lost")).events.at(0).seq;
        node.cut_off();
    }
    redis.kill();
    redis.start();
    RedisNode other(url_of(redis), folder / "other");
    ASSERT_TRUE(other.node().wait()) << other.node().why();
    Client client(std::make_unique<NodeStore>(other.node()));
    const Epoch epoch = client.snapshot().rooms.at(0).epoch;
    EXPECT_GT(epoch, Epoch{1});
    EXPECT_EQ(client.commit_one(message(kRoom, kAnn, "new")).events.at(0).seq, lost);
    // Who has what was lost takes over what there is instead, also as the next leader.
    RedisNode back(url_of(redis), folder / "node");
    EXPECT_TRUE(replica_until([&] { return back.applied() == other.applied(); }));
    other.cut_off();
    ASSERT_TRUE(back.node().wait()) << back.node().why();
    Client next(std::make_unique<NodeStore>(back.node()));
    EXPECT_EQ(next.log(kRoom).size(), 6U);
    EXPECT_GE(next.snapshot().rooms.at(0).epoch, epoch) << "once more, if nobody had seen it whole";
}

// What keeps a leader that was paused from writing is the first comparison of the script of append:
// without it the first append here would be taken.
TEST(RedisReplica, a_leader_that_does_not_know_writes_nothing) {
    const Folder folder;
    const Redis redis(folder, {});
    RedisNode first(url_of(redis), folder / "first");
    ASSERT_TRUE(first.node().wait()) << first.node().why();
    Client client(std::make_unique<NodeStore>(first.node()));
    found_room(client);
    RedisNode second(url_of(redis), folder / "second");
    const LogHead before = first.applied();
    EXPECT_TRUE(replica_until([&] { return second.applied() == before; }));
    first.cut_off();
    ASSERT_TRUE(second.node().wait()) << second.node().why();

    const auto link =
        redis::Link::open({.url = resp::parse_url(url_of(redis)).value(), .name = "old"}).value();
    const auto log = RedisLog::make(*link, {.prefix = "tea"}).value();
    link->start();
    const LogHead head = second.applied();  // as one that has followed without noticing
    const auto append = [&](std::uint64_t term) {
        std::promise<AppendAnswer> answer;
        link->post([&] {
            log->append(term, head, {{.position = {.term = term, .index = head.index + 1}}},
                        [&](const AppendAnswer& told) { answer.set_value(told); });
        });
        return answer.get_future().get().state;
    };
    EXPECT_EQ(append(before.term), AppendState::fenced);
    EXPECT_EQ(append(head.term + 1), AppendState::fenced);
    EXPECT_EQ(append(head.term), AppendState::appended) << "the append itself is good";
    link->stop();
}

TEST(RedisReplica, goes_on_after_a_failover_of_sentinel) {
    const Folder folder;
    Redis master(folder, {});
    const Redis copy(folder, {"--replicaof", "127.0.0.1 " + std::to_string(master.port())});
    const std::uint16_t port = free_port();
    const std::string file = folder / "sentinel";
    std::ofstream(file) << "port " << port << "\nbind 127.0.0.1\nsentinel monitor tea 127.0.0.1 "
                        << master.port()
                        << " 1\nsentinel down-after-milliseconds tea 1000\n"
                           "sentinel failover-timeout tea 6000\n";
    const Process sentinel({"redis-sentinel", file}, file + ".log");
    ASSERT_TRUE(
        answers(port, {"SENTINEL", "REPLICAS", "tea"}, std::to_string(copy.port()), 20'000));
    RedisNode node("redis+sentinel://127.0.0.1:" + std::to_string(port) + "/tea", folder / "node");
    ASSERT_TRUE(node.node().wait()) << node.node().why();
    Client client(std::make_unique<NodeStore>(node.node()));
    found_room(client);
    say_many(client, "a", 20);
    master.kill();  // what the copy does not have yet is lost
    say_until_taken(client, "b");
    EXPECT_EQ(client.log(kRoom).size(), 21U);
}

TEST(RedisReplica, refuses_a_server_that_throws_away) {
    const Folder folder;
    const Redis redis(folder, {"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"});
    RedisNode node(url_of(redis), folder / "node");
    EXPECT_FALSE(node.node().wait());
    EXPECT_NE(node.node().why().find("noeviction"), std::string::npos) << node.node().why();
}

}  // namespace
}  // namespace teahouse::store::testing
