// SPDX-License-Identifier: MIT
// Live sockets: who they belong to, what they have open, and how they end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// The login that a token stands for: login_needed without one, session_expired if it is unknown,
// ended (also while that is in flight) or too old, disabled if the account is, banned if it or the
// address is.
Result<const proto::DeviceRecord*> authenticate(State& state,
                                                const std::optional<proto::TokenHash>& token,
                                                std::string_view address);
// Keeps `seen` of an existing login up to date, once an hour, and its label.
void note_use(State& state, DeviceId id, const std::optional<std::string>& label);
// Whether the login is too old: idle or absolute. Tokens of bots do not grow old.
bool is_expired(const State& state, const proto::DeviceRecord& device);

// hello: answers once what was missed is read (chat/resume.cc).
void say_hello(State& state, Hello hello);

bool is_open(const Session& session, RoomId room);
// Takes a room off the sessions of a user who is no longer in it; adds those that were told of it
// to `told`.
std::vector<Out> detach_room(State& state, RoomId room, UserId user, std::vector<SessionId>& told);
// A notice, then the end.
void close_session(State& state, SessionId id, proto::NoticePush notice, std::uint16_t code);
// Forgets the session: subscriptions, presence, requests that wait.
void end_session(State& state, SessionId id);
void lagged(State& state, const Lagged& lagged);

// tick: ends logins that are too old and refreshes `seen` of those with a socket, a part of them at
// a time.
void sweep_devices(State& state);

}  // namespace teahouse::chat
