// SPDX-License-Identifier: MIT
#include "store/memory/memory_store.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/result.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/memory/state.h"
#include "store/store.h"

namespace teahouse::store {

MemoryStore::MemoryStore(CommitMode mode, MemoryState state)
    : mode_(mode), state_(std::move(state)) {}

Result<Snapshot> MemoryStore::load() { return state_.snapshot(); }

void MemoryStore::start(Completions completions) { completions_ = std::move(completions); }

void MemoryStore::submit(proto::Txn txn) {
    jobs_.push_back({.txn = std::move(txn), .generation = generation_});
    if (mode_ == CommitMode::manual) {
        return;
    }
    if (std::exchange(fail_armed_, false)) {
        poisoned_ = generation_;
    }
    commit_next();
}

void MemoryStore::query(proto::EventQuery query) {
    questions_.push_back({.query = std::move(query), .read = false, .result = {}});
    if (mode_ == CommitMode::immediate) {
        answer_query(0);
    }
}

// Looks at once, so that what happens until the answer is missed, as with a store beside the
// engine.
void MemoryStore::search(proto::SearchQuery query) {
    searches_.push_back(state_.search(query));
    if (mode_ == CommitMode::immediate) {
        answer_search();
    }
}

void MemoryStore::answer_search(bool works) {
    CHECK(!searches_.empty());
    proto::SearchResult result = std::move(searches_.front());
    searches_.pop_front();
    if (!works) {
        result = {.id = result.id, .ok = false};
    }
    completions_.on_search(std::move(result));
}

void MemoryStore::resume() { ++generation_; }

std::size_t MemoryStore::commit_next(std::size_t count) {
    std::vector<proto::TxnResult> results;
    while (results.size() < count && !jobs_.empty()) {
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        results.push_back(complete(job));
    }
    const std::size_t completed = results.size();
    if (completed > 0) {
        completions_.on_txns(std::move(results));
    }
    return completed;
}

proto::TxnResult MemoryStore::complete(const Job& job) {
    if (job.generation <= poisoned_) {
        return {.id = job.txn.id, .state = proto::TxnState::failed, .error = poison_error_};
    }
    proto::TxnResult result = state_.apply(job.txn);
    if (result.state == proto::TxnState::failed) {
        poisoned_ = job.generation;
        poison_error_ = result.error;
    } else {
        unknown_.clear();
    }
    return result;
}

std::size_t MemoryStore::fail_next(ErrorCode error, std::size_t count) {
    if (mode_ == CommitMode::immediate) {
        poison_error_ = error;
        fail_armed_ = true;
        return 0;
    }
    count = std::min(count, jobs_.size());
    const std::uint64_t refused =
        poisoned_;  // these are not even tried, so nothing about them is unknown
    for (std::size_t i = 0; i < count; ++i) {
        if (jobs_[i].generation <= refused) {
            continue;
        }
        poisoned_ = std::max(poisoned_, jobs_[i].generation);
        poison_error_ = error;
        if (error == ErrorCode::outcome_unknown) {
            unknown_.push_back(jobs_[i].txn);
        }
    }
    return commit_next(count);
}

void MemoryStore::run_query(std::size_t index) {
    CHECK(index < questions_.size());
    Question& question = questions_[index];
    question.result = state_.run(question.query);
    question.read = true;
}

void MemoryStore::answer_query(std::size_t index) {
    CHECK(index < questions_.size());
    if (!questions_[index].read) {
        run_query(index);
    }
    proto::QueryResult result = std::move(questions_[index].result);
    questions_.erase(questions_.begin() + static_cast<std::ptrdiff_t>(index));
    completions_.on_query(std::move(result));
}

void MemoryStore::fail_query(std::size_t index) {
    CHECK(index < questions_.size());
    proto::QueryResult result{.id = questions_[index].query.id, .ok = false, .events = {}};
    questions_.erase(questions_.begin() + static_cast<std::ptrdiff_t>(index));
    completions_.on_query(std::move(result));
}

MemoryState MemoryStore::crash(CrashOptions options) {
    if (options.unknown_stored) {
        for (const proto::Txn& txn : unknown_) {
            state_.apply(txn);
        }
    }
    const std::size_t stored = std::min(options.queued_stored, jobs_.size());
    for (std::size_t i = 0; i < stored && jobs_[i].generation > poisoned_; ++i) {
        state_.apply(jobs_[i].txn);
    }
    jobs_.clear();
    questions_.clear();
    searches_.clear();
    return std::move(state_);
}

}  // namespace teahouse::store
