// SPDX-License-Identifier: MIT
// Reading the log: who asked for what.
#pragma once

#include "base/error.h"
#include "chat/opening.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// Hands a query to the store and notes whom its answer belongs to. False: too many are under way.
bool ask(State& state, const Asked& asked, proto::EventQuery query);
// Why a request was not done: the log could not be read, or too much is being read.
Error not_read();
Error too_many_reads();
void query_answered(State& state, proto::QueryResult result);

}  // namespace teahouse::chat
