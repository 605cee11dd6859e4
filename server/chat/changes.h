// SPDX-License-Identifier: MIT
// What is done to messages that are there: edit, recall, reactions, votes, pins; and reading single
// ones.
#pragma once

#include "chat/opening.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// A query for single messages was answered.
void messages_read(State& state, const Asked& asked, proto::QueryResult result);

}  // namespace teahouse::chat
