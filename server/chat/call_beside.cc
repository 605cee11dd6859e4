// SPDX-License-Identifier: MIT
// Who has a seat in a call, and what is asked beside it: ways, figures, lists.
#include <algorithm>
#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/limits_calls.h"
#include "base/result.h"
#include "base/token_bucket.h"
#include "chat/call_machine.h"
#include "chat/call_quality.h"
#include "chat/call_seats.h"
#include "chat/calls.h"
#include "chat/calls_state.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kStarsMax = 5;

Error call_not_there() { return {.code = ErrorCode::not_found, .message = "no such call"}; }
Error not_seated() { return {.code = ErrorCode::conflict, .message = "this device is not in it"}; }

constexpr CallRate kSamples = {.per_second = limits::kCallSamplesPerSecond,
                               .burst = limits::kCallSamplesBurst,
                               .refusal = "too many samples"};

// The server knows whether it carries the call; a relay is known to the devices alone.
CallWay way_of(const LiveCall& call, const proto::CallSample& sample) {
    if (call.mode == proto::CallMode::sfu) {
        return CallWay::sfu;
    }
    return sample.relay.value_or(false) ? CallWay::relay : CallWay::p2p;
}

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

Status take_rate(TokenBucket& bucket, TimeMs now, const CallRate& rate) {
    if (!bucket.take(now, rate.per_second, rate.burst, 1)) {
        return tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                    .message = rate.refusal,
                                    .retry_after_ms = bucket.wait_ms(rate.per_second, 1)});
    }
    return {};
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
    TRY(seat, find_seat(state, caller, request.call));
    if (seat.leg.state != proto::LegState::joined) {
        return fail(ErrorCode::conflict, "nothing has arrived yet");
    }
    TRY_STATUS(take_rate(seat.leg.samples, state.now, kSamples));
    if (request.sample) {
        TRY_STATUS(check_sample(*request.sample));
        count_sample(state.stats.call_quality, way_of(seat.call, *request.sample), *request.sample);
    }
    return proto::CallStatsReply{};
}

Result<Outcome> handle(State& state, const Caller&, proto::CallRateRequest& request) {
    state.stats.call_stars += std::clamp<std::uint32_t>(request.stars, 1, kStarsMax);
    ++state.stats.calls_rated;
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
