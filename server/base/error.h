// SPDX-License-Identifier: MIT
// The one list of errors. Each has a stable word that goes over the wire (docs/protocol.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace teahouse {

enum class ErrorCode : std::uint8_t {
    internal = 1,           // a bug of ours; logged with the request id
    bad_frame = 2,          // not decodable in the negotiated format
    unknown_op = 3,         // no such operation
    invalid = 4,            // a field is missing, of a wrong type or out of range; `field` names it
    login_needed = 5,       // no session
    session_expired = 6,    // the token is unknown, revoked or too old
    forbidden = 7,          // known, a member, but the role does not allow it
    not_a_member = 8,       // not in the room; also the answer for rooms that do not exist
    muted = 9,              // may read, may not write for now
    banned = 10,            // removed and kept out
    not_found = 11,         // no such user, device, message or route
    conflict = 12,          // the name is taken, or the state has moved on
    too_large = 13,         // over a limit of base/limits.h
    unsupported_type = 14,  // a file or content type that is not accepted
    rate_limited = 15,      // come back after `retry_after` ms
    store_unavailable = 16,    // not stored; retry with the same cmid after `retry_after` ms
    read_only = 17,            // the disk is full or broken: reading goes on, writing is refused
    outcome_unknown = 18,      // may be stored or not: retry with the same cmid
    wrong_password = 19,       // the name exists, the password does not fit
    unknown_user = 20,         // login only: no such account; the client offers to create it
    disabled = 21,             // the account is switched off
    busy = 22,                 // the password pool is full; retry
    weak_password = 23,        // shorter than the limit
    registration_closed = 24,  // the server takes no new accounts
    version = 25,              // the protocol version is not spoken here
    recalled = 26,             // the message was taken back
    too_late = 27,             // the time in which it was possible is over
    quota_exceeded = 30,       // the account has no room for a file of this size
    offset_mismatch = 31,      // an upload stands at another offset
    checksum_mismatch = 32,    // a piece of an upload arrived damaged
    upload_locked = 33,        // another request writes to the upload
    blocked = 40,              // one of the two has blocked the other
    slow_mode = 41,            // one message in so many seconds; the next one after `retry_after`
    invitation_needed = 46,    // registration needs a valid invitation
    approval_pending = 47,     // the account waits for an administrator
    filtered = 60,             // `field` has a word that is not allowed
    calls_off = 61,            // calls are switched off
};

// The stable word of a code, e.g. "not_a_member".
std::string_view to_string(ErrorCode code);

// An expected failure: what went wrong, and for `invalid` which field.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message = {};          // English, for logs and bots; clients translate by code
    std::string field = {};            // only with `invalid`
    std::uint32_t retry_after_ms = 0;  // 0: not given

    friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace teahouse
