// SPDX-License-Identifier: MIT
#include "base/error.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/state.h"

namespace teahouse::chat {

Error store_error(ErrorCode code) {
    if (code == ErrorCode::read_only) {
        return {.code = code,
                .message = "the server cannot write; reading goes on",
                .retry_after_ms = limits::kRetryAfterMs};
    }
    if (code == ErrorCode::outcome_unknown) {
        return {.code = code,
                .message = "may be stored or not; repeat with the same cmid",
                .retry_after_ms = limits::kRetryAfterMs};
    }
    return {.code = ErrorCode::store_unavailable,
            .message = "not stored; try again",
            .retry_after_ms = limits::kRetryAfterMs};
}

Status can_write(const State& state) {
    if (state.failing) {
        return tl::unexpected(store_error(*state.failing));
    }
    if (state.pending.size() >= limits::kTxnsInFlightMax) {
        return tl::unexpected(store_error(ErrorCode::store_unavailable));
    }
    return {};
}

}  // namespace teahouse::chat
