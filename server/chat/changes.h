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

// Applies to `events`, which were read from the log when its head was `since`, what was committed
// after that. False: it is not in memory any more.
bool catch_up(const State& state, RoomId room, Seq since, std::vector<proto::Event>& events);

}  // namespace teahouse::chat
