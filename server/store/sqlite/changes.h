// SPDX-License-Identifier: MIT
// What events do to other rows: the tables `merged`, `pin` and `mention`, and the bodies that a
// recall removes. The rules are those of proto/merge.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

class ChangeTables {
public:
    static Result<ChangeTables> prepare(Db& db);

    // Before an event is inserted: takes the effect out of one that comes too late. The log of its
    // room is gone up to `gone`.
    Status prepare_event(proto::Event& event, Seq gone);
    // After it: changes the other rows.
    Status apply(const proto::Event& event, Seq gone);

private:
    Result<std::optional<proto::Event>> find(RoomId room, Seq seq);
    Status merge(const proto::Event& event);
    Status remove_bodies(const proto::Event& recalled);
    Status pin(const proto::Event& event);
    Status add_mentions(const proto::Event& event);
    Status expire(RoomId room, Seq gone, Seq upto);
    Result<bool> has_confirmed(const proto::Event& event);

    Statement find_;
    Statement put_;
    Statement blank_;
    Statement blank_edits_;
    Statement add_pin_;
    Statement remove_pin_;
    Statement add_mention_;
    Statement remove_mention_;
    Statement find_confirm_;
    Statement expire_bodies_;
    Statement expire_edits_;
    Statement expire_merged_;
    Statement expire_pins_;
    Statement expire_mentions_;
    std::string buffer_;
};

// What a start reads.
Status read_pins(Db& db, std::vector<proto::RoomRecord>& rooms);
Result<std::vector<proto::MentionRecord>> read_mentions(Db& db);

}  // namespace teahouse::store
