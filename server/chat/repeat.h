// SPDX-License-Identifier: MIT
// A request whose answer was lost comes again with its cmid, maybe when it would be refused: its
// author has left, is muted, the message is recalled. It was done all the same, and that is what
// has to be answered. So before such a refusal the log is asked.
#pragma once

#include <string>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"

namespace teahouse::chat {

// Whether a request may have been done at a time when it was not refused like this.
[[nodiscard]] bool may_be_done(const Error& refusal);

// Answers `draft`, which writes nothing, as a duplicate if the log has `cmid` of its caller,
// otherwise with `refusal`.
Result<Outcome> refuse_unless_done(State& state, const Caller& caller, const std::string& cmid,
                                   Draft draft, Error refusal);

}  // namespace teahouse::chat
