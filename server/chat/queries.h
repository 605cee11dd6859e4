// SPDX-License-Identifier: MIT
// Reading the log: who asked for what.
#pragma once

#include "chat/opening.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// Hands a query to the store and notes whom its answer belongs to. False: too many are under way.
bool ask(State& state, const Asked& asked, proto::EventQuery query);
void query_answered(State& state, proto::QueryResult result);

}  // namespace teahouse::chat
