// SPDX-License-Identifier: MIT
#include "chat/repeat.h"

#include <string>
#include <utility>

#include "base/error.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"

namespace teahouse::chat {

bool may_be_done(const Error& refusal) {
    switch (refusal.code) {
        case ErrorCode::forbidden:
        case ErrorCode::not_a_member:
        case ErrorCode::muted:
        case ErrorCode::blocked:
        case ErrorCode::slow_mode:
        case ErrorCode::not_found:
        case ErrorCode::recalled:
        case ErrorCode::filtered:
        case ErrorCode::too_late: return true;
        case ErrorCode::invalid: return refusal.field == "ref";  // not in the window any more
        default: return false;
    }
}

Result<Outcome> refuse_unless_done(State& state, const Caller& caller, const std::string& cmid,
                                   Draft draft, Error refusal) {
    draft.find_appended(caller.user, cmid);
    draft.pending.repeatable = true;
    draft.pending.refusal = std::move(refusal);
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
