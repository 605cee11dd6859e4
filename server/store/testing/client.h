// SPDX-License-Identifier: MIT
// For tests: uses a Store as the engine does, but waits for each answer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/store.h"

namespace teahouse::store::testing {

class Client {
public:
    // Loads and starts the store, which must be able to.
    explicit Client(std::unique_ptr<Store> store)
        : store_(std::move(store)), snapshot_(store_->load().value()) {
        store_->start({.on_txns = [this](std::vector<proto::TxnResult> some) { take(some); },
                       .on_query = [this](proto::QueryResult one) { take(std::move(one)); },
                       .on_search = [this](proto::SearchResult one) { take(std::move(one)); }});
    }
    ~Client() { store_.reset(); }  // before the members that its completions use
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
    Store& store() { return *store_; }

    TxnId submit(std::vector<proto::Write> writes) {
        const TxnId id{++last_txn_};
        store_->submit({.id = id, .writes = std::move(writes)});
        return id;
    }
    proto::TxnResult wait(TxnId id) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return results_.contains(id); });
        return results_.at(id);
    }
    proto::TxnResult commit(std::vector<proto::Write> writes) {
        return wait(submit(std::move(writes)));
    }
    template <class Write>
    proto::TxnResult commit_one(Write write) {
        std::vector<proto::Write> writes;
        writes.push_back(std::move(write));
        return commit(std::move(writes));
    }

    proto::QueryResult query(proto::EventQuery query) {
        const QueryId id{++last_query_};
        query.id = id;
        store_->query(std::move(query));
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return answers_.contains(id); });
        return answers_.at(id);
    }
    proto::SearchResult search(proto::SearchQuery query) {
        query.id = QueryId{++last_query_};
        const QueryId id = query.id;
        store_->search(std::move(query));
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return found_.contains(id); });
        return found_.at(id);
    }
    // The whole log of a room.
    std::vector<proto::Event> log(RoomId room) {
        return query({.room = room, .from = Seq{1}, .to = Seq{UINT64_MAX}, .limit = UINT32_MAX})
            .events;
    }

    // Ids in the order of their answers.
    std::vector<TxnId> order() {
        const std::lock_guard lock{mutex_};
        return order_;
    }

private:
    void take(std::vector<proto::TxnResult>& some) {
        const std::lock_guard lock{mutex_};
        for (proto::TxnResult& result : some) {
            order_.push_back(result.id);
            results_.emplace(result.id, std::move(result));
        }
        changed_.notify_all();
    }
    void take(proto::QueryResult one) {
        const std::lock_guard lock{mutex_};
        answers_.emplace(one.id, std::move(one));
        changed_.notify_all();
    }
    void take(proto::SearchResult one) {
        const std::lock_guard lock{mutex_};
        found_.emplace(one.id, std::move(one));
        changed_.notify_all();
    }

    std::unique_ptr<Store> store_;
    Snapshot snapshot_;
    std::uint64_t last_txn_ = 0;
    std::uint64_t last_query_ = 0;

    std::mutex mutex_;  // guards the members below
    std::condition_variable changed_;
    std::map<TxnId, proto::TxnResult> results_;
    std::map<QueryId, proto::QueryResult> answers_;
    std::map<QueryId, proto::SearchResult> found_;
    std::vector<TxnId> order_;
};

}  // namespace teahouse::store::testing
