// SPDX-License-Identifier: MIT
// The rooms in which somebody wrote last, and how much, for administrators. Of the rooms that there
// are it holds limits::kLiveRoomsMax at most, so that looking at all of it is cheap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "base/ids.h"

namespace teahouse::chat {

// How many in the last so many ms, as if those of each window were spread evenly over it.
class SlidingCount {
public:
    explicit SlidingCount(TimeMs window_ms) : window_ms_(window_ms) {}
    void add(TimeMs now);
    [[nodiscard]] std::uint32_t at(TimeMs now) const;

private:
    TimeMs window_ms_;
    TimeMs began_ = 0;
    std::uint32_t current_ = 0;
    std::uint32_t before_ = 0;
};

class LiveRooms {
public:
    struct Pulse {
        RoomId room;
        SlidingCount minute{60'000};
        SlidingCount hour{3'600'000};
    };

    void wrote(RoomId room, TimeMs now);
    // The last one first.
    [[nodiscard]] const std::list<Pulse>& all() const { return pulses_; }

private:
    std::list<Pulse> pulses_;
    std::unordered_map<RoomId, std::list<Pulse>::iterator> index_;
};

}  // namespace teahouse::chat
