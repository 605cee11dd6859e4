// SPDX-License-Identifier: MIT
// Telling people of messages while they have no page open. A message that concerns an account with
// channels waits a while; if by then no device has read it, the account is told: once for a room
// in a time, with the number of messages. What waits is forgotten when the server restarts.
#pragma once

#include "base/ids.h"
#include "chat/mentions.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// An event was committed, naming `named`.
void note_message(State& state, const proto::Event& event, const Room& room, const Named& named);
// Tells whom it is time to tell.
void notify_tick(State& state);
// A reminder came due while its author had no device there. `message` is what it is about, null if
// that could not be read.
void tell_of_reminder(State& state, const proto::Reminder& reminder, const proto::Event* message);
// Somebody calls: told at once, to all channels; a device that shows a page rings by itself.
void tell_of_call(State& state, UserId user, RoomId room, UserId by, proto::CallKind kind);
// Tells nothing, to see whether it arrives.
void send_test(State& state, const proto::ChannelRecord& channel);

// Whether a member wants to be told of a message that names him or does not: by the level of the
// room, not from those who are blocked, and never while not to be disturbed. The Lobby, and a group
// of very many, tell only those who are named.
[[nodiscard]] bool wants_notification(const State& state, const Room& room,
                                      const proto::Event& event, UserId user, bool named);

}  // namespace teahouse::chat
