// SPDX-License-Identifier: MIT
// Who is there and who types. Changes are merged per tick: the cost is one push per watcher and one
// notice for the lobby, however many come and go at once.
#pragma once

#include "base/ids.h"
#include "chat/state.h"

namespace teahouse::chat {

// A session of the user begins. Told at the next tick.
void came_online(State& state, UserId user);
// A session of the user has ended. If it was the last one, the user is offline after
// kOfflineDelayMs.
void went_offline(State& state, UserId user);
void start_typing(State& state, RoomId room, UserId user);
void stop_typing(State& state, RoomId room, UserId user);
// Replaces whose coming and going the session is told; unknown people are left out.
void watch(State& state, Session& session, const std::vector<UserId>& users);

// tick
void presence_tick(State& state);
void typing_tick(State& state);

}  // namespace teahouse::chat
