// SPDX-License-Identifier: MIT
// The store in one SQLite file, DATA/main.db. One thread writes: while it commits a group, the next
// one collects, so that a busy server pays one fsync for many messages and an idle one waits for
// nobody. Readers work beside it.
//
// Threads: load, start, submit, query and resume from one thread (the engine's); set_disk_limit_kb
// and metrics from any. Completions are called on the writer's and the readers' threads, for
// on_txns never two at once.
//
// A replica (options.replica) applies Txns with positions: their generation is that of the log, and
// conflicts are final (they are part of what the log says), so resume() has no part in it. After
// any other failure a replica is opened anew.
//
// Failures: a full disk or a read-only file refuses with read_only, other trouble with
// store_unavailable, a COMMIT whose outcome cannot be settled with outcome_unknown (see writer.h).
// After resume() writing is tried again, with a new connection where that may help. Once damage was
// seen nothing is written any more; reading goes on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/metrics.h"
#include "store/search_metrics.h"
#include "store/sqlite/data_dir.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/search/search_pool.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace teahouse::store {

class SqliteStore final : public Store {
public:
    explicit SqliteStore(SqliteOptions options);
    // Commits what was submitted and answers what was asked, then closes the file.
    ~SqliteStore() override;

    // Takes the directory, opens or makes the file, upgrades it, looks for damage after an unclean
    // end. The message of an error names the file and what to do; `conflict`: another server uses
    // the directory.
    Result<Snapshot> load() override;
    void start(Completions completions) override;
    void submit(proto::Txn txn) override;
    void query(proto::EventQuery query) override;
    void search(proto::SearchQuery query) override;
    void resume() override;

    // Of a replica, after load(): what it has applied.
    [[nodiscard]] const proto::LogPosition& position() const { return position_; }

    // Tests: from the next commit on the file may not grow beyond so many KB; 0 lifts the limit.
    void set_disk_limit_kb(std::uint64_t limit_kb);
    [[nodiscard]] const StoreMetrics& metrics() const { return metrics_; }
    [[nodiscard]] const SearchMetrics& search_metrics() const { return search_metrics_; }
    // Tests: waits until the search index has all that was committed.
    void wait_indexed();

private:
    struct Job {
        proto::Txn txn;
        std::uint64_t generation = 0;  // number of resume() calls before it was submitted
        std::int64_t since_us = 0;     // for the log of slow operations, else 0
    };
    struct Batch {
        std::uint64_t generation = 0;  // the same for all
        std::int64_t since_us = 0;     // the oldest's
        std::vector<proto::Txn> txns = {};
    };

    Result<std::unique_ptr<Writer>> open_file(Snapshot& snapshot);
    [[nodiscard]] Result<Db> open_db() const;
    Result<std::unique_ptr<Writer>> reopen();
    void write_loop();
    std::optional<Batch> take_batch();  // none: the end
    void collect(std::unique_lock<std::mutex>& lock);
    std::vector<proto::TxnResult> commit(Batch& batch);
    void note_commit(const Batch& batch, std::int64_t took_us);
    void take_failure(std::uint64_t generation, ErrorCode error);
    bool ensure_writer();
    std::vector<proto::TxnResult> refuse(const Batch& batch);
    void count(const std::vector<proto::TxnResult>& results);
    void apply_disk_limit();
    void close();

    const SqliteOptions options_;
    std::string file_;
    StoreMetrics metrics_;
    Completions completions_;
    std::optional<DataDir> data_dir_;
    std::optional<ReaderPool> readers_;
    SearchMetrics search_metrics_;
    proto::LogPosition position_;
    std::vector<proto::RoomRecord> rooms_at_start_;  // between load() and start(), for the index
    std::optional<SearchPool> searches_;

    // The writer thread's (load() hands over before the thread starts).
    std::unique_ptr<Writer> writer_;
    std::uint64_t poisoned_ = 0;  // Txns of this and earlier generations fail
    ErrorCode poison_error_ = ErrorCode::store_unavailable;
    bool damaged_ = false;
    std::uint64_t limit_in_force_kb_ = 0;

    std::atomic<std::uint64_t> disk_limit_kb_;

    std::mutex mutex_;  // guards the members below
    std::condition_variable wake_;
    std::deque<Job> jobs_;  // bounded by the engine: kTxnsInFlightMax
    std::uint64_t generation_ = 1;
    bool stopping_ = false;

    std::thread thread_;
};

}  // namespace teahouse::store
