// SPDX-License-Identifier: MIT
// What every store must do (proto/records.h, store/store.h), run against each of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

using proto::EventKind;
using proto::MemberChange;
using proto::TxnState;

constexpr RoomId kOther{2};

class StoreConformance : public ::testing::TestWithParam<BackendKind> {
protected:
    StoreConformance() : backend_(make_backend(GetParam())) { reopen(); }

    // An orderly end and a new start.
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    void crash_and_reopen() {
        backend_->crash(client_->store());
        reopen();
    }
    Client& client() { return *client_; }

    // kRoom and kOther with Ann and Bob as first members.
    void make_rooms() {
        std::vector<proto::Write> writes;
        for (const RoomId room : {kRoom, kOther}) {
            writes.emplace_back(proto::PutRoom{make_room(room.value)});
            writes.emplace_back(put_member(make_member(room, kAnn), MemberChange::founds));
            writes.emplace_back(put_member(make_member(room, kBob), MemberChange::founds));
        }
        ASSERT_EQ(client().commit(std::move(writes)).state, TxnState::committed);
    }
    Seq say(UserId from, const std::string& cmid) {
        const proto::TxnResult result = client().commit_one(message(kRoom, from, cmid));
        return result.events.empty() ? Seq{} : result.events[0].seq;
    }
    proto::MemberRecord stored_member(RoomId room, UserId user) {
        reopen();
        for (const proto::MemberRecord& member : client().snapshot().members) {
            if (member.room == room && member.user == user) {
                return member;
            }
        }
        return {};
    }
    proto::MemberRecord mark_read(UserId user, std::uint64_t seq) {
        return client().commit_one(read_mark(kRoom, user, Seq{seq})).members.at(0);
    }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreConformance, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& kind) {
                             return name_of(kind.param);
                         });

TEST_P(StoreConformance, starts_empty) {
    const Snapshot& snapshot = client().snapshot();
    EXPECT_TRUE(snapshot.users.empty());
    EXPECT_TRUE(snapshot.devices.empty());
    EXPECT_TRUE(snapshot.rooms.empty());
    EXPECT_TRUE(snapshot.members.empty());
    EXPECT_TRUE(client().log(kRoom).empty());
}

TEST_P(StoreConformance, numbers_events_densely_in_the_order_submitted) {
    make_rooms();
    std::vector<TxnId> ids;
    for (int i = 0; i < 300; ++i) {
        const RoomId room = i % 3 == 0 ? kOther : kRoom;
        ids.push_back(client().submit({message(room, kAnn, "cmid-" + std::to_string(i))}));
    }
    std::uint64_t next_here = 1;
    std::uint64_t next_there = 1;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const proto::TxnResult result = client().wait(ids[i]);
        ASSERT_EQ(result.state, TxnState::committed);
        ASSERT_EQ(result.events.at(0).seq.value, i % 3 == 0 ? next_there++ : next_here++);
    }
    const std::vector<TxnId> order = client().order();
    EXPECT_TRUE(std::ranges::is_sorted(order));
    EXPECT_EQ(client().log(kRoom).size(), 200U);
    EXPECT_EQ(client().log(kOther).size(), 100U);
}

TEST_P(StoreConformance, keeps_events_as_they_were_sent) {
    make_rooms();
    proto::Event event = make_event(kRoom, kAnn, EventKind::role);
    event.at = -5;
    event.ref = Seq{1};
    event.cmid = "with\"quotes'and 茶";
    event.body.text = std::string(60'000, 'x') + "茶館\n\x01";
    event.body.users = {kAnn, kBob, UserId{(1ULL << 53U) - 1}};
    event.body.title = "";
    event.body.role = proto::Role::admin;
    event.body.avatar = "0123";
    event.body.join = proto::JoinPolicy::open;
    event.body.history = proto::HistoryPolicy::all;
    const proto::Event bare = make_event(kRoom, UserId{}, EventKind::system);

    const proto::TxnResult result = client().commit({proto::Append{event}, proto::Append{bare}});
    ASSERT_EQ(result.events.size(), 2U);
    reopen();
    const std::vector<proto::Event> log = client().log(kRoom);
    ASSERT_EQ(log.size(), 2U);
    event.seq = Seq{1};
    EXPECT_EQ(log[0], event);
    EXPECT_EQ(log, result.events);
    EXPECT_FALSE(log[1].cmid.has_value());
}

TEST_P(StoreConformance, answers_a_known_cmid_with_the_first_event_for_ever) {
    make_rooms();
    ASSERT_EQ(say(kAnn, "once-upon"), Seq{1});
    for (int life = 0; life < 3; ++life) {
        const proto::TxnResult again =
            client().commit_one(message(kRoom, kAnn, "once-upon", "another text"));
        ASSERT_EQ(again.state, TxnState::duplicate);
        ASSERT_EQ(again.events.size(), 1U);
        EXPECT_EQ(again.events[0].seq, Seq{1});
        EXPECT_EQ(again.events[0].body.text, "hello");
        // Also where it is sent to another room: the answer tells where it is.
        const proto::TxnResult elsewhere = client().commit_one(message(kOther, kAnn, "once-upon"));
        ASSERT_EQ(elsewhere.state, TxnState::duplicate);
        EXPECT_EQ(elsewhere.events.at(0).room, kRoom);
        life == 0 ? reopen() : crash_and_reopen();
    }
    EXPECT_EQ(say(kBob, "once-upon"), Seq{2}) << "cmids are per sender";
    EXPECT_EQ(say(kBob, "Once-upon"), Seq{3}) << "and compared byte by byte";
    EXPECT_EQ(client().log(kRoom).size(), 3U);
}

TEST_P(StoreConformance, does_nothing_else_of_a_duplicate) {
    make_rooms();
    ASSERT_EQ(say(kAnn, "first-one"), Seq{1});
    proto::RoomRecord renamed = make_room(kRoom.value);
    renamed.title = "renamed";
    const proto::TxnResult result =
        client().commit({proto::PutUser{make_user(99, "nobody")}, message(kRoom, kAnn, "brand-new"),
                         message(kRoom, kAnn, "first-one"), proto::PutRoom{renamed},
                         put_member(make_member(kRoom, kBob), MemberChange::leaves)});
    EXPECT_EQ(result.state, TxnState::duplicate);
    EXPECT_EQ(result.events.at(0).seq, Seq{1});
    EXPECT_TRUE(result.members.empty());
    EXPECT_FALSE(stored_member(kRoom, kBob).leave);
    EXPECT_TRUE(client().snapshot().users.empty());
    EXPECT_EQ(client().snapshot().rooms.at(0).title, "room 1");
    EXPECT_EQ(client().log(kRoom).size(), 1U);
}

TEST_P(StoreConformance, tells_what_was_appended_as_a_cmid) {
    make_rooms();
    ASSERT_EQ(say(kAnn, "first-one"), Seq{1});
    const proto::TxnResult found =
        client().commit({proto::FindAppended{.from = kAnn, .cmid = "first-one"}});
    EXPECT_EQ(found.state, TxnState::duplicate);
    EXPECT_EQ(found.events.at(0).seq, Seq{1});
    for (const auto& [from, cmid] : {std::pair(kBob, "first-one"), std::pair(kAnn, "other-one")}) {
        const proto::TxnResult none =
            client().commit({proto::FindAppended{.from = from, .cmid = cmid}});
        EXPECT_EQ(none.state, TxnState::committed);
        EXPECT_TRUE(none.events.empty());
    }
    EXPECT_EQ(client().log(kRoom).size(), 1U);
}

TEST_P(StoreConformance, finds_a_duplicate_within_one_group_commit) {
    make_rooms();
    std::vector<TxnId> ids;
    ids.reserve(20);
    for (int i = 0; i < 20; ++i) {
        ids.push_back(client().submit({message(kRoom, kAnn, "same-again")}));
    }
    EXPECT_EQ(client().wait(ids[0]).state, TxnState::committed);
    for (std::size_t i = 1; i < ids.size(); ++i) {
        const proto::TxnResult result = client().wait(ids[i]);
        EXPECT_EQ(result.state, TxnState::duplicate);
        EXPECT_EQ(result.events.at(0).seq, Seq{1});
    }
    EXPECT_EQ(say(kAnn, "something-else"), Seq{2});
}

TEST_P(StoreConformance, opens_and_closes_membership_windows_at_log_positions) {
    make_rooms();
    say(kAnn, "message-1");
    const UserId cid{13};
    // An invitation: the event and, after it, the member.
    proto::TxnResult result =
        client().commit({proto::Append{make_event(kRoom, kAnn, EventKind::join)},
                         put_member(make_member(kRoom, cid), MemberChange::joins)});
    proto::MemberRecord member = result.members.at(0);
    EXPECT_EQ(member.join, Seq{2});
    EXPECT_EQ(member.read, Seq{2});
    EXPECT_EQ(member.read_count, 1U);
    EXPECT_EQ(member.own_count, 0U);
    EXPECT_FALSE(member.leave);
    EXPECT_EQ(stored_member(kRoom, cid), member);

    say(kAnn, "message-3");
    result = client().commit({proto::Append{make_event(kRoom, cid, EventKind::leave)},
                              put_member(member, MemberChange::leaves)});
    EXPECT_EQ(result.members.at(0).leave, Seq{4});
    EXPECT_EQ(result.members.at(0).join, Seq{2});
    EXPECT_EQ(stored_member(kRoom, cid), result.members.at(0));

    // Back again: a new window. Without an Append it begins at the head.
    say(kAnn, "message-5");
    member =
        client().commit_one(put_member(make_member(kRoom, cid), MemberChange::joins)).members.at(0);
    EXPECT_EQ(member.join, Seq{5});
    EXPECT_EQ(member.read_count, 3U);
    EXPECT_FALSE(member.leave);
    EXPECT_EQ(stored_member(kRoom, cid), member);
}

TEST_P(StoreConformance, founders_begin_before_the_first_event) {
    const proto::TxnResult result = client().commit(
        {proto::PutRoom{make_room(1)}, proto::Append{make_event(kRoom, kAnn, EventKind::created)},
         message(kRoom, kAnn, "welcome-1"), message(kRoom, kBob, "welcome-2"),
         put_member(make_member(kRoom, kAnn), MemberChange::founds)});
    ASSERT_EQ(result.epochs, std::vector{Epoch{1}});
    const proto::MemberRecord& member = result.members.at(0);
    EXPECT_EQ(member.join, Seq{0});
    EXPECT_EQ(member.read, Seq{0});
    EXPECT_EQ(member.read_count, 0U);
    EXPECT_EQ(member.own_count, 1U);
    EXPECT_EQ(stored_member(kRoom, kAnn), member);
}

TEST_P(StoreConformance, keeps_positions_when_only_the_role_changes) {
    make_rooms();
    say(kAnn, "message-1");
    say(kBob, "message-2");
    const proto::MemberRecord read = mark_read(kBob, 2);
    proto::MemberRecord stale = make_member(kRoom, kBob);  // as before the mark
    stale.role = proto::Role::admin;
    const proto::MemberRecord member =
        client().commit_one(put_member(stale, MemberChange::keep)).members.at(0);
    EXPECT_EQ(member.role, proto::Role::admin);
    EXPECT_EQ(member.read, read.read);
    EXPECT_EQ(member.read_count, read.read_count);
    EXPECT_EQ(stored_member(kRoom, kBob), member);
}

TEST_P(StoreConformance, counts_what_is_read) {
    make_rooms();
    // seq:    1 Ann, 2 join, 3 Bob, 4 Ann, 5 Bob, 6 title
    say(kAnn, "message-1");
    client().commit_one(proto::Append{make_event(kRoom, kAnn, EventKind::join)});
    say(kBob, "message-3");
    say(kAnn, "message-4");
    say(kBob, "message-5");
    client().commit_one(proto::Append{make_event(kRoom, kAnn, EventKind::title)});

    EXPECT_EQ(stored_member(kRoom, kAnn).own_count, 2U);
    const auto expect = [&](std::uint64_t to, Seq read, std::uint64_t count, std::uint64_t own) {
        const proto::MemberRecord member = mark_read(kAnn, to);
        EXPECT_EQ(member.read, read) << to;
        EXPECT_EQ(member.read_count, count) << to;
        EXPECT_EQ(member.own_count, own) << to;
    };
    expect(0, Seq{0}, 0, 2);
    expect(2, Seq{2}, 1, 1);
    expect(1, Seq{2}, 1, 1);  // never backwards
    expect(3, Seq{3}, 2, 1);
    expect(4, Seq{4}, 3, 0);
    say(kAnn, "message-7");
    expect(5, Seq{5}, 4, 1);
    expect(1'000, Seq{7}, 5, 0);  // never beyond the head
    EXPECT_EQ(stored_member(kRoom, kAnn).read_count, 5U);
    EXPECT_EQ(stored_member(kRoom, kBob).own_count, 2U);
}

TEST_P(StoreConformance, a_former_member_reads_up_to_the_end_of_the_window) {
    make_rooms();
    say(kAnn, "message-1");
    client().commit({proto::Append{make_event(kRoom, kBob, EventKind::leave)},
                     put_member(make_member(kRoom, kBob), MemberChange::leaves)});
    say(kAnn, "message-3");
    const proto::MemberRecord member = mark_read(kBob, 100);
    EXPECT_EQ(member.read, Seq{2});
    EXPECT_EQ(member.read_count, 1U);
}

TEST_P(StoreConformance, a_failure_stops_everything_behind_it_until_resume) {
    make_rooms();
    std::vector<TxnId> ids;
    ids.push_back(client().submit({message(kRoom, kAnn, "message-1")}));
    ids.push_back(client().submit({message(kRoom, kBob, "message-2")}));
    ids.push_back(client().submit({message(RoomId{404}, kAnn, "no-such-room")}));
    ids.push_back(client().submit({message(kRoom, kAnn, "message-3")}));
    EXPECT_EQ(client().wait(ids[0]).state, TxnState::committed);
    EXPECT_EQ(client().wait(ids[1]).state, TxnState::committed);
    for (const std::size_t i : {2U, 3U}) {
        const proto::TxnResult result = client().wait(ids[i]);
        EXPECT_EQ(result.state, TxnState::failed);
        EXPECT_EQ(result.error, ErrorCode::conflict);
        EXPECT_TRUE(result.events.empty());
    }
    const proto::TxnResult later = client().commit_one(message(kRoom, kAnn, "message-4"));
    EXPECT_EQ(later.state, TxnState::failed);
    EXPECT_EQ(later.error, ErrorCode::conflict);

    client().store().resume();
    const proto::TxnResult retried = client().commit_one(message(kRoom, kAnn, "message-3"));
    EXPECT_EQ(retried.state, TxnState::committed);
    EXPECT_EQ(retried.events.at(0).seq, Seq{3}) << "no hole where the failed ones were";
    reopen();
    EXPECT_EQ(client().log(kRoom).size(), 3U);
}

TEST_P(StoreConformance, what_is_submitted_after_resume_is_tried) {
    make_rooms();
    const TxnId bad = client().submit({message(RoomId{404}, kAnn, "no-such-room")});
    client().store().resume();
    const TxnId good = client().submit({message(kRoom, kAnn, "message-1")});
    EXPECT_EQ(client().wait(bad).state, TxnState::failed);
    EXPECT_EQ(client().wait(good).state, TxnState::committed);
}

TEST_P(StoreConformance, a_transaction_is_stored_as_a_whole_or_not_at_all) {
    make_rooms();
    client().commit_one(proto::PutUser{make_user(1, "ann")});
    client().commit_one(proto::PutDevice{make_device(1, UserId{1})});
    say(kAnn, "message-1");
    reopen();
    const Snapshot stored = client().snapshot();

    proto::RoomRecord renamed = make_room(kRoom.value);
    renamed.title = "renamed";
    const proto::TxnResult result = client().commit(
        {proto::PutUser{make_user(2, "bob")}, proto::DeleteDevice{DeviceId{1}},
         proto::PutRoom{renamed}, proto::PutRoom{make_room(77)}, message(kRoom, kBob, "message-2"),
         read_mark(kRoom, kAnn, Seq{1}), put_member(make_member(kRoom, kBob), MemberChange::leaves),
         message(kRoom, kBob, "message-2")});
    EXPECT_EQ(result.state, TxnState::failed);
    EXPECT_EQ(result.error, ErrorCode::conflict);
    reopen();
    const Snapshot& after = client().snapshot();
    EXPECT_EQ(after.users, stored.users);
    EXPECT_EQ(after.devices, stored.devices);
    EXPECT_EQ(after.rooms, stored.rooms);
    EXPECT_EQ(after.members, stored.members);
    EXPECT_EQ(client().log(kRoom).size(), 1U);
    EXPECT_EQ(say(kBob, "message-2"), Seq{2});
}

TEST_P(StoreConformance, finds_where_in_the_log_a_time_stands) {
    make_rooms();
    for (const TimeMs at : {10, 20, 20, 30, 50}) {
        proto::Event event = make_event(kRoom, kAnn, EventKind::text);
        event.at = at;
        ASSERT_EQ(client().commit_one(proto::Append{.event = std::move(event)}).state,
                  TxnState::committed);
    }
    const auto find = [&](TimeMs at, std::uint64_t from, std::uint64_t to) {
        return client()
            .query({.room = kRoom, .from = Seq{from}, .to = Seq{to}, .since = at})
            .found.value;
    };
    EXPECT_EQ(find(0, 0, UINT64_MAX), 1U);
    EXPECT_EQ(find(10, 1, 5), 1U);
    EXPECT_EQ(find(11, 1, 5), 2U);
    EXPECT_EQ(find(20, 1, 5), 2U);
    EXPECT_EQ(find(31, 1, UINT64_MAX), 5U);
    EXPECT_EQ(find(51, 1, UINT64_MAX), 0U);
    EXPECT_EQ(find(20, 3, 4), 3U);  // only there
    EXPECT_EQ(find(40, 1, 4), 0U);
    EXPECT_EQ(find(10, 4, 3), 0U);
    EXPECT_EQ(find(10, 6, UINT64_MAX), 0U);
    EXPECT_TRUE(client().query({.room = kRoom, .to = Seq{5}, .since = 10}).events.empty());
    const RoomId nowhere{99};
    EXPECT_EQ(client().query({.room = nowhere, .to = Seq{5}, .since = 10}).found, Seq{});
    EXPECT_EQ(client().query({.room = kOther, .to = Seq{5}, .since = 10}).found, Seq{});
}

}  // namespace
}  // namespace teahouse::store::testing
