// SPDX-License-Identifier: MIT
// Knows what must be true (docs/guarantees.md), from nothing but the committed log and what clients
// were answered. It shares no code with the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"
#include "store/memory/state.h"

namespace teahouse::sim {

// An invariant is broken; what() names it.
class Violation : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Oracle {
public:
    // Takes over what was committed since the last call.
    void follow(const store::MemoryState& state);
    // After a crash the durable log must begin with all that was seen committed.
    void reload(const store::MemoryState& state);

    // --- What clients did and saw
    void sent(UserId user, const std::string& cmid, RoomId room, const std::string& text);
    // A copy of some message is on its way; its words are those of another one.
    void forwarded(UserId user, const std::string& cmid, RoomId room);
    void acked(UserId user, const std::string& cmid, RoomId room, Seq seq);
    void refused(UserId user, const std::string& cmid);  // for good, at the first attempt
    // A text of its own is to be sent later. Once that was acknowledged it is sent, once, or waits
    // with its author in the end.
    void planned(UserId user, RoomId room, const std::string& text);
    void plan_acked(UserId user, const std::string& text) { plans_.at({user, text}).acked = true; }
    void plan_waits(UserId user, const std::string& text) { plans_.at({user, text}).waits = true; }
    void check_plans() const;
    // A call of that id may begin there. There is one line of it at most, from who began it.
    void called(UserId user, RoomId room, const std::string& call);
    void shown(UserId user, const proto::Event& event) const;
    // In a page: the message as the log up to `head`, or a little more of it, makes it.
    void shown_merged(UserId user, const proto::Event& event, Seq head) const;
    void unread(UserId user, RoomId room, Seq head, Seq read, std::uint32_t unread) const;
    void mentioned(UserId user, RoomId room, Seq head, Seq read, std::uint32_t count) const;
    void read_acked(UserId user, RoomId room, Seq read);
    void read_seen(UserId user, RoomId room, Seq read) const;

    // --- Truth
    [[nodiscard]] bool may_see(UserId user, RoomId room, Seq seq) const;
    [[nodiscard]] bool is_member(UserId user, RoomId room) const;
    [[nodiscard]] Seq head(RoomId room) const;
    [[nodiscard]] Seq head_or_none(RoomId room) const;  // 0 if there is no such room
    // The first seq of the present window.
    [[nodiscard]] Seq first(UserId user, RoomId room) const;
    [[nodiscard]] const proto::Event& event(RoomId room, Seq seq) const;
    [[nodiscard]] const std::vector<RoomId>& rooms() const { return order_; }

private:
    struct Window {
        Seq join;   // shown from here on, exclusively
        Seq leave;  // up to here; 0: still a member
    };
    struct Room {
        std::vector<proto::Event> log;     // without what was recalled since
        std::map<Seq, proto::Body> words;  // what that was
        std::map<UserId, std::vector<Window>> windows;
        std::map<UserId, TimeMs> muted;  // until when
        bool read_only = false;
        bool all = false;  // history policy
        bool lobby = false;
        bool dissolved = false;
    };
    using Cmid = std::pair<UserId, std::string>;
    struct Message {
        RoomId room;
        std::string text;
        Seq after;  // the highest acknowledged seq when it was first sent
        std::optional<Seq> acked;
        bool refused = false;
        bool copy = false;  // forwarded
    };

    struct Call {
        UserId user;
        RoomId room;
        bool logged = false;
    };
    struct Plan {
        RoomId room;
        bool acked = false;
        bool waits = false;
        bool sent = false;
    };

    void take_planned(const proto::Event& event);
    void take_call(const proto::Event& event);
    void append(Room& room, const proto::Event& event, bool recalled_since);
    static void take_back(Room& room, const proto::Event& recall);
    [[nodiscard]] static proto::Event replay(const Room& room, Seq seq, std::uint64_t upto);
    void move_members(Room& room, const proto::Event& event);
    // A message of somebody who may not write at that point of the log.
    static void check_may_write(Room& room, const proto::Event& event);
    [[nodiscard]] const Window* window(UserId user, RoomId room) const;

    std::map<RoomId, Room> rooms_;
    std::vector<RoomId> order_;
    std::map<Cmid, Message> messages_;
    std::map<Cmid, std::pair<RoomId, Seq>> stored_;
    std::map<std::pair<UserId, std::string>, Plan> plans_;  // by their texts
    std::map<UserId, std::size_t> plans_gone_;  // sent, and taken back before they were seen here
    std::map<std::string, Call> calls_;         // by id
    std::map<RoomId, Seq> acked_head_;
    std::map<std::pair<UserId, RoomId>, Seq> marks_;
};

}  // namespace teahouse::sim
