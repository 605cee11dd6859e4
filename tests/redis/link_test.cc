// SPDX-License-Identifier: MIT
// The client on its own thread, asked by several, against real servers.
#include "redis/link.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/subscriber.h"
#include "resp/url.h"
#include "servers.h"

namespace teahouse::redis {
namespace {

using resp::Channel;
using resp::Command;
using resp::Finished;
using resp::Outcome;
using resp::live::Admin;
using resp::live::Folder;
using resp::live::free_port;
using resp::live::Redis;

std::unique_ptr<Link> link_to(const std::string& address, const std::string& authority = {}) {
    return Link::open(
               {.url = resp::parse_url(address).value(), .name = "tea", .authority = authority})
        .value();
}
std::string redis_at(std::uint16_t port) { return "redis://127.0.0.1:" + std::to_string(port); }

// What callbacks of the link told, for the thread of the test.
class Notes {
public:
    void add(std::string note) {
        {
            const std::scoped_lock lock(mutex_);
            notes_.push_back(std::move(note));
        }
        changed_.notify_all();
    }
    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return notes_.size() >= count; });
        return std::exchange(notes_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> notes_;
};

Link::Answer into(Notes& notes) {
    return [&notes](const Finished& end) {
        notes.add(end.outcome == Outcome::answered ? describe(end.reply.root())
                                                   : std::string(to_string(end.outcome)));
    };
}
Link::Listener heard_by(Notes& notes) {
    return {.message = [&notes](std::string_view payload) { notes.add(std::string(payload)); },
            .subscribed = [&notes](bool gap) { notes.add(gap ? "gap" : "on"); }};
}

using Told = std::vector<std::string>;

TEST(RedisLink, answers_each_request_of_many_threads_once) {
    const Folder folder;
    const Redis redis(folder, {});
    const auto link = link_to(redis_at(redis.port()));
    const auto script = link->add_script("return redis.call('INCRBY', KEYS[1], ARGV[1])").value();
    link->start();
    Notes notes;
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kEach = 500;
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&] {
                for (std::size_t i = 0; i < kEach; ++i) {
                    link->run(script, {"n"}, {"1"}, 10'000, into(notes));
                }
            });
        }
    }
    for (std::size_t told = 0; told < kThreads * kEach;) {
        const Told some = notes.wait_for(1);
        ASSERT_FALSE(some.empty());
        for (const std::string& one : some) {
            EXPECT_EQ(one, std::to_string(++told));
        }
    }
}

TEST(RedisLink, hears_again_after_a_restart) {
    const Folder folder;
    Redis redis(folder, {});
    const auto link = link_to(redis_at(redis.port()));
    link->start();
    Notes notes;
    link->subscribe({.name = "c"}, heard_by(notes));
    EXPECT_EQ(notes.wait_for(1), Told{"on"});
    redis.kill();
    redis.start();
    EXPECT_EQ(notes.wait_for(1), Told{"gap"});
    Notes answers;
    link->request("", Command("PUBLISH", "c", "hi"), 5'000, into(answers));
    EXPECT_EQ(answers.wait_for(1), Told{"1"});
    EXPECT_EQ(notes.wait_for(1), Told{"hi"});
    link->unsubscribe({.name = "c"});
    const auto heard_nobody = [&] {
        link->request("", Command("PUBLISH", "c", "ho"), 5'000, into(answers));
        return answers.wait_for(1) == Told{"0"};
    };
    bool nobody = heard_nobody();
    for (int round = 0; round < 1'000 && !nobody; ++round) {
        nobody = heard_nobody();
    }
    EXPECT_TRUE(nobody);
}

TEST(RedisLink, ends_what_is_not_finished) {
    Notes notes;
    {
        const auto link = link_to(redis_at(free_port()));
        link->start();
        link->request("", Command("PING"), 60'000, into(notes));
        link->call_after(60'000, [&] { notes.add("never"); });
    }
    EXPECT_EQ(notes.wait_for(1), Told{"unknown"});
    {
        const auto link = link_to(redis_at(free_port()));
        link->start();
        link->request("", Command("PING"), 100, into(notes));
        EXPECT_EQ(notes.wait_for(1), Told{"not_sent"});
        link->call_after(1, [&] { notes.add("later"); });
        EXPECT_EQ(notes.wait_for(1), Told{"later"});
        EXPECT_EQ(link->state().connected, 0U);
    }
}

TEST(RedisLink, looks_up_names_and_checks_certificates) {
    const Folder folder;
    ASSERT_TRUE(resp::live::run(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"},
        folder / "openssl.log"));
    const std::uint16_t port = free_port();
    const Redis redis(
        folder, {"--tls-port", std::to_string(port), "--tls-cert-file", folder / "cert.pem",
                 "--tls-key-file", folder / "key.pem", "--tls-ca-cert-file", folder / "cert.pem",
                 "--tls-auth-clients", "no"});
    Notes notes;
    const std::string large(3'000'000, 'x');
    const auto good = link_to("rediss://localhost:" + std::to_string(port), folder / "cert.pem");
    good->start();
    good->request("", Command("ECHO", large), 10'000, [&](const Finished& end) {
        notes.add(end.outcome == Outcome::answered && end.reply.root().text() == large ? "same"
                                                                                       : "other");
    });
    EXPECT_EQ(notes.wait_for(1), Told{"same"});
    // Who it claims to be is not in the certificate; nor is it known to the system.
    for (const auto& [host, authority] : std::vector<std::pair<std::string, std::string>>{
             {"127.0.0.1", folder / "cert.pem"}, {"localhost", ""}}) {
        const auto bad = link_to("rediss://" + host + ":" + std::to_string(port), authority);
        bad->start();
        bad->request("", Command("PING"), 500, into(notes));
        EXPECT_EQ(notes.wait_for(1), Told{"not_sent"}) << host;
        EXPECT_NE(bad->state().why.find("TLS"), std::string::npos) << bad->state().why;
    }
    const auto nowhere = link_to("redis://no-such-host.invalid:1");
    nowhere->start();
    nowhere->request("", Command("PING"), 300, into(notes));
    EXPECT_EQ(notes.wait_for(1), Told{"not_sent"});
    EXPECT_FALSE(Link::open({.url = resp::parse_url("rediss://localhost:1").value(),
                             .name = "tea",
                             .authority = folder / "none.pem"}));
}

}  // namespace
}  // namespace teahouse::redis
