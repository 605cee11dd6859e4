// SPDX-License-Identifier: MIT
// Pages of a room's log, within the window of the member who asks.
#pragma once

#include "chat/opening.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// A query of a page was answered.
void history_read(State& state, const Asked& asked, proto::QueryResult result);

}  // namespace teahouse::chat
