// SPDX-License-Identifier: MIT
// Several replicas on one log, through what can happen to it: it loses its tail, it is away, its
// answers are lost, nodes end without a word. What was acknowledged is kept as long as a node that
// has it lives; in the end all replicas are the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_redis.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/redis/log.h"
#include "store/redis/replica.h"
#include "store/sqlite/db.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/fake_log.h"
#include "store/testing/fake_loop.h"
#include "store/testing/samples.h"
#include "store/testing/world.h"

namespace teahouse::store::testing {
namespace {

// Everything that is left is good again: one leads, all follow.
void settle(World& world) {
    for (auto& node : world.nodes()) {
        if (!node->alive()) {
            node->start();
        }
        node->server().set_fate({});
        node->server().set_deaf(false);
    }
    SimNode* leader = world.wait_leader();
    ASSERT_NE(leader, nullptr);
    world.run(10'000);
    leader = world.wait_leader();
    ASSERT_NE(leader, nullptr);
    for (auto& node : world.nodes()) {
        ASSERT_FALSE(node->failure) << node->failure->message;
        EXPECT_EQ(node->replica().applied(), leader->replica().applied())
            << node->directory() << " in phase " << static_cast<int>(node->replica().phase());
    }
}

void expect_equal(World& world, const std::map<std::string, std::uint64_t>& kept) {
    const std::string first = World::dump(world.nodes()[0]->directory());
    for (auto& node : world.nodes()) {
        EXPECT_EQ(World::dump(node->directory()), first) << node->directory();
    }
    const auto events = World::events_of(world.nodes()[0]->directory());
    for (const auto& [cmid, seq] : kept) {
        const auto found = events.find(cmid);
        ASSERT_NE(found, events.end()) << cmid << " was acknowledged and is lost";
        EXPECT_EQ(found->second, seq) << cmid;
    }
}

void make_room_of(World& world, SimNode& node) {
    node.store()->submit(
        {.id = TxnId{1'000'000},
         .writes = {proto::PutRoom{make_room(kRoom.value)},
                    put_member(make_member(kRoom, kAnn), proto::MemberChange::founds)}});
    world.run(100);
}

TEST(Replica, three_nodes_become_one_store) {
    World world(1);
    world.add_node();
    world.add_node();
    SimNode* leader = world.wait_leader();
    ASSERT_NE(leader, nullptr);
    make_room_of(world, *leader);
    for (int i = 0; i < 30; ++i) {
        world.say(*leader);
    }
    world.run(200);
    EXPECT_EQ(world.acknowledged().size(), 30U);
    world.add_node();  // from the snapshot and the log behind it
    settle(world);
    expect_equal(world, world.acknowledged());
}

TEST(Replica, another_takes_over) {
    World world(2);
    for (int i = 0; i < 3; ++i) {
        world.add_node();
    }
    SimNode* first = world.wait_leader();
    make_room_of(world, *first);
    world.say(*first);
    world.run(100);
    first->end(true);
    world.run(500);
    SimNode* second = world.leader();
    ASSERT_NE(second, nullptr) << "at once, as the lease was given back";
    EXPECT_NE(second, first);
    world.say(*second);
    world.run(100);
    second->end(false);
    SimNode* third = world.wait_leader();
    ASSERT_NE(third, nullptr);
    EXPECT_NE(third, second);
    world.say(*third);
    world.run(100);
    settle(world);
    EXPECT_EQ(world.acknowledged().size(), 3U);
    expect_equal(world, world.acknowledged());
}

TEST(Replica, gives_back_what_the_log_lost) {
    for (const std::size_t ring : {std::size_t{1'000}, std::size_t{2}}) {
        World world(3);
        world.ring_entries = ring;  // with the short one, a new snapshot takes its place
        world.snapshot_entries = 1'000;
        world.add_node();
        world.add_node();
        SimNode* leader = world.wait_leader();
        make_room_of(world, *leader);
        const FakeLog::Data older = world.log().data();
        for (int i = 0; i < 10; ++i) {
            world.say(*leader);
            world.run(20);
        }
        FakeLog::Data back = older;
        back.lease_until = world.log().data().lease_until;
        world.log().go_back_to(back);
        world.say(*leader);
        world.run(2'000);
        EXPECT_EQ(world.acknowledged().size(), 11U);
        EXPECT_EQ(leader->times_led, 1U) << "nobody noticed";
        settle(world);
        expect_equal(world, world.acknowledged());
    }
}

// The leader alone has what the log lost, and is gone: nobody can know. It comes back later.
TEST(Replica, begins_new_epochs_where_something_may_be_lost) {
    World world(8);
    SimNode& first = world.add_node();
    ASSERT_EQ(world.wait_leader(), &first);
    make_room_of(world, first);
    SimNode& second = world.add_node();
    world.run(3'000);
    ASSERT_EQ(second.replica().applied(), first.replica().applied());
    const FakeLog::Data older = world.log().data();
    second.end(false);
    const std::uint64_t lost = world.say(first);
    world.run(20);
    ASSERT_TRUE(world.result(lost));
    ASSERT_EQ(world.result(lost)->state, proto::TxnState::committed);
    first.end(false);
    world.log().go_back_to(older);
    second.start();
    ASSERT_EQ(world.wait_leader(), &second);
    const std::uint64_t epoch = World::epoch_of(second.directory());
    EXPECT_GT(epoch, 1U);
    const std::uint64_t other = world.say(second);
    world.run(100);
    EXPECT_EQ(world.result(other)->events.at(0).seq, world.result(lost)->events.at(0).seq)
        << "it is told apart by its epoch";
    settle(world);  // who has what was lost throws it away
    EXPECT_EQ(World::dump(first.directory()), World::dump(second.directory()));

    // Once more, by who has begun an epoch and has not gone.
    second.end(false);
    ASSERT_EQ(world.wait_leader(), &first);
    EXPECT_EQ(World::epoch_of(first.directory()), epoch) << "it is the same server as before";
}

TEST(Replica, keeps_epochs_where_nothing_can_be_lost) {
    World world(9);
    SimNode& first = world.add_node();
    ASSERT_EQ(world.wait_leader(), &first);
    make_room_of(world, first);
    world.add_node();
    world.run(3'000);
    // The server changes and the leader lives, has given back what is missing, and dies then.
    FakeLog::Data older = world.log().data();
    world.say(first);
    world.run(20);
    older.lease_until = world.log().data().lease_until;
    world.log().go_back_to(older);
    world.say(first);
    world.run(3'000);
    first.end(false);
    SimNode* next = world.wait_leader();
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(World::epoch_of(next->directory()), 1U);
    // All go in order, and the server is another one when they come back.
    next->end(true);
    world.log().go_back_to(world.log().data());
    settle(world);
    EXPECT_EQ(World::epoch_of(next->directory()), 1U);
    // The server is another one, and a leader that was away for long and comes back knows all.
    SimNode* leader = world.leader();
    leader->server().set_fate([] { return Fate::lost; });
    world.run(3'000);
    world.log().go_back_to(world.log().data());
    leader->server().set_fate({});
    world.run(1'000);
    EXPECT_EQ(world.leader(), leader) << "nobody else can have led: it need not wait";
    settle(world);
    EXPECT_EQ(World::epoch_of(leader->directory()), 1U);
    EXPECT_EQ(world.acknowledged().size(), 2U);
    expect_equal(world, world.acknowledged());
}

// Nobody reaches the log for longer than the lease, and then it is an older copy of itself.
void fail_over(World& world, const FakeLog::Data& copy) {
    for (auto& node : world.nodes()) {
        node->server().set_fate([] { return Fate::lost; });
    }
    world.run(7'000);
    world.log().go_back_to(copy);
}

TEST(Replica, who_led_goes_on_after_a_failover_that_outlasts_its_lease) {
    for (const std::int64_t late : {0, 60, 120, 300, 1'000, 2'500}) {
        World world(10);
        for (int i = 0; i < 3; ++i) {
            world.add_node();
        }
        SimNode* first = world.wait_leader();
        make_room_of(world, *first);
        world.run(3'000);
        const FakeLog::Data older = world.log().data();
        world.say(*first);
        world.run(1'000);
        fail_over(world, older);
        for (auto& node : world.nodes()) {
            if (node.get() != first) {
                node->server().set_fate({});
            }
        }
        world.run(late);
        first->server().set_fate({});
        world.run(limits::kLogSettleMs + 3'000);
        EXPECT_EQ(world.leader(), first) << late;
        EXPECT_EQ(first->times_led, 1U) << "with the engine that it has; " << late;
        first->store()->resume();
        world.say(*first);
        settle(world);
        EXPECT_EQ(World::epoch_of(first->directory()), 1U);
        EXPECT_EQ(world.acknowledged().size(), 2U);
        expect_equal(world, world.acknowledged());
    }
}

// It has an entry that the leader was not told of, and the log no longer knows.
TEST(Replica, who_has_more_than_who_led_loses_nothing) {
    World world(11);
    SimNode& first = world.add_node();
    ASSERT_EQ(world.wait_leader(), &first);
    make_room_of(world, first);
    SimNode& second = world.add_node();
    world.run(3'000);
    const FakeLog::Data older = world.log().data();
    first.server().set_fate([] { return Fate::unanswered; });
    const std::uint64_t unknown = world.say(first);
    world.run(100);
    ASSERT_GT(second.replica().applied(), first.replica().applied());
    fail_over(world, older);
    settle(world);
    EXPECT_EQ(world.leader(), &second);
    EXPECT_EQ(world.result(unknown)->error, ErrorCode::outcome_unknown);
    EXPECT_EQ(World::epoch_of(second.directory()), 1U) << "it has all that was acknowledged";
    EXPECT_EQ(World::events_of(second.directory()).size(), 1U);
    expect_equal(world, world.acknowledged());
}

TEST(Replica, who_led_and_has_gone_is_not_waited_for) {
    for (const bool heard : {false, true}) {
        World world(12);
        SimNode& first = world.add_node();
        ASSERT_EQ(world.wait_leader(), &first);
        make_room_of(world, first);
        SimNode& second = world.add_node();
        world.run(3'000);
        fail_over(world, world.log().data());
        if (heard) {
            first.server().set_fate({});
            world.run(2'000);
        }
        first.end(false);
        second.server().set_fate({});
        const std::int64_t longest = heard ? limits::kLogHeadMs : limits::kLogSettleMs;
        EXPECT_EQ(world.wait_leader(longest + 1'000), &second) << heard;
        const std::uint64_t epoch = World::epoch_of(second.directory());
        EXPECT_EQ(epoch == 1, heard) << "it said what it had, or nobody can know";
    }
}

TEST(Replica, fails_what_waits_for_a_snapshot_that_cannot_be_put) {
    World world(7);
    world.ring_entries = 2;
    world.snapshot_entries = 1'000;
    SimNode& node = world.add_node();
    ASSERT_NE(world.wait_leader(), nullptr);
    make_room_of(world, node);
    FakeLog::Data older = world.log().data();
    for (int i = 0; i < 10; ++i) {
        world.say(node);
        world.run(20);
    }
    older.lease_until = world.log().data().lease_until;
    world.log().go_back_to(older);
    int good = 2;  // a beat, and the append that finds out
    node.server().set_fate([&good] { return good-- > 0 ? Fate::good : Fate::lost; });
    const std::uint64_t waiting = world.say(node);
    world.run(8'000);
    ASSERT_TRUE(world.result(waiting));
    EXPECT_EQ(world.result(waiting)->state, proto::TxnState::failed);
    settle(world);
    EXPECT_EQ(world.acknowledged().size(), 10U);
    expect_equal(world, world.acknowledged());
}

TEST(Replica, a_log_that_lost_everything_is_made_anew) {
    World world(4);
    world.add_node();
    world.add_node();
    SimNode* leader = world.wait_leader();
    make_room_of(world, *leader);
    for (int i = 0; i < 10; ++i) {
        world.say(*leader);
    }
    world.run(200);
    world.log().go_back_to({});
    world.add_node();  // has nothing, and may not lead
    settle(world);
    EXPECT_EQ(world.nodes()[2]->times_led, 0U);
    EXPECT_EQ(world.acknowledged().size(), 10U);
    expect_equal(world, world.acknowledged());
}

TEST(Replica, fails_what_waits_while_the_log_is_away) {
    for (const Fate fate : {Fate::lost, Fate::unanswered}) {
        World world(5);
        world.add_node();
        SimNode& node = *world.wait_leader();
        make_room_of(world, node);
        node.server().set_fate([fate] { return fate; });
        const std::uint64_t unknown = world.say(node);
        world.run(5'000);
        ASSERT_TRUE(world.result(unknown));
        EXPECT_EQ(world.result(unknown)->error, ErrorCode::outcome_unknown);
        node.store()->resume();
        const std::uint64_t refused = world.say(node);
        world.run(20);
        ASSERT_TRUE(world.result(refused)) << "at once";
        EXPECT_EQ(world.result(refused)->error, ErrorCode::store_unavailable);
        node.server().set_fate({});
        world.run(15'000);
        ASSERT_NE(world.leader(), nullptr);
        EXPECT_EQ(node.times_led, fate == Fate::lost ? 1U : 2U)
            << "a new engine only where the log had it after all";
        node.store()->resume();
        const std::uint64_t good = world.say(node);
        world.run(100);
        ASSERT_TRUE(world.result(good));
        EXPECT_EQ(world.result(good)->state, proto::TxnState::committed);
        EXPECT_EQ(World::events_of(node.directory()).size(), fate == Fate::lost ? 1U : 2U);
    }
}

TEST(Replica, takes_over_a_folder_and_refuses_a_foreign_one) {
    World world(6);
    SimNode& node = world.add_node();
    ASSERT_NE(world.wait_leader(), nullptr);
    node.end(true);
    world.log().go_back_to({});  // a new Redis, without other nodes: the folder becomes its first
    node.start();
    ASSERT_NE(world.wait_leader(), nullptr);
    node.end(true);
    {
        SqliteStore alone({.directory = node.directory()});
        ASSERT_TRUE(alone.load());
    }
    node.start();
    world.run(2'000);
    ASSERT_TRUE(node.failure);
    EXPECT_NE(node.failure->message.find("without Redis"), std::string::npos);
}

// What may happen, at random.
void disturb(World& world) {
    SimNode& node = *world.nodes()[world.roll(world.nodes().size())];
    switch (world.roll(9)) {
        case 0: node.end(false); break;
        case 1:
            if (node.alive()) {
                node.end(true);
            }
            break;
        case 2:
        case 3:
            if (!node.alive()) {
                node.start();
            }
            break;
        case 4:
            if (node.alive()) {
                node.server().set_fate([&world] {
                    return world.roll(5) == 0 ? Fate::unanswered
                                              : (world.roll(5) == 0 ? Fate::lost : Fate::good);
                });
            }
            break;
        case 5:
            if (node.alive()) {
                node.server().set_fate([] { return Fate::lost; });
            }
            break;
        case 6:
            if (node.alive()) {
                node.server().set_deaf(true);
            }
            break;
        default:
            if (node.alive()) {
                node.server().set_fate({});
                node.server().set_deaf(false);
            }
            break;
    }
}

class ReplicaSim : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(ReplicaSim, keeps_what_was_acknowledged) {
    World world(GetParam());
    world.ring_entries = world.roll(2) == 0 ? 4 : 1'000;
    world.watch();
    for (int i = 0; i < 3; ++i) {
        world.add_node();
    }
    ASSERT_NE(world.wait_leader(), nullptr);
    make_room_of(world, *world.leader());
    settle(world);
    // A copy that the log may go back to; nobody who has more ends while it is possible.
    for (int round = 0; round < 40; ++round) {
        if (world.roll(4) == 0) {
            disturb(world);
        }
        if (world.roll(20) == 0) {
            // The tail is lost while all live, as far as they can be reached.
            settle(world);
            const FakeLog::Data older = world.log().data();
            for (int i = 0; i < 5; ++i) {
                if (SimNode* leader = world.leader(); leader != nullptr) {
                    leader->store()->resume();
                    world.say(*leader);
                    world.run(20);
                }
            }
            world.log().go_back_to(older);
            settle(world);
        }
        if (SimNode* leader = world.leader(); leader != nullptr) {
            leader->store()->resume();
            for (std::uint64_t i = world.roll(6); i > 0; --i) {
                world.say(*leader);
            }
        }
        world.run(20 * static_cast<std::int64_t>(1 + world.roll(100)));
    }
    settle(world);
    world.run(5'000);
    settle(world);
    EXPECT_GT(world.acknowledged().size(), 10U);
    EXPECT_EQ(world.contradictions, 0U) << "an entry with two contents";
    expect_equal(world, world.acknowledged());
}

std::uint64_t sim_seeds() {
    const char* asked = std::getenv("TEAHOUSE_REPLICA_SEEDS");
    return asked == nullptr ? 12 : std::strtoull(asked, nullptr, 10);
}
INSTANTIATE_TEST_SUITE_P(Seeds, ReplicaSim, ::testing::Range(std::uint64_t{1}, sim_seeds() + 1));

}  // namespace
}  // namespace teahouse::store::testing
