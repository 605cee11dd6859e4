// SPDX-License-Identifier: MIT
// The newest events of each room, kept in memory so that most reconnects and first pages need no
// query. Bounded per room and over all rooms; the rooms that were written to longest ago go first.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"

namespace teahouse::chat {

class RecentEvents {
public:
    explicit RecentEvents(std::size_t events_per_room = limits::kRecentEventsPerRoom,
                          std::size_t bytes_max = limits::kRecentBytesMax)
        : events_per_room_(events_per_room), bytes_max_(bytes_max) {}

    // `event` follows the last one of its room (or nothing is kept of it).
    void append(const proto::Event& event);
    // Whether everything from `from` up to the newest event is here.
    [[nodiscard]] bool reaches_back(RoomId room, Seq from) const;
    // Appends the events from..to as they were logged; they must all be here.
    void copy(RoomId room, Seq from, Seq to, std::vector<proto::Event>& out) const;
    // The same as later events made them.
    void copy_merged(RoomId room, Seq from, Seq to, std::vector<proto::Event>& out) const;
    // One event as later events made it; null if it is not here.
    [[nodiscard]] const proto::Event* find_merged(RoomId room, Seq seq) const;
    // Whether an event that is here says that somebody has confirmed a message, which need not be
    // here. Of a message that is here nothing else does.
    [[nodiscard]] bool has_confirmed(RoomId room, Seq message, UserId user) const;
    // What is here up to `upto`, and what edits say of it. The newest event stays.
    void expire(RoomId room, Seq upto);
    void forget(RoomId room);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Kept {
        proto::Event event;
        std::optional<proto::Event> merged = {};  // none: as it is
    };
    struct Ring {
        std::deque<Kept> events;
        std::set<std::pair<Seq, UserId>> confirms;  // by those among the events
        std::size_t bytes = 0;
        std::list<RoomId>::iterator place;
    };

    static std::size_t weight_of_kept(const Kept& kept);
    static Kept* find(Ring& ring, Seq seq);
    void apply_change(Ring& ring, const proto::Event& change);
    void replace(Ring& ring, Kept& kept, Kept by);
    void drop_front(Ring& ring);
    void blank(Ring& ring, Kept& edit);

    std::size_t events_per_room_;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::unordered_map<RoomId, Ring> rings_;
    std::list<RoomId> order_;  // the room written to last is in front
};

// What an event takes in memory and on the wire, roughly.
std::size_t weight_of(const proto::Event& event);

}  // namespace teahouse::chat
