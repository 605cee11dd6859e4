// SPDX-License-Identifier: MIT
#include "chat/recent.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

proto::Event event(std::uint64_t room, std::uint64_t seq, std::size_t bytes = 1) {
    proto::Event one{.room = RoomId(room), .seq = Seq(seq)};
    one.body.text = std::string(bytes, 'x');
    return one;
}

TEST(RecentEvents, keeps_the_newest_of_a_room) {
    RecentEvents recent(3);
    for (std::uint64_t seq = 1; seq <= 5; ++seq) {
        recent.append(event(1, seq));
    }
    EXPECT_FALSE(recent.reaches_back(RoomId(1), Seq(2)));
    EXPECT_TRUE(recent.reaches_back(RoomId(1), Seq(3)));
    EXPECT_FALSE(recent.reaches_back(RoomId(2), Seq(3)));
    std::vector<proto::Event> out;
    recent.copy(RoomId(1), Seq(4), Seq(5), out);
    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(out.front().seq, Seq(4));
}

TEST(RecentEvents, gives_up_the_room_written_to_longest_ago) {
    RecentEvents recent(100, 3 * (sizeof(proto::Event) + 500));
    recent.append(event(1, 1, 500));
    recent.append(event(2, 1, 500));
    recent.append(event(1, 2, 500));
    recent.append(event(3, 1, 500));
    recent.append(event(3, 2, 500));
    EXPECT_FALSE(recent.reaches_back(RoomId(2), Seq(1)));
    EXPECT_TRUE(recent.reaches_back(RoomId(3), Seq(1)));
    EXPECT_LE(recent.bytes(), 3 * (sizeof(proto::Event) + 500));
}

TEST(RecentEvents, keeps_one_event_however_large) {
    RecentEvents recent(100, 1'000);
    recent.append(event(1, 1, 100));
    recent.append(event(1, 2, 5'000));
    EXPECT_TRUE(recent.reaches_back(RoomId(1), Seq(2)));
    EXPECT_FALSE(recent.reaches_back(RoomId(1), Seq(1)));
    recent.forget(RoomId(1));
    EXPECT_EQ(recent.bytes(), 0U);
}

TEST(RecentEvents, keeps_both_what_was_logged_and_what_became_of_it) {
    RecentEvents recent;
    proto::Event message{.room = RoomId{1}, .seq = Seq{1}, .kind = proto::EventKind::text};
    message.body.text = "first";
    recent.append(message);
    proto::Event edit{.room = RoomId{1}, .seq = Seq{2}, .kind = proto::EventKind::edit};
    edit.body.text = "second";
    edit.ref = Seq{1};
    recent.append(edit);
    std::vector<proto::Event> logged;
    recent.copy(RoomId{1}, Seq{1}, Seq{2}, logged);
    EXPECT_EQ(logged[0], message);
    EXPECT_EQ(recent.find_merged(RoomId{1}, Seq{1})->body.text, "second");
    EXPECT_EQ(recent.find_merged(RoomId{1}, Seq{3}), nullptr);

    proto::Event recall{.room = RoomId{1}, .seq = Seq{3}, .kind = proto::EventKind::recall};
    recall.ref = Seq{1};
    recent.append(recall);
    logged.clear();
    recent.copy(RoomId{1}, Seq{1}, Seq{3}, logged);
    EXPECT_EQ(logged[0].body, proto::Body{});
    EXPECT_EQ(logged[1].body, proto::Body{});
    EXPECT_TRUE(recent.find_merged(RoomId{1}, Seq{1})->merged->recalled.has_value());
    recent.forget(RoomId{1});
    EXPECT_EQ(recent.bytes(), 0U);
}

}  // namespace
}  // namespace teahouse::chat
