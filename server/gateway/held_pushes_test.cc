// SPDX-License-Identifier: MIT
#include "gateway/held_pushes.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

constexpr SessionId kSession(7);
using Pushes = std::vector<proto::Push>;

proto::Push presence(std::vector<UserId> came, std::vector<UserId> gone) {
    proto::Ephemeral one{.kind = proto::EphemeralKind::presence};
    one.users = std::move(came);
    one.gone = std::move(gone);
    return proto::EphemeralPush{.ephemeral = {std::move(one)}};
}

proto::Push mark(std::uint64_t room, std::uint64_t seq, std::uint32_t unread = 0) {
    return proto::EphemeralPush{.ephemeral = {{.kind = proto::EphemeralKind::cursor,
                                               .room = RoomId(room),
                                               .seq = Seq(seq),
                                               .unread = unread,
                                               .mentions = 0}}};
}

proto::Push head(std::uint64_t room, std::uint64_t seq) {
    return proto::HeadsPush{.heads = {{.room = RoomId(room), .seq = Seq(seq), .count = seq}}};
}

proto::RoomInfo info(std::uint64_t room) {
    return {.id = RoomId(room), .kind = proto::RoomKind::group};
}

bool closed(RoomId room) { return room < RoomId(100); }

std::map<SessionId, Pushes> flush(HeldPushes& held, std::size_t sessions_max = 1'000) {
    std::map<SessionId, Pushes> sent;
    held.flush([&](SessionId session, const Pushes& pushes) {
        sent[session] = pushes;
        return sent.size() < sessions_max;
    });
    return sent;
}

Pushes flush_one(HeldPushes& held) {
    std::map<SessionId, Pushes> sent = flush(held);
    EXPECT_TRUE(held.empty());
    return sent[kSession];
}

TEST(HeldPushes, only_what_may_come_late_waits) {
    EXPECT_TRUE(HeldPushes::may_wait(presence({UserId(1)}, {}), closed));
    EXPECT_TRUE(HeldPushes::may_wait(mark(1, 1), closed));
    EXPECT_TRUE(HeldPushes::may_wait(head(1, 1), closed));
    EXPECT_FALSE(HeldPushes::may_wait(mark(100, 1), closed));
    EXPECT_FALSE(HeldPushes::may_wait(head(100, 1), closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::EventsPush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::RoomsPush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::GonePush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::LagPush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::NoticePush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(proto::MentionsPush{}, closed));
    EXPECT_FALSE(HeldPushes::may_wait(
        proto::EphemeralPush{
            .ephemeral = {{.kind = proto::EphemeralKind::typing, .room = RoomId(1)}}},
        closed));
}

TEST(HeldPushes, presence_merges_to_the_final_state) {
    HeldPushes held;
    held.add(kSession, presence({UserId(1), UserId(2)}, {UserId(3)}));
    held.add(kSession, presence({UserId(3)}, {UserId(1)}));
    EXPECT_TRUE(held.holds(kSession));
    EXPECT_EQ(flush_one(held), Pushes{presence({UserId(2), UserId(3)}, {UserId(1)})});
}

TEST(HeldPushes, of_badges_and_marks_the_newest_go) {
    HeldPushes held;
    held.add(kSession, head(1, 3));
    held.add(kSession, head(1, 5));
    held.add(kSession, head(1, 4));  // merged a second ago
    held.add(kSession, mark(2, 10, 4));
    held.add(kSession, mark(2, 12, 2));
    EXPECT_EQ(flush_one(held), (Pushes{head(1, 5), mark(2, 12, 2)}));
}

// A client adds what a badge has more than the one before, and takes what a mark says as it is.
TEST(HeldPushes, a_badge_stays_on_its_side_of_the_mark) {
    HeldPushes held;
    held.add(kSession, head(1, 4));
    held.add(kSession, head(1, 5));
    held.add(kSession, mark(1, 4, 1));
    held.add(kSession, head(1, 6));
    held.add(kSession, head(1, 8));
    HeldPushes again = held;
    EXPECT_EQ(flush_one(held), (Pushes{head(1, 5), mark(1, 4, 1), head(1, 8)}));
    again.add(kSession, mark(1, 7, 1));
    EXPECT_EQ(flush_one(again), (Pushes{head(1, 8), mark(1, 7, 1)}));
}

TEST(HeldPushes, what_is_newer_and_goes_at_once_replaces_it) {
    HeldPushes held;
    for (std::uint64_t room = 1; room <= 6; ++room) {
        held.add(kSession, head(room, 5));
        held.add(kSession, mark(room, 4, 1));
    }
    held.add(kSession, presence({}, {UserId(1)}));
    held.overtaken_by(SessionId(8), proto::Push{proto::GonePush{.gone = {RoomId(6)}}});
    held.overtaken_by(kSession, proto::Push{proto::RoomsPush{.rooms = {info(1)}}});
    held.overtaken_by(kSession, proto::Push{proto::GonePush{.gone = {RoomId(2)}}});
    held.overtaken_by(kSession, proto::Reply{proto::RoomOpenReply{.room = info(3)}});
    held.overtaken_by(kSession, proto::Reply{proto::RoomListReply{.rooms = {info(4)}}});
    held.overtaken_by(kSession, proto::Reply{proto::PresenceWatchReply{}});
    held.overtaken_by(
        kSession, proto::Push{proto::MentionsPush{.mentions = {{.room = RoomId(5), .count = 2},
                                                               {.room = RoomId(50), .count = 1}}}});
    const Pushes sent = flush_one(held);
    ASSERT_EQ(sent.size(), 2U);
    const auto& heads = get<proto::HeadsPush>(sent[0]).heads;
    ASSERT_EQ(heads.size(), 2U);
    EXPECT_EQ(heads[0].room, RoomId(5));
    EXPECT_EQ(heads[1].room, RoomId(6));
    const auto& marks = get<proto::EphemeralPush>(sent[1]).ephemeral;
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0].room, RoomId(5));
    EXPECT_EQ(marks[0].mentions, 2U);
    EXPECT_EQ(marks[1].mentions, 0U);
}

TEST(HeldPushes, sessions_take_turns) {
    HeldPushes held;
    for (std::uint64_t session = 1; session <= 3; ++session) {
        held.add(SessionId(session), head(1, 1));
    }
    EXPECT_TRUE(flush(held, 1).contains(SessionId(1)));
    held.add(SessionId(1), head(1, 2));  // served already: not before the others
    EXPECT_TRUE(flush(held, 1).contains(SessionId(2)));
    EXPECT_TRUE(flush(held, 1).contains(SessionId(3)));
    EXPECT_TRUE(held.holds(SessionId(1)));
    held.forget(SessionId(1));
    EXPECT_TRUE(held.empty());
}

TEST(HeldPushes, what_is_kept_is_bounded_and_fits_the_protocol) {
    HeldPushes held;
    for (std::uint64_t i = 1; i <= limits::kRoomsPerUserMax + 10; ++i) {
        held.add(kSession, mark(i, i));
        held.add(kSession, head(i, i));
        held.add(kSession, presence({UserId(i)}, {}));
    }
    std::size_t ephemerals = 0;
    for (const proto::Push& push : flush_one(held)) {
        if (const auto* some = get_if<proto::EphemeralPush>(&push)) {
            EXPECT_LE(some->ephemeral.size(), 200U);
            ephemerals += some->ephemeral.size();
            EXPECT_LE(some->ephemeral[0].users.value_or(std::vector<UserId>{}).size(), 200U);
        } else {
            EXPECT_EQ(get<proto::HeadsPush>(push).heads.size(), limits::kRoomsPerUserMax);
        }
    }
    EXPECT_EQ(ephemerals, limits::kRoomsPerUserMax + 1);
}

}  // namespace
}  // namespace teahouse::gateway
