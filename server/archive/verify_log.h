// SPDX-License-Identifier: MIT
// One pass over all logs: dense, counted as they say, decodable; and what members and the search
// index say of them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "archive/verify.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::archive {

// A set of messages as its size and the sum of their hashes: two that differ do not look the same.
struct MessageSet {
    std::uint64_t size = 0;
    std::uint64_t sum = 0;

    void add(Seq seq);
    friend bool operator==(const MessageSet&, const MessageSet&) = default;
};

// What the search index says it has, and what is being changed there.
struct IndexState {
    std::map<RoomId, store::IndexedTo> rooms;
    std::set<std::int64_t> stale;
};

class LogCheck {
public:
    // `index` null: there is none. Both outlive it.
    LogCheck(VerifyReport& report, const IndexState* index) : report_(report), index_(index) {}

    Status run(const store::Db& db);

    // Messages that the index should have, by room; those of rooms in unsure() may differ, since
    // the log was read later than the index.
    [[nodiscard]] const std::map<RoomId, MessageSet>& searched() const { return searched_; }
    [[nodiscard]] const std::set<RoomId>& unsure() const { return unsure_; }
    [[nodiscard]] const std::set<UserId>& senders() const { return senders_; }
    [[nodiscard]] const std::map<RoomId, Seq>& heads() const { return heads_; }
    [[nodiscard]] const std::map<RoomId, Epoch>& epochs() const { return epochs_; }

private:
    struct MemberState {
        UserId user;
        Seq join;
        Seq leave;
        Seq read;
        std::uint64_t read_count = 0;
        std::uint64_t own_count = 0;
        std::uint64_t own_found = 0;
    };

    Status load(const store::Db& db);
    Status take(store::Row row);
    void begin_room(RoomId room);
    void end_room();
    void check_place(Seq seq);
    void check_member(const MemberState& member);
    void note_searched(const proto::Event& merged);
    void bad(const std::string& what, const std::string& text);

    VerifyReport& report_;
    const IndexState* index_;
    std::map<RoomId, std::vector<MemberState>> members_;  // by read mark
    std::map<RoomId, Seq> heads_;
    std::map<RoomId, Epoch> epochs_;
    std::map<RoomId, MessageSet> searched_;
    std::set<RoomId> unsure_;
    std::set<UserId> senders_;

    // Of the room that is being read.
    RoomId room_;
    bool known_ = false;
    Seq last_;
    std::uint64_t count_ = 0;
    std::uint64_t holes_ = 0;
    std::vector<MemberState>* here_ = nullptr;
    std::map<UserId, MemberState*> by_user_;
    std::size_t next_read_ = 0;  // the first member whose read mark is not passed yet
};

}  // namespace teahouse::archive
