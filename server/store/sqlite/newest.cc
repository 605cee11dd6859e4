// SPDX-License-Identifier: MIT
#include "store/sqlite/newest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"

namespace teahouse::store {

Result<NewestMessage> NewestMessage::prepare(Db& db) {
    TRY(counted, db.prepare("SELECT count FROM event WHERE room = ? AND seq <= ?"
                            " ORDER BY seq DESC LIMIT 1"));
    TRY(one, db.prepare(std::string{kSelectMerged} + " = ?"));
    NewestMessage found;
    found.counted_ = std::move(counted);
    found.one_ = std::move(one);
    return found;
}

Result<std::optional<proto::Event>> NewestMessage::of(const proto::RoomRecord& room) {
    std::optional<proto::Event> message;
    if (room.count == 0) {
        return message;
    }
    TRY(seq, seq_of(room));
    if (seq <= room.gone) {
        return message;
    }
    std::optional<Result<proto::Event>> read;
    TRY_STATUS(one_.query([&](Row row) { read = read_merged(row); }, room.id, seq));
    if (read.has_value()) {
        TRY(event, *std::move(read));
        message = std::move(event);
    }
    return message;
}

// In strides that double from the end, then by halving.
Result<Seq> NewestMessage::seq_of(const proto::RoomRecord& room) {
    std::uint64_t low = 0;  // not all messages have been said by here
    std::uint64_t high = room.head.value;
    std::uint64_t stride = 1;
    bool halving = false;
    while (low + 1 < high) {
        halving = halving || stride >= high;
        const std::uint64_t probe = halving ? low + (high - low) / 2 : high - stride;
        TRY(all, has_all(room, probe));
        (all ? high : low) = probe;
        halving = halving || !all;
        stride *= halving ? 1 : 2;
    }
    return Seq{high};
}

Result<bool> NewestMessage::has_all(const proto::RoomRecord& room, std::uint64_t seq) {
    std::uint64_t count = 0;
    TRY_STATUS(counted_.query([&](Row row) { count = row.number(0); }, room.id, Seq{seq}));
    return count >= room.count;
}

}  // namespace teahouse::store
