// SPDX-License-Identifier: MIT
// Who may do something with a call: members of its room see it, and only the socket that is in it
// acts in it.
#pragma once

#include <string>

#include "base/result.h"
#include "base/token_bucket.h"
#include "chat/call_machine.h"
#include "chat/draft.h"
#include "chat/state.h"

namespace teahouse::chat {

// The call, for members of its room; not_found for all others.
Result<LiveCall*> find_call(State& state, UserId user, const std::string& id);

struct Seated {
    LiveCall& call;
    LiveLeg& leg;
};
// The call that this very socket is in: not_found, conflict.
Result<Seated> find_seat(State& state, const Caller& caller, const std::string& id);

// What a leg may do only so often: rate_limited.
struct CallRate {
    double per_second = 0;
    double burst = 0;
    const char* refusal = "";
};
[[nodiscard]] Status take_rate(TokenBucket& bucket, TimeMs now, const CallRate& rate);

}  // namespace teahouse::chat
