// SPDX-License-Identifier: MIT
// Who has a seat in a call, and what is asked beside it: ways, figures, lists.
#include <algorithm>
#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/limits_calls.h"
#include "base/result.h"
#include "chat/call_machine.h"
#include "chat/call_seats.h"
#include "chat/calls.h"
#include "chat/calls_state.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/engine.h"
#include "chat/handlers.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kStarsMax = 5;
constexpr std::uint32_t kWhole = 1'000;  // shares are of 1,000

Error call_not_there() { return {.code = ErrorCode::not_found, .message = "no such call"}; }
Error not_seated() { return {.code = ErrorCode::conflict, .message = "this device is not in it"}; }

}  // namespace

Result<LiveCall*> find_call(State& state, UserId user, const std::string& id) {
    const auto found = state.calls.calls.find(id);
    if (found == state.calls.calls.end() || !membership_now(state, user, found->second.room)) {
        return tl::unexpected(call_not_there());
    }
    return &found->second;
}

Result<Seated> find_seat(State& state, const Caller& caller, const std::string& id) {
    TRY(call, find_call(state, caller.user, id));
    LiveLeg* leg = leg_of(*call, caller.user);
    if (leg == nullptr || !is_in(*leg) || leg->place.session != caller.session) {
        return tl::unexpected(not_seated());
    }
    return Seated{.call = *call, .leg = *leg};
}

// --- Beside it
// ---------------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller& caller, proto::CallIceRequest& /*any*/) {
    if (!state.config.calls) {
        return fail(ErrorCode::calls_off, "there are no calls here");
    }
    proto::CallIceReply reply;
    if (state.config.ice) {
        reply.ice = state.config.ice(caller.user, caller.device, state.now);
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallStatsRequest& request) {
    TRY_STATUS(find_seat(state, caller, request.call));
    const proto::CallSample sample = request.sample.value_or(proto::CallSample{});
    CallSums& sums = state.stats.call_sums;
    ++sums.samples;
    sums.rtt_ms += std::min(sample.rtt, limits::kCallRttMaxMs);
    sums.lost += std::min(sample.lost.value_or(0), kWhole);
    sums.concealed += std::min(sample.concealed.value_or(0), kWhole);
    sums.relayed += sample.relay.value_or(false) ? 1U : 0U;
    return proto::CallStatsReply{};
}

Result<Outcome> handle(State& state, const Caller&, proto::CallRateRequest& request) {
    state.stats.call_sums.stars += std::clamp<std::uint32_t>(request.stars, 1, kStarsMax);
    ++state.stats.call_sums.rated;
    return proto::CallRateReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallListRequest& /*all*/) {
    proto::CallListReply reply;
    for (const auto& [room, changed] : state.users.at(caller.user).rooms) {
        if (const LiveCall* call = call_in(state, room);
            call != nullptr && reply.calls.size() < limits::kCallsTold) {
            reply.calls.push_back(call_info(*call));
        }
    }
    return reply;
}

}  // namespace teahouse::chat
