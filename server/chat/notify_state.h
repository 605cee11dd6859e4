// SPDX-License-Identifier: MIT
// What the engine knows of notifications: the channels of all accounts, and which accounts have
// something unread in which rooms that they may have to be told of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "chat/cell.h"
#include "proto/records.h"

namespace teahouse::chat {

struct Channel {
    Cell<proto::ChannelRecord> record = {};
    // What became of the newest attempts; not kept over a restart.
    std::optional<TimeMs> sent = {};
    std::optional<TimeMs> failed = {};
    std::string fault = {};
};

// Messages of one room that concern an account. Without any: it was told lately, and is told of
// new ones only at `due`.
struct Waiting {
    std::vector<Seq> seqs = {};  // ascending, the newest ones
    TimeMs due = 0;
    TimeMs quiet_until = 0;
};

struct NotifyState {
    std::map<std::uint64_t, Channel> channels;
    std::unordered_map<UserId, std::vector<std::uint64_t>> by_user;  // committed or in flight
    std::uint64_t last_channel = 0;

    std::map<std::pair<UserId, RoomId>, Waiting> waiting;
    std::set<std::tuple<TimeMs, UserId, RoomId>> due;  // one for each of `waiting`
};

}  // namespace teahouse::chat
