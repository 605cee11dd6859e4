// SPDX-License-Identifier: MIT
// Webhooks: what they may write, what they are sent, how often, and what becomes of it at a
// restart: the engine in virtual time, on a store in memory.
#include "chat/hooks.h"

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
#include "base/limits_programs.h"
#include "base/one_of.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/hook_call.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "store/memory/state.h"
#include "testkit/host.h"

namespace teahouse::chat::hooks_test {
namespace {

constexpr TimeMs kStart = 1'800'000'000'000;

using Calls = std::vector<proto::HookCall>;

proto::TokenHash filled(std::uint8_t with) {
    proto::TokenHash hash{};
    hash.fill(with);
    return hash;
}

class Hooks : public ::testing::Test {
protected:
    Hooks() {
        ann_ = add_account("ann", 1);
        bob_ = add_account("bob", 2);
        group_ =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = "Tea",
                                                                   .users = {bob_}})
                .room.id;
    }
    void TearDown() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }
    UserId add_account(const std::string& name, std::uint8_t who) {
        const SessionId session{++last_session_};
        host().connect(session);
        host().apply(Register{.session = session,
                              .name = name,
                              .name_key = name,
                              .password_hash = "hash",
                              .token = filled(who)});
        const auto login = host().take_login(session);
        return login ? std::get<proto::UserInfo>(login->result).id : UserId();
    }
    std::variant<proto::Reply, Error> answer_of(SessionId session) {
        for (testkit::Received& received : host().take(session)) {
            if (auto* answered = std::get_if<testkit::Answered>(&received); answered != nullptr) {
                return std::move(answered->result);
            }
        }
        ADD_FAILURE() << "no answer";
        return Error{};
    }
    template <class Reply>
    Reply ok(std::uint8_t who, proto::Request request) {
        const SessionId session{++last_session_};
        host().apply(HttpRequest{.session = session,
                                 .token = filled(who),
                                 .request = std::move(request),
                                 .name_key = "name",
                                 .secret = "secret",
                                 .hash = filled(77)});
        std::variant<proto::Reply, Error> answer = answer_of(session);
        if (const auto* error = std::get_if<Error>(&answer); error != nullptr) {
            ADD_FAILURE() << error->message;
            return {};
        }
        return get<Reply>(std::get<proto::Reply>(std::move(answer)));
    }
    Seq send(std::uint8_t who, const std::string& text) {
        return ok<proto::MessageSendReply>(
                   who, proto::MessageSendRequest{.room = group_,
                                                  .cmid = "message-" + std::to_string(++last_cmid_),
                                                  .text = text})
            .seq;
    }
    proto::HookInfo outgoing(std::optional<std::string> word = {}) {
        return ok<proto::HookMakeReply>(1,
                                        proto::HookMakeRequest{.room = group_,
                                                               .kind = proto::HookKind::outgoing,
                                                               .name = "Robot",
                                                               .endpoint = "https://hook.example/1",
                                                               .word = std::move(word)})
            .hook;
    }
    proto::HookInfo incoming() {
        return ok<proto::HookMakeReply>(1, proto::HookMakeRequest{.room = group_,
                                                                  .kind = proto::HookKind::incoming,
                                                                  .name = "Builds"})
            .hook;
    }
    proto::HookInfo shown(std::uint64_t id) {
        for (const proto::HookInfo& hook :
             ok<proto::HookListReply>(1, proto::HookListRequest{.room = group_}).hooks) {
            if (hook.id == id) {
                return hook;
            }
        }
        ADD_FAILURE() << "not listed";
        return {};
    }
    std::variant<proto::Reply, Error> post(std::uint64_t hook, const std::string& text,
                                           const std::string& cmid, std::uint8_t secret = 77) {
        const SessionId session{++last_session_};
        host().connect(session);
        host().apply(HookPost{.session = session,
                              .hook = hook,
                              .secret = filled(secret),
                              .text = text,
                              .cmid = cmid,
                              .address = "192.0.2.1"});
        return answer_of(session);
    }
    ErrorCode refused(std::uint64_t hook, const std::string& text, std::uint8_t secret = 77) {
        const auto answer = post(hook, text, "refused-" + std::to_string(++last_cmid_), secret);
        const auto* error = std::get_if<Error>(&answer);
        return error == nullptr ? ErrorCode::internal : error->code;
    }
    Calls calls() { return host().take_calls(); }
    void end(const proto::HookCall& call, const std::string& fault = "",
             const std::string& reply = "") {
        host().apply(
            HookResult{.hook = call.hook, .seq = call.seq, .fault = fault, .reply = reply});
    }
    std::vector<proto::Event> log() {
        return ok<proto::HistoryReply>(1, proto::HistoryRequest{.room = group_, .limit = 200})
            .events;
    }
    void restart() {
        const TimeMs now = host().now();
        store::MemoryState state = host().crash({});
        host_ = std::make_unique<testkit::Host>(EngineConfig{}, store::CommitMode::immediate,
                                                std::move(state), now);
        host().advance_to(now + 1);
    }

    std::unique_ptr<testkit::Host> host_ = std::make_unique<testkit::Host>(
        EngineConfig{}, store::CommitMode::immediate, store::MemoryState(), kStart);
    std::uint64_t last_session_ = 100;
    int last_cmid_ = 0;
    UserId ann_;
    UserId bob_;
    RoomId group_;
};

TEST_F(Hooks, begin_with_a_word) {
    EXPECT_TRUE(begins_with("/deploy", "/deploy"));
    EXPECT_TRUE(begins_with("/Deploy it", "/deploy"));
    EXPECT_TRUE(begins_with("tea\nnow", "tea"));
    EXPECT_FALSE(begins_with("/deployed", "/deploy"));
    EXPECT_FALSE(begins_with("a /deploy", "/deploy"));
    EXPECT_FALSE(begins_with("", "tea"));
}

TEST_F(Hooks, write_as_their_identity_once_for_a_key) {
    const proto::HookInfo hook = incoming();
    auto first = std::get<proto::Reply>(post(hook.id, "build 7 failed", "key-0001"));
    const Seq seq = get<proto::MessageSendReply>(first).seq;
    auto again = std::get<proto::Reply>(post(hook.id, "build 7 failed", "key-0001"));
    EXPECT_EQ(get<proto::MessageSendReply>(again).seq, seq);
    EXPECT_EQ(get<proto::MessageSendReply>(again).duplicate, true);
    EXPECT_EQ(log().back().from, hook.user);
    EXPECT_EQ(log().back().body.text, "build 7 failed");
    EXPECT_TRUE(shown(hook.id).sent.has_value());
    const auto state = ok<proto::RoomStateReply>(2, proto::RoomStateRequest{.room = group_});
    EXPECT_EQ(state.unread, 1U);
    host().advance_to(host().now() + 5'000);
    EXPECT_TRUE(calls().empty()) << "it has no address to be sent anything";
    EXPECT_FALSE(shown(hook.id).off.has_value());
}

TEST_F(Hooks, of_which_nothing_is_right_are_not_found) {
    const proto::HookInfo hook = incoming();
    EXPECT_EQ(refused(hook.id, "text", 78), ErrorCode::not_found);
    EXPECT_EQ(refused(hook.id + 1'000, "text"), ErrorCode::not_found);
    EXPECT_EQ(refused(outgoing().id, "text"), ErrorCode::not_found);
    EXPECT_EQ(refused(hook.id, " \n"), ErrorCode::invalid);
    (void)ok<proto::HookSetReply>(1, proto::HookSetRequest{.room = group_, .hook = hook.id});
    EXPECT_EQ(refused(hook.id, "text"), ErrorCode::not_found);
}

TEST_F(Hooks, are_held_to_the_room_and_end_with_it) {
    const proto::HookInfo hook = incoming();
    (void)ok<proto::RoomSetReply>(
        1, proto::RoomSetRequest{.room = group_, .writers = proto::Writers::nobody});
    EXPECT_EQ(refused(hook.id, "text"), ErrorCode::muted);
    (void)ok<proto::RoomSetReply>(
        1, proto::RoomSetRequest{.room = group_, .writers = proto::Writers::admins});
    EXPECT_TRUE(std::holds_alternative<proto::Reply>(post(hook.id, "text", "key-0001")));
    (void)ok<proto::RoomDissolveReply>(1, proto::RoomDissolveRequest{.room = group_});
    EXPECT_EQ(refused(hook.id, "text"), ErrorCode::not_found);
    restart();
    EXPECT_EQ(refused(hook.id, "text"), ErrorCode::not_found);
}

TEST_F(Hooks, write_so_many_messages_at_once_and_no_more) {
    const proto::HookInfo hook = incoming();
    for (int i = 0; i < static_cast<int>(limits::kHookPostBurst); ++i) {
        EXPECT_TRUE(std::holds_alternative<proto::Reply>(
            post(hook.id, "text", "burst-" + std::to_string(100 + i))));
    }
    const auto answer = post(hook.id, "text", "burst-over");
    EXPECT_EQ(std::get<Error>(answer).code, ErrorCode::rate_limited);
    EXPECT_GT(std::get<Error>(answer).retry_after_ms, 0U);
    host().advance_to(host().now() + 2'000);
    EXPECT_TRUE(std::holds_alternative<proto::Reply>(post(hook.id, "text", "burst-over")));
}

TEST_F(Hooks, are_sent_messages_one_after_the_other) {
    send(2, "before");
    const proto::HookInfo hook = outgoing();
    const Seq one = send(2, "one");
    const Seq two = send(1, "two");
    Calls first = calls();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].seq, one);
    EXPECT_EQ(first[0].text, "one");
    EXPECT_EQ(first[0].sender, "bob");
    EXPECT_EQ(first[0].title, "Tea");
    EXPECT_EQ(first[0].endpoint, "https://hook.example/1");
    EXPECT_EQ(first[0].secret, "secret");
    end(first[0]);
    Calls second = calls();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].seq, two);
    end(second[0]);
    EXPECT_TRUE(calls().empty());
    EXPECT_EQ(shown(hook.id).upto, two);
    EXPECT_TRUE(shown(hook.id).sent.has_value());
}

TEST_F(Hooks, that_are_switched_off_or_removed_take_back_what_is_under_way) {
    const proto::HookInfo hook = outgoing();
    const Seq one = send(2, "one");
    ASSERT_EQ(calls().size(), 1U);
    (void)ok<proto::HookSetReply>(1, proto::HookSetRequest{.room = group_, .hook = hook.id});
    Calls taken_back = calls();
    ASSERT_EQ(taken_back.size(), 1U);
    EXPECT_TRUE(taken_back[0].cancel);
    EXPECT_EQ(taken_back[0].hook, hook.id);
    EXPECT_EQ(taken_back[0].seq, one);
    (void)ok<proto::HookSetReply>(
        1, proto::HookSetRequest{.room = group_, .hook = hook.id, .on = true});
    EXPECT_TRUE(calls().empty()) << "what was written before is not posted";
    const Seq two = send(2, "two");
    const Calls again = calls();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].seq, two);
    EXPECT_FALSE(again[0].cancel);
    (void)ok<proto::HookRemoveReply>(1, proto::HookRemoveRequest{.room = group_, .hook = hook.id});
    taken_back = calls();
    ASSERT_EQ(taken_back.size(), 1U);
    EXPECT_TRUE(taken_back[0].cancel);
    EXPECT_EQ(taken_back[0].seq, two);
}

TEST_F(Hooks, are_sent_what_begins_with_their_word) {
    (void)outgoing("/brew");
    send(2, "brew some");
    send(2, "/brewer");
    const Seq seq = send(2, "/BREW green");
    const Calls sent = calls();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].seq, seq);
    EXPECT_EQ(sent[0].word, "/brew");
}

TEST_F(Hooks, are_not_sent_what_was_taken_back_or_edited) {
    (void)outgoing();
    send(2, "one");
    const Seq two = send(2, "two");
    const Seq three = send(2, "three");
    (void)ok<proto::MessageRecallReply>(
        2, proto::MessageRecallRequest{.room = group_, .cmid = "recall-it", .ref = two});
    (void)ok<proto::MessageEditReply>(
        2, proto::MessageEditRequest{
               .room = group_, .cmid = "edit-it-1", .ref = three, .text = "three!"});
    const Calls first = calls();
    ASSERT_EQ(first.size(), 1U);
    end(first[0]);
    const Calls second = calls();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].seq, three);
    EXPECT_EQ(second[0].text, "three!");
    end(second[0]);
    EXPECT_TRUE(calls().empty());
}

TEST_F(Hooks, answer_once_and_hear_no_answers) {
    const proto::HookInfo hook = outgoing();
    const proto::HookInfo other = outgoing();
    const Seq seq = send(2, "one");
    const Calls sent = calls();
    ASSERT_EQ(sent.size(), 2U);
    end(sent[0], "", "heard");
    end(sent[0], "", "heard again");
    const proto::Event reply = log().back();
    EXPECT_EQ(reply.from, hook.user);
    EXPECT_EQ(reply.body.text, "heard");
    EXPECT_EQ(reply.ref, seq);
    end(sent[1], "", "heard too");
    EXPECT_EQ(log().back().from, other.user);
    EXPECT_TRUE(calls().empty());
    // Of other programs they hear.
    (void)post(incoming().id, "build 7 failed", "key-0001");
    EXPECT_EQ(calls().size(), 2U);
}

TEST_F(Hooks, are_switched_off_after_many_failures) {
    const proto::HookInfo hook = outgoing();
    for (std::uint32_t i = 0; i < limits::kHookFailuresMax; ++i) {
        send(2, "text");
        const Calls sent = calls();
        ASSERT_EQ(sent.size(), 1U);
        end(sent[0], "it answered 500");
    }
    EXPECT_EQ(shown(hook.id).off, true);
    EXPECT_EQ(shown(hook.id).fault, "it answered 500");
    EXPECT_EQ(shown(hook.id).failures, limits::kHookFailuresMax);
    send(2, "nobody hears");
    EXPECT_TRUE(calls().empty());
    (void)ok<proto::HookSetReply>(
        1, proto::HookSetRequest{.room = group_, .hook = hook.id, .on = true});
    EXPECT_TRUE(calls().empty());
    const Seq seq = send(2, "heard again");
    const Calls sent = calls();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].seq, seq);
}

TEST_F(Hooks, go_on_where_they_were_after_a_restart) {
    const proto::HookInfo hook = outgoing();
    send(2, "one");
    end(calls().at(0));
    host().advance_to(host().now() + limits::kHookSaveMs + 1);
    const Seq two = send(2, "two");
    const Seq three = send(2, "three");
    EXPECT_EQ(calls().size(), 1U);  // is under way when the server ends
    restart();
    const Calls sent = calls();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].seq, two);
    end(sent[0], "", "an answer");
    EXPECT_EQ(calls().at(0).seq, three);
    EXPECT_EQ(shown(hook.id).upto, two);
}

TEST_F(Hooks, do_not_answer_twice_after_a_restart) {
    (void)outgoing();
    send(2, "one");
    end(calls().at(0), "", "an answer");
    const std::size_t before = log().size();
    restart();  // the note of it was not due yet or is: both are well
    for (const proto::HookCall& call : calls()) {
        end(call, "", "an answer");
    }
    EXPECT_EQ(log().size(), before);
}

TEST_F(Hooks, too_far_behind_go_on_nearer_to_the_head) {
    (void)outgoing();
    send(2, "one");
    const Calls first = calls();
    for (std::uint64_t i = 0; i < limits::kHookLagMax + 10; ++i) {
        send(2, "more");
    }
    const Seq head = log().back().seq;
    end(first.at(0));
    const Calls sent = calls();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].seq.value, head.value - limits::kHookLagMax + 1);
}

TEST_F(Hooks, that_were_removed_are_told_nothing_more) {
    const proto::HookInfo hook = outgoing();
    send(2, "one");
    const Calls sent = calls();
    (void)ok<proto::HookRemoveReply>(1, proto::HookRemoveRequest{.room = group_, .hook = hook.id});
    EXPECT_EQ(calls().size(), 1U) << "what is under way is taken back";
    end(sent.at(0), "", "too late");
    EXPECT_EQ(log().back().body.text, "one");
    send(2, "two");
    EXPECT_TRUE(calls().empty());
}

}  // namespace
}  // namespace teahouse::chat::hooks_test
