// SPDX-License-Identifier: MIT
// A store in memory for tests, transcripts and the simulator. Single-threaded: completions are
// called on the caller's thread. Either it answers at once, or its owner decides when what is
// committed, what fails, and when the process dies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/memory/state.h"
#include "store/store.h"

namespace teahouse::store {

enum class CommitMode : std::uint8_t {
    immediate,  // submit() and query() call the completion before they return
    manual,     // things wait until commit_next(), fail_next() and answer_query() are called
};

// What is found after a crash, beyond what had been committed.
struct CrashOptions {
    std::size_t queued_stored = 0;  // so many of the queued Txns had reached the disk, unannounced
    bool unknown_stored = false;    // Txns answered with outcome_unknown turn out to be stored
};

class MemoryStore final : public Store {
public:
    // `state` is what crash() of an earlier store gave, or empty.
    explicit MemoryStore(CommitMode mode = CommitMode::immediate, MemoryState state = {});

    Result<Snapshot> load() override;
    void start(Completions completions) override;
    void submit(proto::Txn txn) override;
    void query(proto::EventQuery query) override;
    void search(proto::SearchQuery query) override;
    void resume() override;

    // --- Manual mode
    // ----------------------------------------------------------------------------------
    [[nodiscard]] std::size_t queued_txns() const { return jobs_.size(); }
    [[nodiscard]] std::size_t queued_queries() const { return questions_.size(); }
    // One group commit of up to `count` Txns from the front; those behind a failed one fail too.
    // One call of on_txns, none if nothing is queued. Answers how many Txns were completed.
    std::size_t commit_next(std::size_t count = 1);
    // One group commit of up to `count` Txns fails: nothing of them is stored, and what was
    // submitted before the next resume() fails as well (when its turn comes). In immediate mode:
    // the next submit fails. With outcome_unknown they may still turn up after a crash(), unless
    // something was committed since.
    std::size_t fail_next(ErrorCode error, std::size_t count = 1);
    // Queries complete in any order: `index` counts from the oldest that waits. run_query() reads
    // now what answer_query() hands over later, as a slow reader would; answer_query() alone does
    // both.
    void run_query(std::size_t index);
    void answer_query(std::size_t index);
    void fail_query(std::size_t index);
    [[nodiscard]] std::size_t queued_searches() const { return searches_.size(); }
    // The oldest search that waits is answered, or fails.
    void answer_search(bool works = true);
    // Ends the process, so to say: what is queued is forgotten without an answer, and the durable
    // state is handed to the next store. This store must not be used afterwards.
    MemoryState crash(CrashOptions options = {});

    [[nodiscard]] const MemoryState& state() const { return state_; }

private:
    struct Job {
        proto::Txn txn;
        std::uint64_t generation = 0;  // number of resume() calls before it was submitted
    };
    struct Question {
        proto::EventQuery query;
        bool read = false;
        proto::QueryResult result;
    };

    proto::TxnResult complete(const Job& job);

    CommitMode mode_;
    MemoryState state_;
    Completions completions_;
    std::deque<Job> jobs_;
    std::deque<Question> questions_;
    std::deque<proto::SearchResult> searches_;
    std::uint64_t generation_ = 1;
    std::uint64_t poisoned_ = 0;  // Txns of this and earlier generations fail
    ErrorCode poison_error_ = ErrorCode::store_unavailable;
    bool fail_armed_ = false;          // immediate mode: the next submit fails
    std::vector<proto::Txn> unknown_;  // failed with outcome_unknown since the last commit
};

}  // namespace teahouse::store
