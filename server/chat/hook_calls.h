// SPDX-License-Identifier: MIT
// What outgoing webhooks are sent. Each goes along the log of its room with a cursor of its own,
// one message at a time, so that order is kept and nothing queues up here. The cursor is noted in
// the store after a message is done with: after a crash the newest one may be sent again, under the
// same delivery id. A webhook too far behind goes on nearer to the head.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "chat/command.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// A record was committed, loaded or removed.
void hook_changed(State& state, std::uint64_t id);
// Something was appended to the log of a room.
void hooks_due(State& state, RoomId room);
// The log that a webhook asked for.
void hook_read(State& state, std::uint64_t id, const proto::QueryResult& result);
// A call was taken or given up.
void call_ended(State& state, HookResult result);
void hooks_tick(State& state);
// For check_invariants().
void check_hooks(const State& state);

}  // namespace teahouse::chat
