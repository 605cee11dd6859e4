// SPDX-License-Identifier: MIT
// Opening rooms: what a session has missed is read from memory or the log, and in the very moment
// in which nothing is missing any more the answer, the missed events and the subscription go out
// together. So nothing falls between backlog and live, and nothing comes twice.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/ids.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

void open_at_hello(State& state, const Caller& caller, proto::HelloRequest hello);
// room.open: the caller is a member and has room for it.
Outcome open_one(State& state, const Caller& caller, const proto::OpenRoom& asked);
// room.close while a room.open waits: it is answered, but the room stays closed.
void abandon_openings(State& state, SessionId session, RoomId room);
// A query of an opening was answered.
void opening_read(State& state, const Asked& asked, proto::QueryResult result);

}  // namespace teahouse::chat
