// SPDX-License-Identifier: MIT
// The second half of the conformance suite: records come back as they were put, keys are unique,
// queries answer what was asked.
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
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

using proto::EventKind;
using proto::MemberChange;
using proto::TxnState;

class StoreRecords : public ::testing::TestWithParam<BackendKind> {
protected:
    StoreRecords() : backend_(make_backend(GetParam())) { reopen(); }
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    Client& client() { return *client_; }

    template <class Write>
    ErrorCode refused(Write write) {
        const proto::TxnResult result = client().commit_one(std::move(write));
        client().store().resume();
        return result.state == TxnState::failed ? result.error : ErrorCode::internal;
    }
    std::vector<std::uint64_t> seqs(std::uint64_t from, std::uint64_t to, std::uint32_t limit,
                                    bool newest) {
        const proto::QueryResult result = client().query(
            {.room = kRoom, .from = Seq{from}, .to = Seq{to}, .limit = limit, .newest = newest});
        EXPECT_TRUE(result.ok);
        std::vector<std::uint64_t> seqs;
        seqs.reserve(result.events.size());
        for (const proto::Event& event : result.events) {
            seqs.push_back(event.seq.value);
        }
        return seqs;
    }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreRecords, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& kind) {
                             return name_of(kind.param);
                         });

TEST_P(StoreRecords, raise_the_epochs_of_all_rooms) {
    client().commit_one(proto::PutRoom{make_room(kRoom.value)});
    client().commit_one(message(kRoom, kAnn, "before"));
    client().commit_one(proto::RaiseEpochs{.generation = 50});
    const auto later =
        client().commit({proto::PutRoom{make_room(kRoom.value + 1)}, message(kRoom, kAnn, "c")});
    EXPECT_EQ(later.epochs.at(0), Epoch{50});
    EXPECT_EQ(later.events.at(0).seq, Seq{2}) << "the log goes on";
    client().commit_one(proto::RaiseEpochs{.generation = 3});
    EXPECT_EQ(client().commit_one(proto::PutRoom{make_room(kRoom.value)}).epochs.at(0), Epoch{51});
    reopen();
    for (const proto::RoomRecord& room : client().snapshot().rooms) {
        EXPECT_EQ(room.epoch, Epoch{51}) << room.id.value;
    }
}

TEST_P(StoreRecords, keep_channels_until_they_are_deleted) {
    proto::ChannelRecord changed = make_channel(2, kAnn);
    changed.level = proto::ContentLevel::full;
    changed.device = {};
    for (const std::uint64_t id : {3U, 2U, 1U}) {
        client().commit_one(proto::PutChannel{make_channel(id, kAnn)});
    }
    client().commit({proto::PutChannel{changed}, proto::DeleteChannel{3}, proto::DeleteChannel{9}});
    reopen();
    EXPECT_EQ(client().snapshot().channels, (std::vector{make_channel(1, kAnn), changed}));
}

TEST_P(StoreRecords, come_back_as_they_were_put) {
    proto::UserRecord user = make_user(1, "Ann");
    user.name_key = "ann";
    user.avatar = "0123456789abcdef";
    user.status = "喝茶 \xF0\x9F\x8D\xB5";
    user.role = proto::ServerRole::owner;
    user.disabled = true;
    proto::DeviceRecord device = make_device(3, user.id);
    device.token = {0, 1, 2, 0, 255};
    proto::RoomRecord group = make_room(5);
    group.avatar = "fedcba";
    group.announcement = "line\nline";
    group.join = proto::JoinPolicy::open;
    group.history = proto::HistoryPolicy::all;
    group.dissolved = true;
    group.slow = 30;
    group.writers = proto::Writers::admins;
    proto::RoomRecord direct = make_room(6);
    direct.kind = proto::RoomKind::direct;
    direct.direct_low = UserId{1};
    direct.direct_high = UserId{2};
    proto::MemberRecord member = make_member(group.id, user.id);
    member.role = proto::Role::owner;

    const proto::TxnResult result =
        client().commit({proto::PutUser{user}, proto::PutDevice{device}, proto::PutRoom{group},
                         proto::PutRoom{direct}, put_member(member, MemberChange::founds)});
    ASSERT_EQ(result.state, TxnState::committed);
    EXPECT_EQ(result.epochs, (std::vector{Epoch{1}, Epoch{1}}));
    reopen();
    const Snapshot& snapshot = client().snapshot();
    EXPECT_EQ(snapshot.users, std::vector{user});
    EXPECT_EQ(snapshot.devices, std::vector{device});
    for (proto::RoomRecord* room : {&group, &direct}) {
        room->epoch = Epoch{1};
        room->last_at = room->created;
    }
    EXPECT_EQ(snapshot.rooms, (std::vector{group, direct}));
    EXPECT_EQ(snapshot.members, std::vector{member});
}

TEST_P(StoreRecords, details_are_put_replaced_and_taken_away) {
    const auto put = [](proto::DetailKind kind, std::uint64_t a, std::uint64_t b,
                        std::string value) {
        return proto::PutDetail{
            .detail = {.key = {.kind = kind, .a = a, .b = b}, .value = std::move(value)}};
    };
    const std::string bytes("\x91\0\xFF", 3);
    client().commit(
        {put(proto::DetailKind::note, 2, 1, bytes), put(proto::DetailKind::prefs, 2, 1, "one"),
         put(proto::DetailKind::prefs, 1, 9, "two"), put(proto::DetailKind::link, 7, 7, "")});
    client().commit(
        {put(proto::DetailKind::prefs, 2, 1, "three"), put(proto::DetailKind::prefs, 1, 9, "")});
    // Nothing of a transaction that fails.
    client().commit({put(proto::DetailKind::prefs, 2, 1, "lost"),
                     put(proto::DetailKind::note, 2, 1, ""),
                     message(RoomId{404}, kAnn, "nowhere-1")});
    reopen();
    EXPECT_EQ(client().snapshot().details,
              (std::vector<proto::DetailRecord>{
                  {.key = {.kind = proto::DetailKind::prefs, .a = 2, .b = 1}, .value = "three"},
                  {.key = {.kind = proto::DetailKind::note, .a = 2, .b = 1}, .value = bytes}}));
}

TEST_P(StoreRecords, are_changed_touched_and_deleted) {
    client().commit(
        {proto::PutUser{make_user(1, "ann")}, proto::PutDevice{make_device(1, UserId{1})},
         proto::PutDevice{make_device(2, UserId{1})}, proto::PutDevice{make_device(3, UserId{1})}});
    proto::UserRecord renamed = make_user(1, "anna");
    renamed.password_hash = "other";
    proto::DeviceRecord changed = make_device(1, UserId{1});
    changed.token.fill(77);
    client().commit({proto::PutUser{renamed}, proto::PutDevice{changed},
                     proto::DeleteDevice{DeviceId{2}}, proto::DeleteDevice{DeviceId{404}},
                     touch_device(DeviceId{3}, 99), touch_device(DeviceId{404}, 99)});
    reopen();
    EXPECT_EQ(client().snapshot().users, std::vector{renamed});
    ASSERT_EQ(client().snapshot().devices.size(), 2U);
    EXPECT_EQ(client().snapshot().devices[0], changed);
    EXPECT_EQ(client().snapshot().devices[1].seen, 99);
}

TEST_P(StoreRecords, a_room_keeps_its_log_when_it_is_put_again) {
    client().commit_one(proto::PutRoom{make_room(1)});
    client().commit_one(message(kRoom, kAnn, "message-1"));
    proto::RoomRecord changed = make_room(1);
    changed.title = "new title";
    changed.head = Seq{1'000};  // not for the engine to say
    changed.count = 1'000;
    client().commit_one(proto::PutRoom{changed});
    reopen();
    const proto::RoomRecord& room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.title, "new title");
    EXPECT_EQ(room.head, Seq{1});
    EXPECT_EQ(room.count, 1U);
    EXPECT_EQ(room.epoch, Epoch{1});
}

TEST_P(StoreRecords, a_room_tells_its_newest_message_cut_to_80_characters) {
    client().commit_one(proto::PutRoom{make_room(1)});
    std::string text;
    std::string cut;
    for (int i = 0; i < 100; ++i) {
        text += "茶";
        cut += i < 80 ? "茶" : "";
    }
    proto::Append long_one = message(kRoom, kAnn, "message-1", text);
    proto::Event join = make_event(kRoom, kAnn, EventKind::join);
    join.at = 123;
    client().commit({long_one, proto::Append{join}});
    reopen();
    const proto::RoomRecord& room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.head, Seq{2});
    EXPECT_EQ(room.count, 1U);
    EXPECT_EQ(room.last_at, 123) << "of the newest event of any kind";
    const proto::Event last = room.last.value_or(proto::Event{});
    EXPECT_EQ(last.seq, Seq{1});
    EXPECT_EQ(last.body.text, cut);
    EXPECT_FALSE(last.cmid.has_value());
}

TEST_P(StoreRecords, names_tokens_and_pairs_are_unique) {
    proto::RoomRecord pair = make_room(1);
    pair.direct_low = UserId{1};
    pair.direct_high = UserId{2};
    client().commit({proto::PutUser{make_user(1, "ann")},
                     proto::PutDevice{make_device(1, UserId{1})}, proto::PutRoom{pair},
                     proto::PutRoom{make_room(2)}});

    EXPECT_EQ(refused(proto::PutUser{make_user(2, "ann")}), ErrorCode::conflict);
    proto::DeviceRecord device = make_device(2, UserId{1});
    device.token = make_device(1, UserId{1}).token;
    EXPECT_EQ(refused(proto::PutDevice{device}), ErrorCode::conflict);
    pair.id = RoomId{3};
    EXPECT_EQ(refused(proto::PutRoom{pair}), ErrorCode::conflict);
    // Their own are no obstacle, and groups have no pair.
    EXPECT_EQ(client().commit_one(proto::PutUser{make_user(1, "ann")}).state, TxnState::committed);
    EXPECT_EQ(client().commit_one(proto::PutRoom{make_room(4)}).state, TxnState::committed);
    reopen();
    EXPECT_EQ(client().snapshot().users.size(), 1U);
    EXPECT_EQ(client().snapshot().rooms.size(), 3U);
}

TEST_P(StoreRecords, rooms_and_members_must_exist) {
    client().commit_one(proto::PutRoom{make_room(1)});
    EXPECT_EQ(refused(message(RoomId{9}, kAnn, "message-1")), ErrorCode::conflict);
    EXPECT_EQ(refused(put_member(make_member(RoomId{9}, kAnn), MemberChange::joins)),
              ErrorCode::conflict);
    EXPECT_EQ(refused(read_mark(kRoom, kAnn, Seq{1})), ErrorCode::conflict);
    EXPECT_EQ(refused(read_mark(RoomId{9}, kAnn, Seq{1})), ErrorCode::conflict);
    EXPECT_EQ(client().commit_one(message(kRoom, kAnn, "message-1")).events.at(0).seq, Seq{1});
}

TEST_P(StoreRecords, queries_answer_either_end_of_a_range_ascending) {
    using Seqs = std::vector<std::uint64_t>;
    constexpr std::uint64_t kMax = UINT64_MAX;
    client().commit({proto::PutRoom{make_room(1)}, proto::PutRoom{make_room(2)}});
    for (int i = 1; i <= 10; ++i) {
        client().commit_one(message(kRoom, kAnn, "message-" + std::to_string(i)));
        client().commit_one(message(RoomId{2}, kAnn, "elsewhere-" + std::to_string(i)));
    }
    EXPECT_EQ(seqs(1, 10, 3, false), (Seqs{1, 2, 3}));
    EXPECT_EQ(seqs(1, 10, 3, true), (Seqs{8, 9, 10}));
    EXPECT_EQ(seqs(4, 6, 100, false), (Seqs{4, 5, 6}));
    EXPECT_EQ(seqs(4, 6, 2, true), (Seqs{5, 6}));
    EXPECT_EQ(seqs(0, 2, 100, false), (Seqs{1, 2}));
    EXPECT_EQ(seqs(9, kMax, 100, true), (Seqs{9, 10}));
    EXPECT_EQ(seqs(10, 10, 1, false), Seqs{10});
    EXPECT_EQ(seqs(11, kMax, 100, false), Seqs{});
    EXPECT_EQ(seqs(6, 4, 100, false), Seqs{});
    EXPECT_EQ(seqs(1, 10, 0, false), Seqs{});
    EXPECT_TRUE(client().query({.room = RoomId{9}, .from = Seq{1}, .to = Seq{5}, .limit = 5}).ok);
}

}  // namespace
}  // namespace teahouse::store::testing
