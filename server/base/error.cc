// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <string_view>

namespace teahouse {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::internal: return "internal";
        case ErrorCode::bad_frame: return "bad_frame";
        case ErrorCode::unknown_op: return "unknown_op";
        case ErrorCode::invalid: return "invalid";
        case ErrorCode::login_needed: return "login_needed";
        case ErrorCode::session_expired: return "session_expired";
        case ErrorCode::forbidden: return "forbidden";
        case ErrorCode::not_a_member: return "not_a_member";
        case ErrorCode::muted: return "muted";
        case ErrorCode::banned: return "banned";
        case ErrorCode::not_found: return "not_found";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::too_large: return "too_large";
        case ErrorCode::unsupported_type: return "unsupported_type";
        case ErrorCode::rate_limited: return "rate_limited";
        case ErrorCode::store_unavailable: return "store_unavailable";
        case ErrorCode::read_only: return "read_only";
        case ErrorCode::outcome_unknown: return "outcome_unknown";
        case ErrorCode::wrong_password: return "wrong_password";
        case ErrorCode::unknown_user: return "unknown_user";
        case ErrorCode::disabled: return "disabled";
        case ErrorCode::busy: return "busy";
        case ErrorCode::weak_password: return "weak_password";
        case ErrorCode::registration_closed: return "registration_closed";
        case ErrorCode::version: return "version";
        case ErrorCode::recalled: return "recalled";
        case ErrorCode::too_late: return "too_late";
        case ErrorCode::quota_exceeded: return "quota_exceeded";
        case ErrorCode::offset_mismatch: return "offset_mismatch";
        case ErrorCode::checksum_mismatch: return "checksum_mismatch";
        case ErrorCode::upload_locked: return "upload_locked";
        case ErrorCode::blocked: return "blocked";
        case ErrorCode::slow_mode: return "slow_mode";
        case ErrorCode::invitation_needed: return "invitation_needed";
        case ErrorCode::approval_pending: return "approval_pending";
        case ErrorCode::filtered: return "filtered";
        case ErrorCode::calls_off: return "calls_off";
    }
    return "internal";
}

}  // namespace teahouse
