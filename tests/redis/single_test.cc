// SPDX-License-Identifier: MIT
// The client against one real server.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "driver.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/subscriber.h"
#include "resp/url.h"
#include "servers.h"

namespace teahouse::resp::live {
namespace {

ClientOptions options_for(const std::string& url) {
    return {.url = parse_url(url).value(), .name = "tea", .seed = 5};
}
std::string local(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

TEST(RedisSingle, logs_in) {
    const Folder folder;
    const Redis redis(
        folder, {"--requirepass", "main", "--user", "tea", "on", ">s@cret", "~*", "&*", "+@all"});
    Driver alone(options_for("redis://main@" + local(redis.port()) + "/3"));
    EXPECT_EQ(alone.ask("k", Command("SET", "k", std::string("\0\r\n", 3))), R"(answered "OK")");
    EXPECT_EQ(alone.ask("k", Command("GET", "k")), R"(answered "\x00\x0d\x0a")");
    Driver user(options_for("redis://tea:s%40cret@" + local(redis.port())));
    EXPECT_EQ(user.ask("", Command("ACL", "WHOAMI")), R"(answered "tea")");
    EXPECT_EQ(user.ask("", Command("CLIENT", "GETNAME")), R"(answered "tea")");
    EXPECT_EQ(user.ask("k", Command("GET", "k")), "answered null") << "another database";
    Driver wrong(options_for("redis://tea:x@" + local(redis.port())));
    EXPECT_EQ(wrong.ask("k", Command("GET", "k"), 500), "not_sent");
    EXPECT_NE(wrong.client().state().why.find("WRONGPASS"), std::string::npos);
}

TEST(RedisSingle, speaks_resp2_where_hello_is_unknown) {
    const Folder folder;
    const Redis redis(folder, {"--requirepass", "main", "--rename-command", "HELLO", ""});
    Driver driver(options_for("redis://main@" + local(redis.port()) + "/1"));
    EXPECT_TRUE(driver.client().subscribe({.kind = ChannelKind::sharded, .name = "c"}));
    EXPECT_TRUE(driver.client().subscribe({.kind = ChannelKind::plain, .name = "p"}));
    EXPECT_EQ(driver.ask("", Command("CLIENT", "GETNAME")), R"(answered "tea")");
    EXPECT_TRUE(driver.until([&] { return driver.heard.size() == 2; }, 5'000));
    driver.heard.clear();
    EXPECT_EQ(driver.ask("", Command("SPUBLISH", "c", "hi")), "answered 1");
    EXPECT_EQ(driver.ask("", Command("PUBLISH", "p", "ho")), "answered 1");
    EXPECT_TRUE(driver.until([&] { return driver.heard.size() == 2; }, 5'000));
    EXPECT_EQ(driver.heard, (std::vector<std::string>{"c: hi", "p: ho"}));
}

TEST(RedisSingle, speaks_tls) {
    const Folder folder;
    ASSERT_TRUE(
        run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"},
            folder / "openssl.log"));
    const std::uint16_t port = free_port();
    const Redis redis(
        folder, {"--tls-port", std::to_string(port), "--tls-cert-file", folder / "cert.pem",
                 "--tls-key-file", folder / "key.pem", "--tls-ca-cert-file", folder / "cert.pem",
                 "--tls-auth-clients", "no"});
    Driver driver(options_for("rediss://localhost:" + std::to_string(port)), folder / "cert.pem");
    EXPECT_EQ(driver.ask("k", Command("ECHO", std::string(200'000, 'x'))).size(),
              Driver(options_for("redis://" + local(redis.port())))
                  .ask("k", Command("ECHO", std::string(200'000, 'x')))
                  .size());
    EXPECT_EQ(driver.ask("k", Command("INCR", "k")), "answered 1");
}

// How many of the requests ended in which way.
struct Ends {
    std::size_t answered = 0;
    std::size_t unknown = 0;
    std::size_t not_sent = 0;
};
Ends ends_of(const Driver& driver) {
    Ends ends;
    for (const auto& [id, finished] : driver.finished) {
        switch (finished.outcome) {
            case Outcome::answered:
                ++(finished.fault == Fault::none ? ends.answered : ends.not_sent);
                break;
            case Outcome::unknown: ++ends.unknown; break;
            case Outcome::not_sent: ++ends.not_sent; break;
        }
    }
    return ends;
}

TEST(RedisSingle, survives_a_restart_with_requests_in_flight) {
    const Folder folder;
    Redis redis(folder, {"--appendonly", "yes", "--appendfsync", "always"});
    Driver driver(options_for("redis://" + local(redis.port())));
    EXPECT_TRUE(driver.client().subscribe({.name = "c"}));
    EXPECT_EQ(driver.ask("n", Command("SET", "n", 0)), R"(answered "OK")");
    EXPECT_TRUE(driver.until([&] { return !driver.heard.empty(); }, 5'000));
    driver.finished.clear();
    std::size_t asked = 0;
    for (int round = 0; round < 60; ++round) {
        for (int i = 0; i < 20; ++i, ++asked) {
            ASSERT_TRUE(driver.client().request("n", Command("INCR", "n"), Driver::now() + 20'000));
        }
        driver.pass(1);
        if (round == 30) {
            redis.kill();
        }
        if (round == 45) {
            redis.start();
        }
    }
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == asked; }, 20'000));
    const Ends ends = ends_of(driver);
    driver.finished.clear();
    const std::string told = driver.ask("n", Command("GET", "n"));
    const std::size_t value = std::stoul(told.substr(told.find('"') + 1));
    EXPECT_GE(value, ends.answered) << "what was acknowledged is there";
    EXPECT_LE(value, ends.answered + ends.unknown) << "and nothing twice";
    EXPECT_EQ(ends.not_sent, 0U) << "what waited was sent in the end";
    EXPECT_LT(ends.unknown, asked);
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "gap c"; }, 5'000));
}

TEST(RedisSingle, survives_script_flush) {
    const Folder folder;
    const Redis redis(folder, {});
    Driver driver(options_for("redis://" + local(redis.port())));
    const ScriptId script =
        driver.client().add_script("return redis.call('INCRBY', KEYS[1], ARGV[1])").value();
    Admin admin(redis.port());
    std::vector<std::uint64_t> ids;
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 25; ++i) {
            ids.push_back(
                driver.client().run(script, {"n"}, {"1"}, Driver::now() + 10'000).value().value);
        }
        driver.pass(0);
        if (round % 4 == 3) {
            EXPECT_EQ(admin({"SCRIPT", "FLUSH"}), "OK");
        }
    }
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == ids.size(); }, 10'000));
    std::int64_t value = 0;
    for (const std::uint64_t id : ids) {
        ASSERT_EQ(driver.finished[id].reply.root().integer(), ++value) << "each once, in order";
    }
}

TEST(RedisSingle, comes_back_when_it_is_killed_off) {
    const Folder folder;
    const Redis redis(folder, {});
    Driver driver(options_for("redis://" + local(redis.port())));
    EXPECT_TRUE(driver.client().subscribe({.name = "c"}));
    EXPECT_TRUE(driver.until([&] { return driver.heard.size() == 1; }, 5'000));
    EXPECT_EQ(driver.heard.back(), "on c");
    Admin admin(redis.port());
    for (int round = 0; round < 5; ++round) {
        driver.heard.clear();
        admin({"CLIENT", "KILL", "TYPE", "pubsub"});
        admin({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        EXPECT_TRUE(driver.until([&] { return driver.heard.size() == 1; }, 5'000));
        EXPECT_EQ(driver.heard.back(), "gap c");
        EXPECT_EQ(driver.ask("n", Command("INCR", "n")), "answered " + std::to_string(round + 1));
    }
}

}  // namespace
}  // namespace teahouse::resp::live
