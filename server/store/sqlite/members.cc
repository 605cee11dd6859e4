// SPDX-License-Identifier: MIT
#include "store/sqlite/members.h"

#include <optional>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

proto::MemberRecord read_member(Row row) {
    return {.room = row.id<RoomId>(0),
            .user = row.id<UserId>(1),
            .role = row.enumerator<proto::Role>(2),
            .join = row.id<Seq>(3),
            .leave = row.id<Seq>(4),
            .read = row.id<Seq>(5),
            .read_count = row.number(6),
            .own_count = row.number(7),
            .joined = row.integer(8)};
}

Result<MemberTable> MemberTable::prepare(Db& db) {
    MemberTable table;
    TRY(find, db.prepare("SELECT room, user, role, join_seq, leave_seq, read_seq, read_count,"
                         " own_count, joined FROM member WHERE room = ? AND user = ?"));
    TRY(put, db.prepare("INSERT OR REPLACE INTO member(room, user, role, join_seq, leave_seq,"
                        " read_seq, read_count, own_count, joined) VALUES(?,?,?,?,?,?,?,?,?)"));
    TRY(add_own, db.prepare("UPDATE member SET own_count = own_count + ?3"
                            " WHERE room = ?1 AND user = ?2"));
    table.find_ = std::move(find);
    table.put_ = std::move(put);
    table.add_own_ = std::move(add_own);
    return table;
}

Result<std::optional<proto::MemberRecord>> MemberTable::find(RoomId room, UserId user) {
    Entry& entry = rows_[{room, user}];
    if (!entry.loaded) {
        TRY_STATUS(find_.query([&](Row row) { entry.member = read_member(row); }, room, user));
        if (entry.member.has_value() && entry.own_added > 0) {
            entry.member->own_count += entry.own_added;
            entry.changed = true;
        }
        entry.own_added = 0;
        entry.loaded = true;
    }
    return entry.member;
}

void MemberTable::put(const proto::MemberRecord& member) {
    rows_[{member.room, member.user}] =
        Entry{.loaded = true, .changed = true, .member = member, .own_added = 0};
}

void MemberTable::add_own(RoomId room, UserId user) {
    Entry& entry = rows_[{room, user}];
    if (!entry.loaded) {
        ++entry.own_added;
    } else if (entry.member.has_value()) {
        ++entry.member->own_count;
        entry.changed = true;
    }
}

Status MemberTable::flush() {
    for (const auto& [key, entry] : rows_) {
        TRY_STATUS(write(key, entry));
    }
    return {};
}

Status MemberTable::write(const Key& key, const Entry& entry) {
    if (entry.changed && entry.member.has_value()) {
        const proto::MemberRecord& member = *entry.member;
        return put_.run(member.room, member.user, member.role, member.join, member.leave,
                        member.read, member.read_count, member.own_count, member.joined);
    }
    if (entry.own_added > 0) {
        return add_own_.run(key.room, key.user, entry.own_added);
    }
    return {};
}

}  // namespace teahouse::store
