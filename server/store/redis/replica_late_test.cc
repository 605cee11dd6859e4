// SPDX-License-Identifier: MIT
// Answers of the log that come late.
#include <cstddef>

#include <gtest/gtest.h>

#include "proto/messages.h"
#include "store/redis/replica.h"
#include "store/testing/fake_log.h"
#include "store/testing/samples.h"
#include "store/testing/world.h"

namespace teahouse::store::testing {
namespace {

// A beat sees that there is more, asks for it, and all of it is published before the answer comes.
TEST(ReplicaLate, an_answer_that_comes_after_what_was_published_says_nothing) {
    World world(12);
    world.snapshot_entries = 50;
    world.add_node();
    world.add_node();
    SimNode* leader = world.wait_leader();
    ASSERT_NE(leader, nullptr);
    leader->store()->submit(
        {.id = TxnId{1'000'000},
         .writes = {proto::PutRoom{make_room(kRoom.value)},
                    put_member(make_member(kRoom, kAnn), proto::MemberChange::founds)}});
    world.run(100);
    SimNode& other = *world.nodes()[leader == world.nodes()[0].get() ? 1 : 0];
    other.server().set_late(50, 300);
    const std::size_t chunks = other.server().chunks_asked();
    for (int i = 0; i < 300; ++i) {
        world.say(*leader);
        world.run(20);
    }
    EXPECT_EQ(other.server().chunks_asked(), chunks)
        << "a snapshot is fetched though nothing is missing";
    other.server().set_late(0, 0);
    world.run(2'000);
    EXPECT_EQ(world.acknowledged().size(), 300U);
    EXPECT_EQ(other.replica().applied(), leader->replica().applied());
    EXPECT_EQ(World::dump(other.directory()), World::dump(leader->directory()));
}

}  // namespace
}  // namespace teahouse::store::testing
