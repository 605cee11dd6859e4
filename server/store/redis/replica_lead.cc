// SPDX-License-Identifier: MIT
// The replica as leader: entries to the log server, and back to the inner store once they are in
// the log. What is sent is a window over the ring: after any doubt it is sent once more from the
// last entry that is known to be there, as the server leaves what it has.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/limits_redis.h"
#include "base/log.h"
#include "base/pack.h"
#include "proto/pack_records.h"
#include "proto/records.h"
#include "store/redis/leader_queue.h"
#include "store/redis/leader_store.h"
#include "store/redis/log.h"
#include "store/redis/replica.h"

namespace teahouse::store {

namespace {

constexpr std::int64_t kAppendAgainMs = 100;

// By the clock, so that it is none that was lost either.
std::string raised_epochs() {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    const proto::Txn txn{
        .writes = {proto::RaiseEpochs{.generation = static_cast<std::uint64_t>(now.count())}}};
    std::string bytes;
    Packer packer(bytes);
    packer(txn);
    return bytes;
}

}  // namespace

void Replica::begin_term(const AcquireAnswer& answer) {
    term_ = answer.term;
    doubt_ = answer.doubt;
    if (!doubt_) {
        whole_ = term_;
    }
    ++round_;
    appends_ = 0;
    begin_ = 0;
    resetting_ = false;
    heard_ms_ = waiting_since_ = server_.now_ms();
    log_.head = answer.head;
    if (phase_ != ReplicaPhase::leading) {
        phase_ = ReplicaPhase::elected;
    }
    if (log_.uid.empty() && queued_.index == 0) {
        // So that a folder whose store is in a log always says so.
        resetting_ = true;
        const LogEntry first{.position = {.term = term_, .index = 1, .generation = 1}};
        ring_.push(first);
        apply(first);
        return;
    }
    if (log_.uid.empty()) {
        resetting_ = true;
        offer_snapshot(true);
        return;
    }
    mend(answer.head);
}

// The log server may have lost its tail: it is offered again what is here.
void Replica::mend(LogHead head) {
    ++round_;
    appends_ = 0;
    log_.head = head;
    if (head.index < queued_.index) {
        log(LogLevel::warning, "Redis has lost the end of the log; it is given back",
            {{.key = "from", .value = std::to_string(head.index + 1)},
             {.key = "to", .value = std::to_string(queued_.index)}});
    }
    const auto term = ring_.term_at(head.index);
    if (!term || *term != head.term) {
        resetting_ = true;
        if (applied_ == queued_) {
            offer_snapshot(true);
        }
        return;
    }
    sent_ = head.index;
    if (begin_ == 0) {
        begin_entries();
    } else {
        pump();
    }
}

// Nobody can tell whether what was there before was acknowledged until something of the own term
// is.
void Replica::begin_entries() {
    const std::uint64_t least = queued_.generation + 1;
    const std::uint64_t generation = queue_ == nullptr ? least : queue_->raise_generation(least);
    begin_ = ring_.last().index + 1;
    LogEntry entry{.position = {.term = term_, .index = begin_, .generation = generation}};
    if (doubt_) {
        log(LogLevel::warning,
            "Redis may have lost messages that nobody has: all clients begin anew");
        entry.bytes = raised_epochs();
    }
    ring_.push(std::move(entry));
    waiting_since_ = server_.now_ms();
    pump();
}

void Replica::lead() {
    whole_ = term_;
    if (phase_ == ReplicaPhase::leading) {
        away_ = returning_ = false;
        queue_->set_away(false);
        events_.away(false);
        return;
    }
    phase_ = ReplicaPhase::leading;
    LogServer& server = server_;
    const auto on_server = [this, &server](void (Replica::*what)()) {
        return [this, &server, alive = alive_, what] {
            server.post([this, alive, what] {
                if (*alive) {
                    (this->*what)();
                }
            });
        };
    };
    queue_ = std::make_shared<LeaderQueue>(queued_.generation, on_server(&Replica::take_fresh));
    router_->set(queue_);
    events_.leads(std::make_unique<LeaderStore>(queue_, inner_, options_.sqlite,
                                                on_server(&Replica::on_detached)));
}

void Replica::take_fresh() {
    if (phase_ != ReplicaPhase::leading || away_) {
        return;
    }
    if (ring_.last().index == queued_.index) {
        waiting_since_ = server_.now_ms();
    }
    std::uint64_t index = ring_.last().index;
    for (LeaderQueue::Fresh& fresh : queue_->take(index + 1)) {
        ring_.push({.position = {.term = term_, .index = ++index, .generation = fresh.generation},
                    .bytes = std::move(fresh.bytes)});
    }
    pump();
}

void Replica::pump() {
    if (term_ == 0 || resetting_ || (away_ && !returning_)) {
        return;
    }
    while (appends_ < limits::kLogAppendsMax && sent_ < ring_.last().index) {
        const LogHead before{.term = ring_.term_at(sent_).value_or(0), .index = sent_};
        std::vector<LogEntry> some;
        for (std::size_t bytes = 0; some.size() < limits::kLogAppendEntriesMax;) {
            const LogEntry* entry = ring_.find(sent_ + 1);
            if (entry == nullptr ||
                (!some.empty() && bytes + entry->bytes.size() > limits::kLogAppendBytesMax)) {
                break;
            }
            bytes += entry->bytes.size();
            some.push_back(*entry);
            ++sent_;
        }
        ++appends_;
        server_.append(term_, before, std::move(some),
                       guard([this, round = round_, last = sent_](const AppendAnswer& answer) {
                           if (round == round_) {
                               on_append(last, answer);
                           }
                       }));
    }
}

void Replica::on_append(std::uint64_t last, const AppendAnswer& answer) {
    --appends_;
    if (answer.state != AppendState::lost) {
        heard_ms_ = server_.now_ms();
    }
    switch (answer.state) {
        case AppendState::appended:
            log_.head = std::max(log_.head, answer.head);
            acknowledge(last);
            pump();
            break;
        case AppendState::rewound: mend(answer.head); break;
        case AppendState::fenced:
            step_down("another node leads, or the log server lost the election");
            break;
        case AppendState::diverged: step_down("the log has other entries"); break;
        case AppendState::lost:
            ++round_;
            appends_ = 0;
            server_.call_after(kAppendAgainMs, guard([this, round = round_] {
                                   if (round == round_ && term_ != 0 && !resetting_) {
                                       sent_ = std::min(sent_, queued_.index);
                                       pump();
                                   }
                               }));
            break;
    }
}

void Replica::acknowledge(std::uint64_t index) {
    while (queued_.index < index) {
        const LogEntry* entry = ring_.find(queued_.index + 1);
        if (entry == nullptr || phase_ == ReplicaPhase::failed) {
            return;
        }
        apply(*entry);
    }
    waiting_since_ = server_.now_ms();
}

void Replica::look_at_time() {
    if (term_ == 0 || away_) {
        return;
    }
    const std::int64_t now = server_.now_ms();
    // Behind a snapshot that the log begins anew with, entries wait for as long as Redis answers.
    const bool waits = !resetting_ && ring_.last().index > queued_.index;
    if ((waits && now - waiting_since_ >= limits::kLogAwayMs) ||
        now - heard_ms_ >= limits::kLogAwayMs + limits::kLogBeatMs) {
        stay_away();
        return;
    }
    if (waits) {
        server_.call_after(limits::kLogAwayMs / 4, guard([this, round = round_] {
                               if (round == round_) {
                                   look_at_time();
                               }
                           }));
    }
}

void Replica::stay_away() {
    if (phase_ != ReplicaPhase::leading) {
        step_down("Redis is away");
        return;
    }
    ++round_;
    appends_ = 0;
    away_ = true;
    returning_ = resetting_ = offering_ = false;
    ++snapshot_run_;
    ring_.cut_after(queued_.index);
    queue_->set_away(true);
    queue_->fail_after(queued_.index);
    events_.away(true);
}

// In a new term, so that nothing of the former one can come into the log any more.
void Replica::come_back() {
    if (returning_ || standing_ || applied_ != queued_) {
        return;
    }
    standing_ = true;
    server_.acquire({.node = options_.node,
                     .head = applied(),
                     .term = std::max(term_, seen_term_),
                     .whole = whole_,
                     .leading = true},
                    uid_, guard([this](const AcquireAnswer& answer) {
                        standing_ = false;
                        if (phase_ != ReplicaPhase::leading || !away_) {
                            return;
                        }
                        switch (answer.state) {
                            case AcquireState::acquired:
                                if (answer.doubt) {
                                    // The engine would know nothing of new epochs.
                                    step_down("another node may have led");
                                    break;
                                }
                                returning_ = true;
                                begin_term(answer);
                                break;
                            case AcquireState::settle:
                            case AcquireState::lost: break;
                            case AcquireState::behind:
                                step_down("what was not known to be in the log is there");
                                break;
                            case AcquireState::held:
                            case AcquireState::foreign:
                                step_down("another node leads since Redis was away");
                                break;
                        }
                    }));
}

void Replica::step_down(const std::string& why) {
    const bool told_away = away_;
    term_ = 0;
    ++round_;
    appends_ = 0;
    begin_ = 0;
    away_ = returning_ = resetting_ = offering_ = false;
    ++snapshot_run_;
    grant_.reset();
    ring_.cut_after(queued_.index);
    if (queue_ == nullptr) {
        phase_ = ReplicaPhase::following;
        if (broken_) {
            reopen();
        } else {
            beat();
        }
        return;
    }
    phase_ = ReplicaPhase::leaving;
    queue_->set_away(true);
    queue_->fail_after(queued_.index);
    if (told_away) {
        events_.away(false);
    }
    events_.lost(why);
}

void Replica::on_detached() {
    router_->set(nullptr);
    queue_.reset();
    if (phase_ == ReplicaPhase::leading) {
        step_down("its store was given back");
        give_back([] {});
    } else if (phase_ == ReplicaPhase::leaving) {
        phase_ = ReplicaPhase::following;
        if (broken_) {
            reopen();
        } else {
            beat();
        }
    }
}

}  // namespace teahouse::store
