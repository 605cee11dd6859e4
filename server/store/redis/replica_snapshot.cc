// SPDX-License-Identifier: MIT
// Snapshots of the replica: to the log server as leader, from it where there is nothing to follow
// from.
#include <cstdint>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/result.h"
#include "store/redis/log.h"
#include "store/redis/replica.h"
#include "store/redis/snapshot_file.h"

namespace teahouse::store {

namespace {

constexpr std::int64_t kSnapshotAgainMs = 500;

}  // namespace

void Replica::offer_snapshot(bool reset) {
    // One that the log begins anew with has to hold all that is acknowledged; else what is applied
    // meanwhile may be in the copy or behind it.
    if (reset ? applied_ != queued_ : offering_) {
        return;
    }
    offering_ = true;
    bytes_since_ = 0;
    const std::uint64_t run = ++snapshot_run_;
    do_blocking([directory = options_.sqlite.directory] { return make_snapshot_file(directory); },
                [this, run](const Result<SnapshotInfo>& info) {
                    if (run != snapshot_run_ || term_ == 0) {
                        return;
                    }
                    if (info) {
                        put_chunks(*info, 0, run);
                        return;
                    }
                    offering_ = false;
                    log(LogLevel::error, "no snapshot could be made",
                        {{.key = "error", .value = info.error().message}});
                    if (resetting_) {
                        step_down("no snapshot could be made");
                    }
                });
}

void Replica::put_chunks(SnapshotInfo info, std::uint64_t number, std::uint64_t run) {
    if (run != snapshot_run_ || term_ == 0) {
        return;
    }
    const auto again = [this, info, number, run] {
        server_.call_after(kSnapshotAgainMs,
                           guard([this, info, number, run] { put_chunks(info, number, run); }));
    };
    if (number == info.chunks) {
        server_.put_snapshot(term_, info, uid_, resetting_,
                             guard([this, info, run, again](const AppendAnswer& answer) {
                                 if (answer.state == AppendState::lost) {
                                     again();
                                 } else {
                                     on_snapshot(info, run, answer);
                                 }
                             }));
        return;
    }
    Result<std::string> bytes = read_snapshot_chunk(options_.sqlite.directory, number);
    if (!bytes) {
        offering_ = false;
        if (resetting_) {
            step_down("no snapshot could be made");
        }
        return;
    }
    server_.put_chunk(info.id, number, *std::move(bytes),
                      guard([this, info, number, run, again](const Status& done) {
                          if (done) {
                              put_chunks(info, number + 1, run);
                          } else {
                              again();
                          }
                      }));
}

void Replica::on_snapshot(const SnapshotInfo& info, std::uint64_t run, const AppendAnswer& answer) {
    if (run != snapshot_run_ || term_ == 0) {
        return;
    }
    offering_ = false;
    if (answer.state != AppendState::appended) {
        step_down("another node leads, or the log server lost the election");
        return;
    }
    log_.snapshot = info;
    if (!resetting_) {
        return;
    }
    resetting_ = false;
    log_.uid = uid_;
    ++round_;
    appends_ = 0;
    sent_ = info.position.index;
    heard_ms_ = waiting_since_ = server_.now_ms();
    if (begin_ == 0) {
        begin_entries();
    } else {
        pump();
    }
}

void Replica::fetch() {
    phase_ = ReplicaPhase::fetching;
    if (!log_.snapshot) {
        phase_ = ReplicaPhase::starting;
        return;
    }
    if (const Status begun = begin_snapshot_file(options_.sqlite.directory); !begun) {
        give_up(begun.error());
        return;
    }
    fetch_chunk(*log_.snapshot, 0);
}

void Replica::fetch_chunk(SnapshotInfo info, std::uint64_t number) {
    if (phase_ != ReplicaPhase::fetching) {
        return;
    }
    if (number == info.chunks) {
        do_blocking([directory = options_.sqlite.directory,
                     info] { return install_snapshot_file(directory, info); },
                    [this](const Status& installed) {
                        if (installed) {
                            open_inner();
                            return;
                        }
                        log(LogLevel::warning, "a snapshot from Redis cannot be used",
                            {{.key = "error", .value = installed.error().message}});
                        phase_ = ReplicaPhase::starting;  // the next beat begins again
                    });
        return;
    }
    server_.get_chunk(
        info.id, number, guard([this, info, number](const Result<std::string>& bytes) {
            if (bytes) {
                if (const Status added = append_snapshot_chunk(options_.sqlite.directory, *bytes);
                    !added) {
                    give_up(added.error());
                    return;
                }
                fetch_chunk(info, number + 1);
            } else if (bytes.error().code == ErrorCode::not_found) {
                phase_ = ReplicaPhase::starting;
            } else {
                server_.call_after(kSnapshotAgainMs,
                                   guard([this, info, number] { fetch_chunk(info, number); }));
            }
        }));
}

}  // namespace teahouse::store
