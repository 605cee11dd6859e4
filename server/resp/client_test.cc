// SPDX-License-Identifier: MIT
#include "resp/client.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/limits_resp.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/subscriber.h"
#include "resp/testing/peer.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

using Lines = std::vector<std::string>;

// A client and the other ends of its connections, which a test plays. Connections are named by host
// and a letter: "a" the first to host a, "a2" the second.
struct World {
    explicit World(std::string_view url) : client({.url = parse_url(url).value(), .seed = 7}) {
        client.start(now);
        run();
    }

    // Ticks and looks what the client wants.
    void run() {
        client.tick(now);
        for (const Action& action : client.take_actions()) {
            if (const auto* open = std::get_if<Open>(&action)) {
                const std::size_t count = ++hosts[open->to.host];
                std::string name = open->to.host + (count > 1 ? std::to_string(count) : "");
                names[open->connection.value] = name;
                ids[name] = open->connection;
                opened.push_back(std::move(name));
            } else if (const auto* send = std::get_if<Send>(&action)) {
                Shared one(1);
                one.actions = {Open{send->connection, {}, false}, *send};
                testing::Peer peer;
                for (const std::string& command : peer.take(one)) {
                    const bool question = command.starts_with("CLUSTER ");
                    (question ? questions : commands)
                        .push_back(names[send->connection.value] + ": " + command);
                }
            } else if (const auto* close = std::get_if<Close>(&action)) {
                closed.push_back(names[close->connection.value]);
            }
        }
        for (ClientEvent& event : client.take_events()) {
            events.push_back(told(event));
        }
    }
    static std::string told(const ClientEvent& event) {
        if (const auto* finished = std::get_if<Finished>(&event)) {
            return std::to_string(finished->id.value) + " " +
                   std::string(to_string(finished->outcome)) +
                   (finished->outcome == Outcome::answered ? " " + describe(finished->reply.root())
                                                           : std::string()) +
                   (finished->outcome == Outcome::not_sent && finished->fault != Fault::none
                        ? " " + std::string(to_string(finished->fault))
                        : std::string());
        }
        if (const auto* message = std::get_if<Message>(&event)) {
            return std::string(message->channel()) + ": " + std::string(message->payload());
        }
        if (const auto* subscribed = std::get_if<Subscribed>(&event)) {
            return (subscribed->gap ? "gap " : "on ") + subscribed->channel.name;
        }
        const auto& refused = std::get<Refused>(event);
        return "refused " + refused.channel.name + " " + std::string(to_string(refused.fault));
    }
    // A connection comes to be, greeted in RESP3.
    void up(const std::string& name, std::string_view role = "master") {
        client.on_open(ids[name], now);
        run();
        say(name, "%1\r\n+role\r\n+" + std::string(role) + "\r\n");
        std::erase_if(commands, [](const std::string& line) {
            return line.find("HELLO") != std::string::npos;
        });
    }
    void say(const std::string& name, std::string_view bytes) {
        client.on_bytes(ids[name], bytes, now);
        run();
    }
    void down(const std::string& name) {
        client.on_closed(ids[name], "reset", now);
        run();
    }
    void wait(std::int64_t ms) {
        now += ms;
        run();
    }
    std::uint64_t ask(std::string_view key, std::int64_t within_ms = 5'000) {
        const auto id = client.request(key, Command("GET", key), now + within_ms);
        run();
        return id.value().value;
    }
    // The questions for the map are apart.
    Lines take_questions() { return std::exchange(questions, {}); }
    Lines take_commands() { return std::exchange(commands, {}); }
    Lines take_events() { return std::exchange(events, {}); }
    Lines take_opened() { return std::exchange(opened, {}); }

    std::int64_t now = 1'000'000;
    Client client;
    std::map<std::string, std::size_t> hosts;
    std::map<std::uint64_t, std::string> names;
    std::map<std::string, ConnectionId> ids;
    Lines opened;
    Lines closed;
    Lines commands;
    Lines questions;
    Lines events;
};

Channel shard(std::string name) { return {.kind = ChannelKind::sharded, .name = std::move(name)}; }

TEST(RespClient, waits_for_its_server) {
    World world("redis://a");
    EXPECT_EQ(world.take_opened(), Lines{"a"});
    world.ask("k");
    world.ask("l", 100);
    world.wait(100);
    EXPECT_EQ(world.take_events(), Lines{"2 not_sent"});
    world.up("a");
    EXPECT_EQ(world.take_commands(), Lines{"a: GET k"});
    world.say("a", "+v\r\n");
    EXPECT_EQ(world.take_events(), Lines{R"(1 answered "v")"});
    EXPECT_EQ(world.client.state().requests, 0U);
    EXPECT_EQ(world.client.state().request_bytes, 0U);
}

TEST(RespClient, never_repeats_what_was_sent) {
    World world("redis://a");
    world.up("a");
    world.ask("k");
    EXPECT_EQ(world.take_commands(), Lines{"a: GET k"});
    world.down("a");
    EXPECT_EQ(world.take_events(), Lines{"1 unknown"});
    world.ask("l");
    world.wait(limits::kRespRetryMaxMs);
    world.up("a2");
    EXPECT_EQ(world.take_commands(), Lines{"a2: GET l"});
}

TEST(RespClient, does_not_send_what_is_too_late) {
    World world("redis://a");
    world.up("a");
    world.ask("k");
    world.ask("l", 0);
    EXPECT_EQ(world.take_commands(), Lines{"a: GET k"});
    EXPECT_EQ(world.take_events(), Lines{"2 not_sent"});
    EXPECT_EQ(world.client.state().connected, 1U) << "the other request is not disturbed";
}

TEST(RespClient, tries_again_what_had_no_effect) {
    World world("redis://a");
    world.up("a");
    world.ask("k", 2'000);
    world.take_commands();
    world.say("a", "-LOADING Redis is loading the dataset in memory\r\n");
    EXPECT_EQ(world.take_events(), Lines{});
    world.wait(limits::kRespBackoffMaxMs);
    EXPECT_EQ(world.take_commands(), Lines{"a: GET k"});
    world.say("a", "-LOADING\r\n");
    world.wait(2'000);
    EXPECT_EQ(world.take_events(), Lines{"1 not_sent loading"});
    world.ask("k");
    world.say("a", "-MOVED 1 b:1\r\n");
    EXPECT_EQ(world.take_events(), Lines{R"(2 answered error "MOVED 1 b:1")"})
        << "a cluster needs its own URL";
}

TEST(RespClient, listens) {
    World world("redis://a");
    EXPECT_TRUE(world.client.subscribe(shard("c")));
    world.run();
    world.up("a");
    world.up("a2");
    EXPECT_EQ(world.take_commands(), Lines{"a2: SSUBSCRIBE c"});
    world.say("a2", ">3\r\n+ssubscribe\r\n+c\r\n:1\r\n>3\r\n+smessage\r\n+c\r\n+hi\r\n");
    EXPECT_EQ(world.take_events(), (Lines{"on c", "c: hi"}));
    EXPECT_EQ(world.client.state().confirmed, 1U);
    world.down("a2");
    world.wait(limits::kRespRetryMaxMs);
    world.up("a3");
    world.say("a3", ">3\r\n+ssubscribe\r\n+c\r\n:1\r\n");
    EXPECT_EQ(world.take_events(), Lines{"gap c"});
    world.client.unsubscribe(shard("c"));
    world.run();
    EXPECT_EQ(world.take_commands().back(), "a3: SUNSUBSCRIBE c");
    EXPECT_EQ(world.client.state().channels, 0U);
}

TEST(RespClient, has_bounds) {
    World world("redis://a");
    const std::string big(limits::kRespCommandBytesMax, 'x');
    EXPECT_EQ(world.client.request("k", Command("SET", "k", big), 1).error().code,
              ErrorCode::too_large);
    for (std::size_t i = 0; i < limits::kRespRequestsMax; ++i) {
        ASSERT_TRUE(world.client.request("k", Command("PING"), world.now + 1'000));
    }
    EXPECT_EQ(world.client.request("k", Command("PING"), 1).error().code, ErrorCode::busy);
    world.up("a");
    EXPECT_EQ(world.take_commands().size(), limits::kRespRequestsMax);
    world.down("a");
    EXPECT_EQ(world.take_events().size(), limits::kRespRequestsMax);
    EXPECT_EQ(world.client.state().request_bytes, 0U);
    EXPECT_EQ(world.client.run(ScriptId(), {}, {}, 1).error().code, ErrorCode::invalid);
}

TEST(RespClient, follows_the_master) {
    World world("redis+sentinel://pw@s1,s2/tea");
    EXPECT_EQ(world.take_opened(), Lines{"s1"});
    EXPECT_TRUE(world.client.subscribe({.name = "c"}));
    world.ask("k");
    world.up("s1");
    world.say("s1", "*2\r\n+a\r\n+6379\r\n>3\r\n+subscribe\r\n+ +switch-master\r\n:1\r\n");
    EXPECT_EQ(world.take_opened(), (Lines{"a", "a2"})) << "for commands and for channels";
    world.take_commands();
    world.up("a");
    EXPECT_EQ(world.take_commands(), Lines{"a: GET k"});
    world.up("a2");
    world.say("a2", ">3\r\n+subscribe\r\n+c\r\n:1\r\n");
    world.take_events();
    world.say("s1", ">3\r\n+message\r\n+ +switch-master\r\n+tea a 6379 b 6379\r\n");
    EXPECT_EQ(world.take_events(), Lines{"1 unknown"});
    EXPECT_EQ(world.take_opened(), (Lines{"b", "b2"}));
    world.up("b", "replica");
    EXPECT_NE(world.client.state().why.find("not_master"), std::string::npos);
    world.wait(limits::kRespRetryMaxMs);
    world.up("b3");
    world.ask("l");
    EXPECT_EQ(world.take_commands().back(), "b3: GET l");
    world.say("b3", "-READONLY You can't write against a read only replica.\r\n");
    EXPECT_EQ(world.take_events(), Lines{}) << "the request waits for the master";
    EXPECT_EQ(world.closed.back(), "b3");
}

std::string map_bytes(std::string_view low, std::string_view high) {
    const auto node = [](std::string_view host) {
        return "*2\r\n+" + std::string(host) + "\r\n:7000\r\n";
    };
    return "*2\r\n*3\r\n:0\r\n:8191\r\n" + node(low) + "*3\r\n:8192\r\n:16383\r\n" + node(high);
}

// bar is in slot 5061, hello in 866, foo in 12182.
struct ClusterWorld : World {
    ClusterWorld() : World("redis+cluster://seed") {
        up("seed");
        EXPECT_EQ(take_questions(), (Lines{"seed: CLUSTER INFO", "seed: CLUSTER SLOTS"}));
        map("seed", "a", "b");
        EXPECT_EQ(take_opened(), (Lines{"seed", "a", "b"}));
        EXPECT_EQ(closed, Lines{"seed"}) << "it has no slots";
        up("a");
        up("b");
        settle();
    }
    void map(const std::string& from, std::string_view low, std::string_view high,
             std::string_view cluster_state = "ok") {
        say(from, "+cluster_state:" + std::string(cluster_state) + "\r\n" + map_bytes(low, high));
    }
    // Answers the questions for the map that are due.
    void settle(std::string_view low = "a", std::string_view high = "b") {
        wait(limits::kRespMapTroubleMs);
        for (const std::string& command : take_questions()) {
            if (command.ends_with("CLUSTER SLOTS")) {
                map(command.substr(0, command.find(':')), low, high);
            }
        }
    }
};

TEST(RespCluster, sends_to_the_owner_of_the_slot) {
    ClusterWorld world;
    world.ask("bar");
    world.ask("foo");
    EXPECT_EQ(world.take_commands(), (Lines{"a: GET bar", "b: GET foo"}));
    EXPECT_EQ(world.client.state().connected, 2U);
}

TEST(RespCluster, follows_moved_and_asks_for_the_map) {
    ClusterWorld world;
    world.ask("bar");
    world.say("a", "-MOVED 5061 c:7000\r\n");
    EXPECT_EQ(world.take_opened(), Lines{"c"});
    world.take_commands();
    world.up("c");
    EXPECT_EQ(world.take_commands().front(), "c: GET bar");
    world.say("c", "+v\r\n");
    EXPECT_EQ(world.take_events(), Lines{R"(1 answered "v")"});
    world.ask("bar");
    EXPECT_EQ(world.take_commands().back(), "c: GET bar");
    world.wait(limits::kRespMapRefreshMinMs);
    EXPECT_FALSE(world.take_questions().empty()) << "the map";
}

TEST(RespCluster, asks_where_a_slot_migrates_to) {
    ClusterWorld world;
    world.ask("bar");
    world.say("a", "-ASK 5061 b:7000\r\n");
    EXPECT_EQ(world.take_commands(), (Lines{"a: GET bar", "b: ASKING", "b: GET bar"}));
    world.say("b", "+OK\r\n-TRYAGAIN Multiple keys\r\n");
    world.wait(limits::kRespBackoffMaxMs);
    EXPECT_EQ(world.take_commands().back(), "a: GET bar") << "the owner says where it is now";
    world.say("a", "-ASK 5061 new:7000\r\n");
    EXPECT_EQ(world.take_opened(), Lines{"new"});
    world.up("new");
    world.wait(limits::kRespBackoffMaxMs);
    world.take_commands();
    world.say("a", "-ASK 5061 new:7000\r\n");
    EXPECT_EQ(world.take_commands(), (Lines{"new: ASKING", "new: GET bar"}));
}

TEST(RespCluster, waits_for_a_failover) {
    ClusterWorld world;
    world.ask("bar");
    world.take_commands();
    world.down("a");
    EXPECT_EQ(world.take_events(), Lines{"1 unknown"});
    world.ask("bar");
    world.ask("foo");
    Lines commands = world.take_commands();
    EXPECT_EQ(std::count(commands.begin(), commands.end(), "b: GET foo"), 1);
    world.say("b", "+v\r\n");
    world.settle("c", "b");
    world.up("c");
    EXPECT_EQ(world.take_commands().front(), "c: GET bar");
    world.wait(limits::kRespRetryMaxMs);
    EXPECT_EQ(world.client.state().nodes, 2U) << "the old master is left alone";
}

TEST(RespCluster, gives_up_at_the_deadline) {
    ClusterWorld world;
    world.ask("bar", 1'000);
    for (int i = 0; i < 20; ++i) {
        if (!world.take_commands().empty()) {
            world.say("a", "-CLUSTERDOWN The cluster is down\r\n");
        }
        world.wait(100);
    }
    EXPECT_EQ(world.take_events(), Lines{"1 not_sent cluster_down"});
}

TEST(RespCluster, does_not_believe_a_node_that_is_cut_off) {
    ClusterWorld world;
    world.wait(limits::kRespMapRefreshMs);
    const Lines questions = world.take_questions();
    ASSERT_EQ(questions.size(), 2U);
    const std::string name = questions.front().substr(0, 1);
    const Lines pings = world.take_commands();
    const bool pinged = std::find(pings.begin(), pings.end(), name + ": PING") != pings.end();
    world.say(name, std::string(pinged ? "+PONG\r\n" : "") + "+cluster_state:fail\r\n" +
                        map_bytes("x", "y"));
    EXPECT_EQ(world.take_opened(), Lines{});
    world.wait(limits::kRespMapRefreshMinMs);
    EXPECT_FALSE(world.take_questions().front().starts_with(name)) << "the other is asked";
}

TEST(RespCluster, moves_channels_with_their_slots) {
    ClusterWorld world;
    EXPECT_TRUE(world.client.subscribe(shard("x{bar}")));
    EXPECT_TRUE(world.client.subscribe(shard("x{foo}")));
    world.run();
    EXPECT_EQ(world.take_opened(), (Lines{"a2", "b2"}));
    world.up("a2");
    world.up("b2");
    EXPECT_EQ(world.take_commands(), (Lines{"a2: SSUBSCRIBE x{bar}", "b2: SSUBSCRIBE x{foo}"}));
    world.say("a2", ">3\r\n+ssubscribe\r\n+x{bar}\r\n:1\r\n");
    world.say("b2", "-MOVED 12182 a:7000\r\n");
    EXPECT_EQ(world.take_events(), Lines{"on x{bar}"});
    EXPECT_EQ(world.take_commands().front(), "a2: SSUBSCRIBE x{foo}");
    world.say("a2", ">3\r\n+ssubscribe\r\n+x{foo}\r\n:1\r\n");
    EXPECT_EQ(world.take_events(), Lines{"on x{foo}"}) << "it was never heard before";
    EXPECT_EQ(world.closed.back(), "b2");
    // The slot of the first moves too, and the server says so.
    world.say("a2", ">3\r\n+sunsubscribe\r\n+x{bar}\r\n:0\r\n");
    EXPECT_EQ(world.take_commands().back(), "a2: SSUBSCRIBE x{bar}");
    world.say("a2", "-MOVED 5061 b:7000\r\n");
    world.up("b3");
    EXPECT_EQ(world.take_commands().back(), "b3: SSUBSCRIBE x{bar}");
    world.say("b3", ">3\r\n+ssubscribe\r\n+x{bar}\r\n:1\r\n");
    EXPECT_EQ(world.take_events(), Lines{"gap x{bar}"});
}

TEST(RespCluster, channels_follow_a_slot_that_a_request_found_moved) {
    ClusterWorld world;
    EXPECT_TRUE(world.client.subscribe(shard("x{bar}")));
    world.run();
    world.up("a2");
    world.say("a2", ">3\r\n+ssubscribe\r\n+x{bar}\r\n:1\r\n");
    world.ask("bar");
    world.say("a", "-MOVED 5061 b:7000\r\n");
    world.say("b", "+v\r\n");
    world.take_opened();
    // The map says the same of this slot.
    world.wait(limits::kRespMapTroubleMs);
    for (const std::string& question : world.take_questions()) {
        if (question.ends_with("SLOTS")) {
            world.say(question.substr(0, 1),
                      "+cluster_state:ok\r\n*4\r\n*3\r\n:0\r\n:5060\r\n*2\r\n+a\r\n:7000\r\n"
                      "*3\r\n:5061\r\n:5061\r\n*2\r\n+b\r\n:7000\r\n"
                      "*3\r\n:5062\r\n:8191\r\n*2\r\n+a\r\n:7000\r\n"
                      "*3\r\n:8192\r\n:16383\r\n*2\r\n+b\r\n:7000\r\n");
        }
    }
    EXPECT_EQ(world.take_opened(), Lines{"b2"});
}

TEST(RespCluster, looks_for_a_node_that_knows_the_map) {
    World world("redis+cluster://a,b");
    world.down("a");
    world.wait(limits::kRespBackoffMaxMs);
    EXPECT_NE(std::find(world.opened.begin(), world.opened.end(), "b"), world.opened.end());
    world.up("b");
    world.say("b", "-ERR This instance has cluster support disabled\r\n-ERR x\r\n");
    EXPECT_EQ(world.client.state().why, "no slots: ERR x");
}

}  // namespace
}  // namespace teahouse::resp
