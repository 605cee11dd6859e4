// SPDX-License-Identifier: MIT
#include "gateway/heads.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

using Told = std::map<std::uint64_t, std::vector<proto::Head>>;

Told flush(Heads& heads) {
    Told told;
    heads.flush([&](SessionId session, std::vector<proto::Head> list) {
        told[session.value] = std::move(list);
    });
    return told;
}

TEST(Heads, are_merged_per_session) {
    Heads heads;
    heads.follow(SessionId(1), RoomId(10));
    heads.follow(SessionId(1), RoomId(20));
    heads.follow(SessionId(2), RoomId(20));
    heads.moved(RoomId(10), Seq(5), 4);
    heads.moved(RoomId(10), Seq(6), 5);
    heads.moved(RoomId(20), Seq(1), 1);
    heads.moved(RoomId(30), Seq(1), 1);
    EXPECT_TRUE(heads.pending());
    Told told = flush(heads);
    ASSERT_EQ(told.size(), 2U);
    ASSERT_EQ(told[1].size(), 2U);
    EXPECT_EQ(told[1][0].seq, Seq(6));
    EXPECT_EQ(told[2].size(), 1U);
    EXPECT_FALSE(heads.pending());
    EXPECT_TRUE(flush(heads).empty());
}

TEST(Heads, match_a_plain_model_under_random_changes) {
    std::mt19937 random(20261122);
    Heads heads;
    std::set<std::pair<std::uint64_t, std::uint64_t>> model;
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t session = 1 + random() % 20;
        const std::uint64_t room = 1 + random() % 10;
        switch (random() % 4) {
            case 0:
                heads.follow(SessionId(session), RoomId(room));
                model.insert({session, room});
                break;
            case 1:
                heads.unfollow(SessionId(session), RoomId(room));
                model.erase({session, room});
                break;
            case 2:
                if (random() % 8 == 0) {
                    heads.forget(SessionId(session));
                    std::erase_if(model, [&](const auto& pair) { return pair.first == session; });
                }
                break;
            default: {
                heads.moved(RoomId(room), Seq(static_cast<std::uint64_t>(step + 1)), 1);
                std::set<std::pair<std::uint64_t, std::uint64_t>> told;
                for (const auto& [to, list] : flush(heads)) {
                    for (const proto::Head& head : list) {
                        told.insert({to, head.room.value});
                    }
                }
                std::set<std::pair<std::uint64_t, std::uint64_t>> expected;
                for (const auto& pair : model) {
                    if (pair.second == room) {
                        expected.insert(pair);
                    }
                }
                ASSERT_EQ(told, expected) << "step " << step;
            }
        }
    }
}

}  // namespace
}  // namespace teahouse::gateway
