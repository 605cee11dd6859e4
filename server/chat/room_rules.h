// SPDX-License-Identifier: MIT
// Who may write where and how often, and who has blocked whom.
#pragma once

#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "chat/state.h"

namespace teahouse::chat {

// `muted` unless the member may say something in the room now.
Status check_may_write(const State& state, const Membership& mine);
// The same for a new message, which slow mode allows now and then. A repeat of the newest one is
// always admitted: its first answer may have been lost.
Status check_new_message(const State& state, const Membership& mine, const std::string& cmid);
// It goes out now: slow mode counts from here. What is refused after the check costs no turn.
void take_turn(State& state, const Membership& mine, const std::string& cmid);

// `blocked` if `by` has blocked `user`.
Status check_not_blocked(const State& state, UserId by, UserId user);
// The same both ways for the two people of a direct room.
Status check_direct(const State& state, const Membership& mine);

}  // namespace teahouse::chat
