// SPDX-License-Identifier: MIT
// How long messages are kept (`keep` of rooms and of the server, in days): what is older is gone
// for everybody and for good. A sweep asks for each room where the log is young enough and appends
// an `expired` event about what is before; the store removes the bodies in that transaction, so
// that a restart finds it done or not begun. Bounded steps, one at a time.
#pragma once

#include <cstdint>

#include "chat/delivery.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// Days; 0: for ever. The shorter one of what the room and the server say.
std::uint32_t keep_days(const State& state, const proto::RoomRecord& room);

// Begins a round at the next tick: at the start, and when something else holds.
void look_for_expired(State& state);
void retention_tick(State& state);
void retention_read(State& state, RoomId room, const proto::QueryResult& result);
// Takes over a committed event, whatever it is.
void note_retention(State& state, Delivery& delivery, const proto::Event& event);

}  // namespace teahouse::chat
