// SPDX-License-Identifier: MIT
#include "resp/subscriber.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/limits_resp.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/testing/peer.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

using Said = std::vector<std::string>;

Channel plain(std::string name) { return {.kind = ChannelKind::plain, .name = std::move(name)}; }
Channel sharded(std::string name) {
    return {.kind = ChannelKind::sharded, .name = std::move(name)};
}

// What a server says of a channel, in RESP3 or as RESP2 has it.
std::string push(int protocol, std::string_view word, std::string_view channel,
                 std::string_view last = ":1") {
    return std::string(protocol == 3 ? ">" : "*") + "3\r\n+" + std::string(word) + "\r\n+" +
           std::string(channel) + "\r\n" + std::string(last) + "\r\n";
}

struct SubscriberTest : ::testing::TestWithParam<int> {
    void make_ready() {
        subscriber.on_open(now);
        say(GetParam() == 3 ? "%1\r\n+role\r\n+master\r\n" : "-ERR unknown command 'HELLO'\r\n");
        EXPECT_TRUE(subscriber.wire().ready());
        EXPECT_EQ(subscriber.wire().protocol(), GetParam());
        peer.take(shared);
    }
    void start() {
        subscriber.start({"h", 1}, now);
        make_ready();
    }
    void come_back() {
        at(subscriber.next_tick_ms());
        make_ready();
    }
    void say(std::string_view bytes) { subscriber.on_bytes(bytes, now); }
    void tell(std::string_view word, std::string_view channel, std::string_view last = ":1") {
        say(push(GetParam(), word, channel, last));
    }
    Said flushed() {
        subscriber.flush(now);
        return peer.take(shared);
    }
    void at(std::int64_t ms) {
        now = ms;
        subscriber.tick(now);
    }
    Said heard() {
        Said lines;
        for (const Heard& one : subscriber.take_heard()) {
            if (const auto* message = std::get_if<Message>(&one)) {
                lines.push_back(std::string(message->channel()) + ": " +
                                std::string(message->payload()));
            } else if (const auto* subscribed = std::get_if<Subscribed>(&one)) {
                lines.push_back((subscribed->gap ? "gap " : "on ") + subscribed->channel.name);
            } else if (const auto* refused = std::get_if<Refused>(&one)) {
                lines.push_back("refused " + refused->channel.name + " " +
                                std::string(to_string(refused->fault)) +
                                (refused->redirect ? " " + to_string(refused->redirect->to) : ""));
            }
        }
        return lines;
    }
    void subscribe(const Channel& channel) {
        EXPECT_TRUE(subscriber.want(channel));
        flushed();
        tell(channel.kind == ChannelKind::sharded ? "ssubscribe" : "subscribe", channel.name);
        EXPECT_EQ(heard(), Said{"on " + channel.name});
    }

    Shared shared{1};
    Subscriber subscriber{shared, {}};
    testing::Peer peer;
    std::int64_t now = 0;
};

INSTANTIATE_TEST_SUITE_P(Resp, SubscriberTest, ::testing::Values(2, 3));

TEST_P(SubscriberTest, subscribes_one_channel_a_command) {
    EXPECT_TRUE(subscriber.want(sharded("a{1}")));
    start();
    EXPECT_TRUE(subscriber.want(sharded("b{2}")));
    EXPECT_TRUE(subscriber.want(plain("ctl")));
    EXPECT_TRUE(subscriber.want(plain("ctl"))) << "once";
    EXPECT_EQ(flushed(), (Said{"SSUBSCRIBE a{1}", "SSUBSCRIBE b{2}", "SUBSCRIBE ctl"}));
    tell("ssubscribe", "a{1}");
    tell("smessage", "a{1}", "+hi");
    EXPECT_EQ(heard(), (Said{"on a{1}", "a{1}: hi"}));
    EXPECT_EQ(subscriber.confirmed(), 1U);
    tell("ssubscribe", "b{2}");
    tell("subscribe", "ctl");
    tell("message", "ctl", "$2\r\n\r\n");
    EXPECT_EQ(heard(), (Said{"on b{2}", "on ctl", "ctl: \r\n"}));
    EXPECT_EQ(subscriber.confirmed(), 3U);
    EXPECT_EQ(flushed(), Said{});
}

TEST_P(SubscriberTest, tells_nothing_of_what_is_not_wanted_any_more) {
    start();
    subscribe(plain("a"));
    subscribe(sharded("a"));
    subscriber.unwant(plain("a"));
    tell("message", "a", "+late");
    tell("smessage", "a", "+other kind");
    EXPECT_EQ(heard(), Said{"a: other kind"});
    EXPECT_EQ(flushed(), Said{"UNSUBSCRIBE a"});
    tell("unsubscribe", "a");
    EXPECT_EQ(subscriber.wanted(), 1U);
    EXPECT_TRUE(subscriber.want(plain("a")));
    EXPECT_EQ(flushed(), Said{"SUBSCRIBE a"});
}

TEST_P(SubscriberTest, minds_its_mind_being_changed) {
    start();
    EXPECT_TRUE(subscriber.want(plain("a")));
    subscriber.unwant(plain("a"));
    EXPECT_EQ(flushed(), Said{}) << "before anything was sent";
    EXPECT_TRUE(subscriber.want(plain("a")));
    flushed();
    subscriber.unwant(plain("a"));
    flushed();
    EXPECT_TRUE(subscriber.want(plain("a")));
    EXPECT_EQ(flushed(), Said{"SUBSCRIBE a"});
    tell("subscribe", "a");
    tell("unsubscribe", "a", ":0");
    EXPECT_EQ(heard(), Said{}) << "the last one counts";
    tell("subscribe", "a");
    EXPECT_EQ(heard(), Said{"on a"});
}

TEST_P(SubscriberTest, subscribes_again_and_tells_of_the_gap) {
    start();
    subscribe(plain("a"));
    subscriber.on_closed("reset", now);
    EXPECT_EQ(subscriber.take_loss(), Loss::closed);
    EXPECT_EQ(subscriber.confirmed(), 0U);
    come_back();
    EXPECT_EQ(flushed(), Said{"SUBSCRIBE a"});
    tell("subscribe", "a");
    EXPECT_EQ(heard(), Said{"gap a"});
}

TEST_P(SubscriberTest, a_channel_that_was_never_heard_has_no_gap) {
    start();
    EXPECT_TRUE(subscriber.want(plain("b")));
    flushed();
    subscriber.on_closed("reset", now);
    come_back();
    EXPECT_EQ(flushed(), Said{"SUBSCRIBE b"});
    tell("subscribe", "b");
    EXPECT_EQ(heard(), Said{"on b"});
    EXPECT_TRUE(subscriber.want(plain("c"), true)) << "moved from another connection";
    flushed();
    tell("subscribe", "c");
    EXPECT_EQ(heard(), Said{"gap c"});
}

TEST_P(SubscriberTest, subscribes_again_what_the_server_ended) {
    start();
    subscribe(sharded("a"));
    tell("sunsubscribe", "a", ":0");
    EXPECT_EQ(subscriber.confirmed(), 0U);
    EXPECT_EQ(flushed(), Said{"SSUBSCRIBE a"});
    say("-MOVED 15495 127.0.0.1:7001\r\n");
    EXPECT_EQ(heard(), Said{"refused a moved 127.0.0.1:7001"});
    EXPECT_EQ(flushed(), Said{}) << "not at once";
    at(subscriber.next_tick_ms());
    EXPECT_EQ(peer.take(shared), Said{"SSUBSCRIBE a"});
    tell("ssubscribe", "a");
    EXPECT_EQ(heard(), Said{"gap a"});
}

TEST_P(SubscriberTest, a_refused_channel_can_go_elsewhere) {
    start();
    EXPECT_TRUE(subscriber.want(sharded("a")));
    flushed();
    say("-CLUSTERDOWN Hash slot not served\r\n");
    EXPECT_EQ(heard(), Said{"refused a cluster_down"});
    subscriber.unwant(sharded("a"));
    at(subscriber.next_tick_ms());
    EXPECT_EQ(peer.take(shared), Said{});
    EXPECT_FALSE(subscriber.wants(sharded("a")));
}

TEST_P(SubscriberTest, gives_up_a_server_that_does_not_confirm) {
    start();
    subscribe(plain("a"));
    EXPECT_TRUE(subscriber.want(plain("b")));
    flushed();
    tell("message", "a", "+it speaks");
    EXPECT_EQ(subscriber.next_tick_ms(), limits::kRespConfirmMs);
    at(limits::kRespConfirmMs);
    EXPECT_EQ(subscriber.take_loss(), Loss::timed_out);
}

TEST_P(SubscriberTest, probes_a_silent_server) {
    start();
    subscribe(plain("a"));
    at(limits::kRespIdlePingMs);
    EXPECT_EQ(peer.take(shared), Said{"PING"});
    say(GetParam() == 3 ? "+PONG\r\n" : "*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    at(subscriber.next_tick_ms());
    EXPECT_EQ(peer.take(shared), Said{"PING"});
    at(subscriber.next_tick_ms());
    EXPECT_EQ(subscriber.take_loss(), Loss::timed_out);
    EXPECT_EQ(now, 2 * limits::kRespIdlePingMs + limits::kRespPingAnswerMs);
    come_back();
    EXPECT_EQ(flushed(), Said{"SUBSCRIBE a"});
}

TEST_P(SubscriberTest, breaks_on_what_nobody_asked_for) {
    start();
    tell("subscribe", "a");
    EXPECT_EQ(subscriber.take_loss(), Loss::broken);
    come_back();
    say("+PONG\r\n");
    EXPECT_EQ(subscriber.take_loss(), Loss::broken);
    come_back();
    say("-ERR x\r\n");
    EXPECT_EQ(subscriber.take_loss(), Loss::broken);
}

TEST_P(SubscriberTest, has_bounds) {
    const std::string name(limits::kRespChannelBytesMax + 1, 'x');
    EXPECT_EQ(subscriber.want(plain(name)).error().code, ErrorCode::too_large);
    for (std::size_t i = 0; i < limits::kRespChannelsMax; ++i) {
        ASSERT_TRUE(subscriber.want(plain(std::to_string(i))));
    }
    EXPECT_EQ(subscriber.want(plain("x")).error().code, ErrorCode::busy);
    subscriber.unwant(plain("0"));
    EXPECT_TRUE(subscriber.want(plain("x")));
}

}  // namespace
}  // namespace teahouse::resp
