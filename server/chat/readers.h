// SPDX-License-Identifier: MIT
// Who has read a message: message.readers, message.nudge.
#pragma once

#include <string>

#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The reminder of a message that was checked to be one of the caller's own; a message without
// anybody to remind: nothing. The reminder is to be submitted with the caller's cmid.
struct Reminder {
    bool needed = false;
    proto::Event event = {};
};
Result<Reminder> make_reminder(State& state, const Caller& caller, const proto::Event& message,
                               const std::string& cmid);

}  // namespace teahouse::chat
