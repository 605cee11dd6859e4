// SPDX-License-Identifier: MIT
// Who is told of what while no page is open: the engine in virtual time, on a store in memory.
#include "chat/notify.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "chat/channels.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"

namespace teahouse::chat {
namespace {

constexpr std::int64_t kDelay = limits::kNotifyDelayMs;
constexpr std::int64_t kEvery = limits::kNotifyEveryMs;

class Notifications : public ::testing::Test {
protected:
    Notifications() {
        ann_ = add_account("ann", 1);
        bob_ = add_account("bob", 2);
        carol_ = add_account("carol", 3);
        direct_ = ok<proto::RoomCreateReply>(
                      1, proto::RoomCreateRequest{.kind = proto::RoomKind::direct, .users = {bob_}})
                      .room.id;
        group_ =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = "Tea",
                                                                   .users = {bob_, carol_}})
                .room.id;
    }
    ~Notifications() override { host_.engine().check_invariants(); }

    static proto::TokenHash token(std::uint8_t who) {
        proto::TokenHash hash{};
        hash.fill(who);
        return hash;
    }
    UserId add_account(const std::string& name, std::uint8_t who) {
        const SessionId session{++last_session_};
        host_.connect(session);
        host_.apply(Register{.session = session,
                             .name = name,
                             .name_key = name,
                             .password_hash = "hash",
                             .token = token(who)});
        return std::get<proto::UserInfo>(host_.take_login(session).value().result).id;
    }
    std::variant<proto::Reply, Error> ask(std::uint8_t who, proto::Request request) {
        const SessionId session{++last_session_};
        host_.apply(
            HttpRequest{.session = session, .token = token(who), .request = std::move(request)});
        for (testkit::Received& received : host_.take(session)) {
            if (auto* answered = std::get_if<testkit::Answered>(&received); answered != nullptr) {
                return std::move(answered->result);
            }
        }
        ADD_FAILURE() << "no answer";
        return Error{};
    }
    template <class Reply>
    Reply ok(std::uint8_t who, proto::Request request) {
        std::variant<proto::Reply, Error> answer = ask(who, std::move(request));
        if (const auto* error = std::get_if<Error>(&answer); error != nullptr) {
            ADD_FAILURE() << error->message;
            return {};
        }
        return get<Reply>(std::get<proto::Reply>(std::move(answer)));
    }
    ErrorCode refused(std::uint8_t who, proto::Request request) {
        const std::variant<proto::Reply, Error> answer = ask(who, std::move(request));
        const auto* error = std::get_if<Error>(&answer);
        return error == nullptr ? ErrorCode::internal : error->code;
    }
    std::uint64_t add_channel(std::uint8_t who, proto::ContentLevel level,
                              const std::string& endpoint = "https://hook.example/1") {
        return ok<proto::NotifyAddReply>(
                   who,
                   proto::NotifyAddRequest{
                       .kind = proto::ChannelKind::json, .endpoint = endpoint, .level = level})
            .channel.id;
    }
    static proto::NotifyAddRequest browser(const std::string& endpoint) {
        return {.kind = proto::ChannelKind::web_push,
                .endpoint = endpoint,
                .p256dh = std::string(87, 'B'),
                .auth = std::string(22, 'A'),
                .level = proto::ContentLevel::full};
    }
    Seq send(std::uint8_t who, RoomId room, const std::string& text,
             std::vector<UserId> mentions = {}, bool all = false) {
        proto::MessageSendRequest request{
            .room = room, .cmid = "message-" + std::to_string(++last_cmid_), .text = text};
        if (!mentions.empty()) {
            request.mentions = std::move(mentions);
        }
        if (all) {
            request.all = true;
        }
        return ok<proto::MessageSendReply>(who, std::move(request)).seq;
    }
    std::vector<Notify> after(std::int64_t ms) {
        host_.advance_to(host_.now() + ms);
        return host_.take_notifications();
    }

    testkit::Host host_{{.notify_key = "key"}, store::CommitMode::immediate, {}, 1'000'000};
    UserId ann_;
    UserId bob_;
    UserId carol_;
    RoomId direct_;
    RoomId group_;

private:
    std::uint64_t last_session_ = 0;
    std::uint64_t last_cmid_ = 0;
};

TEST_F(Notifications, carry_the_name_that_the_server_has_now) {
    add_channel(2, proto::ContentLevel::full);
    ok<proto::AdminSettingsReply>(1, proto::AdminSettingsRequest{.name = "Tea house"});
    send(1, direct_, "hello");
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().server, "Tea house");
}

TEST_F(Notifications, come_once_after_a_while) {
    add_channel(2, proto::ContentLevel::full);
    const Seq seq = send(1, direct_, "are you there?");
    EXPECT_TRUE(after(kDelay - 1).empty());
    const std::vector<Notify> told = after(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].channel.user, bob_);
    EXPECT_EQ(told[0].room, direct_);
    EXPECT_EQ(told[0].seq, seq);
    EXPECT_EQ(told[0].count, 1U);
    EXPECT_EQ(told[0].sender, "ann");
    EXPECT_EQ(told[0].text, "are you there?");
    EXPECT_TRUE(told[0].direct);
    EXPECT_TRUE(after(10 * kEvery).empty());
}

TEST_F(Notifications, do_not_come_for_what_was_read) {
    add_channel(2, proto::ContentLevel::full);
    const Seq first = send(1, direct_, "one");
    ok<proto::ReadReply>(2, proto::ReadRequest{.room = direct_, .seq = first});
    EXPECT_TRUE(after(kDelay).empty());
    // Read in part: told of the rest.
    const Seq second = send(1, direct_, "two");
    send(1, direct_, "three");
    ok<proto::ReadReply>(2, proto::ReadRequest{.room = direct_, .seq = second});
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].count, 1U);
    EXPECT_EQ(told[0].text, "three");
}

TEST_F(Notifications, are_merged_and_far_apart) {
    add_channel(2, proto::ContentLevel::full);
    send(1, direct_, "one");
    send(1, direct_, "two");
    send(1, direct_, "three");
    std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].count, 3U);
    EXPECT_EQ(told[0].text, "three");
    send(1, direct_, "four");
    send(1, direct_, "five");
    EXPECT_TRUE(after(kEvery - 1).empty());
    told = after(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].count, 2U);
    EXPECT_TRUE(after(10 * kEvery).empty());
}

TEST_F(Notifications, do_not_come_for_own_messages) {
    add_channel(1, proto::ContentLevel::full);
    send(1, group_, "to everybody");
    send(1, group_, "me", {ann_});
    EXPECT_TRUE(after(kDelay).empty());
}

TEST_F(Notifications, follow_the_level_of_the_room) {
    add_channel(2, proto::ContentLevel::full);
    const auto told_of = [&](bool named) {
        send(1, group_, "hello", named ? std::vector{bob_} : std::vector<UserId>{});
        return after(kEvery + kDelay).size();
    };
    EXPECT_EQ(told_of(false), 1U);
    const auto set = [&](proto::RoomPrefsRequest change) {
        change.room = group_;
        ok<proto::RoomPrefsReply>(2, change);
    };
    set({.muted = true});
    EXPECT_EQ(told_of(false), 0U);
    EXPECT_EQ(told_of(true), 1U);
    set({.muted = false, .level = proto::NotifyLevel::mentions});
    EXPECT_EQ(told_of(false), 0U);
    EXPECT_EQ(told_of(true), 1U);
    set({.level = proto::NotifyLevel::none});
    EXPECT_EQ(told_of(false), 0U);
    EXPECT_EQ(told_of(true), 0U);
    set({.level = proto::NotifyLevel::all});
    EXPECT_EQ(told_of(false), 1U);
}

TEST_F(Notifications, do_not_disturb) {
    add_channel(2, proto::ContentLevel::full);
    send(1, direct_, "before");
    ok<proto::PresenceSetReply>(2, proto::PresenceSetRequest{.mode = proto::PresenceMode::busy});
    send(1, direct_, "meanwhile");
    EXPECT_TRUE(after(10 * kEvery).empty());
    ok<proto::PresenceSetReply>(2, proto::PresenceSetRequest{.mode = proto::PresenceMode::normal});
    send(1, direct_, "afterwards");
    EXPECT_EQ(after(kDelay).size(), 1U);
}

TEST_F(Notifications, do_not_come_from_those_who_are_blocked) {
    add_channel(2, proto::ContentLevel::full);
    ok<proto::BlockSetReply>(2, proto::BlockSetRequest{.user = ann_, .on = true});
    send(1, group_, "@bob", {bob_});
    EXPECT_TRUE(after(10 * kEvery).empty());
    send(3, group_, "@bob", {bob_});
    EXPECT_EQ(after(kDelay).size(), 1U);
}

TEST_F(Notifications, of_the_lobby_come_only_to_those_who_are_named) {
    add_channel(2, proto::ContentLevel::full);
    const RoomId lobby(1);
    send(1, lobby, "hello all");
    EXPECT_TRUE(after(kDelay).empty());
    send(3, lobby, "@bob", {bob_});
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].title, "");
    EXPECT_EQ(told[0].sender, "carol");
}

TEST_F(Notifications, come_to_everybody_who_is_named) {
    add_channel(1, proto::ContentLevel::full);
    add_channel(2, proto::ContentLevel::full, "https://hook.example/2");
    add_channel(3, proto::ContentLevel::full, "https://hook.example/3");
    send(1, group_, "@all", {}, true);
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_NE(told[0].channel.user, ann_);
    EXPECT_NE(told[1].channel.user, ann_);
}

TEST_F(Notifications, do_not_come_after_leaving) {
    add_channel(2, proto::ContentLevel::full);
    send(1, group_, "@bob", {bob_});
    ok<proto::RoomLeaveReply>(2, proto::RoomLeaveRequest{.room = group_});
    EXPECT_TRUE(after(10 * kEvery).empty());
}

TEST_F(Notifications, do_not_come_for_what_was_taken_back) {
    add_channel(2, proto::ContentLevel::full);
    const Seq seq = send(1, direct_, "oops");
    ok<proto::MessageRecallReply>(
        1, proto::MessageRecallRequest{.room = direct_, .cmid = "recall-0001", .ref = seq});
    EXPECT_TRUE(after(10 * kEvery).empty());
}

TEST_F(Notifications, tell_what_an_edit_made_of_it) {
    add_channel(2, proto::ContentLevel::full);
    const Seq seq = send(1, direct_, "tomorow");
    ok<proto::MessageEditReply>(
        1, proto::MessageEditRequest{
               .room = direct_, .cmid = "edit-00001", .ref = seq, .text = "tomorrow"});
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text, "tomorrow");
}

TEST_F(Notifications, tell_no_more_than_the_level_says) {
    const std::uint64_t channel = add_channel(2, proto::ContentLevel::none);
    send(1, group_, "secret plan", {bob_});
    std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].title + told[0].sender + told[0].text, "");
    EXPECT_FALSE(told[0].kind);
    ok<proto::NotifySetReply>(
        2, proto::NotifySetRequest{.channel = channel, .level = proto::ContentLevel::sender});
    send(1, group_, "secret plan", {bob_});
    told = after(kEvery);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].title, "Tea");
    EXPECT_EQ(told[0].sender, "ann");
    EXPECT_EQ(told[0].text, "");
}

TEST_F(Notifications, do_not_come_to_accounts_that_are_switched_off) {
    add_channel(2, proto::ContentLevel::full);
    send(1, direct_, "hello");
    host_.connect(SessionId(900));
    host_.apply(ChangeAccount{.session = SessionId(900), .name_key = "bob", .disabled = true});
    EXPECT_TRUE(after(10 * kEvery).empty());
}

TEST_F(Notifications, of_one_account_are_bounded) {
    for (int i = 0; i < 10; ++i) {
        add_channel(2, proto::ContentLevel::full, "https://hook.example/" + std::to_string(i));
    }
    std::size_t told = 0;
    for (int i = 0; i < 6; ++i) {
        const RoomId room =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = std::to_string(i),
                                                                   .users = {bob_}})
                .room.id;
        send(1, room, "@bob", {bob_});
    }
    told = after(kDelay).size();
    EXPECT_EQ(told, static_cast<std::size_t>(limits::kNotifyBurst));
    EXPECT_EQ(host_.engine().stats().notifications_dropped, 60 - told);
}

TEST_F(Notifications, channels_of_a_browser_end_with_its_login) {
    const std::uint64_t hook = add_channel(2, proto::ContentLevel::full);
    const proto::Channel push =
        ok<proto::NotifyAddReply>(2, browser("https://push.example/1")).channel;
    EXPECT_TRUE(push.current);
    EXPECT_EQ(push.host, "push.example");
    ok<proto::LogoutReply>(2, proto::LogoutRequest{});
    send(1, direct_, "hello");
    const std::vector<Notify> told = after(kDelay);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].channel.id, hook);
    EXPECT_EQ(host_.store().load().value().channels.size(), 1U);
}

TEST_F(Notifications, a_browser_belongs_to_who_is_there) {
    ok<proto::NotifyAddReply>(2, browser("https://push.example/1"));
    const std::uint64_t again =
        ok<proto::NotifyAddReply>(3, browser("https://push.example/1")).channel.id;
    EXPECT_EQ(ok<proto::NotifyAddReply>(3, browser("https://push.example/1")).channel.id, again);
    EXPECT_TRUE(ok<proto::NotifyListReply>(2, proto::NotifyListRequest{}).channels.empty());
    EXPECT_EQ(ok<proto::NotifyListReply>(3, proto::NotifyListRequest{}).channels.size(), 1U);
}

TEST_F(Notifications, channels_are_private_and_few) {
    const std::uint64_t channel = add_channel(2, proto::ContentLevel::full);
    EXPECT_EQ(refused(1, proto::NotifyRemoveRequest{.channel = channel}), ErrorCode::not_found);
    EXPECT_EQ(refused(1, proto::NotifyTestRequest{.channel = channel}), ErrorCode::not_found);
    EXPECT_EQ(
        refused(1, proto::NotifySetRequest{.channel = channel, .level = proto::ContentLevel::none}),
        ErrorCode::not_found);
    for (std::size_t i = 1; i < limits::kChannelsPerUserMax; ++i) {
        add_channel(2, proto::ContentLevel::full, "https://hook.example/more/" + std::to_string(i));
    }
    EXPECT_EQ(refused(2, proto::NotifyAddRequest{.kind = proto::ChannelKind::json,
                                                 .endpoint = "https://hook.example/more",
                                                 .level = proto::ContentLevel::full}),
              ErrorCode::too_large);
    ok<proto::NotifyRemoveReply>(2, proto::NotifyRemoveRequest{.channel = channel});
    EXPECT_EQ(ok<proto::NotifyListReply>(2, proto::NotifyListRequest{}).channels.size(),
              limits::kChannelsPerUserMax - 1);
}

TEST_F(Notifications, tests_are_rare_and_tell_nothing) {
    const std::uint64_t channel = add_channel(2, proto::ContentLevel::full);
    ok<proto::NotifyTestReply>(2, proto::NotifyTestRequest{.channel = channel});
    EXPECT_EQ(refused(2, proto::NotifyTestRequest{.channel = channel}), ErrorCode::rate_limited);
    const std::vector<Notify> told = host_.take_notifications();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].test);
    host_.advance_to(host_.now() + limits::kNotifyTestMs);
    ok<proto::NotifyTestReply>(2, proto::NotifyTestRequest{.channel = channel});
}

TEST_F(Notifications, channels_show_how_they_fare_and_go_when_they_are_gone) {
    const std::uint64_t channel = add_channel(2, proto::ContentLevel::full);
    const auto shown = [&] {
        return ok<proto::NotifyListReply>(2, proto::NotifyListRequest{}).channels;
    };
    host_.apply(ChannelResult{.channel = channel, .endpoint = "https://hook.example/1"});
    EXPECT_TRUE(shown().at(0).sent);
    EXPECT_FALSE(shown().at(0).failed);
    host_.apply(ChannelResult{
        .channel = channel, .endpoint = "https://hook.example/1", .fault = "it answered 403"});
    EXPECT_EQ(shown().at(0).fault, "it answered 403");
    // It has another address since.
    host_.apply(ChannelResult{
        .channel = channel, .endpoint = "https://hook.example/0", .fault = "gone", .gone = true});
    EXPECT_EQ(shown().size(), 1U);
    host_.apply(ChannelResult{
        .channel = channel, .endpoint = "https://hook.example/1", .fault = "gone", .gone = true});
    EXPECT_TRUE(shown().empty());
    host_.apply(ChannelResult{.channel = channel, .endpoint = "https://hook.example/1"});
}

TEST(Endpoint, host) {
    EXPECT_EQ(endpoint_host("https://push.example/a", false), "push.example");
    EXPECT_EQ(endpoint_host("https://push.example:8443?a", false), "push.example:8443");
    EXPECT_EQ(endpoint_host("https://[2001:db8::1]/", false), "[2001:db8::1]");
    EXPECT_EQ(endpoint_host("http://hook.local/", true), "hook.local");
    for (const std::string_view bad :
         {"", "https://", "https:///a", "http://hook.local/", "ftp://a/", "file:///etc/passwd",
          "https://user@host/", "https://user:pass@host/", "https://ho st/", "https://host/\n",
          "https://host\\@evil/", "https://h%6Fst/", "HTTPS://host/", "//host/",
          "https://茶.example/"}) {
        EXPECT_EQ(endpoint_host(bad, false), "") << bad;
    }
}

}  // namespace
}  // namespace teahouse::chat
