// SPDX-License-Identifier: MIT
#include "chat/live_rooms.h"

#include <cstdint>

#include "base/ids.h"
#include "base/limits.h"

namespace teahouse::chat {

void SlidingCount::add(TimeMs now) {
    if (now - began_ >= window_ms_) {
        before_ = now - began_ < 2 * window_ms_ ? current_ : 0;
        current_ = 0;
        began_ = now - now % window_ms_;
    }
    ++current_;
}

std::uint32_t SlidingCount::at(TimeMs now) const {
    const TimeMs passed = now - began_;
    if (passed >= 2 * window_ms_) {
        return 0;
    }
    // Of the window that is over only what still lies within the time.
    const std::uint32_t over = passed >= window_ms_ ? current_ : before_;
    const std::uint32_t whole = passed >= window_ms_ ? 0 : current_;
    const TimeMs left = window_ms_ - passed % window_ms_;
    const TimeMs share = static_cast<TimeMs>(over) * left + window_ms_ / 2;
    return whole + static_cast<std::uint32_t>(share / window_ms_);
}

void LiveRooms::wrote(RoomId room, TimeMs now) {
    if (const auto found = index_.find(room); found != index_.end()) {
        pulses_.splice(pulses_.begin(), pulses_, found->second);
    } else {
        if (pulses_.size() >= limits::kLiveRoomsMax) {
            index_.erase(pulses_.back().room);
            pulses_.pop_back();
        }
        pulses_.push_front({.room = room});
        index_.emplace(room, pulses_.begin());
    }
    pulses_.front().minute.add(now);
    pulses_.front().hour.add(now);
}

}  // namespace teahouse::chat
