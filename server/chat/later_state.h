// SPDX-License-Identifier: MIT
// What the engine knows of what comes later: the order in which scheduled messages and reminders
// are due, and whose they are. The records themselves are in AdminState::kept.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "chat/draft.h"

namespace teahouse::chat {

// Ids by the time at which something is to be done about them; each has one time at most.
class DueList {
public:
    void put(std::uint64_t id, TimeMs at) {
        remove(id);
        times_[id] = at;
        order_.insert({at, id});
    }
    void remove(std::uint64_t id) {
        const auto found = times_.find(id);
        if (found != times_.end()) {
            order_.erase({found->second, id});
            times_.erase(found);
        }
    }
    // The earliest one, if its time has come.
    [[nodiscard]] std::optional<std::uint64_t> due(TimeMs now) const {
        const bool any = !order_.empty() && order_.begin()->first <= now;
        return any ? std::optional(order_.begin()->second) : std::nullopt;
    }
    [[nodiscard]] std::optional<TimeMs> next() const {
        return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
    }
    [[nodiscard]] std::size_t size() const { return times_.size(); }

private:
    std::map<std::uint64_t, TimeMs> times_;
    std::set<std::pair<TimeMs, std::uint64_t>> order_;
};

// Records of one kind. Those of an account are committed or in flight; those that are due follow
// what they will be after everything in flight.
struct LaterKind {
    DueList due;
    std::unordered_map<UserId, std::set<std::uint64_t>> of;
};

// message.confirms waits for the store.
struct ConfirmsRead {
    Caller caller = {};
    RoomId room = {};
    Seq seq = {};
    UserId sender = {};
};

struct LaterState {
    LaterKind schedules;
    LaterKind reminders;
    TimeMs not_before = 0;             // the store refused something: nothing is tried until then
    std::vector<std::uint64_t> known;  // schedules whose message the log has already
    std::map<std::uint64_t, ConfirmsRead> confirms;
};

}  // namespace teahouse::chat
