// SPDX-License-Identifier: MIT
// People on three nodes who write and read while, at random, others lead, nodes are cut off,
// messages between them vanish or wait. Each text is said until it is acknowledged, under one
// client message id. In the end everybody has seen all of them once, in one order.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "bus/bus.h"
#include "chat/command.h"
#include "gateway/cluster_host.h"
#include "gateway/testing/several_nodes.h"
#include "proto/messages.h"

namespace teahouse::gateway::several {
namespace {

constexpr std::size_t kTextsEach = 40;
constexpr std::chrono::seconds kPatience{20};
constexpr auto kBetween = std::chrono::milliseconds(30);  // at most, between two disturbances

// What has been acknowledged, by all.
class Progress {
public:
    void note(const std::string& text, Seq seq) {
        const std::scoped_lock lock(mutex_);
        acknowledged_[text] = seq;
        changed_.notify_all();
    }
    void person_done() {
        const std::scoped_lock lock(mutex_);
        ++done_;
        changed_.notify_all();
    }
    // Until something more is acknowledged, or for a moment; whether all are through.
    bool wait_some() {
        std::unique_lock lock(mutex_);
        const std::size_t before = acknowledged_.size();
        changed_.wait_for(lock, kBetween,
                          [&] { return acknowledged_.size() > before + 1 || done_ == 3; });
        return done_ == 3;
    }
    std::map<std::string, Seq> acknowledged() {
        const std::scoped_lock lock(mutex_);
        return acknowledged_;
    }

private:
    std::mutex mutex_;  // guards the members below
    std::condition_variable changed_;
    std::map<std::string, Seq> acknowledged_;
    std::size_t done_ = 0;
};

// Somebody at one node, as a client: resumes with what it has, says again what has no answer.
class Person {
public:
    Person(Node& node, std::uint8_t number, Progress& progress)
        : node_(node), number_(number), progress_(progress) {}

    // From here on it misses nothing.
    void arrive() { ASSERT_TRUE(come()); }
    // On a thread of its own.
    void talk() {
        for (std::size_t said = 0; said < kTextsEach;) {
            if (!session_ && !come()) {
                std::this_thread::yield();
                continue;
            }
            const std::string text = std::to_string(number_) + "-" + std::to_string(said);
            const auto reply = node_.request(
                *session_,
                proto::MessageSendRequest{.room = kLobby, .cmid = "cmid of " + text, .text = text});
            if (reply && std::holds_alternative<proto::Reply>(reply->result)) {
                progress_.note(
                    text, get<proto::MessageSendReply>(std::get<proto::Reply>(reply->result)).seq);
                ++said;
            } else if (node_.closed(*session_)) {
                go();
            } else {
                std::this_thread::yield();
            }
            look();
        }
        progress_.person_done();
    }
    // All is well again: until everything up to `newest` is here.
    void catch_up(Seq newest) {
        while (last_ < newest) {
            if (!session_) {
                come();  // what it brings may be all
                continue;
            }
            if (!node_.sees_within(*session_, looked_ + 1, kPatience)) {
                wrong.push_back("nothing more came after " + std::to_string(last_.value) +
                                " on a session that was told " + told_);
                return;
            }
            look();
            if (node_.closed(*session_)) {
                go();
            }
        }
    }
    [[nodiscard]] const std::vector<std::string>& seen() const { return seen_; }
    std::vector<std::string> wrong;

private:
    bool come() {
        const SessionId session = node_.open_socket();
        const proto::OpenRoom open{.room = kLobby, .epoch = epoch_, .seq = last_};
        const auto reply =
            node_.ask(session, chat::Hello{.session = session,
                                           .re = ++re_,
                                           .token = token_of(number_),
                                           .request = {.version = 1, .open = {{open}}}});
        if (!reply || !std::holds_alternative<proto::Reply>(reply->result)) {
            return false;
        }
        const auto& welcome = get<proto::HelloReply>(std::get<proto::Reply>(reply->result));
        session_ = session;
        looked_ = 0;
        for (const proto::RoomInfo& room : welcome.rooms) {
            if (room.id == kLobby) {
                epoch_ = room.epoch;
            }
        }
        const proto::OpenState state = welcome.open.at(0).state;
        told_ = std::to_string(static_cast<int>(state)) + " with a head of " +
                std::to_string(welcome.open.at(0).head.value);
        if (last_.value > 0 && state != proto::OpenState::ok) {
            wrong.push_back("told " + std::to_string(static_cast<int>(state)) + " at " +
                            std::to_string(last_.value));
        }
        look();
        return true;
    }
    void go() {
        look();
        session_.reset();
    }
    void look() {
        if (!session_) {
            return;
        }
        const std::vector<proto::Event> events = node_.seen(*session_, 0);
        for (; looked_ < events.size(); ++looked_) {
            const proto::Event& event = events[looked_];
            if (last_.value > 0 && event.seq.value != last_.value + 1) {
                wrong.push_back(std::to_string(event.seq.value) + " after " +
                                std::to_string(last_.value));
            }
            last_ = event.seq;
            if (event.body.text) {
                seen_.push_back(*event.body.text);
            }
        }
    }

    Node& node_;
    const std::uint8_t number_;
    Progress& progress_;
    std::optional<SessionId> session_;
    std::uint64_t re_ = 1'000'000;
    Epoch epoch_;
    Seq last_;
    std::size_t looked_ = 0;  // of what the session has seen
    std::vector<std::string> seen_;
    std::string told_;
};

class ClusterSim : public Cluster, public ::testing::WithParamInterface<std::uint64_t> {
protected:
    std::uint64_t roll(std::uint64_t below) { return random_() % below; }

    // One ends to lead and another begins, while the others hear of it sooner or later.
    void change_leader() {
        const std::size_t next = 1 + roll(3);
        std::vector<std::size_t> order{1, 2, 3};
        std::ranges::shuffle(order, random_);
        if (leader_ != 0) {
            node(leader_).host().nobody();
        }
        leader_ = next;
        for (const std::size_t number : order) {
            if (number == next) {
                ASSERT_TRUE(node(next).host().lead(std::make_unique<LastingStore>(state_)));
            } else if (roll(4) > 0) {
                node(number).host().follow(bus::NodeId(next));
            }
        }
    }
    void disturb() {
        const std::size_t one = 1 + roll(3);
        switch (roll(8)) {
            case 0: change_leader(); break;
            case 1: wire_.cut(bus::NodeId(one)); break;
            case 2: wire_.hold(true); break;
            case 3: wire_.drop_next(bus::NodeId(one), bus::NodeId(1 + one % 3)); break;
            case 4:
                if (one != leader_) {
                    node(one).host().nobody();
                }
                break;
            case 5:
                if (one != leader_) {
                    node(one).host().follow(bus::NodeId(leader_));
                }
                break;
            default: mend(); break;
        }
    }
    void mend() {
        wire_.hold(false);
        for (std::uint64_t i = 1; i <= 3; ++i) {
            wire_.join(bus::NodeId(i));
        }
    }

    std::size_t leader_ = 0;
    std::mt19937_64 random_{GetParam()};
};

TEST_P(ClusterSim, everybody_sees_everything_once_in_one_order) {
    lead(1);
    leader_ = 1;
    for (std::uint8_t i = 1; i <= 3; ++i) {
        node(i).register_account("name" + std::to_string(i), token_of(i));
    }
    Progress progress;
    std::vector<std::unique_ptr<Person>> people;
    std::vector<std::thread> threads;
    for (std::uint8_t i = 1; i <= 3; ++i) {
        people.push_back(std::make_unique<Person>(node(i), i, progress));
        people.back()->arrive();
    }
    for (const auto& person : people) {
        threads.emplace_back([&person] { person->talk(); });
    }
    // Some of it for certain, and then on until all has been said.
    for (int round = 0; round < 60 || !progress.wait_some(); ++round) {
        if (round < 60) {
            disturb();
            progress.wait_some();
        } else {
            mend();
            change_leader();
            for (std::size_t i = 1; i <= 3; ++i) {
                if (i != leader_) {
                    node(i).host().follow(bus::NodeId(leader_));
                    node(i).wait_engine();
                }
            }
        }
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    mend();
    lead(1);
    const auto acknowledged = progress.acknowledged();
    ASSERT_EQ(acknowledged.size(), 3 * kTextsEach);
    Seq newest;
    std::map<Seq, std::string> by_seq;
    for (const auto& [text, seq] : acknowledged) {
        newest = std::max(newest, seq);
        by_seq[seq] = text;
    }
    std::vector<std::string> expected;
    for (const auto& [seq, text] : by_seq) {
        expected.push_back(text);
    }
    for (auto& person : people) {
        person->catch_up(newest);
        EXPECT_EQ(person->wrong, std::vector<std::string>());
        EXPECT_EQ(person->seen(), expected);
    }
}

std::uint64_t sim_seeds() {
    const char* asked = std::getenv("TEAHOUSE_CLUSTER_SEEDS");
    return asked == nullptr ? 6 : std::strtoull(asked, nullptr, 10);
}
INSTANTIATE_TEST_SUITE_P(Seeds, ClusterSim, ::testing::Range(std::uint64_t{1}, sim_seeds() + 1));

}  // namespace
}  // namespace teahouse::gateway::several
