// SPDX-License-Identifier: MIT
// For tests: a replica that leads, as one Store, on a log in memory.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/redis/log.h"
#include "store/redis/replica.h"
#include "store/store.h"
#include "store/testing/fake_log.h"
#include "store/testing/fake_loop.h"

namespace teahouse::store::testing {

// What the tests need of a loop: that something is done on it.
using OnLoop = std::function<void(const std::function<void()>&)>;

// The Store of a node that leads, with the node. Its end is an orderly one.
class LeadingNode final : public Store {
public:
    // `server` is destroyed on the loop.
    LeadingNode(std::unique_ptr<LogServer> server, ReplicaOptions options, OnLoop on_loop)
        : on_loop_(std::move(on_loop)), server_(std::move(server)) {
        on_loop_([&] {
            replica_ = std::make_unique<Replica>(
                *server_, std::move(options),
                ReplicaEvents{.leads =
                                  [this](std::unique_ptr<Store> store) {
                                      const std::lock_guard lock{mutex_};
                                      store_ = std::move(store);
                                      changed_.notify_all();
                                  },
                              .lost = [this](const std::string& why) { note(why); },
                              .failed = [this](const Error& error) { note(error.message); }});
            replica_->start();
        });
    }
    ~LeadingNode() override {
        if (abandoned_) {
            on_loop_([&] { replica_.reset(); });
            store_.reset();
            on_loop_([&] { server_.reset(); });
            return;
        }
        store_.reset();
        bool stopped = false;
        on_loop_([&] {
            replica_->stop([&] {
                const std::lock_guard lock{mutex_};
                stopped = true;
                changed_.notify_all();
            });
        });
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return stopped; });
        }
        // It may have led once more in between.
        on_loop_([&] { replica_.reset(); });
        store_.reset();
        on_loop_([&] { server_.reset(); });
    }
    LeadingNode(const LeadingNode&) = delete;
    LeadingNode& operator=(const LeadingNode&) = delete;

    // The server does not answer any more: it ends without a word.
    void abandon() { abandoned_ = true; }
    // Whether it leads in the end; else why() says what happened.
    bool wait() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return store_ != nullptr || !why_.empty(); });
        return store_ != nullptr;
    }
    std::string why() {
        const std::lock_guard lock{mutex_};
        return why_;
    }
    Replica& replica() { return *replica_; }

    Result<Snapshot> load() override { return store_->load(); }
    void start(Completions completions) override { store_->start(std::move(completions)); }
    void submit(proto::Txn txn) override { store_->submit(std::move(txn)); }
    void query(proto::EventQuery query) override { store_->query(std::move(query)); }
    void search(proto::SearchQuery query) override { store_->search(std::move(query)); }
    void resume() override { store_->resume(); }

private:
    void note(const std::string& why) {
        const std::lock_guard lock{mutex_};
        why_ = why;
        changed_.notify_all();
    }

    const OnLoop on_loop_;
    std::unique_ptr<LogServer> server_;
    std::unique_ptr<Replica> replica_;
    std::mutex mutex_;  // guards the members below
    std::condition_variable changed_;
    std::unique_ptr<Store> store_;
    std::string why_;
    bool abandoned_ = false;
};

// A log and its loop, which runs by itself.
class FakeCluster {
public:
    FakeCluster() { loop_.start(); }
    ~FakeCluster() { loop_.stop(); }
    FakeCluster(const FakeCluster&) = delete;
    FakeCluster& operator=(const FakeCluster&) = delete;

    FakeLog& log() { return log_; }
    FakeLoop& loop() { return loop_; }
    std::unique_ptr<LeadingNode> make_node(const std::string& directory) {
        return std::make_unique<LeadingNode>(
            std::make_unique<FakeLogServer>(log_),
            ReplicaOptions{.sqlite = {.directory = directory},
                           .node = "node" + std::to_string(++nodes_)},
            [this](const std::function<void()>& task) { loop_.run_on(task); });
    }
    // As if the nodes that were had been forgotten long ago.
    void forget_nodes() {
        loop_.run_on([this] {
            log_.data().nodes.clear();
            log_.data().lease_until = 0;
        });
    }

private:
    FakeLoop loop_;
    FakeLog log_{loop_};
    std::uint64_t nodes_ = 0;
};

}  // namespace teahouse::store::testing
