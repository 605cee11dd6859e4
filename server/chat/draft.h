// SPDX-License-Identifier: MIT
// A transaction in the making: the writes for the store, the changes in memory that go with them,
// and what to answer. submit() (chat/commit.h) hands it over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/details.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

struct State;

// Who asked, and where the answer goes.
struct Caller {
    SessionId session = {};
    std::uint64_t re = 0;
    UserId user = {};  // 0: nobody (server.info without a login)
    DeviceId device = {};
    bool socket = false;  // otherwise HTTP: the session ends with the answer
};

// What a transaction changes in memory.
struct UserChange {
    proto::UserRecord user = {};
    std::string old_key = {};  // the name key before, if it changes; empty for new accounts
    bool key_changes = false;
};
struct DeviceChange {
    proto::DeviceRecord device = {};
    bool ends = false;
};
struct RoomChange {
    proto::RoomRecord room = {};
};
struct MemberUpdate {
    proto::MemberRecord member = {};
    proto::MemberChange change = proto::MemberChange::keep;
};
struct MarkUpdate {  // a read mark; the store answers with the member
    RoomId room = {};
    UserId user = {};
};
struct KeptChange {  // a record of administration; without a value it goes
    proto::KeptKind kind = proto::KeptKind::settings;
    std::uint64_t id = 0;
    std::optional<proto::KeptValue> value = {};
    bool holds = false;  // a new one that holds a file, which may be gone
};
struct DetailChange {
    proto::DetailKey key = {};
    std::optional<proto::Detail> value = {};
};
struct ChannelChange {
    proto::ChannelRecord channel = {};
    bool ends = false;
};
struct FileChange {  // a new file, or the end of one that was never sent
    proto::FileRecord file = {};
    bool ends = false;
};
// Copied, moved and destroyed out of line: every file that holds one would compile that anew.
class Change : public std::variant<UserChange, DeviceChange, RoomChange, MemberUpdate, MarkUpdate,
                                   DetailChange, ChannelChange, FileChange, KeptChange> {
public:
    using variant::variant;
    Change();
    Change(const Change&);
    Change(Change&&) noexcept;
    Change& operator=(const Change&);
    Change& operator=(Change&&) noexcept;
    ~Change();
};

// What became of a transaction, for the answer.
struct Done {
    bool duplicate = false;
    bool idle = false;  // a vote, the end of a poll or a confirmation: logged without effect
    RoomId room = {};   // of the last event, or of the first one if duplicate
    Seq seq = {};
    TimeMs at = 0;
    proto::EventKind kind = proto::EventKind::text;
};

Done done_of(const proto::Event& event, bool duplicate);

struct Pending;
// Makes the answer to a committed (or duplicate) transaction, after its whole batch was taken over.
using ReplyMaker = Result<proto::Reply> (*)(const State& state, const Pending& pending,
                                            const Caller& caller, const Done& done);

enum class AnswerAs : std::uint8_t { nothing, reply, logged_in, account, file, applied };

// A transaction in flight.
struct Pending {
    TxnId id = {};
    AnswerAs answer_as = AnswerAs::nothing;
    std::vector<Caller> callers = {};   // all get the same answer
    ReplyMaker make_reply = nullptr;    // with AnswerAs::reply
    RoomId room = {};                   // for the answer
    std::uint32_t count = 0;            // for the answer
    Seq seq = {};                       // for the answer
    std::string cmid = {};              // of a message: for the gate of its session
    bool repeatable = false;            // with the same cmid, without asking what became of it
    std::optional<Error> refusal = {};  // what is answered unless the log has it already
    std::string file = {};              // with AnswerAs::file
    std::string secret = {};            // for the answer, which alone tells it
    std::uint64_t schedule = 0;         // the record whose message this sends
    std::string call = {};              // the call whose line this appends
    std::vector<Change> changes = {};
};

class Draft {
public:
    Draft() = default;
    // Answers `caller` with what `maker` makes.
    Draft(const Caller& caller, ReplyMaker maker) {
        pending.callers.push_back(caller);
        pending.make_reply = maker;
        pending.answer_as = AnswerAs::reply;
    }

    // `former` is the account as it will be before this, null for a new one.
    void put_user(proto::UserRecord user, const proto::UserRecord* former);
    void put_device(proto::DeviceRecord device);
    void touch_device(proto::DeviceRecord device, TimeMs seen);
    void delete_device(proto::DeviceRecord device);
    void put_room(proto::RoomRecord room);
    void append(proto::Event event);
    void put_member(proto::MemberRecord member, proto::MemberChange change);
    void mark_read(RoomId room, UserId user, Seq seq);
    void put_channel(proto::ChannelRecord channel);
    void delete_channel(proto::ChannelRecord channel);
    void find_appended(UserId from, std::string cmid);
    // None: takes it away.
    void put_detail(const proto::DetailKey& key, std::optional<proto::Detail> value);
    void put_file(proto::FileRecord file);
    void drop_file(proto::FileRecord file);
    void put_kept(std::uint64_t id, proto::KeptValue value);
    void drop_kept(proto::KeptKind kind, std::uint64_t id);
    // A new record that holds a file.
    void hold_file(std::uint64_t id, proto::KeptValue value, std::string file);
    // Into the audit log, which is not held in memory.
    void put_audit(const proto::AuditEntry& entry);

    std::vector<proto::Write> writes = {};
    Pending pending = {};
};

}  // namespace teahouse::chat
