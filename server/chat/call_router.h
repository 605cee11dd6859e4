// SPDX-License-Identifier: MIT
// Calls that go through the media router: who may be what there, and what it tells. The router does
// as it is told by Effects::router, and knows people by the number of their peer, not by name.
#pragma once

#include "base/ids.h"
#include "chat/call_machine.h"
#include "chat/command.h"
#include "chat/state.h"

namespace teahouse::chat {

// Takes away what is left there of who is not in the call any more.
void leave_router(State& state, LiveCall& call);
// Whoever comes back after a restart: the router has forgotten them.
void tell_if_not_at_router(State& state, const LiveCall& call, const LiveLeg& leg);
// A call that was to go through it, and cannot.
void without_router(LiveCall& call);
void router_is_off(State& state);

void router_answered(State& state, RouterAnswer answer);
void router_told(State& state, const RouterEvents& news);

// Of a socket that is gone.
void end_test(State& state, SessionId session);
void end_old_tests(State& state);
void check_router(const State& state);

}  // namespace teahouse::chat
