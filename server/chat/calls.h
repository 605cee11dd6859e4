// SPDX-License-Identifier: MIT
// Calls: what chat/call_machine.h decides, carried out. Calls live in memory; each is also a small
// record (proto::KeptCall), written behind the ring so that nobody waits for the disk, and taken
// away by the transaction that puts the line of the call into the log of its room.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "chat/call_machine.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// Pushes what is to be told, the roster, and sees to the record and to what is over. The call may
// be gone after it.
void carry_out(State& state, LiveCall& call, const CallChanges& changes);

// The call that is under way in a room, or null.
[[nodiscard]] LiveCall* call_in(State& state, RoomId room);
[[nodiscard]] proto::CallInfo call_info(const LiveCall& call);

// --- What happens elsewhere
// A socket is gone: who was in a call through it has some time to come back.
void call_socket_lost(State& state, SessionId session);
// A session was ended by the server or by its account: it is out at once.
void call_session_ended(State& state, SessionId session);
// After the welcome of a socket: the calls of its rooms, and what rings.
void tell_calls(State& state, const Session& session);
// Somebody is no member any more, or the two of a direct room may not talk: out of the call as soon
// as what runs has ended (see_to_gone), since this may be told in the middle of a commit.
void call_member_gone(State& state, RoomId room, UserId user);
// An account is switched off or kept out, or (with `device`) one login of it has ended: out of all
// calls, as above.
void call_user_gone(State& state, UserId user, DeviceId device = {});

// --- The tick and the start
// At the end of whatever the engine was called for.
void see_to_gone(State& state);
void calls_tick(State& state);
void load_calls(State& state);
// For check_invariants().
void check_calls(const State& state);

}  // namespace teahouse::chat
