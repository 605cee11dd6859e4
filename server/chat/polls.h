// SPDX-License-Identifier: MIT
// Polls: what may be asked, and who may vote and close.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The poll of a message that is to be sent.
Status check_poll(const proto::MessageSendRequest& request);
// The same where it is to be asked, and now: `too_late` if it would be over at once.
Status check_poll_here(const State& state, const Membership& mine,
                       const proto::MessageSendRequest& request);

// The caller's vote at a message that can be seen; to be submitted with the caller's cmid.
Result<proto::Event> make_vote(const State& state, const Caller& caller,
                               const proto::Event& message, std::vector<std::uint32_t> choices);
// The same for the end of a poll.
Result<proto::Event> make_poll_end(const State& state, const Caller& caller,
                                   const proto::Event& message);

}  // namespace teahouse::chat
