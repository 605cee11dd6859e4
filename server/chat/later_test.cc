// SPDX-License-Identifier: MIT
// What is due while nobody looks: the engine in virtual time, on a store in memory that crashes and
// refuses.
#include "chat/later.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "chat/later_state.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"

namespace teahouse::chat::later_test {
namespace {

constexpr TimeMs kStart = 1'000'000;
constexpr TimeMs kHour = 3'600'000;

class Later : public ::testing::Test {
protected:
    Later() {
        ann_ = add_account("ann", 1);
        bob_ = add_account("bob", 2);
        group_ =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = "Tea",
                                                                   .users = {bob_}})
                .room.id;
    }
    ~Later() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }

    // The process ends at once, and is started again at that time.
    void restart(TimeMs now) {
        store::MemoryState kept = host().crash({});
        host_ = std::make_unique<testkit::Host>(EngineConfig{.notify_key = "key"},
                                                store::CommitMode::immediate, std::move(kept), now);
    }
    static proto::TokenHash token(std::uint8_t who) {
        proto::TokenHash hash{};
        hash.fill(who);
        return hash;
    }
    UserId add_account(const std::string& name, std::uint8_t who) {
        const SessionId session{++last_session_};
        host().connect(session);
        host().apply(Register{.session = session,
                              .name = name,
                              .name_key = name,
                              .password_hash = "hash",
                              .token = token(who)});
        return std::get<proto::UserInfo>(host().take_login(session).value().result).id;
    }
    template <class Reply>
    Reply ok(std::uint8_t who, proto::Request request) {
        const SessionId session{++last_session_};
        host().apply(
            HttpRequest{.session = session, .token = token(who), .request = std::move(request)});
        for (testkit::Received& received : host().take(session)) {
            if (auto* answered = std::get_if<testkit::Answered>(&received); answered != nullptr) {
                if (const auto* error = std::get_if<Error>(&answered->result); error != nullptr) {
                    ADD_FAILURE() << error->message;
                    return {};
                }
                return get<Reply>(std::get<proto::Reply>(std::move(answered->result)));
            }
        }
        ADD_FAILURE() << "no answer";
        return {};
    }
    std::uint64_t schedule(const std::string& text, TimeMs at) {
        return ok<proto::ScheduleAddReply>(
                   1, proto::ScheduleAddRequest{.room = group_,
                                                .cmid = "schedule-" + std::to_string(++last_cmid_),
                                                .at = at,
                                                .text = text})
            .schedule.id;
    }
    std::vector<proto::Schedule> waiting() {
        return ok<proto::ScheduleListReply>(1, proto::ScheduleListRequest{}).schedules;
    }
    // The texts in the log, oldest first.
    std::vector<std::string> said() {
        std::vector<std::string> texts;
        for (const proto::Event& event :
             ok<proto::HistoryReply>(2, proto::HistoryRequest{.room = group_, .limit = 200})
                 .events) {
            if (event.kind == proto::EventKind::text) {
                texts.push_back(event.body.text.value_or(""));
            }
        }
        return texts;
    }

    UserId ann_;
    UserId bob_;
    RoomId group_;

private:
    std::unique_ptr<testkit::Host> host_ =
        std::make_unique<testkit::Host>(EngineConfig{.notify_key = "key"},
                                        store::CommitMode::immediate, store::MemoryState{}, kStart);
    std::uint64_t last_session_ = 0;
    std::uint64_t last_cmid_ = 0;
};

TEST(DueList, knows_each_once_and_the_earliest_first) {
    DueList list;
    EXPECT_FALSE(list.next().has_value());
    list.put(1, 50);
    list.put(2, 40);
    list.put(1, 30);
    EXPECT_EQ(list.size(), 2U);
    EXPECT_EQ(list.next(), 30);
    EXPECT_FALSE(list.due(29).has_value());
    EXPECT_EQ(list.due(30), 1U);
    list.remove(1);
    list.remove(9);
    EXPECT_EQ(list.due(99), 2U);
}

TEST_F(Later, what_became_due_while_the_server_was_down_is_sent_in_its_order) {
    schedule("second", kStart + 2 * kHour);
    schedule("first", kStart + kHour);
    schedule("third", kStart + 9 * kHour);
    restart(kStart + 3 * kHour);
    host().advance_to(kStart + 3 * kHour + 1'000);
    EXPECT_EQ(said(), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(waiting().size(), 1U);
    // Once: neither another start nor the same time brings it again.
    restart(kStart + 4 * kHour);
    host().advance_to(kStart + 5 * kHour);
    EXPECT_EQ(said().size(), 2U);
}

TEST_F(Later, ids_that_are_given_out_again_send_all_the_same) {
    const std::uint64_t one = schedule("one", kStart + kHour);
    host().advance_to(kStart + kHour + 1'000);
    restart(kStart + 2 * kHour);
    EXPECT_EQ(schedule("two", kStart + 3 * kHour), one);
    host().advance_to(kStart + 4 * kHour);
    EXPECT_EQ(said(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(Later, many_at_once_come_in_turns) {
    for (std::size_t i = 0; i < limits::kSchedulesMax; ++i) {
        schedule(std::to_string(i), kStart + kHour);
    }
    host().advance_to(kStart + kHour);
    EXPECT_EQ(said().size(), limits::kLaterPerTick);
    host().advance_to(kStart + kHour + limits::kLaterPauseMs);
    EXPECT_EQ(said().size(), limits::kSchedulesMax);
    EXPECT_TRUE(waiting().empty());
}

TEST_F(Later, a_reminder_is_told_to_the_channels_of_who_is_away) {
    ok<proto::NotifyAddReply>(2, proto::NotifyAddRequest{.kind = proto::ChannelKind::json,
                                                         .endpoint = "https://hook.example/1",
                                                         .level = proto::ContentLevel::full});
    const Seq seq =
        ok<proto::MessageSendReply>(
            1, proto::MessageSendRequest{.room = group_, .cmid = "message-1", .text = "the kettle"})
            .seq;
    ok<proto::ReadReply>(2, proto::ReadRequest{.room = group_, .seq = seq});
    ok<proto::ReminderAddReply>(
        2, proto::ReminderAddRequest{.room = group_, .ref = seq, .at = kStart + kHour});
    EXPECT_TRUE(host().take_notifications().empty());
    // Also when the message has to be read from the log first.
    restart(kStart + 2 * kHour);
    host().advance_to(kStart + 2 * kHour + 1'000);
    const std::vector<Notify> told = host().take_notifications();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].reminder);
    EXPECT_EQ(told[0].text, "the kettle");
    EXPECT_EQ(told[0].sender, "ann");
    EXPECT_EQ(told[0].title, "Tea");
    host().advance_to(kStart + 9 * kHour);
    EXPECT_TRUE(host().take_notifications().empty()) << "once";
}

TEST_F(Later, a_reminder_of_a_room_that_was_left_says_nothing_of_it) {
    ok<proto::NotifyAddReply>(2, proto::NotifyAddRequest{.kind = proto::ChannelKind::json,
                                                         .endpoint = "https://hook.example/1",
                                                         .level = proto::ContentLevel::full});
    const Seq seq =
        ok<proto::MessageSendReply>(
            1, proto::MessageSendRequest{.room = group_, .cmid = "message-1", .text = "the kettle"})
            .seq;
    ok<proto::ReminderAddReply>(
        2, proto::ReminderAddRequest{.room = group_, .ref = seq, .at = kStart + 9 * kHour});
    ok<proto::RoomRemoveReply>(1, proto::RoomRemoveRequest{.room = group_, .users = {bob_}});
    host().advance_to(kStart + 8 * kHour);
    static_cast<void>(host().take_notifications());
    host().advance_to(kStart + 10 * kHour);
    const std::vector<Notify> told = host().take_notifications();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].text.empty());
    EXPECT_TRUE(told[0].sender.empty());
    EXPECT_TRUE(told[0].title.empty());
}

}  // namespace
}  // namespace teahouse::chat::later_test
