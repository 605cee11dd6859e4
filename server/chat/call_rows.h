// SPDX-License-Identifier: MIT
// What stays of a call that is over: one line in the log of its room, and the end of its record, in
// one transaction. What the store refuses is tried again until it is there; the log knows a line
// that it has already by its cmid.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "chat/call_machine.h"
#include "chat/state.h"

namespace teahouse::chat {

// From the first answer to `end`; 0: nobody answered.
[[nodiscard]] std::uint32_t seconds_of(const LiveCall& call, TimeMs end);

// The call has ended. Over limits::kCallRowsMax that wait, its record stays and is found by the
// next start.
void add_row(State& state, const LiveCall& call);
// The tick: those that are due.
void write_rows(State& state);
// The log has the line of this call.
void row_logged(State& state, const std::string& call);

}  // namespace teahouse::chat
