// SPDX-License-Identifier: MIT
// Messages and read marks; the part that the tick drives.
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

struct NewMessage {
    RoomId room = {};
    proto::EventKind kind = proto::EventKind::text;
    std::string cmid = {};
    proto::Body body = {};
    std::optional<Seq> ref = {};
};
// Whether the author of a text may write it into a room at all, slow mode apart.
Status check_text(const std::optional<std::string>& text);
Result<Membership> check_may_send(const State& state, const Caller& caller,
                                  const proto::MessageSendRequest& request);
// A text that somebody may send now; its author's turn in slow mode is taken.
Result<NewMessage> make_text(State& state, const Caller& caller,
                             proto::MessageSendRequest& request);

// Appends a message of the caller, who was authorised, in the order of the session's sends.
Result<Outcome> send_message(State& state, const Caller& caller, NewMessage message);

// A message may refer to what the sender can read: invalid otherwise.
Status check_ref(const State& state, UserId user, RoomId room, const std::optional<Seq>& ref);

// If `outcome` refuses what may have been sent before, asks the log first.
Result<Outcome> unless_sent(State& state, const Caller& caller, RoomId room,
                            const std::string& cmid, Result<Outcome> outcome);

// tick: submits the read marks that wait for their second.
void marks_tick(State& state);

}  // namespace teahouse::chat
