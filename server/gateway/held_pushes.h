// SPDX-License-Identifier: MIT
// Presence, and read marks and badges of closed rooms, while WebSockets wait for the bandwidth cap
// (net::Worker::pressed): kept here for each session and merged, so that they yield to messages and
// nothing of what they tell is lost. A client that takes what is sent in the end is where it would
// be had it been sent everything. Worker's thread only.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {

class HeldPushes {
public:
    // `is_closed`: whether the session has that room closed. A read mark of an open room may not
    // wait: its count must not come after messages that it does not count.
    using IsClosed = std::function<bool(RoomId)>;
    static bool may_wait(const proto::Push& push, const IsClosed& is_closed);

    // Of a kind that may wait. For each session at most limits::kRoomsPerUserMax rooms and as many
    // people as it may watch are kept; what exceeds that is left out.
    void add(SessionId session, const proto::Push& push);
    // What comes later has to join what is held.
    [[nodiscard]] bool holds(SessionId session) const { return held_.contains(session); }
    [[nodiscard]] bool empty() const { return held_.empty(); }

    // The session is sent this now: it is newer than what is held of the same rooms and people.
    void overtaken_by(SessionId session, const proto::Push& push);
    void overtaken_by(SessionId session, const proto::Reply& reply);
    void forget(SessionId session) { held_.erase(session); }

    // Sends what is held to one session after the other, in turns. `send` says whether to go on;
    // the next call begins where this one ended.
    using Send = std::function<bool(SessionId, const std::vector<proto::Push>&)>;
    void flush(const Send& send);

private:
    // In this order. A badge counts on from the read mark before it, so that the newest badge from
    // before and the newest from after the mark are both needed.
    struct Room {
        std::optional<proto::Head> before;
        std::optional<proto::Ephemeral> mark;
        std::optional<proto::Head> after;
    };
    struct Held {
        std::map<UserId, bool> online;
        std::map<RoomId, Room> rooms;
    };
    static Room* room_of(Held& held, RoomId room);
    static void add_head(Held& held, const proto::Head& head);
    static void add_mark(Held& held, const proto::Ephemeral& mark);
    static void add_presence(Held& held, const proto::Ephemeral& presence);
    static std::vector<proto::Push> pushes_of(Held& held);
    void forget_room(SessionId session, RoomId room);

    std::map<SessionId, Held> held_;
    SessionId last_ = {};  // whose turn it was last
};

}  // namespace teahouse::gateway
