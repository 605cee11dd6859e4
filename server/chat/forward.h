// SPDX-License-Identifier: MIT
// Messages that go on to another conversation: one by one, or several as one.
#pragma once

#include <vector>

#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// unsupported_type, recalled: nothing can be done with it.
Status check_message(const proto::Event& message);

// Sends a copy of a message that the caller can see.
Result<Outcome> forward_message(State& state, const Caller& caller,
                                const proto::MessageForwardRequest& request,
                                const proto::Event& message);
// Sends copies of messages that the caller can see, in the order of the log, as one message.
Result<Outcome> forward_record(State& state, const Caller& caller,
                               const proto::MessageRecordRequest& request,
                               const std::vector<proto::Event>& messages);

}  // namespace teahouse::chat
