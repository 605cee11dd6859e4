// SPDX-License-Identifier: MIT
#include "store/sqlite/rooms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

Result<RoomTable> RoomTable::prepare(Db& db) {
    RoomTable table;
    TRY(epoch, db.prepare("SELECT epoch FROM room WHERE id = ?"));
    TRY(last_event,
        db.prepare("SELECT seq, count FROM event WHERE room = ? ORDER BY seq DESC LIMIT 1"));
    TRY(put,
        db.prepare("INSERT INTO room(id, kind, title, avatar, announcement, join_policy,"
                   " history_policy, direct_low, direct_high, dissolved, created, slow, writers,"
                   " keep, recall, epoch)"
                   " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?, (SELECT gen FROM store))"
                   " ON CONFLICT(id) DO UPDATE SET kind = excluded.kind, title = excluded.title,"
                   " avatar = excluded.avatar, announcement = excluded.announcement,"
                   " join_policy = excluded.join_policy, history_policy = excluded.history_policy,"
                   " direct_low = excluded.direct_low, direct_high = excluded.direct_high,"
                   " dissolved = excluded.dissolved, created = excluded.created,"
                   " slow = excluded.slow, writers = excluded.writers, keep = excluded.keep,"
                   " recall = excluded.recall"));
    TRY(gone, db.prepare("SELECT ref FROM event INDEXED BY event_expired"
                         " WHERE room = ? AND kind = 34 ORDER BY seq DESC LIMIT 1"));
    TRY(raise_store, db.prepare("UPDATE store SET gen = max(gen + 1, ?)"));
    TRY(raise_rooms, db.prepare("UPDATE room SET epoch = (SELECT gen FROM store)"));
    table.raise_store_ = std::move(raise_store);
    table.raise_rooms_ = std::move(raise_rooms);
    table.epoch_ = std::move(epoch);
    table.last_event_ = std::move(last_event);
    table.put_ = std::move(put);
    table.gone_ = std::move(gone);
    return table;
}

Result<std::optional<RoomHead>> RoomTable::find(RoomId room) {
    if (const auto known = heads_.find(room); known != heads_.end()) {
        return std::optional<RoomHead>{known->second};
    }
    std::optional<RoomHead> head;
    TRY_STATUS(epoch_.query([&](Row row) { head = RoomHead{.epoch = row.id<Epoch>(0)}; }, room));
    if (!head.has_value()) {
        return head;
    }
    const auto take = [&](Row row) {
        head->head = row.id<Seq>(0);
        head->count = row.number(1);
    };
    TRY_STATUS(last_event_.query(take, room));
    TRY_STATUS(gone_.query([&](Row row) { head->gone = row.id<Seq>(0); }, room));
    set_head(room, *head);
    return head;
}

Result<RoomHead> RoomTable::put(const proto::RoomRecord& room) {
    TRY_STATUS(put_.run(room.id, room.kind, room.title, room.avatar, room.announcement, room.join,
                        room.history, room.direct_low, room.direct_high, room.dissolved,
                        room.created, std::uint64_t{room.slow}, room.writers,
                        std::uint64_t{room.keep}, std::uint64_t{room.recall}));
    TRY(head, find(room.id));
    return head.value_or(RoomHead{});
}

void RoomTable::set_head(RoomId room, const RoomHead& head) {
    const auto [place, added] = heads_.try_emplace(room, head);
    before_.emplace_back(room, added ? std::nullopt : std::optional{place->second});
    place->second = head;
}

Status RoomTable::raise_epochs(std::uint64_t generation) {
    TRY_STATUS(raise_store_.run(generation));
    TRY_STATUS(raise_rooms_.run());
    for (const auto& [room, head] : heads_) {  // read anew when they are asked for
        before_.emplace_back(room, head);
    }
    heads_.clear();
    return {};
}

void RoomTable::roll_back() {
    std::for_each(before_.rbegin(), before_.rend(), [&](const auto& entry) {
        if (entry.second.has_value()) {
            heads_[entry.first] = *entry.second;
        } else {
            heads_.erase(entry.first);
        }
    });
    before_.clear();
}

}  // namespace teahouse::store
