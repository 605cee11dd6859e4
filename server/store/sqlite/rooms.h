// SPDX-License-Identifier: MIT
// The table `room`, and where the log of each room stands.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

// The end of a room's log.
struct RoomHead {
    Epoch epoch = {};
    Seq head = {};
    std::uint64_t count = 0;  // countable messages
    Seq gone = {};            // expired up to here
};

// The writer's view: statements on the writing connection, and the heads of the rooms written to so
// far. Heads change as events are added and go back if the batch is not committed.
class RoomTable {
public:
    static Result<RoomTable> prepare(Db& db);

    // None if there is no such room.
    Result<std::optional<RoomHead>> find(RoomId room);
    // Adds the room (its epoch is the generation of the store) or changes its descriptive fields.
    Result<RoomHead> put(const proto::RoomRecord& room);
    void set_head(RoomId room, const RoomHead& head);
    // Of all rooms, also of those that come: the generation, or the one after that of the store.
    Status raise_epochs(std::uint64_t generation);

    void accept() { before_.clear(); }  // the batch is committed
    void roll_back();

private:
    std::unordered_map<RoomId, RoomHead> heads_;
    std::vector<std::pair<RoomId, std::optional<RoomHead>>> before_;  // undo log of the batch
    Statement epoch_;
    Statement last_event_;
    Statement gone_;
    Statement put_;
    Statement raise_store_;
    Statement raise_rooms_;
};

}  // namespace teahouse::store
