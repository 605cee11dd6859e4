// SPDX-License-Identifier: MIT
#include "store/sqlite/search/log_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/log_times.h"
#include "store/sqlite/open.h"
#include "store/sqlite/options.h"

namespace teahouse::store {

namespace {

constexpr Seq kSeqMax{1ULL << 62U};

}  // namespace

Result<LogReader> LogReader::open(const std::string& file, const SqliteOptions& options) {
    TRY(db, open_reader(file, options));
    const std::string select = std::string{kSelectMerged} + " BETWEEN ? AND ? ORDER BY seq ";
    TRY(behind, db.prepare(select + "LIMIT ?"));
    TRY(newest, db.prepare(select + "DESC LIMIT ?"));
    static_assert(static_cast<int>(proto::EventKind::edit) == 8);
    TRY(edited, db.prepare("SELECT ref FROM (SELECT kind, ref FROM event WHERE room = ?"
                           " AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?)"
                           " WHERE kind = 8 AND ref IS NOT NULL"));
    TRY(times, LogTimes::prepare(db));
    TRY(epoch, db.prepare("SELECT epoch FROM room WHERE id = ?"));
    LogReader reader{std::move(db)};
    reader.behind_ = std::move(behind);
    reader.newest_ = std::move(newest);
    reader.edited_ = std::move(edited);
    reader.times_ = std::move(times);
    reader.epoch_ = std::move(epoch);
    return reader;
}

template <class... Values>
Result<std::vector<proto::Event>> LogReader::read(Statement& statement, const Values&... values) {
    std::vector<proto::Event> events;
    Status decoded;
    const auto take = [&](Row row) {
        if (Result<proto::Event> event = read_merged(row)) {
            events.push_back(*std::move(event));
        } else {
            decoded = tl::unexpected<Error>(std::move(event).error());
        }
    };
    TRY_STATUS(statement.query(take, values...));
    TRY_STATUS(decoded);
    return events;
}

Result<std::vector<proto::Event>> LogReader::behind(RoomId room, Seq after, std::uint64_t limit) {
    return read(behind_, room, Seq{after.value + 1}, kSeqMax, limit);
}

Result<std::vector<proto::Event>> LogReader::newest(RoomId room, Seq first, Seq last,
                                                    std::uint64_t limit) {
    return read(newest_, room, first, last, limit);
}

Result<std::optional<proto::Event>> LogReader::one(RoomId room, Seq seq) {
    TRY(events, newest(room, seq, seq, 1));
    std::optional<proto::Event> event;
    if (!events.empty()) {
        event = std::move(events.front());
    }
    return event;
}

Result<std::vector<Seq>> LogReader::edited(RoomId room, Seq first, Seq last, std::uint64_t limit) {
    std::vector<Seq> messages;
    TRY_STATUS(edited_.query([&](Row row) { messages.push_back(row.id<Seq>(0)); }, room, first,
                             last, limit));
    return messages;
}

Result<Epoch> LogReader::epoch_of(RoomId room) {
    Epoch epoch;
    TRY_STATUS(epoch_.query([&](Row row) { epoch = row.id<Epoch>(0); }, room));
    return epoch;
}

}  // namespace teahouse::store
