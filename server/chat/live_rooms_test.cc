// SPDX-License-Identifier: MIT
#include "chat/live_rooms.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"

namespace teahouse::chat {
namespace {

constexpr TimeMs kStart = 1'700'000'040'000;  // the beginning of a minute

TEST(SlidingCount, counts_what_lies_within_the_time) {
    SlidingCount count(60'000);
    EXPECT_EQ(count.at(kStart), 0U);
    for (int i = 0; i < 60; ++i) {
        count.add(kStart + i * 1'000);
    }
    EXPECT_EQ(count.at(kStart + 59'999), 60U);
    EXPECT_EQ(count.at(kStart + 60'000), 60U);
    EXPECT_EQ(count.at(kStart + 90'000), 30U);
    count.add(kStart + 90'000);
    EXPECT_EQ(count.at(kStart + 90'000), 31U);
    EXPECT_EQ(count.at(kStart + 119'999), 1U);
    EXPECT_EQ(count.at(kStart + 151'000), 0U);
    EXPECT_EQ(count.at(kStart + 200'000), 0U);
    count.add(kStart + 1'000'000);
    EXPECT_EQ(count.at(kStart + 1'000'000), 1U);
}

TEST(LiveRooms, holds_those_written_in_last_and_no_more) {
    LiveRooms live;
    for (std::uint64_t id = 1; id <= limits::kLiveRoomsMax; ++id) {
        live.wrote(RoomId(id), kStart);
    }
    live.wrote(RoomId(1), kStart + 1);
    live.wrote(RoomId(5'000'000), kStart + 2);
    EXPECT_EQ(live.all().size(), limits::kLiveRoomsMax);
    EXPECT_EQ(live.all().front().room, RoomId(5'000'000));
    EXPECT_EQ((++live.all().begin())->room, RoomId(1));
    EXPECT_EQ((++live.all().begin())->minute.at(kStart + 2), 2U);
    EXPECT_EQ(live.all().back().room, RoomId(3));  // the second one had to go
}

}  // namespace
}  // namespace teahouse::chat
