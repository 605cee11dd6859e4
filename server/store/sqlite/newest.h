// SPDX-License-Identifier: MIT
// The newest message of a room. Changes of messages may follow it in any number, so the log is not
// walked back: `count` only grows along it, and the message is where it became what it is now.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

class NewestMessage {
public:
    static Result<NewestMessage> prepare(Db& db);

    // In its newest form; none if the room has no message. `room` says where its log ends.
    Result<std::optional<proto::Event>> of(const proto::RoomRecord& room);

private:
    // Where all its messages have been said.
    Result<Seq> seq_of(const proto::RoomRecord& room);
    Result<bool> has_all(const proto::RoomRecord& room, std::uint64_t seq);

    Statement counted_;
    Statement one_;
};

}  // namespace teahouse::store
