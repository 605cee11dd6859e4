// SPDX-License-Identifier: MIT
// The log as search reads it, on a connection of its own beside the writer's. One thread. Events
// come as a page of history shows them (store/sqlite/events.h), so what was taken back is not
// found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/log_times.h"
#include "store/sqlite/options.h"

namespace teahouse::store {

class LogReader {
public:
    static Result<LogReader> open(const std::string& file, const SqliteOptions& options);

    // Events behind `after`, oldest first.
    Result<std::vector<proto::Event>> behind(RoomId room, Seq after, std::uint64_t limit);
    // Events with first <= seq <= last, newest first.
    Result<std::vector<proto::Event>> newest(RoomId room, Seq first, Seq last, std::uint64_t limit);
    Result<std::optional<proto::Event>> one(RoomId room, Seq seq);
    // The messages that edits with first <= seq <= last are of; of the last `limit` events only.
    Result<std::vector<Seq>> edited(RoomId room, Seq first, Seq last, std::uint64_t limit);
    // Where in the log a time stands.
    [[nodiscard]] LogTimes& times() { return times_; }

    Result<Epoch> epoch_of(RoomId room);

    [[nodiscard]] Db& db() { return db_; }

private:
    explicit LogReader(Db db) : db_(std::move(db)) {}

    template <class... Values>
    Result<std::vector<proto::Event>> read(Statement& statement, const Values&... values);

    Db db_;  // first: statements go before it
    Statement behind_;
    Statement newest_;
    Statement edited_;
    LogTimes times_;
    Statement epoch_;
};

}  // namespace teahouse::store
