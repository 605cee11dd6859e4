// SPDX-License-Identifier: MIT
#include "base/error.h"
#include "base/limits.h"
#include "chat/commit.h"

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

}  // namespace teahouse::chat
