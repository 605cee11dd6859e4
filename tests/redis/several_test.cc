// SPDX-License-Identifier: MIT
// The client against real sets of servers: Sentinels with a failover, a cluster with a migration
// and a failover.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "driver.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/slots.h"
#include "resp/subscriber.h"
#include "resp/url.h"
#include "servers.h"

namespace teahouse::resp::live {
namespace {

constexpr std::int64_t kPatienceMs = 30'000;

std::string words_of(const std::vector<std::uint16_t>& ports) {
    std::string text;
    for (const std::uint16_t port : ports) {
        text += (text.empty() ? "127.0.0.1:" : ",127.0.0.1:") + std::to_string(port);
    }
    return text;
}

// Asks `count` times for INCR of each key and gives the passes that it takes to send them.
std::size_t increment(Driver& driver, const std::vector<std::string>& keys, int count,
                      std::int64_t within_ms) {
    std::size_t asked = 0;
    for (int i = 0; i < count; ++i) {
        for (const std::string& key : keys) {
            EXPECT_TRUE(
                driver.client().request(key, Command("INCR", key), Driver::now() + within_ms));
            ++asked;
        }
    }
    return asked;
}

std::int64_t sum_of(Driver& driver, const std::vector<std::string>& keys) {
    std::int64_t sum = 0;
    for (const std::string& key : keys) {
        const auto id =
            driver.client().request(key, Command("GET", key), Driver::now() + kPatienceMs);
        EXPECT_TRUE(driver.until([&] { return driver.finished.contains(id->value); }, kPatienceMs));
        sum += driver.finished[id->value].reply.root().integer();
    }
    return sum;
}

std::size_t count_of(const Driver& driver, Outcome outcome) {
    std::size_t count = 0;
    for (const auto& [id, finished] : driver.finished) {
        count += finished.outcome == outcome && finished.fault == Fault::none ? 1 : 0;
    }
    return count;
}

// All in, all acknowledged, all with the replica.
void settle(Driver& driver, const std::vector<std::string>& keys, std::size_t asked,
            std::size_t replicas) {
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == asked; }, kPatienceMs));
    for (const std::string& key : keys) {
        const auto id = driver.client().request(key, Command("WAIT", replicas, 5'000),
                                                Driver::now() + kPatienceMs);
        EXPECT_TRUE(driver.until([&] { return driver.finished.contains(id->value); }, kPatienceMs));
        EXPECT_GE(driver.finished[id->value].reply.root().integer(),
                  static_cast<std::int64_t>(replicas));
        driver.finished.erase(id->value);
    }
}

TEST(RedisSentinel, follows_a_failover) {
    const Folder folder;
    Redis master(folder, {});
    const std::vector<std::string> of = {"--replicaof",
                                         "127.0.0.1 " + std::to_string(master.port())};
    const Redis one(folder, of);
    const Redis other(folder, of);
    std::vector<std::uint16_t> ports;
    std::vector<std::unique_ptr<Process>> sentinels;
    for (int i = 0; i < 3; ++i) {
        const std::uint16_t port = free_port();
        const std::string file = folder / ("sentinel" + std::to_string(i));
        std::ofstream(file) << "port " << port
                            << "\nbind 127.0.0.1\nsentinel monitor tea 127.0.0.1 " << master.port()
                            << " 2\nsentinel down-after-milliseconds tea 1000\n"
                            << "sentinel failover-timeout tea 6000\n";
        sentinels.push_back(std::make_unique<Process>(
            std::vector<std::string>{"redis-sentinel", file}, file + ".log"));
        ports.push_back(port);
    }
    for (const std::uint16_t port : ports) {
        ASSERT_TRUE(answers(port, {"SENTINEL", "CKQUORUM", "tea"}, "OK 3 usable", kPatienceMs));
        ASSERT_TRUE(answers(port, {"SENTINEL", "REPLICAS", "tea"}, std::to_string(one.port()),
                            kPatienceMs));
        ASSERT_TRUE(answers(port, {"SENTINEL", "REPLICAS", "tea"}, std::to_string(other.port()),
                            kPatienceMs));
    }
    Driver driver(
        {.url = parse_url("redis+sentinel://" + words_of(ports) + "/tea").value(), .seed = 5});
    EXPECT_TRUE(driver.client().subscribe({.name = "c"}));
    const std::vector<std::string> keys = {"n"};
    std::size_t asked = increment(driver, keys, 500, kPatienceMs);
    settle(driver, keys, asked, 2);
    EXPECT_TRUE(driver.until([&] { return !driver.heard.empty(); }, kPatienceMs));

    // It executes nothing more, then it is gone: what it was sent meanwhile is lost for certain.
    master.process().stop();
    const std::size_t lost = increment(driver, keys, 50, kPatienceMs);
    driver.pass(20);
    master.kill();
    const std::int64_t killed = Driver::now();
    EXPECT_TRUE(driver.until([&] { return driver.client().state().connected == 0; }, kPatienceMs));
    asked += lost + increment(driver, keys, 500, kPatienceMs);
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == asked; }, kPatienceMs));
    RecordProperty("outage_ms", std::to_string(Driver::now() - killed));
    EXPECT_EQ(count_of(driver, Outcome::unknown), lost);
    EXPECT_EQ(count_of(driver, Outcome::answered), asked - lost);
    EXPECT_EQ(sum_of(driver, keys), static_cast<std::int64_t>(asked - lost));
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "gap c"; }, kPatienceMs));
    driver.ask("", Command("PUBLISH", "c", "hi"));
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "c: hi"; }, kPatienceMs));
}

class RedisCluster : public ::testing::Test {
protected:
    void SetUp() override {
        std::vector<std::string> words = {"redis-cli", "--cluster", "create"};
        for (int i = 0; i < 6; ++i) {
            nodes.push_back(std::make_unique<Redis>(
                folder,
                std::vector<std::string>{"--cluster-enabled", "yes", "--cluster-node-timeout",
                                         "1500", "--cluster-port", std::to_string(free_port()),
                                         "--cluster-replica-validity-factor", "0",
                                         "--cluster-require-full-coverage", "no"}));
            ports.push_back(nodes.back()->port());
            words.push_back("127.0.0.1:" + std::to_string(ports.back()));
        }
        words.insert(words.end(), {"--cluster-replicas", "1", "--cluster-yes"});
        ASSERT_TRUE(run(words, folder / "create.log"));
        for (const std::uint16_t port : ports) {
            ASSERT_TRUE(answers(port, {"CLUSTER", "INFO"}, "cluster_state:ok", kPatienceMs));
            // So that everybody knows each replica, and each replica is connected.
            ASSERT_TRUE(answers(port, {"CLUSTER", "INFO"}, "cluster_known_nodes:6", kPatienceMs));
        }
        for (const std::uint16_t port : ports) {
            ASSERT_TRUE(answers(port, {"INFO", "replication"},
                                port < ports[3] ? "state=online" : "link_status:up", kPatienceMs));
        }
        for (int i = 0; i < 30; ++i) {
            keys.push_back("k" + std::to_string(i));
        }
    }
    // The node that has the slot of the key.
    Redis& owner(const std::string& key) {
        for (auto& node : nodes) {
            if (Admin(node->port())({"GET", key}).find("MOVED") == std::string::npos) {
                return *node;
            }
        }
        ADD_FAILURE() << "nobody has " << key;
        return *nodes[0];
    }

    Folder folder;
    std::vector<std::unique_ptr<Redis>> nodes;
    std::vector<std::uint16_t> ports;
    std::vector<std::string> keys;
};

TEST_F(RedisCluster, loses_and_doubles_nothing) {
    Driver driver({.url = parse_url("redis+cluster://" + words_of({ports[4]})).value(), .seed = 5});
    const Channel channel = {.kind = ChannelKind::sharded, .name = "cv:{k0}"};
    EXPECT_TRUE(driver.client().subscribe(channel));
    std::size_t asked = increment(driver, keys, 20, kPatienceMs);
    settle(driver, keys, asked, 1);
    EXPECT_TRUE(driver.until([&] { return !driver.heard.empty(); }, kPatienceMs));
    EXPECT_EQ(driver.heard.back(), "on cv:{k0}");
    EXPECT_EQ(driver.client().state().connected, 3U);

    // The slot of a key moves to another master while all are counted up.
    Redis& from = owner("k0");
    Redis& to = owner("k1").port() == from.port() ? owner("k2") : owner("k1");
    ASSERT_NE(from.port(), to.port());
    const std::string slot = std::to_string(slot_of("k0"));
    Admin source(from.port());
    Admin target(to.port());
    const std::string source_id = source({"CLUSTER", "MYID"});
    const std::string target_id = target({"CLUSTER", "MYID"});
    const std::vector<std::vector<std::string>> steps = {
        {"t", "CLUSTER", "SETSLOT", slot, "IMPORTING", source_id},
        {"s", "CLUSTER", "SETSLOT", slot, "MIGRATING", target_id},
        {"s", "MIGRATE", "127.0.0.1", std::to_string(to.port()), "k0", "0", "5000"},
        {"t", "CLUSTER", "SETSLOT", slot, "NODE", target_id},
        {"s", "CLUSTER", "SETSLOT", slot, "NODE", target_id}};
    for (const std::vector<std::string>& step : steps) {
        for (int i = 0; i < 5; ++i) {
            asked += increment(driver, keys, 2, kPatienceMs);
            driver.pass(1);
        }
        Admin& admin = step[0] == "t" ? target : source;
        EXPECT_EQ(admin({step.begin() + 1, step.end()}), "OK") << step[1] << " " << step[2];
    }
    asked += increment(driver, keys, 10, kPatienceMs);
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == asked; }, kPatienceMs));
    EXPECT_EQ(count_of(driver, Outcome::answered), asked);
    EXPECT_EQ(sum_of(driver, keys), static_cast<std::int64_t>(asked));
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "gap cv:{k0}"; }, kPatienceMs));
    EXPECT_EQ(driver.ask("cv:{k0}", Command("SPUBLISH", "cv:{k0}", "hi")), "answered 1");
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "cv:{k0}: hi"; }, kPatienceMs));

    // The master that has it now dies, with its replica in step.
    driver.finished.clear();
    settle(driver, keys, 0, 1);
    to.process().stop();
    const std::size_t lost = increment(driver, {"k0"}, 50, kPatienceMs);
    driver.pass(20);
    to.kill();
    const std::int64_t killed = Driver::now();
    EXPECT_TRUE(driver.until([&] { return driver.client().state().connected < 3; }, kPatienceMs));
    const std::size_t more = increment(driver, keys, 10, kPatienceMs);
    EXPECT_TRUE(driver.until([&] { return driver.finished.size() == lost + more; }, kPatienceMs));
    RecordProperty("outage_ms", std::to_string(Driver::now() - killed));
    EXPECT_EQ(count_of(driver, Outcome::unknown), lost);
    EXPECT_EQ(count_of(driver, Outcome::answered), more);
    EXPECT_EQ(sum_of(driver, keys), static_cast<std::int64_t>(asked + more));
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "gap cv:{k0}"; }, kPatienceMs));
    EXPECT_EQ(driver.ask("cv:{k0}", Command("SPUBLISH", "cv:{k0}", "ho")), "answered 1");
    EXPECT_TRUE(driver.until([&] { return driver.heard.back() == "cv:{k0}: ho"; }, kPatienceMs));
}

}  // namespace
}  // namespace teahouse::resp::live
