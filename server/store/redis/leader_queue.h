// SPDX-License-Identifier: MIT
// What the engine has submitted to a leader's store and what has become of it: between the thread
// of the engine, which submits, that of the log server, which appends, and the writer of the
// replica, which applies. Completions go out in the order of the Txns.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/store.h"

namespace teahouse::store {

class LeaderQueue {
public:
    struct Fresh {
        std::uint64_t generation = 0;
        std::string bytes = {};
    };

    // `wake`: any thread; called when there is something to take.
    LeaderQueue(std::uint64_t generation, std::function<void()> wake)
        : wake_(std::move(wake)), generation_(generation) {}

    // --- The engine's thread
    void start(Completions completions);
    void submit(proto::Txn txn);
    void resume();
    void begin_question();
    void wait_finished();  // until all that was submitted and asked is answered

    // --- The log server's thread
    // What came since the last call: it has the indices from `first` on.
    std::vector<Fresh> take(std::uint64_t first);
    // Up to `index` all is in the log; what is behind it fails: outcome_unknown if it was taken,
    // store_unavailable else. So does what comes before resume().
    void fail_after(std::uint64_t index);
    // Refuses what comes, also after resume().
    void set_away(bool away);
    // Later Txns have a generation of at least this.
    std::uint64_t raise_generation(std::uint64_t least);

    // --- Threads of the replica: results of entries, whose ids are their indices
    void finish(std::vector<proto::TxnResult> results);
    void finish(proto::QueryResult result);
    void finish(proto::SearchResult result);

private:
    struct Item {
        TxnId id = {};
        std::uint64_t index = 0;  // 0: not numbered
        bool done = false;
        proto::TxnResult result = {};
    };
    void deliver();
    void end_question();

    const std::function<void()> wake_;

    std::mutex delivery_;  // held while completions are called; taken before mutex_
    std::mutex mutex_;     // guards the members below
    std::condition_variable finished_;
    Completions completions_;
    std::deque<Item> items_;  // bounded by the engine: kTxnsInFlightMax
    std::vector<Fresh> fresh_;
    std::uint64_t generation_;
    std::uint64_t questions_ = 0;
    bool failed_ = false;
    bool away_ = false;
};

}  // namespace teahouse::store
