// SPDX-License-Identifier: MIT
// Everything the engine knows, as plain data with lookups. Only the engine's own files see it. What
// may be ahead of the store is in cells (chat/cell.h): readers are shown `now`, writers are
// authorised on `next`. Log positions (epoch, head, count, last, read marks) change by commits
// only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/token_bucket.h"
#include "chat/admin_state.h"
#include "chat/calls_state.h"
#include "chat/cell.h"
#include "chat/command.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "chat/file_shelf.h"
#include "chat/hook_state.h"
#include "chat/later_state.h"
#include "chat/notify_state.h"
#include "chat/opening.h"
#include "chat/preview_state.h"
#include "chat/recent.h"
#include "chat/retention_state.h"
#include "chat/searching.h"
#include "chat/send_gate.h"
#include "chat/sticker_state.h"
#include "chat/upload_state.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "text/names.h"

namespace teahouse::chat {

inline constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();

struct User {
    Cell<proto::UserRecord> record;
    std::map<RoomId, TimeMs> rooms;  // committed memberships, and when the own view of each changed
    std::vector<std::pair<RoomId, TimeMs>>
        left;                         // rooms no longer in, for `since`; the newest last
    TimeMs left_forgotten = 0;        // `left` knows nothing up to here
    std::vector<DeviceId> devices;    // committed or in flight, oldest first
    std::vector<SessionId> sessions;  // oldest first
    std::set<SessionId> watchers;     // who is told of coming and going
    bool online = false;              // with the delay for reloads
    bool told_online = false;         // as watchers were told last
    TimeMs offline_at = 0;            // when the delay after the last session ends
    TimeMs changed = 0;               // name, picture or status
    TimeMs seen = 0;                  // when it went offline last
    std::size_t joining = 0;          // rooms that it will be in, in flight
    TokenBucket commands;             // of all its connections, HTTP too
    std::uint32_t reads = 0;          // pages and messages that are being read for it
    text::NameKey key;                // of the name, for search
    TimeMs search_due = 0;            // searches asked for so far are paid by then
    std::uint32_t searching = 0;      // searches under way
    TokenBucket notify_rate;          // of all its channels
    TimeMs notify_tested = -limits::kNotifyTestMs;
};

struct Device {
    Cell<proto::DeviceRecord> record;
};

// The newest message of a member of a slow room, the newest reminder of a message: what is repeated
// with the same cmid is no other one.
struct LastMessage {
    TimeMs at = 0;
    std::string cmid = {};
};

struct Room {
    Cell<proto::RoomRecord> about;  // descriptive fields; the position is beside it:
    Epoch epoch;
    Seq head;
    std::uint64_t count = 0;
    TimeMs last_at = 0;
    std::optional<proto::Event> last;
    Seq gone;                      // expired up to here
    std::uint64_t gone_count = 0;  // countable messages up to there
    Seq quiet;  // if it is the head: nothing was logged since all of the log expired

    std::map<UserId, Cell<proto::MemberRecord>> members;  // by id, for pages
    std::uint32_t member_count = 0;                       // committed
    std::uint32_t member_count_next = 0;                  // after everything in flight
    TimeMs changed = 0;                                   // the newest commit, for `since`

    std::vector<Seq> pins;                         // oldest pin first
    std::map<UserId, std::vector<Seq>> mentions;   // unread, ascending, the newest ones
    std::deque<std::pair<Seq, UserId>> all_named;  // messages to everybody and their senders

    std::map<UserId, LastMessage> last_messages;  // while slow mode is on

    std::map<UserId, TimeMs> typing;  // until when
    TimeMs typing_told = 0;

    text::NameKey key;  // of the title, for search
};

struct Session {
    SessionId id = {};
    UserId user = {};
    DeviceId device = {};
    bool ready = false;                // the welcome is out
    std::vector<RoomId> open = {};     // sorted; all other rooms of the user are followed
    std::vector<UserId> watched = {};  // sorted
    std::vector<Request> held = {};    // came before the welcome
    SendGate gate = {};
    std::string address = {};  // where the socket comes from
};

// A read mark on its way: at most one transaction per second, user and room.
struct Mark {
    Seq want = {};                     // the highest asked for, not submitted yet; 0: none
    std::vector<Caller> waiting = {};  // for `want`
    TimeMs submitted = 0;
};

struct TokenHashHash {
    std::size_t operator()(const proto::TokenHash& hash) const noexcept {
        std::size_t start = 0;  // a SHA-256: any part of it is as good as the whole
        std::memcpy(&start, hash.data(), sizeof(start));
        return start;
    }
};

struct State {
    explicit State(EngineConfig wanted) : config(std::move(wanted)) {}

    EngineConfig config;
    // Of the call that runs: set by Engine, valid in it.
    TimeMs now = 0;
    Effects* effects = nullptr;

    std::unordered_map<UserId, User> users;
    std::unordered_map<std::string, Cell<UserId>> names;  // by name_key
    std::map<DeviceId, Device> devices;  // ordered, so that a sweep can go on where it was
    std::unordered_map<proto::TokenHash, DeviceId, TokenHashHash> tokens;
    std::unordered_map<RoomId, Room> rooms;
    std::map<std::pair<UserId, UserId>, RoomId> directs;  // lower id first; committed or in flight
    RoomId lobby;
    std::map<proto::DetailKey, Cell<proto::Detail>> details;  // all but DetailKind::seen
    std::map<std::pair<RoomId, Seq>, LastMessage> nudges;     // the newest reminder of a message
    std::unordered_map<SessionId, Session> sessions;
    RecentEvents recent;

    std::deque<Pending> pending;  // in the order submitted; ids are dense
    std::optional<ErrorCode>
        failing;  // the store failed: nothing is submitted until all in flight came back
    std::map<std::uint64_t, Opening> openings;
    std::map<std::uint64_t, HistoryRead> histories;
    std::map<std::uint64_t, MessageRead> messages;
    std::unordered_map<QueryId, Asked> queries;
    std::unordered_map<QueryId, Searching> searches;
    text::Speller speller;

    FileShelf files;

    std::map<std::pair<RoomId, UserId>, Mark> marks;
    NotifyState notify;
    std::set<UserId> presence_changed;
    std::deque<std::pair<TimeMs, UserId>> leaving;  // without a session since; in time order
    std::set<RoomId> typing_changed;
    std::uint32_t online = 0;
    TimeMs tick_at = kNever;
    TimeMs presence_at = kNever;
    TimeMs sweep_at = kNever;
    DeviceId sweep_from;       // where the sweep over logins goes on
    TimeMs since_trusted = 0;  // `since` up to here says nothing: it is from before the start

    AdminState admin;
    HookState hooks;
    LaterState later;
    StickerState stickers;
    UploadState uploads;
    PreviewState previews;
    RetentionState retention;
    CallsState calls;

    UserId last_user;
    DeviceId last_device;
    RoomId last_room;
    TxnId last_txn;
    QueryId last_query;
    std::uint64_t last_read = 0;
    EngineStats stats;

    // --- Lookups: null if there is none. `_next` is after everything in flight.
    [[nodiscard]] const proto::UserRecord* user_now(UserId id) const;
    [[nodiscard]] const proto::UserRecord* user_next(UserId id) const;
    [[nodiscard]] const proto::DeviceRecord* device_now(DeviceId id) const;
    [[nodiscard]] const proto::DeviceRecord* device_next(DeviceId id) const;
    // Rooms that exist and are not dissolved.
    [[nodiscard]] const Room* room_now(RoomId id) const;
    [[nodiscard]] const Room* room_next(RoomId id) const;
    [[nodiscard]] Session* session(SessionId id);
    // The membership, null if there is none (or no such room).
    [[nodiscard]] const proto::MemberRecord* member_now(RoomId room, UserId user) const;
    [[nodiscard]] const proto::MemberRecord* member_next(RoomId room, UserId user) const;

    // The role in a room that counts: in the lobby it follows the role on the server.
    [[nodiscard]] proto::Role role_next(const Room& room, const proto::MemberRecord& member) const;
    [[nodiscard]] proto::Role role_now(const Room& room, const proto::MemberRecord& member) const;
    // The other person of a direct room.
    [[nodiscard]] static UserId peer_of(const proto::RoomRecord& about, UserId user);
    // The first seq that the member may read.
    [[nodiscard]] static Seq first_seq(const Room& room, const proto::MemberRecord& member);

    // --- Effects
    void reply(const Caller& caller, Result<proto::Reply> result) const;
    void emit(Out out) const { effects->out.push_back(std::move(out)); }
    void push(std::vector<SessionId> sessions, proto::Push push) const;
    // The sessions of a user that have had their welcome, without `except`.
    [[nodiscard]] std::vector<SessionId> ready_sessions(UserId user, SessionId except = {}) const;
    void wake_at(TimeMs at) { tick_at = at < tick_at ? at : tick_at; }
};

// A room as found for a caller who is a member of it.
struct Membership {
    const Room& room;
    const proto::RoomRecord& about;
    const proto::MemberRecord& member;
};
// For readers: committed. not_a_member otherwise, also where no such room exists.
Result<Membership> membership_now(const State& state, UserId user, RoomId room);
// For writers: after everything in flight.
Result<Membership> membership_next(const State& state, UserId user, RoomId room);

}  // namespace teahouse::chat
