// SPDX-License-Identifier: MIT
#include "chat/call_router.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_calls.h"
#include "base/result.h"
#include "chat/call_machine.h"
#include "chat/call_seats.h"
#include "chat/calls.h"
#include "chat/calls_state.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/handlers.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kLayersMost = 3;
constexpr std::size_t kSdpBytesMax = 65'536;  // as the schema says of an answer

Error no_router() {
    return {.code = ErrorCode::calls_off, .message = "no call goes through this server"};
}

// --- Peers
// ---------------------------------------------------------------------------------------------

RouterState& router_of(State& state) { return state.calls.router; }

std::uint64_t peer_of_leg(State& state, LiveCall& call, LiveLeg& leg) {
    if (leg.peer == 0) {
        leg.peer = ++router_of(state).last_peer;
        router_of(state).peers[leg.peer] = {.call = call.id};
        call.peers.push_back(leg.peer);
    }
    return leg.peer;
}

void forget_peer(State& state, std::uint64_t peer) {
    RouterState& router = router_of(state);
    const auto found = router.peers.find(peer);
    CHECK(found != router.peers.end());
    if (found->second.joined) {
        state.effects->router.push_back({.what = RouterAct::What::leave, .peer = peer});
    }
    router.peers.erase(found);
}

const LiveLeg* leg_of_peer(const LiveCall& call, std::uint64_t peer) {
    const auto found = std::ranges::find(call.legs, peer, &LiveLeg::peer);
    return peer == 0 || found == call.legs.end() ? nullptr : &*found;
}

const LiveCall* call_of_peer(const State& state, std::uint64_t peer) {
    const auto found = state.calls.router.peers.find(peer);
    if (found == state.calls.router.peers.end() || found->second.call.empty()) {
        return nullptr;
    }
    return &state.calls.calls.at(found->second.call);
}

// --- Offers
// --------------------------------------------------------------------------------------------

constexpr CallRate kOffers = {.per_second = limits::kSfuOffersPerSecond,
                              .burst = limits::kSfuOffersBurst,
                              .refusal = "too many offers"};
constexpr CallRate kLayers = {.per_second = limits::kSfuLayersPerSecond,
                              .burst = limits::kSfuLayersBurst,
                              .refusal = "too many wishes for sizes"};
constexpr CallRate kTests = {.per_second = limits::kCallStartsPerMinute / 60,
                             .burst = limits::kCallStartsBurst,
                             .refusal = "too many tests"};

Status check_offer(const State& state, const std::string& sdp) {
    if (sdp.find("a=candidate") != std::string::npos) {
        return fail(ErrorCode::invalid, "must not have candidates", "sdp");
    }
    if (state.calls.router.asked.size() >= limits::kSfuAsksMax) {
        return fail(ErrorCode::too_large, "the media router has too much to do");
    }
    return {};
}

Result<Outcome> ask_router(State& state, const Caller& caller, RouterAct act, bool fresh) {
    RouterState& router = router_of(state);
    RouterPeer& peer = router.peers.at(act.peer);
    if (!fresh && !peer.joined) {
        return fail(ErrorCode::conflict, "the media router does not know this connection", "fresh");
    }
    if (fresh && std::exchange(peer.joined, true)) {
        state.effects->router.push_back({.what = RouterAct::What::leave, .peer = act.peer});
    }
    act.joins = fresh;
    act.id = ++router.last_ask;
    router.asked.emplace(act.id, RouterState::Asked{.caller = caller, .peer = act.peer});
    state.effects->router.push_back(std::move(act));
    return Later{};
}

// The caller's own place in a call that goes through the router.
Result<Seated> find_routed(State& state, const Caller& caller, const std::string& id) {
    TRY(seat, find_seat(state, caller, id));
    if (!state.config.sfu) {
        return tl::unexpected(no_router());
    }
    if (seat.call.mode != proto::CallMode::sfu) {
        return fail(ErrorCode::conflict, "the call does not go through the server");
    }
    return seat;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::CallSfuRequest& request) {
    TRY(seat, find_routed(state, caller, request.call));
    if (request.epoch != seat.call.epoch) {
        return fail(ErrorCode::conflict, "that epoch is over");
    }
    TRY_STATUS(check_offer(state, request.sdp));
    TRY_STATUS(take_rate(seat.leg.offers, state.now, kOffers));
    RouterAct act{.peer = peer_of_leg(state, seat.call, seat.leg),
                  .call = seat.call.id,
                  .secure = seat.call.secure,
                  .offer = std::move(request.sdp),
                  .sends = std::move(request.sends)};
    for (proto::SfuWant& want : request.wants) {
        // Who has left meanwhile is no reason to refuse the others.
        if (LiveLeg* leg = leg_by_number(seat.call, want.leg); leg != nullptr && leg != &seat.leg) {
            act.wants.push_back({.mid = std::move(want.mid),
                                 .publisher = peer_of_leg(state, seat.call, *leg),
                                 .source = want.source});
        }
    }
    return ask_router(state, caller, std::move(act), request.fresh.value_or(false));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallLayersRequest& request) {
    TRY(seat, find_routed(state, caller, request.call));
    TRY_STATUS(take_rate(seat.leg.layers, state.now, kLayers));
    if (seat.leg.peer == 0) {
        return proto::CallLayersReply{};
    }
    for (const proto::SfuLayer& wish : request.layers) {
        const LiveLeg* leg = leg_by_number(seat.call, wish.leg);
        if (leg != nullptr && leg->peer != 0 && router_of(state).peers.at(seat.leg.peer).joined) {
            state.effects->router.push_back({.what = RouterAct::What::layer,
                                             .peer = seat.leg.peer,
                                             .publisher = leg->peer,
                                             .source = wish.source,
                                             .layer = std::min(wish.layer, kLayersMost)});
        }
    }
    return proto::CallLayersReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallRerouteRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    LiveCall& call = seat.call;
    if (call.epoch != request.epoch || call.mode == proto::CallMode::sfu) {
        return proto::CallRerouteReply{.call = call_info(call)};
    }
    if (!state.config.sfu) {
        return tl::unexpected(no_router());
    }
    if (!call.direct || call.state != proto::CallState::active) {
        return fail(ErrorCode::conflict, "only a call of two that was answered changes its way");
    }
    call.mode = proto::CallMode::sfu;
    ++call.epoch;
    ++call.rev;
    proto::CallRerouteReply reply{.call = call_info(call)};
    carry_out(state, call, {});
    return reply;
}

// --- Tests
// ---------------------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller& caller, proto::CallTestRequest& request) {
    end_test(state, caller.session);
    if (!request.sdp) {
        return proto::CallTestReply{};
    }
    if (!state.config.calls || !state.config.sfu) {
        return tl::unexpected(no_router());
    }
    TRY_STATUS(check_offer(state, *request.sdp));
    RouterState& router = router_of(state);
    if (router.tests.size() >= limits::kSfuTestsMax) {
        return fail(ErrorCode::too_large, "too many are testing; try again");
    }
    TRY_STATUS(take_rate(state.calls.starts[caller.user], state.now, kTests));
    const std::uint64_t peer = ++router.last_peer;
    router.peers[peer] = {.session = caller.session, .until = state.now + limits::kSfuTestMs};
    router.tests[caller.session] = peer;
    state.wake_at(state.now + limits::kSfuTestMs);
    RouterAct act{.peer = peer, .offer = std::move(*request.sdp)};
    act.sends = std::move(request.sends).value_or(std::vector<proto::SfuSend>());
    for (proto::SfuWant& want : request.wants.value_or(std::vector<proto::SfuWant>())) {
        act.wants.push_back({.mid = std::move(want.mid), .publisher = peer, .source = want.source});
    }
    return ask_router(state, caller, std::move(act), true);
}

void end_test(State& state, SessionId session) {
    RouterState& router = router_of(state);
    if (const auto found = router.tests.find(session); found != router.tests.end()) {
        forget_peer(state, found->second);
        router.tests.erase(found);
    }
}

void end_old_tests(State& state) {
    const RouterState& router = router_of(state);
    std::vector<SessionId> over;
    for (const auto& [session, peer] : router.tests) {
        const TimeMs until = router.peers.at(peer).until;
        if (until <= state.now) {
            over.push_back(session);
        } else {
            state.wake_at(until);
        }
    }
    for (const SessionId session : over) {
        end_test(state, session);
        state.push({session}, proto::SfuLostPush{.sfu_lost = "", .why = "the test is over"});
    }
}

// --- What happens elsewhere
// ----------------------------------------------------------------------------

void leave_router(State& state, LiveCall& call) {
    std::erase_if(call.peers, [&](std::uint64_t peer) {
        if (leg_of_peer(call, peer) != nullptr) {
            return false;
        }
        forget_peer(state, peer);
        return true;
    });
}

void tell_if_not_at_router(State& state, const LiveCall& call, const LiveLeg& leg) {
    if (call.mode == proto::CallMode::sfu && call.restored &&
        (leg.peer == 0 || !state.calls.router.peers.at(leg.peer).joined)) {
        state.push({leg.place.session}, proto::SfuLostPush{.sfu_lost = call.id});
    }
}

void without_router(LiveCall& call) {
    if (call.mode == proto::CallMode::sfu) {
        call.mode = call.direct ? proto::CallMode::p2p : proto::CallMode::mesh;
        ++call.epoch;
    }
}

void router_is_off(State& state) {
    state.config.sfu = false;
    for (auto& [id, call] : state.calls.calls) {
        without_router(call);
    }
}

void router_answered(State& state, RouterAnswer answer) {
    RouterState& router = router_of(state);
    const auto found = router.asked.find(answer.id);
    if (found == router.asked.end()) {
        return;
    }
    const RouterState::Asked asked = found->second;
    router.asked.erase(found);
    const auto peer = router.peers.find(asked.peer);
    auto* sdp = std::get_if<std::string>(&answer.sdp);
    if (peer == router.peers.end()) {
        state.reply(asked.caller, fail(ErrorCode::conflict, "this device is not in it any more"));
    } else if (sdp == nullptr) {
        Error error = std::get<Error>(std::move(answer.sdp));
        error.field = error.code == ErrorCode::invalid ? "sdp" : error.field;
        const bool forgotten = error.code == ErrorCode::not_found;
        // What the router refused to take in is not there.
        peer->second.joined =
            peer->second.joined && !forgotten && error.code != ErrorCode::too_large;
        state.reply(asked.caller,
                    forgotten ? fail(ErrorCode::conflict,
                                     "the media router does not know this connection", "fresh")
                              : tl::unexpected<Error>(std::move(error)));
    } else if (sdp->size() > kSdpBytesMax) {
        state.reply(asked.caller, fail(ErrorCode::too_large, "the answer is too large"));
    } else if (peer->second.call.empty()) {
        state.reply(asked.caller, proto::Reply(proto::CallTestReply{.sdp = std::move(*sdp)}));
    } else {
        state.reply(asked.caller, proto::Reply(proto::CallSfuReply{.sdp = std::move(*sdp)}));
    }
}

namespace {

void tell_lost(State& state, const RouterEvent& event) {
    const RouterState& router = router_of(state);
    const auto peer = router.peers.find(event.peer);
    if (peer == router.peers.end()) {
        return;
    }
    proto::SfuLostPush push{.sfu_lost = peer->second.call};
    if (!event.why.empty()) {
        push.why = event.why;
    }
    SessionId session = peer->second.session;
    if (const LiveCall* call = call_of_peer(state, event.peer)) {
        session = leg_of_peer(*call, event.peer)->place.session;
    }
    if (session.value != 0) {
        state.push({session}, std::move(push));
    }
}

void tell_speakers(State& state, const RouterEvent& event) {
    const auto found = state.calls.calls.find(event.call);
    if (found == state.calls.calls.end()) {
        return;
    }
    const LiveCall& call = found->second;
    proto::SpeakersPush push{.speakers = call.id};
    if (const LiveLeg* leg = leg_of_peer(call, event.peer)) {
        push.speaking = leg->number;
    }
    for (const std::uint64_t peer : event.ranked) {
        if (const LiveLeg* leg = leg_of_peer(call, peer)) {
            push.ranked.push_back(leg->number);
        }
    }
    std::vector<SessionId> sessions;
    for (const LiveLeg& leg : call.legs) {
        if (leg.place.session.value != 0) {
            sessions.push_back(leg.place.session);
        }
    }
    if (!sessions.empty()) {
        state.push(std::move(sessions), std::move(push));
    }
}

void tell_layer(State& state, const RouterEvent& event) {
    const LiveCall* call = call_of_peer(state, event.peer);
    if (call == nullptr) {
        return;
    }
    const LiveLeg* viewer = leg_of_peer(*call, event.peer);
    const LiveLeg* publisher = leg_of_peer(*call, event.publisher);
    if (publisher != nullptr && viewer->place.session.value != 0) {
        state.push({viewer->place.session}, proto::LayerPush{.layer = call->id,
                                                             .is = {.leg = publisher->number,
                                                                    .source = event.source,
                                                                    .layer = event.layer}});
    }
}

}  // namespace

void router_told(State& state, const RouterEvents& news) {
    for (const RouterEvent& event : news.events) {
        switch (event.what) {
            case RouterEvent::What::lost: tell_lost(state, event); break;
            case RouterEvent::What::speakers: tell_speakers(state, event); break;
            case RouterEvent::What::layer: tell_layer(state, event); break;
        }
    }
}

void check_router(const State& state) {
    const RouterState& router = state.calls.router;
    std::size_t peers = router.tests.size();
    for (const auto& [id, call] : state.calls.calls) {
        peers += call.peers.size();
        for (const std::uint64_t peer : call.peers) {
            CHECK(leg_of_peer(call, peer) != nullptr && router.peers.at(peer).call == id);
        }
        for (const LiveLeg& leg : call.legs) {
            CHECK(leg.peer == 0 || (is_in(leg) && std::ranges::count(call.peers, leg.peer) == 1));
        }
    }
    CHECK(peers == router.peers.size());
    for (const auto& [session, peer] : router.tests) {
        CHECK(state.sessions.contains(session) && router.peers.at(peer).session == session);
    }
    CHECK(router.asked.size() <= limits::kSfuAsksMax);
}

}  // namespace teahouse::chat
