// SPDX-License-Identifier: MIT
#include "store/sqlite/log_times.h"

#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "store/halving.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

Result<LogTimes> LogTimes::prepare(Db& db) {
    LogTimes times;
    TRY(newest, db.prepare("SELECT seq, at FROM event WHERE room = ? AND seq <= ?"
                           " ORDER BY seq DESC LIMIT 1"));
    times.newest_ = std::move(newest);
    return times;
}

Result<LoggedAt> LogTimes::newest(RoomId room, Seq last) {
    LoggedAt found;
    TRY_STATUS(newest_.query(
        [&](Row row) { found = {.seq = row.id<Seq>(0), .at = row.integer(1)}; }, room, last));
    return found;
}

Result<Seq> LogTimes::first_since(RoomId room, Seq first, Seq last, TimeMs at) {
    return store::first_since(first, last, at, [&](Seq seq) -> Result<TimeMs> {
        TRY(there, newest(room, seq));
        return there.at;
    });
}

}  // namespace teahouse::store
