// SPDX-License-Identifier: MIT
// The position of a replica: it moves with what is applied, also over what every replica refuses.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "proto/records.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

class Position : public ::testing::Test {
protected:
    std::unique_ptr<Client> open(bool replica = true) {
        auto store = std::make_unique<SqliteStore>(
            SqliteOptions{.directory = dir_.path() + "/data", .replica = replica});
        SqliteStore& opened = *store;
        auto client = std::make_unique<Client>(std::move(store));
        found_ = opened.position();
        return client;
    }
    static proto::TxnResult put(Client& client, std::uint64_t index, std::uint64_t generation,
                                proto::Write write) {
        client.store().submit(
            {.id = TxnId{index},
             .writes = {std::move(write)},
             .position = {{.term = 3, .index = index, .generation = generation}}});
        return client.wait(TxnId{index});
    }
    [[nodiscard]] const proto::LogPosition& found() const { return found_; }

private:
    TempDir dir_;
    proto::LogPosition found_;
};

const proto::ReadMark kRefused{.room = RoomId{99}, .user = kAnn, .seq = Seq{1}};

TEST_F(Position, moves_with_what_is_applied) {
    {
        const auto client = open();
        EXPECT_EQ(found(), proto::LogPosition{});
        put(*client, 1, 1, proto::PutUser{make_user(1, "ann")});
        put(*client, 2, 1, proto::PutUser{make_user(2, "bob")});
    }
    const auto client = open();
    EXPECT_EQ(found(), (proto::LogPosition{.term = 3, .index = 2, .generation = 1}));
}

TEST_F(Position, a_failed_generation_stays_refused) {
    {
        const auto client = open();
        const proto::TxnResult first = put(*client, 1, 4, kRefused);
        EXPECT_EQ(first.state, proto::TxnState::failed);
        EXPECT_EQ(first.error, ErrorCode::conflict);
    }
    {
        const auto client = open();
        EXPECT_EQ(found().index, 1U);
        EXPECT_EQ(put(*client, 2, 4, proto::PutUser{make_user(1, "ann")}).state,
                  proto::TxnState::failed);
    }
    const auto client = open();
    EXPECT_EQ(found().index, 2U) << "what is refused is passed";
    EXPECT_EQ(put(*client, 3, 5, proto::PutUser{make_user(1, "ann")}).state,
              proto::TxnState::committed);
    EXPECT_TRUE(client->snapshot().users.empty());
}

TEST_F(Position, is_wiped_by_a_store_without_log) {
    put(*open(), 1, 1, proto::PutUser{make_user(1, "ann")});
    {
        const auto alone = open(false);
    }
    const auto client = open();
    EXPECT_EQ(found(), proto::LogPosition{});
    EXPECT_EQ(client->snapshot().users.size(), 1U);
}

}  // namespace
}  // namespace teahouse::store::testing
