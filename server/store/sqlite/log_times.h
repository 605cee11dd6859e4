// SPDX-License-Identifier: MIT
// When the events of a room were logged, and so where in its log a time stands. Statements on the
// connection of a reader; one thread.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

struct LoggedAt {
    Seq seq = {};  // 0: there is no event
    TimeMs at = 0;
};

class LogTimes {
public:
    static Result<LogTimes> prepare(Db& db);

    // The newest event up to `last`.
    Result<LoggedAt> newest(RoomId room, Seq last);
    // store/halving.h
    Result<Seq> first_since(RoomId room, Seq first, Seq last, TimeMs at);

private:
    Statement newest_;
};

}  // namespace teahouse::store
