// SPDX-License-Identifier: MIT
// The way through the store: submit a draft, take over what was committed, take back what was not.
#pragma once

#include <span>
#include <variant>

#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

struct Later {};  // the answer comes when the store has committed or the log was read
using Outcome = std::variant<Later, proto::Reply>;

// Whether the store takes transactions now: store_unavailable or read_only otherwise.
Status can_write(const State& state);
// Plans the changes in memory and hands the transaction over. Refused: nothing has changed.
Result<Outcome> submit(State& state, Draft draft);
// One group commit, in order.
void take_over(State& state, std::span<proto::TxnResult> results);

// The error of a failed transaction as it is answered.
Error store_error(ErrorCode code);

}  // namespace teahouse::chat
