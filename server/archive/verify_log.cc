// SPDX-License-Identifier: MIT
#include "archive/verify_log.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/search.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::archive {
namespace {

// After the columns of read_merged().
constexpr int kCountColumn = 9;

std::string of_room(RoomId room) { return "room " + std::to_string(room.value); }
std::string of_seq(Seq seq) { return std::to_string(seq.value); }

}  // namespace

void MessageSet::add(Seq seq) {
    // splitmix64
    std::uint64_t mixed = seq.value + 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    sum += mixed ^ (mixed >> 31U);
    ++size;
}

void LogCheck::bad(const std::string& what, const std::string& text) {
    report_.add(Weight::bad, what, of_room(room_) + ": " + text);
}

Status LogCheck::load(const store::Db& db) {
    TRY(rooms, db.prepare("SELECT id, epoch FROM room"));
    TRY_STATUS(rooms.query([&](store::Row row) {
        heads_[row.id<RoomId>(0)] = Seq{};
        epochs_[row.id<RoomId>(0)] = row.id<Epoch>(1);
    }));
    report_.rooms = heads_.size();
    TRY(members, db.prepare("SELECT room, user, join_seq, leave_seq, read_seq, read_count,"
                            " own_count FROM member ORDER BY room, read_seq"));
    return members.query([&](store::Row row) {
        ++report_.members;
        members_[row.id<RoomId>(0)].push_back({.user = row.id<UserId>(1),
                                               .join = row.id<Seq>(2),
                                               .leave = row.id<Seq>(3),
                                               .read = row.id<Seq>(4),
                                               .read_count = row.number(5),
                                               .own_count = row.number(6)});
    });
}

Status LogCheck::run(const store::Db& db) {
    TRY_STATUS(load(db));
    static_assert(store::kEventColumns == "room, seq, at, sender, kind, ref, cmid, body");
    TRY(all, db.prepare("SELECT room, seq, at, sender, kind, ref, cmid, body, message, count"
                        " FROM event LEFT JOIN merged USING(room, seq) ORDER BY room, seq"));
    Status taken;
    TRY_STATUS(all.query([&](store::Row row) {
        if (taken) {
            taken = take(row);
        }
    }));
    TRY_STATUS(taken);
    end_room();
    // Rooms in which nothing was ever logged.
    for (const auto& [room, head] : heads_) {
        if (!head && members_.contains(room)) {
            begin_room(room);
            end_room();
        }
    }
    for (const auto& [room, list] : members_) {
        if (!heads_.contains(room)) {
            report_.add(Weight::bad, "members",
                        of_room(room) + ": it has members, but is not there");
        }
    }
    return {};
}

void LogCheck::begin_room(RoomId room) {
    room_ = room;
    known_ = heads_.contains(room);
    last_ = Seq{};
    count_ = 0;
    holes_ = 0;
    by_user_.clear();
    next_read_ = 0;
    const auto members = members_.find(room);
    here_ = members == members_.end() ? nullptr : &members->second;
    if (here_ != nullptr) {
        for (MemberState& member : *here_) {
            by_user_[member.user] = &member;
        }
    }
    if (!known_) {
        bad("rooms", "it has a log, but is not there");
    }
}

void LogCheck::end_room() {
    if (!room_) {
        return;
    }
    if (holes_ > 0) {
        bad("rooms", std::to_string(holes_) + " events are missing in all");
    }
    if (known_) {
        heads_[room_] = last_;
    }
    if (here_ != nullptr) {
        std::ranges::for_each(*here_, [this](const MemberState& one) { check_member(one); });
    }
    room_ = RoomId{};
}

void LogCheck::check_member(const MemberState& member) {
    const std::string who = "account " + std::to_string(member.user.value) + ": ";
    if (member.read > last_ || member.join > last_ || member.leave > last_) {
        bad("members", who + "its marks lie behind the end of the log, " + of_seq(last_));
    } else if (member.own_count != member.own_found) {
        bad("members", who + "has " + std::to_string(member.own_found) +
                           " own messages unread, and is counted with " +
                           std::to_string(member.own_count));
    }
}

void LogCheck::check_place(Seq seq) {
    if (seq.value == last_.value + 1) {
        return;
    }
    const std::uint64_t missing = seq.value - last_.value - 1;
    holes_ += missing;
    bad("rooms", "nothing is between " + of_seq(last_) + " and " + of_seq(seq));
}

Status LogCheck::take(store::Row row) {
    const auto room = row.id<RoomId>(0);
    const auto seq = row.id<Seq>(1);
    if (room != room_) {
        end_room();
        begin_room(room);
    }
    ++report_.events;
    check_place(seq);
    last_ = seq;
    const auto sender = row.id<UserId>(3);
    const auto kind = row.enumerator<proto::EventKind>(4);
    const bool countable = proto::is_countable(kind);
    count_ += countable ? 1 : 0;
    if (row.number(kCountColumn) != count_) {
        bad("rooms", "event " + of_seq(seq) + " is counted as " +
                         std::to_string(row.number(kCountColumn)) + ", not " +
                         std::to_string(count_));
        count_ = row.number(kCountColumn);  // say it once
    }
    for (; here_ != nullptr && next_read_ < here_->size() && (*here_)[next_read_].read <= seq;
         ++next_read_) {
        const MemberState& member = (*here_)[next_read_];
        if (member.read == seq && member.read_count != count_) {
            bad("members", "account " + std::to_string(member.user.value) + " has read to " +
                               of_seq(seq) + ", which is message " + std::to_string(count_) +
                               ", not " + std::to_string(member.read_count));
        }
    }
    if (const auto own = by_user_.find(sender);
        countable && own != by_user_.end() && seq > own->second->read) {
        ++own->second->own_found;
    }
    if (countable) {
        senders_.insert(sender);
    }
    if (Result<proto::Event> event = store::read_event(row); !event) {
        bad("rooms", "event " + of_seq(seq) + " cannot be read");
    } else if (Result<proto::Event> merged = store::read_merged(row); !merged) {
        bad("rooms", "message " + of_seq(seq) + " cannot be read in its newest form");
    } else {
        note_searched(*merged);
    }
    return {};
}

void LogCheck::note_searched(const proto::Event& merged) {
    if (index_ == nullptr) {
        return;
    }
    const auto indexed = index_->rooms.find(room_);
    if (indexed == index_->rooms.end()) {
        return;
    }
    const bool behind = merged.seq > indexed->second.seq;
    if (behind &&
        (merged.kind == proto::EventKind::recall || merged.kind == proto::EventKind::edit ||
         merged.kind == proto::EventKind::expired)) {
        unsure_.insert(room_);
    }
    if (!behind && proto::is_searched(merged) && store::fits_in_row(room_, merged.seq) &&
        !index_->stale.contains(store::search_row(room_, merged.seq))) {
        searched_[room_].add(merged.seq);
    }
}

}  // namespace teahouse::archive
