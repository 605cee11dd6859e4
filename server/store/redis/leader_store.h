// SPDX-License-Identifier: MIT
// Inside of the replica: where results of the inner store go, and the Store of a leader.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/redis/leader_queue.h"
#include "store/redis/replica.h"
#include "store/sqlite/db.h"
#include "store/sqlite/open.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"

namespace teahouse::store {

// Any thread.
class Replica::Router {
public:
    void set(std::shared_ptr<LeaderQueue> queue) {
        const std::lock_guard lock{mutex_};
        queue_ = std::move(queue);
    }
    [[nodiscard]] std::shared_ptr<LeaderQueue> queue() {
        const std::lock_guard lock{mutex_};
        return queue_;
    }

private:
    std::mutex mutex_;  // guards the member below
    std::shared_ptr<LeaderQueue> queue_;
};

class Replica::LeaderStore final : public Store {
public:
    LeaderStore(std::shared_ptr<LeaderQueue> queue, std::shared_ptr<SqliteStore> inner,
                SqliteOptions options, std::function<void()> detached)
        : queue_(std::move(queue)),
          inner_(std::move(inner)),
          options_(std::move(options)),
          detached_(std::move(detached)) {}
    ~LeaderStore() override {
        queue_->wait_finished();
        inner_.reset();
        detached_();
    }
    LeaderStore(const LeaderStore&) = delete;
    LeaderStore& operator=(const LeaderStore&) = delete;

    Result<Snapshot> load() override {
        TRY(db, open_reader(options_.directory + "/main.db", options_));
        return read_snapshot(db);
    }
    void start(Completions completions) override { queue_->start(std::move(completions)); }
    void submit(proto::Txn txn) override { queue_->submit(std::move(txn)); }
    void query(proto::EventQuery query) override {
        queue_->begin_question();
        inner_->query(std::move(query));
    }
    void search(proto::SearchQuery query) override {
        queue_->begin_question();
        inner_->search(std::move(query));
    }
    void resume() override { queue_->resume(); }

private:
    const std::shared_ptr<LeaderQueue> queue_;
    std::shared_ptr<SqliteStore> inner_;
    const SqliteOptions options_;
    const std::function<void()> detached_;
};

}  // namespace teahouse::store
