// SPDX-License-Identifier: MIT
#include "gateway/cluster_host.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/testing/several_nodes.h"

namespace teahouse::gateway::several {
namespace {

TEST_F(Cluster, people_of_all_nodes_talk) {
    lead(1);
    std::vector<SessionId> sessions;
    for (std::uint8_t i = 1; i <= 3; ++i) {
        const auto login = node(i).register_account("name" + std::to_string(i), token_of(i));
        ASSERT_TRUE(std::holds_alternative<proto::UserInfo>(login.result));
    }
    for (std::uint8_t i = 1; i <= 3; ++i) {
        const auto session = node(i).hello(token_of(i), Seq(), Epoch());
        ASSERT_TRUE(session.has_value());
        sessions.push_back(*session);
    }
    std::vector<std::string> sent;
    for (int round = 0; round < 10; ++round) {
        for (std::size_t i = 1; i <= 3; ++i) {
            sent.push_back("text " + std::to_string(round) + " of " + std::to_string(i));
            send(node(i), sessions[i - 1], sent.back());
        }
    }
    for (std::size_t i = 1; i <= 3; ++i) {
        auto seen = node(i).seen(sessions[i - 1], 30);
        while (texts(seen).size() < sent.size()) {
            seen = node(i).seen(sessions[i - 1], seen.size() + 1);
        }
        EXPECT_EQ(texts(seen), sent) << "node " << i;
    }
    const auto page =
        node(3).request(sessions[2], proto::HistoryRequest{.room = kLobby, .limit = 200});
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(texts(get<proto::HistoryReply>(std::get<proto::Reply>(page->result)).events), sent);
}

TEST_F(Cluster, another_leader_finds_what_was_said) {
    lead(1);
    node(2).register_account("ann", token_of(1));
    const auto before = node(2).hello(token_of(1), Seq(), Epoch());
    ASSERT_TRUE(before.has_value());
    send(node(2), *before, "first");
    for (const std::size_t leader : {3U, 2U, 1U, 2U}) {
        lead(leader);
        EXPECT_TRUE(node(2).closed(*before));
        const auto after = node(2).hello(token_of(1), Seq(), Epoch());
        ASSERT_TRUE(after.has_value());
        send(node(2), *after, "under " + std::to_string(leader) + std::to_string(after->value));
        EXPECT_EQ(texts(node(2).seen(*after, 1)).size() > 0, true);
    }
}

TEST_F(Cluster, a_hole_ends_the_sessions_of_that_node_only) {
    lead(1);
    node(1).register_account("ann", token_of(1));
    node(2).register_account("bob", token_of(2));
    node(3).register_account("cat", token_of(3));
    const auto ann = node(1).hello(token_of(1), Seq(), Epoch());
    const auto bob = node(2).hello(token_of(2), Seq(), Epoch());
    const auto cat = node(3).hello(token_of(3), Seq(), Epoch());
    ASSERT_TRUE(ann && bob && cat);
    wire_.drop_next(bus::NodeId(1), bus::NodeId(2));
    send(node(1), *ann, "hole");
    node(2).wait_closed(*bob);
    EXPECT_FALSE(node(1).closed(*ann));
    EXPECT_FALSE(node(3).closed(*cat));
    node(2).wait_engine();
    const auto again = node(2).hello(token_of(2), Seq(), Epoch());
    ASSERT_TRUE(again.has_value());
    send(node(2), *again, "filled");
    EXPECT_EQ(node(1).host().stats().sessions, 3U);
}

TEST_F(Cluster, commands_without_a_leader_are_refused_in_their_shape) {
    const SessionId socket = node(2).open_socket();
    const auto reply = node(2).ask(socket, chat::Hello{.session = socket, .re = 1});
    ASSERT_TRUE(reply.has_value());
    ASSERT_TRUE(std::holds_alternative<Error>(reply->result));
    EXPECT_EQ(std::get<Error>(reply->result).code, ErrorCode::store_unavailable);
    EXPECT_GT(std::get<Error>(reply->result).retry_after_ms, 0U);
    const auto login = node(2).register_account("ann", token_of(1));
    ASSERT_TRUE(std::holds_alternative<Error>(login.result));
    EXPECT_EQ(std::get<Error>(login.result).code, ErrorCode::store_unavailable);
}

// The sockets listen a moment before the rest is there, and clients come back in that moment.
TEST_F(Cluster, commands_before_the_start_are_not_taken) {
    ClusterHost early(chat::EngineConfig{}, wire_.connect(bus::NodeId(9)));
    std::vector<Inbound> batch(1);
    EXPECT_FALSE(early.post(batch, 0));
    EXPECT_EQ(batch.size(), 1U);
}

TEST_F(Cluster, what_waits_for_a_leader_that_is_lost_is_answered) {
    lead(1);
    wire_.hold(true);  // the leader never hears of it
    const SessionId session = node(2).http_session();
    node(2).post(
        chat::HttpRequest{.session = session, .re = 5, .request = proto::ServerInfoRequest{}});
    wire_.cut(bus::NodeId(2));
    std::thread later([&] { node(2).host().nobody(); });
    later.join();
    wire_.hold(false);
    const auto reply = node(2).ask(
        session,
        chat::HttpRequest{.session = session, .re = 6, .request = proto::ServerInfoRequest{}});
    ASSERT_TRUE(reply.has_value());
    EXPECT_TRUE(std::holds_alternative<Error>(reply->result));
}

TEST_F(Cluster, a_node_is_told_once_whatever_number_listens) {
    lead(1);
    node(1).register_account("ann", token_of(1));
    const auto ann = node(1).hello(token_of(1), Seq(), Epoch());
    ASSERT_TRUE(ann.has_value());
    constexpr std::size_t kListeners = 1'000;
    for (std::uint8_t i = 2; i < 2 + kListeners / 10; ++i) {
        node(1).register_account("name" + std::to_string(i), token_of(i));
    }
    std::optional<SessionId> listener;
    for (std::size_t i = 0; i < kListeners; ++i) {
        listener = node(2).hello(token_of(static_cast<std::uint8_t>(2 + i / 10)), Seq(), Epoch());
        ASSERT_TRUE(listener.has_value());
    }
    constexpr std::size_t kTexts = 20;
    // One at a time: what is under way together may come in one message.
    const auto heard = [&](const std::string& text) {
        send(node(1), *ann, text);
        auto seen = node(2).seen(*listener, 1);
        while (seen.empty() || seen.back().body.text != text) {
            seen = node(2).seen(*listener, seen.size() + 1);
        }
    };
    heard("first");
    wire_.settle();
    const std::size_t before = wire_.messages();
    for (std::size_t i = 0; i < kTexts; ++i) {
        heard("text " + std::to_string(i));
    }
    wire_.settle();
    const std::size_t each = (wire_.messages() - before) / kTexts;
    RecordProperty("bus_messages_each", static_cast<int>(each));
    EXPECT_GE(each, 1U);
    EXPECT_LE(each, 3U) << "what else is told in the meantime, as who is online, goes beside";
}

}  // namespace
}  // namespace teahouse::gateway::several
