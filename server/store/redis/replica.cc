// SPDX-License-Identifier: MIT
#include "store/redis/replica.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_redis.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/result.h"
#include "proto/pack_records.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/redis/leader_queue.h"
#include "store/redis/leader_store.h"
#include "store/redis/log.h"
#include "store/redis/snapshot_file.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"

namespace teahouse::store {

namespace {

constexpr std::int64_t kElectionBeatMs = limits::kLogBeatMs / 5;  // while nobody leads
constexpr std::int64_t kReopenMs = 1'000;

std::string text_of(LogHead head) {
    return std::to_string(head.term) + "." + std::to_string(head.index);
}

}  // namespace

Replica::Replica(LogServer& server, ReplicaOptions options, ReplicaEvents events)
    : server_(server), options_(std::move(options)), events_(std::move(events)) {
    options_.sqlite.replica = true;
    options_.sqlite.synchronous = Synchronous::normal;
    router_ = std::make_shared<Router>();
}

Replica::~Replica() {
    *alive_ = false;
    if (queue_ != nullptr) {
        queue_->set_away(true);
        queue_->fail_after(queued_.index);
    }
}

void Replica::start() {
    server_.listen({.entry = guard([this](LogEntry entry, std::uint64_t term_before) {
                        on_entry(std::move(entry), term_before);
                    }),
                    .news = guard([this] { beat(); }),
                    .gap = guard([this] { beat(); })});
    server_.check(guard([this](const Status& good) {
        if (!good) {
            give_up(good.error());
            return;
        }
        beat();
    }));
}

void Replica::stop(std::function<void()> done) {
    if (phase_ == ReplicaPhase::leading || phase_ == ReplicaPhase::elected) {
        step_down("it stops");
    }
    phase_ = ReplicaPhase::stopped;
    term_ = 0;
    give_back(guard(std::move(done)));
}

void Replica::give_back(std::function<void()> done) {
    server_.release(options_.node, std::max(queued_.index, log_.head.index), std::move(done));
}

void Replica::give_up(Error error) {
    phase_ = ReplicaPhase::failed;
    events_.failed(std::move(error));
}

// --- Beats

void Replica::beat_soon(std::int64_t ms) {
    server_.call_after(ms, guard([this, number = beats_] {
                           if (number == beats_) {
                               beat();
                           }
                       }));
}

void Replica::beat() {
    if (beating_ || phase_ == ReplicaPhase::stopped || phase_ == ReplicaPhase::failed) {
        return;
    }
    beating_ = true;
    ++beats_;
    look_at_time();
    server_.beat(
        {.node = options_.node, .head = applied(), .term = away_ ? 0 : term_, .whole = whole_},
        guard([this](const BeatAnswer& answer) {
            beating_ = false;
            on_beat(answer);
            const bool fast = log_.leader.empty() || away_ || !answer.answered;
            beat_soon(fast ? kElectionBeatMs : limits::kLogBeatMs);
        }));
    if (term_ != 0) {
        server_.call_after(limits::kLogAwayMs / 4, guard([this] { look_at_time(); }));
    }
}

void Replica::on_beat(const BeatAnswer& answer) {
    if (!answer.answered) {
        return;
    }
    heard_ms_ = server_.now_ms();
    log_ = answer.state;
    seen_term_ = std::max(seen_term_, log_.term);
    switch (phase_) {
        case ReplicaPhase::starting: decide(); break;
        case ReplicaPhase::following: look_at_log(); break;
        case ReplicaPhase::elected:
        case ReplicaPhase::leading:
            if (away_) {
                come_back();
            } else if (!answer.leads) {
                step_down("another node leads, or the log server lost the election");
            }
            break;
        default: break;
    }
}

// --- The start

void Replica::decide() {
    if (standing_) {
        return;
    }
    standing_ = true;
    do_blocking([directory = options_.sqlite.directory] { return inspect_store(directory); },
                [this](Result<std::optional<LocalStore>> local) {
                    standing_ = false;
                    on_local(std::move(local));
                });
}

void Replica::on_local(Result<std::optional<LocalStore>> local) {
    if (phase_ != ReplicaPhase::starting) {
        return;
    }
    if (!local) {
        give_up(std::move(local).error());
        return;
    }
    const std::optional<LocalStore>& store = *local;
    if (log_.uid.empty()) {
        if (store) {
            open_inner();
        } else {
            stand();
        }
        return;
    }
    if (!store) {
        fetch();
        return;
    }
    const std::string& folder = options_.sqlite.directory;
    if (store->uid != log_.uid) {
        give_up({.code = ErrorCode::conflict,
                 .message = folder + " holds another store than Redis: move it away to take over "
                                     "what Redis has, or name another prefix"});
        return;
    }
    if (store->position.index == 0) {
        give_up({.code = ErrorCode::conflict,
                 .message = folder +
                            " was written to without Redis, which has a log of this store: "
                            "move it away to take over what Redis has"});
        return;
    }
    open_inner();
}

void Replica::open_inner() {
    phase_ = ReplicaPhase::opening;
    struct Opened {
        std::shared_ptr<SqliteStore> store;
        std::optional<Error> error;
        std::string uid;
    };
    do_blocking(
        [options = options_.sqlite] {
            Opened opened{.store = std::make_shared<SqliteStore>(options)};
            if (const Result<Snapshot> loaded = opened.store->load(); !loaded) {
                opened.error = loaded.error();
            } else if (const auto local = inspect_store(options.directory); local && *local) {
                opened.uid = (*local)->uid;
            }
            return opened;
        },
        [this](Opened opened) {
            if (opened.error) {
                on_open(opened.error, {});
                return;
            }
            inner_ = std::move(opened.store);
            uid_ = opened.uid;
            const auto router = router_;
            LogServer& server = server_;  // the store of a leader may outlive this
            inner_->start(
                {.on_txns =
                     [this, router, &server,
                      alive = alive_](std::vector<proto::TxnResult> results) {
                         const auto count = static_cast<int>(results.size());
                         const std::uint64_t last = results.back().id.value;
                         std::optional<ErrorCode> error;
                         for (const proto::TxnResult& result : results) {
                             if (result.state == proto::TxnState::failed &&
                                 result.error != ErrorCode::conflict) {
                                 error = result.error;
                             }
                         }
                         // What failed here and is in the log is not settled: replica says so.
                         if (const auto queue = router->queue(); queue != nullptr && !error) {
                             queue->finish(std::move(results));
                         }
                         server.post([this, alive, count, last, error] {
                             if (*alive) {
                                 working_ -= count;
                                 const LogEntry* entry = ring_.find(last);
                                 on_applied(entry != nullptr ? entry->position : queued_, error);
                             }
                         });
                     },
                 .on_query =
                     [router](proto::QueryResult result) {
                         if (const auto queue = router->queue(); queue != nullptr) {
                             queue->finish(std::move(result));
                         }
                     },
                 .on_search =
                     [router](proto::SearchResult result) {
                         if (const auto queue = router->queue(); queue != nullptr) {
                             queue->finish(std::move(result));
                         }
                     }});
            on_open({}, inner_->position());
        });
}

void Replica::on_open(const std::optional<Error>& error, const proto::LogPosition& position) {
    if (phase_ != ReplicaPhase::opening) {
        return;
    }
    if (error) {
        log(LogLevel::error, "the replica cannot be opened",
            {{.key = "error", .value = error->message}});
        give_up(*error);
        return;
    }
    queued_ = applied_ = position;
    ring_.reset(head_of(position));
    phase_ = ReplicaPhase::following;
    if (grant_) {
        const AcquireAnswer grant = *std::exchange(grant_, std::nullopt);
        begin_term(grant);
        return;
    }
    beat();
}

void Replica::reopen() {
    phase_ = ReplicaPhase::opening;
    broken_ = false;
    close_inner([this] { server_.call_after(kReopenMs, guard([this] { open_inner(); })); });
}

void Replica::close_inner(std::function<void()> then) {
    // Its end waits for what it still has to do.
    do_blocking(
        [inner = std::exchange(inner_, nullptr)]() mutable {
            inner.reset();
            return true;
        },
        [then = std::move(then)](bool) { then(); });
}

// --- Following

void Replica::look_at_log() {
    if (log_.uid.empty()) {
        stand();
        return;
    }
    if (log_.uid != uid_) {
        diverge("it is of another store");
        return;
    }
    const LogHead mine = queued();
    if (log_.head.index > mine.index || (log_.head.index == mine.index && log_.head != mine)) {
        catch_up();
    } else if (const auto term = ring_.term_at(log_.head.index);
               term && *term != log_.head.term && log_.head.term > *term) {
        diverge("the log has other entries");
    } else if (log_.leader.empty()) {
        stand();
    }
}

void Replica::catch_up() {
    if (reading_ || phase_ != ReplicaPhase::following) {
        return;
    }
    reading_ = true;
    // With the last one that is here, to see that it is the same.
    server_.range(queued_.index,
                  guard([this, from = queued_.index](Result<std::vector<LogEntry>> some) {
                      reading_ = false;
                      if (phase_ == ReplicaPhase::following) {
                          on_range(from, std::move(some));
                      }
                  }));
}

void Replica::on_range(std::uint64_t from, Result<std::vector<LogEntry>> some) {
    // Without an answer the next beat looks again. Another may come after what was published since.
    if (!some ||
        (queued_.index > from && (some->empty() || some->back().position.index < queued_.index))) {
        return;
    }
    const auto mine = std::ranges::find_if(
        *some, [&](const LogEntry& entry) { return entry.position.index >= queued_.index; });
    const std::optional<SnapshotInfo>& snapshot = log_.snapshot;
    const bool at_snapshot = snapshot && head_of(snapshot->position) == queued();
    if (mine == some->end() || mine->position.index != queued_.index) {
        // Trimmed away, or lost: what is behind it can be told only by a snapshot.
        const bool next = mine != some->end() && mine->position.index == queued_.index + 1;
        if (!(at_snapshot && (next || mine == some->end()))) {
            if (snapshot && log_.head.index >= queued_.index) {
                diverge("the log does not go back to what is here");
            }
            return;
        }
    } else if (mine->position.term != queued_.term) {
        diverge("the log has other entries");
        return;
    }
    std::uint64_t taken = 0;
    for (LogEntry& entry : *some) {
        if (entry.position.index == queued_.index + 1) {
            apply(entry);
            ring_.push(std::move(entry));
            ++taken;
        }
    }
    if (taken > 0 && queued_.index < log_.head.index) {
        catch_up();
    } else {
        beat();
    }
}

void Replica::on_entry(LogEntry entry, std::uint64_t term_before) {
    if (phase_ != ReplicaPhase::following) {
        return;
    }
    const std::uint64_t index = entry.position.index;
    log_.head = std::max(log_.head, head_of(entry.position));
    if (index == queued_.index + 1 && term_before == queued_.term) {
        apply(entry);
        ring_.push(std::move(entry));
    } else if (const auto term = ring_.term_at(index); term && *term == entry.position.term) {
        return;  // offered once more
    } else {
        catch_up();
    }
}

// The ring has the entry before the inner store can answer, as this thread takes the answer.
void Replica::apply(const LogEntry& entry) {
    proto::Txn txn;
    if (!entry.bytes.empty()) {
        Unpacker unpacker(entry.bytes);
        unpacker(txn);
        if (!unpacker.good()) {
            give_up({.code = ErrorCode::invalid,
                     .message = "entry " + text_of(head_of(entry.position)) +
                                " of the log cannot be read: was it written by a newer Teahouse?"});
            return;
        }
    }
    txn.id = TxnId{entry.position.index};
    txn.position = entry.position;
    queued_ = entry.position;
    bytes_since_ += entry.bytes.size();
    ++working_;
    inner_->submit(std::move(txn));
}

void Replica::on_applied(const proto::LogPosition& position, std::optional<ErrorCode> error) {
    if (error) {
        if (phase_ == ReplicaPhase::opening || inner_ == nullptr) {
            return;  // told before
        }
        if (!std::exchange(broken_, true)) {
            log(LogLevel::error, "the replica cannot apply the log; it is opened anew");
            whole_ = 0;
        }
        if (phase_ == ReplicaPhase::leading || phase_ == ReplicaPhase::elected) {
            give_back([] {});
            applied_ = queued_ = {};  // what is in flight is not settled here
            step_down("the database does not take what is in the log");
        }
        if (phase_ == ReplicaPhase::following) {
            reopen();
        }
        return;
    }
    if (inner_ == nullptr) {
        return;
    }
    applied_ = position;
    ring_.trim(applied_.index, options_.ring_bytes, options_.ring_entries);
    if (phase_ == ReplicaPhase::elected) {
        if (resetting_) {
            offer_snapshot(true);
        } else if (begin_ > 0 && applied_.index >= begin_) {
            lead();
        }
    } else if (phase_ == ReplicaPhase::leading) {
        if (resetting_) {
            offer_snapshot(true);
        } else if (away_ && returning_ && begin_ > 0 && applied_.index >= begin_) {
            lead();
        } else if (log_.snapshot && !away_ &&
                   (applied_.index - std::min(applied_.index, log_.snapshot->position.index) >
                        options_.snapshot_entries ||
                    bytes_since_ > options_.snapshot_bytes)) {
            offer_snapshot(false);
        }
    } else if (phase_ == ReplicaPhase::following && applied_ == queued_ && log_.leader.empty()) {
        beat();
    }
}

void Replica::diverge(const char* why) {
    if (phase_ != ReplicaPhase::following) {
        return;
    }
    log(LogLevel::warning, "the replica is made anew from a snapshot",
        {{.key = "why", .value = why},
         {.key = "here", .value = text_of(queued())},
         {.key = "log", .value = text_of(log_.head)}});
    phase_ = ReplicaPhase::fetching;
    whole_ = 0;
    close_inner([this] { fetch(); });
}

// --- Election

void Replica::stand() {
    const bool whole = inner_ == nullptr || (applied_ == queued_ && !reading_);
    if (standing_ || !whole) {
        return;
    }
    standing_ = true;
    const std::uint64_t known = std::max(seen_term_, applied_.term);
    server_.acquire({.node = options_.node, .head = applied(), .term = known, .whole = whole_},
                    uid_, guard([this](const AcquireAnswer& answer) {
                        standing_ = false;
                        if (answer.state == AcquireState::foreign) {
                            beat();
                            return;
                        }
                        if (answer.state != AcquireState::acquired) {
                            return;  // the next beat tries again
                        }
                        if (phase_ == ReplicaPhase::following && applied_ == queued_) {
                            begin_term(answer);
                        } else if (phase_ == ReplicaPhase::starting) {
                            term_ = answer.term;
                            grant_ = answer;
                            open_inner();
                        } else {
                            give_back([] {});
                        }
                    }));
}

}  // namespace teahouse::store
