// SPDX-License-Identifier: MIT
#include "store/sqlite/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

namespace {

std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The statements below say `kind <= 7 OR kind IN (29, 32, 35)` for is_countable().
static_assert(static_cast<int>(proto::EventKind::sticker) == 7);
static_assert(static_cast<int>(proto::EventKind::poll) == 29);
static_assert(static_cast<int>(proto::EventKind::record) == 32);
// And those of confirmations `kind = 33`.
static_assert(static_cast<int>(proto::EventKind::confirm) == 33);
// Those that say what is gone, `kind = 34`.
static_assert(static_cast<int>(proto::EventKind::expired) == 34);

}  // namespace

Result<proto::Event> read_event(Row row) {
    proto::Event event{.room = row.id<RoomId>(0),
                       .seq = row.id<Seq>(1),
                       .at = row.integer(2),
                       .from = row.id<UserId>(3),
                       .kind = row.enumerator<proto::EventKind>(4)};
    if (!row.is_null(5)) {
        event.ref = row.id<Seq>(5);
    }
    if (!row.is_null(6)) {
        event.cmid = std::string{row.text(6)};
    }
    Result<proto::Body> body = proto::decode_body(as_text(row.blob(7)));
    if (!body) {
        return fail(ErrorCode::store_unavailable,
                    "event " + std::to_string(event.seq.value) + " of room " +
                        std::to_string(event.room.value) + " is damaged");
    }
    event.body = *std::move(body);
    return event;
}

Result<proto::Event> read_merged(Row row) {
    if (row.is_null(8)) {
        return read_event(row);
    }
    Result<proto::Event> event = proto::decode_event(as_text(row.blob(8)));
    if (!event) {
        return fail(ErrorCode::store_unavailable, "message " + std::to_string(row.number(1)) +
                                                      " of room " + std::to_string(row.number(0)) +
                                                      " is damaged");
    }
    return event;
}

Result<EventTable> EventTable::prepare(Db& db) {
    EventTable table;
    TRY(insert, db.prepare("INSERT INTO event(room, seq, at, sender, kind, count, ref, cmid, body)"
                           " VALUES(?,?,?,?,?,?,?,?,?)"
                           " ON CONFLICT(sender, cmid) WHERE cmid IS NOT NULL DO NOTHING"));
    TRY(find, db.prepare("SELECT " + std::string{kEventColumns} +
                         " FROM event WHERE sender = ? AND cmid = ?"));
    TRY(count_at, db.prepare("SELECT count FROM event WHERE room = ? AND seq = ?"));
    TRY(count_own, db.prepare("SELECT count(*) FROM event WHERE room = ? AND seq > ? AND seq <= ?"
                              " AND sender = ? AND (kind <= 7 OR kind IN (29, 32, 35))"));
    table.insert_ = std::move(insert);
    table.find_ = std::move(find);
    table.count_at_ = std::move(count_at);
    table.count_own_ = std::move(count_own);
    return table;
}

Result<bool> EventTable::insert(const proto::Event& event, std::uint64_t count) {
    body_.clear();
    proto::encode_body(event.body, body_);
    TRY_STATUS(insert_.run(event.room, event.seq, event.at, event.from, event.kind, count,
                           event.ref, event.cmid, as_bytes(body_)));
    return insert_.changes() > 0;
}

Result<std::optional<proto::Event>> EventTable::find(UserId sender, std::string_view cmid) {
    std::optional<Result<proto::Event>> found;
    TRY_STATUS(find_.query([&](Row row) { found = read_event(row); }, sender, cmid));
    if (!found.has_value()) {
        return std::optional<proto::Event>{};
    }
    TRY(event, *std::move(found));
    return std::optional<proto::Event>{std::move(event)};
}

Result<std::uint64_t> EventTable::count_at(RoomId room, Seq seq) {
    std::uint64_t count = 0;
    TRY_STATUS(count_at_.query([&](Row row) { count = row.number(0); }, room, seq));
    return count;
}

Result<std::uint64_t> EventTable::count_own(RoomId room, UserId sender, Seq after, Seq last) {
    std::uint64_t count = 0;
    TRY_STATUS(
        count_own_.query([&](Row row) { count = row.number(0); }, room, after, last, sender));
    return count;
}

}  // namespace teahouse::store
