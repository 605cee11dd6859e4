// SPDX-License-Identifier: MIT
// What all operations for administrators have in common: who may, and the audit log.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

inline constexpr TimeMs kMinuteMs = 60'000;
inline constexpr TimeMs kHourMs = 60 * kMinuteMs;

// The account of an administrator of the server; forbidden for others.
Result<const proto::UserRecord*> check_admin(const State& state, const Caller& caller);
// An account that this administrator may act on: not_found, forbidden for equals and superiors of
// whoever is not an owner.
Result<const proto::UserRecord*> person_below(const State& state, const proto::UserRecord& admin,
                                              UserId user);

// One line of the audit log, in the making.
struct Act {
    proto::AuditAct act = proto::AuditAct::role;
    UserId user = {};
    RoomId room = {};
    std::string text = {};
};
// `caller` null: the command line.
void put_audit(State& state, Draft& draft, const Caller* caller, Act act);
// A line for each thing that changes of role, state and name.
void audit_changes(State& state, Draft& draft, const Caller* caller,
                   const proto::UserRecord& before, const proto::UserRecord& after);
void audit_read(State& state, std::uint64_t read, proto::QueryResult result);

}  // namespace teahouse::chat
