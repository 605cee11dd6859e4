// SPDX-License-Identifier: MIT
// What the engine knows of webhooks beside their records: how far each outgoing one is in the log
// of its room, and how it fares. Nothing of a message is kept for a webhook: what waits is the log.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/token_bucket.h"

namespace teahouse::chat {

struct HookRun {
    RoomId room = {};
    bool outgoing = false;  // the others only have `sent` and `posts`
    bool off = false;
    Seq at = {};                      // looked at up to here
    std::optional<Seq> calling = {};  // a message under way
    std::optional<Seq> reading = {};  // the log is being read up to here
    Seq saved = {};                   // `upto` of the record
    TimeMs saved_at = 0;
    bool dirty = false;  // something was done since
    std::uint32_t failures = 0;
    std::optional<TimeMs> sent = {};
    std::optional<TimeMs> failed = {};
    std::string fault = {};
    TokenBucket posts = {};  // of an incoming one
};

struct HookState {
    std::map<std::uint64_t, HookRun> runs;                           // committed
    std::unordered_map<RoomId, std::vector<std::uint64_t>> by_room;  // outgoing ones of them
    TimeMs due = std::numeric_limits<TimeMs>::max();  // when something is to be looked at again
};

}  // namespace teahouse::chat
