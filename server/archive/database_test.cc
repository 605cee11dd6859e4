// SPDX-License-Identifier: MIT
// What a store does after it went back in time.
#include "archive/database.h"

#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::archive {
namespace {

using store::testing::Client;

constexpr TimeMs kTaken = 1'700'000'000'000;

class NewGeneration : public ::testing::Test {
protected:
    [[nodiscard]] std::string file() const { return dir_.path() + "/main.db"; }
    [[nodiscard]] Client open() const {
        return Client{
            std::make_unique<store::SqliteStore>(store::SqliteOptions{.directory = dir_.path()})};
    }
    void fill(int messages) const {
        Client client = open();
        client.commit_one(proto::PutRoom{.room = store::testing::make_room(1)});
        for (int i = 0; i < messages; ++i) {
            client.commit_one(
                store::testing::message(RoomId{1}, UserId{1}, "said-" + std::to_string(i)));
        }
    }
    void rewind(const Rewind& how) const {
        const store::Db db = store::Db::open(file(), {}).value();
        const Status done = open_new_generation(db, how);
        ASSERT_TRUE(done) << done.error().message;
    }

private:
    store::testing::TempDir dir_;
};

TEST_F(NewGeneration, jumps_ahead_under_a_new_epoch_without_a_hole) {
    fill(3);
    rewind({.taken = kTaken, .now = kTaken + 1'000});
    Client client = open();
    const proto::RoomRecord room = client.snapshot().rooms.at(0);
    EXPECT_EQ(room.epoch, Epoch{static_cast<std::uint64_t>(kTaken) + 1'000});
    EXPECT_GE(room.head, Seq{103});
    EXPECT_EQ(room.count, 3U) << "nothing is said by what fills the log";
    EXPECT_EQ(room.gone, Seq{});
    EXPECT_EQ(room.last.value_or(proto::Event{}).seq, Seq{3});
    const proto::TxnResult next =
        client.commit_one(store::testing::message(RoomId{1}, UserId{1}, "said-anew"));
    EXPECT_EQ(next.events.at(0).seq, Seq{room.head.value + 1});
    const store::Db db = open_for_reading(file()).value();
    EXPECT_EQ(db.read_integer("SELECT count(*) = max(seq) AND min(seq) = 1 FROM event").value(), 1);
    // A room made from now on is none of those of before.
    client.commit_one(proto::PutRoom{.room = store::testing::make_room(2)});
    EXPECT_EQ(db.read_integer("SELECT count(DISTINCT epoch) FROM room").value(), 1);
}

TEST_F(NewGeneration, leaves_all_behind_that_is_known_to_have_been_seen) {
    fill(3);
    rewind({.taken = kTaken, .now = kTaken + 1'000, .seen = {{RoomId{1}, Seq{5'000}}}});
    EXPECT_GT(open().snapshot().rooms.at(0).head, Seq{5'000});
}

TEST_F(NewGeneration, is_never_an_earlier_one) {
    fill(1);
    rewind({.taken = kTaken, .now = kTaken + 1'000});
    const auto first = open().snapshot().rooms.at(0).epoch;
    rewind({.taken = kTaken, .now = 5});  // the clock went back
    EXPECT_GT(open().snapshot().rooms.at(0).epoch, first);
}

TEST_F(NewGeneration, keeps_what_expired_as_it_is) {
    fill(5);
    {
        Client client = open();
        proto::Event expired =
            store::testing::make_event(RoomId{1}, UserId{}, proto::EventKind::expired);
        expired.ref = Seq{4};
        client.commit_one(proto::Append{.event = expired});
    }
    rewind({.taken = kTaken, .now = kTaken + 1'000});
    const proto::RoomRecord room = open().snapshot().rooms.at(0);
    EXPECT_EQ(room.gone, Seq{4});
    EXPECT_EQ(room.gone_count, 4U);
}

}  // namespace
}  // namespace teahouse::archive
