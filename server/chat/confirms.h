// SPDX-License-Identifier: MIT
// Messages whose readers are asked to confirm that they read them. Each confirms once; the log has
// an event for it, whose number of confirmations is that of the message from then on.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// Whether such a message may be sent here: by admins, in groups and the lobby, to no more members
// than can be told apart.
Status check_asks_here(const State& state, const Membership& mine,
                       const proto::MessageSendRequest& request);
// Of message.confirm: what was confirmed before is answered with the seq of the message.
Result<proto::Reply> confirm_reply(const State& state, const Pending& pending, const Caller& caller,
                                   const Done& done);
// The store's list of who has confirmed a message.
void confirms_read(State& state, std::uint64_t id, const proto::QueryResult& result);

}  // namespace teahouse::chat
