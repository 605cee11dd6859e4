// SPDX-License-Identifier: MIT
#include "store/sqlite/changes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"

namespace teahouse::store {

namespace {

constexpr UserId kEverybody{};

bool names_all(const proto::Event& event) { return event.body.all.value_or(false); }

bool is_about_another(const proto::Event& event) {
    return event.ref && *event.ref && *event.ref < event.seq &&
           (proto::changes_message(event.kind) || event.kind == proto::EventKind::pin ||
            event.kind == proto::EventKind::unpin);
}

// The statement says `kind = 8` for edits.
static_assert(static_cast<int>(proto::EventKind::edit) == 8);

}  // namespace

Result<ChangeTables> ChangeTables::prepare(Db& db) {
    ChangeTables tables;
    const auto set = [&](Statement& statement, const std::string& sql) -> Status {
        TRY(prepared, db.prepare(sql));
        statement = std::move(prepared);
        return {};
    };
    TRY_STATUS(set(tables.find_, std::string{kSelectMerged} + " = ?"));
    TRY_STATUS(set(tables.put_, "INSERT OR REPLACE INTO merged(room, seq, message) VALUES(?,?,?)"));
    TRY_STATUS(set(tables.blank_, "UPDATE event SET body = ?3 WHERE room = ?1 AND seq = ?2"));
    TRY_STATUS(set(tables.blank_edits_,
                   "UPDATE event SET body = ?3 WHERE room = ?1 AND ref = ?2 AND kind = 8"));
    TRY_STATUS(set(tables.add_pin_,
                   "INSERT OR IGNORE INTO pin(room, seq, pin) SELECT ?1, ?2, ?3"
                   " WHERE (SELECT count(*) FROM pin WHERE room = ?1) < ?4"));
    TRY_STATUS(set(tables.remove_pin_, "DELETE FROM pin WHERE room = ? AND seq = ?"));
    TRY_STATUS(set(tables.add_mention_,
                   "INSERT OR IGNORE INTO mention(user, room, seq, sender) VALUES(?,?,?,?)"));
    TRY_STATUS(set(tables.remove_mention_, "DELETE FROM mention WHERE room = ? AND seq = ?"));
    TRY_STATUS(set(tables.find_confirm_, std::string{kSelectConfirm}));
    TRY_STATUS(set(tables.expire_bodies_,
                   "UPDATE event SET body = ?4 WHERE room = ?1 AND seq > ?2 AND seq <= ?3"));
    TRY_STATUS(set(tables.expire_edits_,
                   "UPDATE event SET body = ?4 WHERE room = ?1 AND kind = 8"
                   " AND ref > ?2 AND ref <= ?3"));
    TRY_STATUS(
        set(tables.expire_merged_, "DELETE FROM merged WHERE room = ? AND seq > ? AND seq <= ?"));
    TRY_STATUS(set(tables.expire_pins_, "DELETE FROM pin WHERE room = ? AND seq > ? AND seq <= ?"));
    TRY_STATUS(set(tables.expire_mentions_,
                   "DELETE FROM mention WHERE room = ? AND seq > ? AND seq <= ?"));
    return tables;
}

Result<std::optional<proto::Event>> ChangeTables::find(RoomId room, Seq seq) {
    std::optional<Result<proto::Event>> found;
    TRY_STATUS(find_.query([&](Row row) { found = read_merged(row); }, room, seq));
    if (!found.has_value()) {
        return std::optional<proto::Event>{};
    }
    TRY(event, *std::move(found));
    return std::optional<proto::Event>{std::move(event)};
}

Status ChangeTables::prepare_event(proto::Event& event, Seq gone) {
    if (proto::is_about_gone(event, gone)) {
        proto::settle_gone(event);
        return {};
    }
    const bool matters =
        event.kind == proto::EventKind::edit || event.kind == proto::EventKind::pin ||
        event.kind == proto::EventKind::vote || event.kind == proto::EventKind::poll_end ||
        event.kind == proto::EventKind::confirm;
    if (!matters || !is_about_another(event)) {
        return {};
    }
    TRY(message, find(event.room, *event.ref));
    if (message.has_value()) {
        TRY(confirmed, has_confirmed(event));
        proto::settle(event, *message, confirmed);
    }
    return {};
}

Result<bool> ChangeTables::has_confirmed(const proto::Event& event) {
    bool found = false;
    if (event.kind == proto::EventKind::confirm) {
        TRY_STATUS(
            find_confirm_.query([&](Row) { found = true; }, event.room, *event.ref, event.from));
    }
    return found;
}

Status ChangeTables::apply(const proto::Event& event, Seq gone) {
    if (event.kind == proto::EventKind::expired && event.ref) {
        return expire(event.room, gone, *event.ref);
    }
    if (proto::is_about_gone(event, gone)) {
        return {};
    }
    if (proto::may_name(event.kind)) {
        return add_mentions(event);
    }
    if (!is_about_another(event)) {
        return {};
    }
    TRY_STATUS(pin(event));
    return proto::changes_message(event.kind) ? merge(event) : Status{};
}

Status ChangeTables::merge(const proto::Event& event) {
    TRY(found, find(event.room, *event.ref));
    if (!found.has_value()) {
        return {};
    }
    if (event.kind == proto::EventKind::recall && !proto::is_recalled(*found) &&
        proto::is_countable(found->kind)) {
        TRY_STATUS(remove_bodies(*found));
    }
    if (!proto::merge(*found, event)) {
        return {};
    }
    buffer_.clear();
    proto::encode_event(*found, buffer_);
    return put_.run(found->room, found->seq, as_bytes(buffer_));
}

// `recalled` is as it was before.
Status ChangeTables::remove_bodies(const proto::Event& recalled) {
    buffer_.clear();
    proto::encode_body({}, buffer_);
    TRY_STATUS(blank_.run(recalled.room, recalled.seq, as_bytes(buffer_)));
    TRY_STATUS(blank_edits_.run(recalled.room, recalled.seq, as_bytes(buffer_)));
    return remove_mention_.run(recalled.room, recalled.seq);
}

Status ChangeTables::expire(RoomId room, Seq gone, Seq upto) {
    buffer_.clear();
    proto::encode_body({}, buffer_);
    TRY_STATUS(expire_bodies_.run(room, gone, upto, as_bytes(buffer_)));
    TRY_STATUS(expire_edits_.run(room, gone, upto, as_bytes(buffer_)));
    TRY_STATUS(expire_merged_.run(room, gone, upto));
    TRY_STATUS(expire_pins_.run(room, gone, upto));
    return expire_mentions_.run(room, gone, upto);
}

Status ChangeTables::pin(const proto::Event& event) {
    if (event.kind == proto::EventKind::pin) {
        if (event.body.off.value_or(false)) {
            return {};
        }
        return add_pin_.run(event.room, *event.ref, event.seq, std::uint64_t{limits::kPinsMax});
    }
    if (event.kind == proto::EventKind::unpin || event.kind == proto::EventKind::recall) {
        return remove_pin_.run(event.room, *event.ref);
    }
    return {};
}

Status ChangeTables::add_mentions(const proto::Event& event) {
    if (names_all(event)) {
        return add_mention_.run(kEverybody, event.room, event.seq, event.from);
    }
    if (event.body.mentions) {
        for (const UserId user : *event.body.mentions) {
            if (proto::names(event, user)) {
                TRY_STATUS(add_mention_.run(user, event.room, event.seq, event.from));
            }
        }
    }
    return {};
}

Status read_pins(Db& db, std::vector<proto::RoomRecord>& rooms) {
    std::map<RoomId, proto::RoomRecord*> by_id;
    for (proto::RoomRecord& room : rooms) {
        by_id[room.id] = &room;
    }
    TRY(pins, db.prepare("SELECT room, seq FROM pin ORDER BY room, pin"));
    return pins.query([&](Row row) {
        if (const auto room = by_id.find(row.id<RoomId>(0)); room != by_id.end()) {
            room->second->pins.push_back(row.id<Seq>(1));
        }
    });
}

Result<std::vector<proto::MentionRecord>> read_mentions(Db& db) {
    std::vector<proto::MentionRecord> mentions;
    std::map<RoomId, std::size_t> of_all;
    TRY(all, db.prepare("SELECT room, seq, sender FROM mention WHERE user = 0"
                        " ORDER BY room, seq DESC"));
    TRY_STATUS(all.query([&](Row row) {
        if (of_all[row.id<RoomId>(0)]++ < limits::kMentionsShownMax) {
            mentions.push_back(
                {.room = row.id<RoomId>(0), .seq = row.id<Seq>(1), .from = row.id<UserId>(2)});
        }
    }));
    TRY(unread, db.prepare("SELECT m.room, m.user, n.seq, n.sender FROM member m"
                           " CROSS JOIN mention n ON n.user = m.user AND n.room = m.room"
                           " AND n.seq > m.read_seq"));
    TRY_STATUS(unread.query([&](Row row) {
        mentions.push_back({.room = row.id<RoomId>(0),
                            .user = row.id<UserId>(1),
                            .seq = row.id<Seq>(2),
                            .from = row.id<UserId>(3)});
    }));
    std::ranges::sort(mentions, {}, [](const proto::MentionRecord& one) {
        return std::tuple(one.user, one.room, one.seq);
    });
    return mentions;
}

}  // namespace teahouse::store
