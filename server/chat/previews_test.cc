// SPDX-License-Identifier: MIT
// Whose links are asked about, and what is told of them: the engine in virtual time, on a store in
// memory.
#include "chat/previews.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_previews.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "store/memory/state.h"
#include "testkit/host.h"

namespace teahouse::chat::previews_test {
namespace {

constexpr TimeMs kStart = 1'800'000'000'000;

using Asks = std::vector<PreviewAsk>;
using Urls = std::vector<std::string>;
using Answer = std::variant<proto::Reply, Error>;

proto::TokenHash filled(std::uint8_t with) {
    proto::TokenHash hash{};
    hash.fill(with);
    return hash;
}

class PreviewsOfMessages : public ::testing::Test {
protected:
    PreviewsOfMessages() {
        add_account("ann", 1);
        bob_ = add_account("bob", 2);
        add_account("eve", 3);
        group_ =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = "Tea",
                                                                   .users = {bob_}})
                .room.id;
    }
    void TearDown() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }
    [[nodiscard]] RoomId group() const { return group_; }
    [[nodiscard]] UserId bob() const { return bob_; }
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
    SessionId begin(std::uint8_t who, proto::Request request) {
        const SessionId session{++last_session_};
        host().apply(
            HttpRequest{.session = session, .token = filled(who), .request = std::move(request)});
        return session;
    }
    std::vector<Answer> answers(SessionId session) {
        std::vector<Answer> all;
        for (testkit::Received& received : host().take(session)) {
            if (auto* answered = std::get_if<testkit::Answered>(&received); answered != nullptr) {
                all.push_back(std::move(answered->result));
            }
        }
        return all;
    }
    template <class Reply>
    Reply reply(SessionId session) {
        std::vector<Answer> all = answers(session);
        if (all.size() != 1 || std::holds_alternative<Error>(all[0])) {
            ADD_FAILURE() << all.size() << " answers, or an error";
            return {};
        }
        return teahouse::get<Reply>(std::get<proto::Reply>(std::move(all[0])));
    }
    ErrorCode error(SessionId session) {
        std::vector<Answer> all = answers(session);
        const auto* found = all.size() == 1 ? std::get_if<Error>(all.data()) : nullptr;
        return found == nullptr ? ErrorCode::internal : found->code;
    }
    template <class Reply>
    Reply ok(std::uint8_t who, proto::Request request) {
        return reply<Reply>(begin(who, std::move(request)));
    }
    Seq send(std::uint8_t who, const std::string& text) {
        return ok<proto::MessageSendReply>(
                   who, proto::MessageSendRequest{.room = group_,
                                                  .cmid = "message-" + std::to_string(++last_cmid_),
                                                  .text = text})
            .seq;
    }
    SessionId get(std::uint8_t who, std::vector<Seq> seqs) {
        return begin(who, proto::PreviewGetRequest{.room = group_, .seqs = std::move(seqs)});
    }
    void tell(std::uint64_t id, std::vector<proto::LinkCard> cards) {
        host().apply(PreviewResult{.id = id, .cards = std::move(cards)});
    }

private:
    RoomId group_;
    UserId bob_;
    std::uint64_t last_session_ = 0;
    std::uint64_t last_cmid_ = 0;
    std::unique_ptr<testkit::Host> host_ =
        std::make_unique<testkit::Host>(EngineConfig{.version = "test", .previews = true},
                                        store::CommitMode::immediate, store::MemoryState(), kStart);
};

TEST_F(PreviewsOfMessages, are_asked_once_and_told_by_message) {
    const Seq one = send(1, "https://a.example/x and https://b.example/");
    const Seq two = send(2, "again https://b.example/");
    const Seq none = send(2, "nothing");
    const SessionId session = get(2, {two, one, none, one});
    const Asks asks = host().take_previews();
    ASSERT_EQ(asks.size(), 1U);
    EXPECT_EQ(asks[0].urls, (Urls{"https://a.example/x", "https://b.example/"}));
    EXPECT_TRUE(answers(session).empty());
    tell(asks[0].id, {{.url = "https://b.example/", .title = "B"}});
    const auto found = reply<proto::PreviewGetReply>(session);
    ASSERT_EQ(found.cards.size(), 2U);
    EXPECT_EQ(found.cards[0].seq, one);
    EXPECT_EQ(found.cards[0].cards.size(), 1U);
    EXPECT_EQ(found.cards[1].seq, two);
    EXPECT_EQ(found.cards[1].cards[0].title, "B");
    tell(asks[0].id, {});  // a second answer is nobody's
}

TEST_F(PreviewsOfMessages, are_not_asked_where_there_are_no_links) {
    const Seq plain = send(1, "nothing");
    const Seq gone = send(1, "https://a.example/");
    ok<proto::MessageRecallReply>(
        1, proto::MessageRecallRequest{.room = group(), .cmid = "recall-0001", .ref = gone});
    EXPECT_TRUE(ok<proto::PreviewGetReply>(
                    2, proto::PreviewGetRequest{.room = group(), .seqs = {plain, gone, Seq(999)}})
                    .cards.empty());
    EXPECT_EQ(error(get(3, {plain})), ErrorCode::not_a_member);
    EXPECT_TRUE(host().take_previews().empty());
}

TEST_F(PreviewsOfMessages, follow_the_newest_text) {
    const Seq seq = send(1, "https://a.example/");
    ok<proto::MessageEditReply>(
        1, proto::MessageEditRequest{
               .room = group(), .cmid = "edit-00001", .ref = seq, .text = "https://b.example/"});
    get(2, {seq});
    const Asks asks = host().take_previews();
    ASSERT_EQ(asks.size(), 1U);
    EXPECT_EQ(asks[0].urls, Urls{"https://b.example/"});
    tell(asks[0].id, {});
}

TEST_F(PreviewsOfMessages, are_told_to_members_only) {
    const Seq seq = send(1, "https://a.example/");
    const SessionId session = get(2, {seq});
    const Asks asks = host().take_previews();
    ASSERT_EQ(asks.size(), 1U);
    ok<proto::RoomRemoveReply>(1, proto::RoomRemoveRequest{.room = group(), .users = {bob()}});
    tell(asks[0].id, {{.url = "https://a.example/", .title = "A"}});
    EXPECT_EQ(error(session), ErrorCode::not_a_member);
}

TEST_F(PreviewsOfMessages, are_not_told_of_what_was_taken_back) {
    const Seq seq = send(1, "https://a.example/");
    const SessionId session = get(2, {seq});
    const Asks asks = host().take_previews();
    ASSERT_EQ(asks.size(), 1U);
    ok<proto::MessageRecallReply>(
        1, proto::MessageRecallRequest{.room = group(), .cmid = "recall-0001", .ref = seq});
    tell(asks[0].id, {{.url = "https://a.example/", .title = "A"}});
    EXPECT_TRUE(reply<proto::PreviewGetReply>(session).cards.empty());
}

TEST_F(PreviewsOfMessages, have_their_words_covered) {
    ok<proto::AdminWordsReply>(
        1, proto::AdminWordsRequest{.words = std::vector<proto::FilterWord>{{.word = "小猫"}}});
    const Seq seq = send(1, "https://a.example/");
    const SessionId session = get(2, {seq});
    const Asks asks = host().take_previews();
    ASSERT_EQ(asks.size(), 1U);
    tell(asks[0].id, {{.url = "https://a.example/", .title = "看小 猫", .text = "小狗"}});
    const auto found = reply<proto::PreviewGetReply>(session);
    ASSERT_EQ(found.cards.size(), 1U);
    EXPECT_EQ(found.cards[0].cards[0].title->find("猫"), std::string::npos);
    EXPECT_EQ(found.cards[0].cards[0].text, "小狗");
}

TEST_F(PreviewsOfMessages, of_one_account_wait_only_so_many) {
    const Seq seq = send(1, "https://a.example/");
    for (std::size_t i = 0; i < limits::kPreviewAsksPerUserMax; ++i) {
        get(2, {seq});
    }
    EXPECT_EQ(error(get(2, {seq})), ErrorCode::rate_limited);
    Asks asks = host().take_previews();
    EXPECT_EQ(asks.size(), limits::kPreviewAsksPerUserMax);
    get(1, {seq});
    EXPECT_EQ(host().take_previews().size(), 1U);
    tell(asks[0].id, {});
    get(2, {seq});
    EXPECT_EQ(host().take_previews().size(), 1U);
}

}  // namespace
}  // namespace teahouse::chat::previews_test
