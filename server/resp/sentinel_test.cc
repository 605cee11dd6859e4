// SPDX-License-Identifier: MIT
#include "resp/sentinel.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_resp.h"
#include "resp/out.h"
#include "resp/testing/peer.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

using Asked = std::vector<std::string>;

constexpr std::string_view kAddress = "*2\r\n$2\r\nm1\r\n$4\r\n6379\r\n";
const Asked kQuestions = {"SENTINEL GET-MASTER-ADDR-BY-NAME tea", "SUBSCRIBE +switch-master"};

struct SentinelTest : ::testing::Test {
    void greet(int protocol = 3) {
        sentinel.on_open(now);
        say(protocol == 3 ? "%1\r\n+proto\r\n:3\r\n" : "-ERR unknown command 'HELLO'\r\n+OK\r\n");
        Asked asked = peer.take(shared);
        ASSERT_GE(asked.size(), 2U);
        asked.erase(asked.begin(), asked.end() - 2);
        EXPECT_EQ(asked, kQuestions);
    }
    void say(std::string_view bytes) { sentinel.on_bytes(bytes, now); }
    std::string master() {
        const auto found = sentinel.take_master();
        return found ? to_string(*found) : "none";
    }
    std::string opened() {
        peer.look(shared);
        return peer.opened.empty() ? "none" : peer.opened.back().to.host;
    }
    void at(std::int64_t ms) {
        now = ms;
        sentinel.tick(now);
    }

    Shared shared{1};
    Sentinel sentinel{
        shared, {.sentinels = {{"s1", 1}, {"s2", 2}, {"s3", 3}}, .master = "tea", .password = "p"}};
    testing::Peer peer;
    std::int64_t now = 1'000;
};

TEST_F(SentinelTest, finds_the_master_and_hears_of_another) {
    sentinel.start(now);
    EXPECT_EQ(opened(), "s1");
    greet();
    say(kAddress);
    EXPECT_EQ(master(), "m1:6379");
    EXPECT_EQ(master(), "none");
    say(">3\r\n+subscribe\r\n+ +switch-master\r\n:1\r\n");
    say(">3\r\n+message\r\n+ +switch-master\r\n+other m1 6379 m9 6379\r\n");
    EXPECT_EQ(master(), "none") << "of another set";
    say(">3\r\n+message\r\n+ +switch-master\r\n+tea m1 6379 m2 6380\r\n");
    EXPECT_EQ(master(), "m2:6380");
    EXPECT_EQ(peer.opened.size(), 1U);
}

TEST_F(SentinelTest, speaks_resp2_too) {
    sentinel.start(now);
    greet(2);
    say(kAddress);
    say("*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n");
    say("*3\r\n$7\r\nmessage\r\n$14\r\n+switch-master\r\n$21\r\ntea m1 6379 ::1 6380 \r\n");
    EXPECT_EQ(master(), "[::1]:6380");
    at(now + limits::kRespIdlePingMs);
    EXPECT_EQ(peer.take(shared), Asked{"PING"});
    say("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    EXPECT_TRUE(sentinel.wire().ready());
}

TEST_F(SentinelTest, asks_the_next_one_when_one_fails) {
    sentinel.start(now);
    sentinel.on_closed("refused", now);
    EXPECT_EQ(opened(), "s2");
    greet();
    say("*-1\r\n");
    EXPECT_EQ(opened(), "s3") << "the second does not know the master";
    sentinel.on_closed("refused", now);
    EXPECT_EQ(peer.opened.size(), 3U) << "all were asked: a pause";
    const std::int64_t then = sentinel.next_tick_ms();
    EXPECT_GE(then - now, limits::kRespBackoffMaxMs / 2);
    EXPECT_LE(then - now, limits::kRespBackoffMaxMs);
    at(then);
    EXPECT_EQ(opened(), "s1");
    greet();
    say(kAddress);
    EXPECT_EQ(master(), "m1:6379");
}

TEST_F(SentinelTest, goes_on_when_nobody_answers) {
    sentinel.start(now);
    for (int i = 0; i < 9; ++i) {
        at(sentinel.next_tick_ms());
    }
    peer.look(shared);
    EXPECT_GE(peer.opened.size(), 7U);
    EXPECT_GE(now - 1'000, 6 * limits::kRespOpenMs);
}

TEST_F(SentinelTest, asks_another_when_the_master_was_lost) {
    sentinel.start(now);
    greet();
    say(kAddress);
    EXPECT_EQ(master(), "m1:6379");
    sentinel.ask(now);
    EXPECT_EQ(opened(), "s1") << "not so soon";
    at(now + limits::kRespMapRefreshMinMs);
    EXPECT_EQ(opened(), "s2");
    sentinel.ask(now);
    sentinel.ask(now + 1'000);
    peer.look(shared);
    EXPECT_EQ(peer.opened.size(), 2U) << "it is being asked";
    greet();
    say("*2\r\n$2\r\nm2\r\n$4\r\n6379\r\n");
    EXPECT_EQ(master(), "m2:6379");
    now += 1'000;
    sentinel.ask(now);
    EXPECT_EQ(opened(), "s3");
}

TEST_F(SentinelTest, gives_up_a_sentinel_that_does_not_answer) {
    sentinel.start(now);
    greet();
    say(kAddress);
    say(">3\r\n+subscribe\r\n+ +switch-master\r\n:1\r\n");
    at(sentinel.next_tick_ms());
    EXPECT_EQ(peer.take(shared), Asked{kQuestions.front()}) << "asked anew while it is quiet";
    at(sentinel.next_tick_ms());
    EXPECT_EQ(opened(), "s2");
}

TEST_F(SentinelTest, does_not_believe_nonsense) {
    for (const std::string_view bytes :
         {"*2\r\n+h\r\n+0\r\n", "*2\r\n+h\r\n+70000\r\n", "*2\r\n+\r\n+1\r\n", "+OK\r\n",
          "-ERR x\r\n", "*0\r\n", "nonsense\r\n"}) {
        Sentinel one{shared, {.sentinels = {{"s1", 1}}, .master = "tea"}};
        one.start(now);
        one.on_open(now);
        one.on_bytes("%0\r\n", now);
        one.on_bytes(bytes, now);
        EXPECT_FALSE(one.take_master()) << bytes;
        EXPECT_FALSE(one.wire().ready()) << bytes;
    }
}

}  // namespace
}  // namespace teahouse::resp
