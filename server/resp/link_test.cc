// SPDX-License-Identifier: MIT
#include "resp/link.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/limits_resp.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/testing/peer.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kHelloReply =
    "%3\r\n+server\r\n+redis\r\n+proto\r\n:3\r\n+role\r\n+master\r\n";

struct LinkTest : ::testing::Test {
    explicit LinkTest(WireOptions options = {.name = "tea"})
        : link(shared, scripts, std::move(options)) {}

    void make_ready() {
        link.start({"h", 1}, now);
        link.on_open(now);
        say(kHelloReply);
        EXPECT_TRUE(link.take_ready());
        EXPECT_EQ(peer.take(shared), Lines{"HELLO 3 SETNAME tea"});
    }
    void say(std::string_view bytes) { link.on_bytes(bytes, now); }
    void ask(std::uint64_t id, Command command, std::int64_t within_ms = 1'000,
             ScriptId script = {}) {
        link.submit({.id = RequestId(id),
                     .command = std::move(command),
                     .deadline_ms = now + within_ms,
                     .script = script});
    }
    Lines flushed() {
        link.flush(now);
        return peer.take(shared);
    }
    // "id outcome reply" of what has ended.
    Lines done() {
        Lines lines;
        for (const Done& one : link.take_done()) {
            lines.push_back(std::to_string(one.request.id.value) + " " +
                            std::string(to_string(one.outcome)) +
                            (one.outcome == Outcome::answered ? " " + describe(one.reply.root())
                                                              : std::string()));
        }
        return lines;
    }
    void at(std::int64_t ms) {
        now = ms;
        link.tick(now);
    }

    Shared shared{1};
    Scripts scripts;
    Link link;
    testing::Peer peer;
    std::int64_t now = 0;
};

TEST_F(LinkTest, greets_and_pipelines) {
    EXPECT_EQ(link.accepts({}).error().code, ErrorCode::store_unavailable);
    make_ready();
    EXPECT_EQ(link.wire().protocol(), 3);
    ask(1, Command("GET", "a"));
    ask(2, Command("GET", "b"));
    EXPECT_EQ(peer.take(shared), Lines{}) << "nothing goes out before the flush";
    EXPECT_EQ(flushed(), (Lines{"GET a", "GET b"}));
    EXPECT_EQ(peer.sends, 2U) << "the greeting and one piece";
    say("$1\r\nx\r\n-ERR ");
    EXPECT_EQ(done(), Lines{R"(1 answered "x")"});
    say("bad\r\n");
    EXPECT_EQ(done(), Lines{R"(2 answered error "ERR bad")"});
}

TEST_F(LinkTest, ignores_pushes_between_replies) {
    make_ready();
    ask(1, Command("GET", "a"));
    flushed();
    say(">2\r\n+invalidate\r\n_\r\n:5\r\n");
    EXPECT_EQ(done(), Lines{"1 answered 5"});
    EXPECT_TRUE(link.idle());
    say(":6\r\n");
    EXPECT_EQ(link.take_loss(), Loss::broken) << "a reply to nothing";
}

struct LoginLinkTest : LinkTest {
    LoginLinkTest()
        : LinkTest({.user = "u",
                    .password = "p",
                    .name = "tea",
                    .database = 2,
                    .must_be_master = true}) {}
    void open() {
        link.start({"h", 1}, now);
        link.on_open(now);
    }
};

TEST_F(LoginLinkTest, logs_in_and_selects) {
    open();
    EXPECT_EQ(peer.take(shared), Lines{"HELLO 3 AUTH u p SETNAME tea"});
    say(kHelloReply);
    EXPECT_FALSE(link.ready());
    EXPECT_EQ(peer.take(shared), Lines{"SELECT 2"});
    say("+OK\r\n");
    EXPECT_TRUE(link.ready());
}

TEST_F(LoginLinkTest, falls_back_to_resp2) {
    open();
    peer.take(shared);
    say("-ERR unknown command `HELLO`, with args beginning with: `3`\r\n");
    EXPECT_EQ(peer.take(shared), (Lines{"AUTH u p", "CLIENT SETNAME tea", "ROLE", "SELECT 2"}));
    say("+OK\r\n-ERR unknown command\r\n*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n+OK\r\n");
    EXPECT_TRUE(link.ready());
    EXPECT_EQ(link.wire().protocol(), 2);
}

TEST_F(LoginLinkTest, is_refused_with_a_wrong_password_and_tries_again) {
    open();
    say("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
    EXPECT_EQ(link.take_loss(), Loss::refused);
    EXPECT_TRUE(link.wire().why().starts_with("WRONGPASS"));
    peer.look(shared);
    at(link.next_tick_ms());
    peer.look(shared);
    EXPECT_EQ(peer.opened.size(), 2U);
    EXPECT_EQ(peer.closed.size(), 1U);
}

TEST_F(LoginLinkTest, tells_no_password) {
    open();
    say("-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'u' 'p'\r\n");
    say("-ERR unknown command 'AUTH', with args beginning with: 'u' 'p'\r\n");
    EXPECT_EQ(link.take_loss(), Loss::refused);
    EXPECT_EQ(link.wire().why(), "ERR unknown command 'AUTH'");
}

TEST_F(LoginLinkTest, refuses_a_replica) {
    open();
    say("%1\r\n+role\r\n+replica\r\n");
    EXPECT_EQ(link.take_loss(), Loss::not_master);
    at(link.next_tick_ms());
    link.on_open(now);
    say("-NOPROTO\r\n+OK\r\n+OK\r\n*5\r\n$5\r\nslave\r\n+h\r\n:1\r\n+connected\r\n:5\r\n+OK\r\n");
    EXPECT_EQ(link.take_loss(), Loss::not_master);
}

TEST_F(LinkTest, breaks_when_an_answer_is_late) {
    make_ready();
    ask(1, Command("A"), 500);
    ask(2, Command("B"), 5'000);
    flushed();
    ask(3, Command("C"), 5'000);
    at(499);
    EXPECT_EQ(peer.take(shared), Lines{"C"}) << "a tick flushes";
    ask(4, Command("D"), 5'000);
    EXPECT_LE(link.next_tick_ms(), 500);
    at(500);
    EXPECT_EQ(done(), (Lines{"1 unknown", "2 unknown", "3 unknown", "4 not_sent"}));
    EXPECT_EQ(link.take_loss(), Loss::timed_out);
    EXPECT_FALSE(link.ready());
    peer.look(shared);
    EXPECT_EQ(peer.closed.size(), 1U);
}

TEST_F(LinkTest, tells_what_was_sent_from_what_was_not) {
    make_ready();
    ask(1, Command("A"));
    ask(2, Command("B"));
    flushed();
    ask(3, Command("C"));
    say("+OK\r\n");
    link.on_closed("reset", now);
    EXPECT_EQ(done(), (Lines{R"(1 answered "OK")", "2 unknown", "3 not_sent"}));
    EXPECT_TRUE(link.idle());
}

TEST_F(LinkTest, comes_back_after_growing_pauses) {
    link.start({"h", 1}, now);
    std::vector<std::int64_t> pauses;
    for (int i = 0; i < 8; ++i) {
        link.on_closed("refused", now);
        EXPECT_EQ(link.take_loss(), Loss::closed);
        pauses.push_back(link.next_tick_ms() - now);
        at(link.next_tick_ms());
    }
    for (const std::int64_t pause : pauses) {
        EXPECT_GE(pause, limits::kRespRetryMinMs);
        EXPECT_LE(pause, limits::kRespRetryMaxMs);
    }
    EXPECT_LE(pauses.front(), 2 * limits::kRespRetryMinMs);
    EXPECT_GE(pauses.back(), limits::kRespRetryMaxMs / 2);
    peer.look(shared);
    EXPECT_EQ(peer.opened.size(), 9U);
    at(now + limits::kRespOpenMs);
    EXPECT_EQ(link.take_loss(), Loss::timed_out) << "the connection never came";
}

TEST_F(LinkTest, loads_a_script_before_it_is_first_run) {
    const ScriptId script = scripts.add("return 1").value();
    make_ready();
    ask(1, scripts.run(script, {"k"}), 1'000, script);
    ask(2, scripts.run(script, {"k"}), 1'000, script);
    const std::string run = "EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 1 k";
    EXPECT_EQ(flushed(), (Lines{"SCRIPT LOAD return 1", run, run}));
    say("$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n:1\r\n:2\r\n");
    EXPECT_EQ(done(), (Lines{"1 answered 1", "2 answered 2"}));
    link.on_closed("gone", now);
    at(link.next_tick_ms());
    link.on_open(now);
    say(kHelloReply);
    peer.take(shared);
    ask(3, scripts.run(script, {"k"}), 1'000, script);
    EXPECT_EQ(flushed().front(), "SCRIPT LOAD return 1") << "another server, perhaps";
}

TEST_F(LinkTest, reloads_a_script_that_was_flushed_and_keeps_the_order) {
    const ScriptId script = scripts.add("return 1").value();
    make_ready();
    ask(1, scripts.run(script, {"a"}), 1'000, script);
    flushed();
    say("+sha\r\n:1\r\n");
    EXPECT_EQ(done(), Lines{"1 answered 1"});
    const std::string run = "EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 1 ";
    ask(2, scripts.run(script, {"b"}), 1'000, script);
    ask(3, Command("GET", "x"));
    ask(4, scripts.run(script, {"c"}), 1'000, script);
    EXPECT_EQ(flushed(), (Lines{run + "b", "GET x", run + "c"}));
    say("-NOSCRIPT No matching script.\r\n");
    ask(5, scripts.run(script, {"d"}), 1'000, script);
    EXPECT_EQ(flushed(), Lines{}) << "what was sent is waited for";
    say("+x\r\n-NOSCRIPT No matching script.\r\n");
    EXPECT_EQ(done(), Lines{R"(3 answered "x")"});
    EXPECT_EQ(flushed(), (Lines{"SCRIPT LOAD return 1", run + "b", run + "c", run + "d"}));
    say("+sha\r\n:2\r\n-NOSCRIPT again\r\n:5\r\n");
    EXPECT_EQ(done(),
              (Lines{"2 answered 2", R"(4 answered error "NOSCRIPT again")", "5 answered 5"}));
}

TEST_F(LinkTest, a_script_that_waits_for_its_reload_had_no_effect) {
    const ScriptId script = scripts.add("return 1").value();
    make_ready();
    ask(1, scripts.run(script, {"a"}), 1'000, script);
    ask(2, Command("GET", "x"), 300);
    flushed();
    say("+sha\r\n-NOSCRIPT x\r\n");
    at(300);
    EXPECT_EQ(done(), (Lines{"2 unknown", "1 not_sent"}));
}

TEST_F(LinkTest, asks_before_a_redirected_request) {
    make_ready();
    link.submit(
        {.id = RequestId(1), .command = Command("GET", "a"), .deadline_ms = 9, .asking = true});
    EXPECT_EQ(flushed(), (Lines{"ASKING", "GET a"}));
    say("+OK\r\n+v\r\n");
    EXPECT_EQ(done(), Lines{R"(1 answered "v")"});
}

TEST_F(LinkTest, has_bounds) {
    make_ready();
    const std::string big(limits::kRespCommandBytesMax, 'x');
    EXPECT_EQ(link.accepts({.command = Command("SET", "k", big)}).error().code,
              ErrorCode::too_large);
    const std::string half(limits::kRespCommandBytesMax / 2, 'x');
    std::uint64_t id = 0;
    while (link.accepts({.command = Command("SET", "k", half)})) {
        ask(++id, Command("SET", "k", half));
    }
    EXPECT_EQ(id, 15U) << "of 64 MB";
    EXPECT_EQ(link.accepts({.command = Command("SET", "k", half)}).error().code, ErrorCode::busy);
    EXPECT_TRUE(link.accepts({.command = Command("PING")}));
    flushed();
    say("+OK\r\n");
    EXPECT_TRUE(link.accepts({.command = Command("SET", "k", half)}));
    while (link.accepts({.command = Command("PING")})) {
        ask(++id, Command("PING"));
    }
    EXPECT_EQ(id, limits::kRespRequestsMax + 1);
}

TEST_F(LinkTest, pings_a_quiet_server) {
    make_ready();
    EXPECT_EQ(link.next_tick_ms(), limits::kRespIdlePingMs);
    at(limits::kRespIdlePingMs);
    EXPECT_EQ(peer.take(shared), Lines{"PING"});
    say("+PONG\r\n");
    EXPECT_EQ(done(), Lines{});
    at(link.next_tick_ms());
    at(link.next_tick_ms());
    EXPECT_EQ(peer.take(shared), Lines{"PING"});
    at(now + limits::kRespPingAnswerMs);
    EXPECT_EQ(link.take_loss(), Loss::timed_out);
}

TEST_F(LinkTest, goes_to_another_address) {
    make_ready();
    ask(1, Command("A"));
    flushed();
    link.start({"h", 1}, now);
    EXPECT_TRUE(link.ready()) << "the same";
    link.start({"other", 2}, now);
    EXPECT_EQ(done(), Lines{"1 unknown"});
    EXPECT_EQ(link.take_loss(), Loss::dropped);
    peer.look(shared);
    EXPECT_EQ(peer.opened.back().to.host, "other");
    EXPECT_FALSE(link.wire().owns(peer.opened.front().connection));
    link.stop();
    EXPECT_EQ(link.next_tick_ms(), std::numeric_limits<std::int64_t>::max());
}

Fault fault_in(std::string_view bytes) {
    Parser parser;
    const Event event = parser.next(bytes);
    return fault_of(event.reply.root());
}

TEST(RespErrors, have_types) {
    EXPECT_EQ(fault_in("+OK\r\n"), Fault::none);
    EXPECT_EQ(fault_in("-ERR x\r\n"), Fault::other);
    EXPECT_EQ(fault_in("-LOADING Redis is loading\r\n"), Fault::loading);
    EXPECT_EQ(fault_in("-READONLY You can't\r\n"), Fault::read_only);
    EXPECT_EQ(fault_in("-MASTERDOWN x\r\n"), Fault::master_down);
    EXPECT_EQ(fault_in("-CLUSTERDOWN The cluster is down\r\n"), Fault::cluster_down);
    EXPECT_EQ(fault_in("-TRYAGAIN x\r\n"), Fault::try_again);
    EXPECT_EQ(fault_in("-NOSCRIPT x\r\n"), Fault::no_script);
    EXPECT_EQ(fault_in("-NOAUTH x\r\n"), Fault::login);
    EXPECT_TRUE(is_passing(Fault::loading));
    EXPECT_FALSE(is_passing(Fault::other));
}

std::string redirect_in(std::string_view bytes) {
    Parser parser;
    const Event event = parser.next(bytes);
    const auto redirect = redirect_of(event.reply.root());
    return redirect ? std::to_string(redirect->slot) + " " + redirect->to.host + " " +
                          std::to_string(redirect->to.port)
                    : "none";
}

TEST(RespErrors, redirect) {
    EXPECT_EQ(redirect_in("-MOVED 3999 127.0.0.1:6381\r\n"), "3999 127.0.0.1 6381");
    EXPECT_EQ(redirect_in("-ASK 0 ::1:6381\r\n"), "0 ::1 6381");
    EXPECT_EQ(redirect_in("-MOVED 5 :6381\r\n"), "5  6381") << "the host that said it";
    for (const std::string_view bytes :
         {"-MOVED\r\n", "-MOVED 1\r\n", "-MOVED x h:1\r\n", "-MOVED 16384 h:1\r\n",
          "-MOVED 1 h\r\n", "-MOVED 1 h:0\r\n", "-MOVED 1 h:x\r\n", "-ERR 1 h:1\r\n", "+OK\r\n"}) {
        EXPECT_EQ(redirect_in(bytes), "none") << bytes;
    }
}

}  // namespace
}  // namespace teahouse::resp
