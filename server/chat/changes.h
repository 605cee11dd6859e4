// SPDX-License-Identifier: MIT
// What is done to messages that are there: edit, recall, reactions, pins; and reading single ones.
#pragma once

#include <vector>

#include "base/ids.h"
#include "chat/opening.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// A query for single messages was answered.
void messages_read(State& state, const Asked& asked, proto::QueryResult result);

// Whether everything that was committed after `since` is in memory.
bool can_catch_up(const State& state, RoomId room, Seq since);
// Applies it to `events`, which were read from the log when its head was `since`.
void catch_up(const State& state, RoomId room, Seq since, std::vector<proto::Event>& events);

}  // namespace teahouse::chat
