// SPDX-License-Identifier: MIT
// For tests: several nodes with a log in memory, all in one thread of virtual time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_redis.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/redis/log.h"
#include "store/redis/replica.h"
#include "store/sqlite/db.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/fake_log.h"
#include "store/testing/fake_loop.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {

using Fate = FakeLogServer::Fate;

// What one engine would know.
struct Told {
    std::mutex mutex;  // guards the members below
    std::map<std::uint64_t, proto::TxnResult> results;
};

class World;

// A node with its data folder, which outlives it.
class SimNode {
public:
    SimNode(World& world, std::string directory)
        : world_(world), directory_(std::move(directory)) {}

    void start();
    void end(bool orderly);
    [[nodiscard]] bool alive() const { return replica_ != nullptr; }
    [[nodiscard]] bool busy() const { return alive() && replica_->busy(); }
    [[nodiscard]] Store* store() const { return store_.get(); }
    [[nodiscard]] Replica& replica() { return *replica_; }
    [[nodiscard]] FakeLogServer& server() { return *server_; }
    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] bool lost() const { return lost_; }
    // As an app does some time after `lost`.
    void drop_store() {
        store_.reset();
        lost_ = false;
    }
    std::optional<Error> failure;
    std::shared_ptr<Told> told;
    std::size_t times_led = 0;

private:
    World& world_;
    const std::string directory_;
    std::unique_ptr<FakeLogServer> server_;
    std::unique_ptr<Replica> replica_;
    std::unique_ptr<Store> store_;
    bool lost_ = false;
};

class World {
public:
    explicit World(std::uint64_t seed) : random_(seed) {}
    ~World() {
        for (auto& node : nodes_) {
            node->end(false);
        }
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    FakeLog& log() { return log_; }
    std::vector<std::unique_ptr<SimNode>>& nodes() { return nodes_; }
    SimNode& add_node() {
        nodes_.push_back(std::make_unique<SimNode>(
            *this, dir_.path() + "/node" + std::to_string(nodes_.size())));
        nodes_.back()->start();
        return *nodes_.back();
    }
    std::string next_name() { return "n" + std::to_string(++names_); }

    void run(std::int64_t ms) {
        for (; ms > 0; ms -= 20) {
            loop_.advance(20, [this] { return busy(); });
            for (auto& node : nodes_) {
                if (node->lost()) {
                    node->drop_store();
                }
            }
        }
    }
    SimNode* leader() {
        for (auto& node : nodes_) {
            if (node->alive() && node->store() != nullptr && !node->lost() &&
                node->replica().phase() == ReplicaPhase::leading) {
                return node.get();
            }
        }
        return nullptr;
    }
    SimNode* wait_leader(std::int64_t ms = 60'000) {
        for (; leader() == nullptr && ms > 0; ms -= 100) {
            run(100);
        }
        return leader();
    }

    // One message with a cmid of its own; the id of its Txn.
    std::uint64_t say(SimNode& node) {
        const std::uint64_t id = ++txns_;
        const std::string cmid = "c" + std::to_string(id);
        node.store()->submit({.id = TxnId{id}, .writes = {message(kRoom, kAnn, cmid, cmid)}});
        said_[id] = cmid;
        asked_[id] = node.told;
        return id;
    }
    std::optional<proto::TxnResult> result(std::uint64_t id) {
        const std::lock_guard lock{asked_[id]->mutex};
        const auto found = asked_[id]->results.find(id);
        return found == asked_[id]->results.end() ? std::nullopt : std::optional(found->second);
    }
    // Something that its present Store was given has no answer.
    bool waits(const SimNode& node) {
        for (const auto& [id, told] : asked_) {
            if (told == node.told && !result(id)) {
                return true;
            }
        }
        return false;
    }
    // cmids that were acknowledged, with their seq.
    std::map<std::string, std::uint64_t> acknowledged() {
        std::map<std::string, std::uint64_t> all;
        for (const auto& [id, cmid] : said_) {
            if (const auto told = result(id); told && told->state == proto::TxnState::committed) {
                all[cmid] = told->events.at(0).seq.value;
            }
        }
        return all;
    }
    std::uint64_t roll(std::uint64_t below) { return random_() % below; }

    // Contents of a replica, in text.
    static std::string dump(const std::string& directory) {
        std::string all;
        const Db db = Db::open(directory + "/main.db", {}).value();
        const auto rows = [&](const char* sql) {
            Statement select = db.prepare(sql).value();
            static_cast<void>(
                select.query([&](Row row) { all += std::string(row.text(0)) + '\n'; }));
        };
        rows(
            "SELECT log_term || '.' || log_index || '.' || log_generation || ' ' || log_failed ||"
            " uid FROM store");
        rows(
            "SELECT room || ' ' || seq || ' ' || coalesce(cmid, '') FROM event ORDER BY room, seq");
        rows("SELECT id || ' ' || epoch FROM room ORDER BY id");
        rows("SELECT id || name FROM user ORDER BY id");
        rows("SELECT room || ' ' || user || ' ' || own_count FROM member ORDER BY room, user");
        return all;
    }
    static std::map<std::string, std::uint64_t> events_of(const std::string& directory) {
        std::map<std::string, std::uint64_t> events;
        const Db db = Db::open(directory + "/main.db", {}).value();
        Statement select = db.prepare("SELECT cmid, seq FROM event WHERE cmid IS NOT NULL").value();
        static_cast<void>(
            select.query([&](Row row) { events[std::string(row.text(0))] = row.number(1); }));
        return events;
    }
    static std::uint64_t epoch_of(const std::string& directory) {
        const Db db = Db::open(directory + "/main.db", {}).value();
        return static_cast<std::uint64_t>(db.read_integer("SELECT max(epoch) FROM room").value());
    }
    ReplicaOptions options(const SimNode& node) {
        return {.sqlite = {.directory = node.directory(), .readers = 1},
                .node = next_name(),
                .ring_entries = ring_entries,
                .snapshot_entries = snapshot_entries};
    }
    // Looks at every entry that becomes known: one of a term and index never changes.
    void watch() {
        log_.add_listener(this, {.entry =
                                     [this](const LogEntry& entry, std::uint64_t) {
                                         const auto [at, added] = published.emplace(
                                             head_of(entry.position), entry.bytes);
                                         contradictions +=
                                             added || at->second == entry.bytes ? 0U : 1U;
                                     },
                                 .news = [] {},
                                 .gap = [] {}});
    }
    std::size_t ring_entries = 1'000;
    std::uint64_t snapshot_entries = 40;
    // (term, index) -> bytes, of all that was ever published.
    std::map<LogHead, std::string> published;
    std::size_t contradictions = 0;

private:
    bool busy() {
        for (auto& node : nodes_) {
            if (node->busy()) {
                return true;
            }
        }
        return false;
    }

    TempDir dir_;
    FakeLoop loop_;
    FakeLog log_{loop_};
    std::mt19937_64 random_;
    std::vector<std::unique_ptr<SimNode>> nodes_;
    std::uint64_t names_ = 0;
    std::uint64_t txns_ = 0;
    std::map<std::uint64_t, std::string> said_;
    std::map<std::uint64_t, std::shared_ptr<Told>> asked_;
};

inline void SimNode::start() {
    server_ = std::make_unique<FakeLogServer>(world_.log());
    replica_ = std::make_unique<Replica>(
        *server_, world_.options(*this),
        ReplicaEvents{.leads =
                          [this](std::unique_ptr<Store> store) {
                              ++times_led;
                              store_ = std::move(store);
                              lost_ = false;
                              told = std::make_shared<Told>();
                              EXPECT_TRUE(store_->load());
                              store_->start({.on_txns =
                                                 [to = told](std::vector<proto::TxnResult> some) {
                                                     const std::lock_guard lock{to->mutex};
                                                     for (proto::TxnResult& one : some) {
                                                         to->results[one.id.value] = std::move(one);
                                                     }
                                                 },
                                             .on_query = [](const proto::QueryResult&) {},
                                             .on_search = [](const proto::SearchResult&) {}});
                          },
                      .lost = [this](const std::string&) { lost_ = true; },
                      .failed = [this](Error error) { failure = std::move(error); }});
    replica_->start();
}

inline void SimNode::end(bool orderly) {
    if (replica_ == nullptr) {
        return;
    }
    if (orderly) {
        // The end of a Store waits for its answers, and they come on this thread.
        for (std::int64_t waited = 0; world_.waits(*this) && waited < 20'000; waited += 20) {
            world_.run(20);
        }
        ASSERT_FALSE(world_.waits(*this)) << "neither acknowledged nor failed";
        bool done = false;
        store_.reset();
        replica_->stop([&] { done = true; });
        for (std::int64_t waited = 0; !done && waited < 5'000; waited += 20) {
            world_.run(20);
        }
        EXPECT_TRUE(done);
    }
    // Without a word: what others think of it is in the log only.
    replica_.reset();
    store_.reset();
    server_.reset();
    lost_ = false;
}

}  // namespace teahouse::store::testing
