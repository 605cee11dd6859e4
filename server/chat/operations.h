// SPDX-License-Identifier: MIT
// Requests to handlers. Who may ask at all (transport, login) is the schema's table proto::kOps;
// who may do what to which room is decided by the handlers (chat/handlers.h).
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/state.h"

namespace teahouse::chat {

void run_request(State& state, Request request);
void run_http_request(State& state, HttpRequest request);
// Takes `cost` off the rate of the account: rate_limited.
Status charge(State& state, UserId id, double cost);

}  // namespace teahouse::chat
