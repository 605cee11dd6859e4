// SPDX-License-Identifier: MIT
// What was read from the log is older than what is known by then: later changes are applied to it.
#pragma once

#include <vector>

#include "base/ids.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// Whether everything that was committed after `since` is in memory.
bool can_catch_up(const State& state, RoomId room, Seq since);
// Applies it to `events`, which were read from the log when its head was `since`.
void catch_up(const State& state, RoomId room, Seq since, std::vector<proto::Event>& events);

}  // namespace teahouse::chat
