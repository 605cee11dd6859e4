// SPDX-License-Identifier: MIT
// A node's whole copy of the store, kept by the log of several nodes (log.h). It follows the log,
// stands for election when nobody leads, and as leader hands out a Store that appends to the log
// and is answered once the log has it and this copy has applied it.
//
// Threads: everything is on the log server's thread, events too; what blocks is done by a worker.
// The Store that it hands out is for the engine's thread, and its completions come from the threads
// of the SQLite store and from this one. busy() may be asked from any.
//
// A leader that is refused, or finds its disk failing, stops leading: what is in flight fails
// (outcome_unknown where it was sent), and the copy goes on as a follower when its Store is gone.
// Is the log server away for longer than kLogAwayMs, the same happens to what is in flight, and new
// Txns fail at once; when it is back and has none of what was unknown, the leader goes on with the
// same Store in a new term. If it has, the leader follows first: an engine loaded anew sees it all.
//
// What was acknowledged is lost where the server lost it and no node has it. Nobody can see that
// from what is left, so whoever leads after the server has become another one, and did not lead
// before, begins with new epochs for all rooms (proto::RaiseEpochs): clients that know more are
// told to begin anew, and a place in an epoch names one message.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits_redis.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/redis/leader_queue.h"
#include "store/redis/log.h"
#include "store/redis/ring.h"
#include "store/redis/snapshot_file.h"
#include "store/redis/worker.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"

namespace teahouse::store {

struct ReplicaOptions {
    SqliteOptions sqlite;  // `replica` and `synchronous` are set here: the log keeps what is new
    std::string node;      // unlike that of any other process, and of an earlier one
    std::size_t ring_bytes = limits::kLogRingBytesMax;
    std::size_t ring_entries = limits::kLogRingEntriesMax;
    std::uint64_t snapshot_entries = limits::kSnapshotEntries;
    std::uint64_t snapshot_bytes = limits::kSnapshotBytes;
};

struct ReplicaEvents {
    // This node leads: load(), start() and use the Store until `lost`, then destroy it.
    std::function<void(std::unique_ptr<Store>)> leads;
    std::function<void(std::string why)> lost;
    // It cannot go on: the data folder is of another store, the server may not keep a log.
    std::function<void(Error)> failed;
    // The log server does not answer a leader, or does again.
    std::function<void(bool away)> away = [](bool) {};
};

enum class ReplicaPhase : std::uint8_t {
    starting,   // asks what there is
    fetching,   // a snapshot comes
    opening,    // the database is opened
    following,  // applies the log
    elected,    // makes the log whole before it leads
    leading,
    leaving,  // waits until the Store that it handed out is gone
    stopped,
    failed,
};

class Replica {
public:
    Replica(LogServer& server, ReplicaOptions options, ReplicaEvents events);
    ~Replica();
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;

    void start();
    // In order: nothing is applied or led from here on, the lease is given back, another node may
    // lead at once. The Store should be gone before, as its destruction waits for what was
    // submitted.
    void stop(std::function<void()> done);

    [[nodiscard]] ReplicaPhase phase() const { return phase_; }
    [[nodiscard]] LogHead applied() const { return head_of(applied_); }
    [[nodiscard]] const LogState& log_state() const { return log_; }
    // Tests: something is being done on another thread.
    [[nodiscard]] bool busy() const { return working_ > 0; }

private:
    class LeaderStore;
    class Router;
    struct Shared;

    // replica.cc: beats, following, election
    void beat_soon(std::int64_t ms);
    void beat();
    void on_beat(const BeatAnswer& answer);
    void decide();
    void on_local(Result<std::optional<LocalStore>> local);
    void open_inner();
    void on_open(const std::optional<Error>& error, const proto::LogPosition& position);
    void reopen();
    void close_inner(std::function<void()> then);
    void look_at_log();
    void catch_up();
    void on_range(std::uint64_t from, Result<std::vector<LogEntry>> some);
    void on_entry(LogEntry entry, std::uint64_t term_before);
    void apply(const LogEntry& entry);
    void on_applied(const proto::LogPosition& position, std::optional<ErrorCode> error);
    void diverge(const char* why);
    void stand();
    void give_up(Error error);
    void give_back(std::function<void()> done);
    [[nodiscard]] LogHead queued() const { return head_of(queued_); }

    // replica_lead.cc: leading
    void begin_term(const AcquireAnswer& answer);
    void begin_entries();
    void take_fresh();
    void pump();
    void on_append(std::uint64_t last, const AppendAnswer& answer);
    void acknowledge(std::uint64_t index);
    void mend(LogHead head);
    void look_at_time();
    void stay_away();
    void come_back();
    void lead();
    void step_down(const std::string& why);
    void on_detached();

    // replica_snapshot.cc: snapshots to and from the server
    void fetch();
    void fetch_chunk(SnapshotInfo info, std::uint64_t number);
    void offer_snapshot(bool reset);
    void put_chunks(SnapshotInfo info, std::uint64_t number, std::uint64_t run);
    void on_snapshot(const SnapshotInfo& info, std::uint64_t run, const AppendAnswer& answer);

    // Only while this lives.
    template <class F>
    auto guard(F call) {
        return [alive = alive_, call = std::move(call)](auto&&... values) mutable {
            if (*alive) {
                call(std::forward<decltype(values)>(values)...);
            }
        };
    }
    // `work` on the worker, then `then` with what it returned.
    template <class Work, class Then>
    void do_blocking(Work work, Then then) {
        ++working_;
        worker_.run([this, work = std::move(work), then = guard(std::move(then))]() mutable {
            auto result = std::make_shared<decltype(work())>(work());
            server_.post([this, alive = alive_, result, then = std::move(then)]() mutable {
                if (*alive) {
                    --working_;
                    then(std::move(*result));
                }
            });
        });
    }

    LogServer& server_;
    ReplicaOptions options_;
    const ReplicaEvents events_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    ReplicaPhase phase_ = ReplicaPhase::starting;

    LogState log_;                 // as the last beat found it
    std::uint64_t seen_term_ = 0;  // the highest, also one that the log has lost
    std::uint64_t beats_ = 0;
    bool beating_ = false;
    std::int64_t heard_ms_ = 0;  // the last answer of the server
    bool reading_ = false;
    bool standing_ = false;
    std::string uid_;
    bool broken_ = false;  // the inner store takes nothing any more

    std::shared_ptr<Router> router_;
    std::shared_ptr<SqliteStore> inner_;
    proto::LogPosition queued_;   // given to the inner store
    proto::LogPosition applied_;  // by it
    LogRing ring_;                // ends with what is queued; as leader with what is to be appended

    // As leader.
    std::uint64_t term_ = 0;              // 0: neither elected nor leading
    std::uint64_t whole_ = 0;             // the last term in which it had all that was acknowledged
    bool doubt_ = false;                  // its term begins with new epochs
    std::optional<AcquireAnswer> grant_;  // while the first database is made
    std::uint64_t round_ = 0;             // answers to appends of earlier ones are nothing
    std::uint64_t sent_ = 0;              // up to this index
    std::size_t appends_ = 0;             // without answer, of this round
    std::int64_t waiting_since_ = 0;      // the oldest entry without acknowledgement
    bool away_ = false;
    bool returning_ = false;
    bool resetting_ = false;
    std::uint64_t begin_ = 0;  // the entry that begins the term
    std::shared_ptr<LeaderQueue> queue_;

    // Of the snapshot that is being offered.
    std::uint64_t snapshot_run_ = 0;
    bool offering_ = false;
    std::uint64_t bytes_since_ = 0;

    std::atomic<int> working_{0};
    LogWorker worker_;  // last: ends before what its tasks use
};

}  // namespace teahouse::store
