// SPDX-License-Identifier: MIT
// The table `member` as the writer sees it. Changes collect in memory for the length of a batch, so
// that a busy member's row is written once per commit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

class MemberTable {
public:
    static Result<MemberTable> prepare(Db& db);

    Result<std::optional<proto::MemberRecord>> find(RoomId room, UserId user);
    void put(const proto::MemberRecord& member);
    // One more countable message by `user`; nothing happens if there is no such member.
    void add_own(RoomId room, UserId user);

    // Writes what has changed; before COMMIT.
    Status flush();
    // Forgets everything; after a commit and after a rollback.
    void clear() { rows_.clear(); }

private:
    struct Key {
        RoomId room;
        UserId user;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            return IdHash{}(key.room) ^ (IdHash{}(key.user) * 31);
        }
    };
    struct Entry {
        bool loaded = false;  // `member` says what the table and this batch have
        bool changed = false;
        std::optional<proto::MemberRecord> member;
        std::uint64_t own_added = 0;  // while not loaded: to be added to the row
    };

    Status write(const Key& key, const Entry& entry);

    std::unordered_map<Key, Entry, KeyHash> rows_;
    Statement find_;
    Statement put_;
    Statement add_own_;
};

// What `SELECT * FROM member` gives.
proto::MemberRecord read_member(Row row);

}  // namespace teahouse::store
