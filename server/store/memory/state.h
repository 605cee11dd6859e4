// SPDX-License-Identifier: MIT
// What a store keeps, as plain data in memory, and the rules of proto/records.h applied to it in
// the simplest way. It is the model that the durable stores are compared with. Single-threaded,
// copyable, deterministic.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/store.h"

namespace teahouse::store {

class MemoryState {
public:
    // Applies all of the Txn or nothing: committed, duplicate, or failed with `conflict`.
    proto::TxnResult apply(const proto::Txn& txn);
    [[nodiscard]] proto::QueryResult run(const proto::EventQuery& query) const;
    // Looks at every message; memory/search.cc.
    [[nodiscard]] proto::SearchResult search(const proto::SearchQuery& query) const;
    // All records but the messages, ordered by id.
    [[nodiscard]] Snapshot snapshot() const;
    // The whole log of a room, for tests; empty if there is no such room.
    [[nodiscard]] std::vector<proto::Event> log(RoomId room) const;

private:
    struct Logged {
        proto::Event event;
        std::uint64_t count = 0;                  // countable messages up to and including this one
        std::optional<proto::Event> merged = {};  // as later events made it; none: as it is
    };
    struct Room {
        proto::RoomRecord record;
        std::vector<Logged> log;  // index = seq - 1
    };
    using MemberKey = std::pair<RoomId, UserId>;
    using CmidKey = std::pair<UserId, std::string>;
    using ConfirmKey = std::tuple<RoomId, Seq, UserId>;  // of the message, and who confirmed it
    using Undo =
        std::vector<std::function<void()>>;  // run backwards if a later write of the Txn fails
    struct Pending {
        proto::TxnResult& result;
        Undo& undo;
    };

    [[nodiscard]] const proto::Event* find_duplicate(const proto::Txn& txn) const;
    // The message that an event is about, if there is one.
    [[nodiscard]] static Logged* target_of(Room& room, const proto::Event& event);
    void settle(Room& room, proto::Event& event) const;
    static void apply_change(Room& room, const proto::Event& event, Undo& undo);
    static void remove_bodies(Room& room, Seq recalled, Undo& undo);
    void expire(Room& room, const proto::Event& event, const Pending& pending);
    void note_confirm(const proto::Event& event, Undo& undo);
    void mark_confirmed(proto::Event& message, UserId viewer) const;
    void add_mentions(Snapshot& snapshot) const;
    [[nodiscard]] static std::uint64_t count_own(const Room& room, UserId user, Seq after);

    // Each answers whether the write could be done; false is a conflict.
    bool write(const proto::PutUser& put, const Pending& pending);
    bool write(const proto::PutDevice& put, const Pending& pending);
    bool write(const proto::DeleteDevice& remove, const Pending& pending);
    bool write(const proto::TouchDevice& touch, const Pending& pending);
    bool write(const proto::FindAppended& find, const Pending& pending);
    bool write(const proto::PutRoom& put, const Pending& pending);
    bool write(const proto::Append& append, const Pending& pending);
    bool write(const proto::PutMember& put, const Pending& pending);
    bool write(const proto::ReadMark& mark, const Pending& pending);
    bool write(const proto::PutDetail& put, const Pending& pending);
    bool write(const proto::PutChannel& put, const Pending& pending);
    bool write(const proto::DeleteChannel& remove, const Pending& pending);
    bool write(const proto::PutFile& put, const Pending& pending);
    bool write(const proto::DropFile& drop, const Pending& pending);

    void place_files(const proto::Event& event, Undo& undo);
    // Of one message, or of all of a room.
    void release_files(RoomId room, std::optional<Seq> seq, const Pending& pending);
    void run_files(const proto::EventQuery& query, proto::QueryResult& result) const;
    bool write(const proto::PutKept& put, const Pending& pending);
    bool write(const proto::DropKept& drop, const Pending& pending);
    bool write(const proto::HoldFile& hold, const Pending& pending);
    bool write(const proto::RaiseEpochs& raise, const Pending& pending);
    void run_uploads(const proto::EventQuery& query, proto::QueryResult& result) const;
    void run_by_sender(const proto::EventQuery& query, proto::QueryResult& result) const;
    void run_confirms(const proto::EventQuery& query, proto::QueryResult& result) const;
    [[nodiscard]] static Seq find_since(const Room& room, const proto::EventQuery& query);
    void run_audit(const proto::EventQuery& query, proto::QueryResult& result) const;

    std::map<UserId, proto::UserRecord> users_;
    std::map<DeviceId, proto::DeviceRecord> devices_;
    std::map<RoomId, Room> rooms_;
    std::uint64_t generation_ = 1;
    std::map<MemberKey, proto::MemberRecord> members_;
    std::map<CmidKey, std::pair<RoomId, Seq>> cmids_;
    std::set<ConfirmKey> confirms_;
    std::map<proto::DetailKey, std::string> details_;
    std::map<std::uint64_t, proto::ChannelRecord> channels_;
    std::map<std::string, proto::StoredFile> files_;
    std::map<std::pair<proto::KeptKind, std::uint64_t>, proto::KeptRecord> kept_;
};

}  // namespace teahouse::store
