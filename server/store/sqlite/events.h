// SPDX-License-Identifier: MIT
// The table `event`: the logs of all rooms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

// The columns that read_event() expects, in its order.
inline constexpr std::string_view kEventColumns = "room, seq, at, sender, kind, ref, cmid, body";

// One event or several in their newest form, for read_merged(); what `seq` is follows.
inline constexpr std::string_view kSelectMerged =
    "SELECT room, seq, at, sender, kind, ref, cmid, body, message"
    " FROM event LEFT JOIN merged USING(room, seq) WHERE room = ? AND seq";

// Whether somebody has confirmed a message: a row, or none. The index is one of schema.cc.
inline constexpr std::string_view kSelectConfirm =
    "SELECT 1 FROM event INDEXED BY event_confirm WHERE room = ? AND ref = ? AND sender = ?"
    " AND kind = 33 LIMIT 1";
// Who has, each once: a second confirmation of somebody is logged without effect.
inline constexpr std::string_view kSelectConfirmers =
    "SELECT DISTINCT sender FROM event INDEXED BY event_confirm WHERE room = ? AND ref = ?"
    " AND kind = 33 ORDER BY sender LIMIT ?";

// Fails with store_unavailable if the body cannot be decoded: the row is damaged.
Result<proto::Event> read_event(Row row);
// As later events made it.
Result<proto::Event> read_merged(Row row);

// The writer's view: statements on the writing connection.
class EventTable {
public:
    static Result<EventTable> prepare(Db& db);

    // Adds the event as it is. Answers false, and adds nothing, if its (from, cmid) is known.
    Result<bool> insert(const proto::Event& event, std::uint64_t count);
    // The event that was stored under this cmid.
    Result<std::optional<proto::Event>> find(UserId sender, std::string_view cmid);
    // Countable messages up to and including `seq`, which must exist.
    Result<std::uint64_t> count_at(RoomId room, Seq seq);
    // Countable messages of `sender` with after < seq <= last.
    Result<std::uint64_t> count_own(RoomId room, UserId sender, Seq after, Seq last);

private:
    Statement insert_;
    Statement find_;
    Statement count_at_;
    Statement count_own_;
    std::string body_;  // encoding buffer, kept to spare an allocation per message
};

}  // namespace teahouse::store
