// SPDX-License-Identifier: MIT
// The operations of calls. Each is checked against the room as it is now and against one's own leg:
// nothing of a call can be done from outside of it but to enter.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_calls.h"
#include "base/result.h"
#include "chat/call_machine.h"
#include "chat/call_router.h"
#include "chat/call_seats.h"
#include "chat/calls.h"
#include "chat/calls_state.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/programs.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

using proto::CallEnd;
using proto::LegEvent;

constexpr std::size_t kIdChars = 32;  // 128 bits in hex; the secret of a request has two of them
constexpr std::uint32_t kSignalsKnownMax = 1U << 30U;  // no number of a signal comes near

Error no_call() { return {.code = ErrorCode::not_found, .message = "no such call"}; }
Error not_in_it() { return {.code = ErrorCode::conflict, .message = "this device is not in it"}; }

proto::CallSeat seat_of(const State& state, const LiveCall& call, const LiveLeg& leg) {
    proto::CallSeat seat{
        .call = call_info(call), .leg = leg.number, .token = leg.place.token, .seq = leg.signals};
    if (state.config.ice) {
        seat.ice = state.config.ice(leg.user, leg.place.device, state.now);
    }
    return seat;
}

CallPlace place_of(const State& state, const Caller& caller, bool audio, bool video) {
    return {.device = caller.device,
            .session = caller.session,
            .token = state.admin.call.secret.substr(kIdChars),
            .audio = audio,
            .video = video};
}

// A socket is in one call at a time.
Status check_free(const State& state, const Caller& caller, const std::string& but) {
    const auto seat = state.calls.seats.find(caller.session);
    if (seat != state.calls.seats.end() && seat->second != but) {
        return fail(ErrorCode::conflict, "this device is in another call");
    }
    return {};
}

std::size_t most_of(const State& state, const LiveCall& call) {
    return call.direct                         ? 2
           : call.mode == proto::CallMode::sfu ? limits::kSfuLegsMax
                                               : state.config.mesh_legs_max;
}

// Whether one more person finds room in the call.
Status check_fits(const State& state, const LiveCall& call, UserId user) {
    const LiveLeg* leg = leg_of(call, user);
    const bool in = leg != nullptr && is_in(*leg);
    if ((!in && count_in(call) >= most_of(state, call)) ||
        (leg == nullptr && call.legs.size() >= limits::kCallLegsMax)) {
        return fail(ErrorCode::too_large, "the call is full");
    }
    return {};
}

// Takes the caller into the call, wherever they were before.
Result<proto::CallSeat> enter(State& state, const Caller& caller, LiveCall& call, bool audio,
                              bool video) {
    TRY_STATUS(check_free(state, caller, call.id));
    TRY_STATUS(check_fits(state, call, caller.user));
    CallChanges changes;
    if (!step(call,
              {.user = caller.user,
               .event = LegEvent::enter,
               .place = place_of(state, caller, audio, video)},
              state.now, changes)) {
        return tl::unexpected(not_in_it());
    }
    const proto::CallSeat seat = seat_of(state, call, *leg_of(call, caller.user));
    carry_out(state, call, changes);
    return seat;
}

// --- Starting
// ----------------------------------------------------------------------------------------

Status check_may_call(const State& state, const Membership& mine) {
    if (!state.config.calls) {
        return fail(ErrorCode::calls_off, "there are no calls here");
    }
    if (mine.about.kind == proto::RoomKind::lobby) {
        return fail(ErrorCode::forbidden, "the lobby has no calls");
    }
    if (is_program(state, mine.member.user)) {
        return fail(ErrorCode::forbidden, "programs do not call");
    }
    if (mine.about.kind == proto::RoomKind::direct) {
        const UserId peer = State::peer_of(mine.about, mine.member.user);
        if (peer == mine.member.user || is_program(state, peer)) {
            return fail(ErrorCode::forbidden, "nobody would answer");
        }
        TRY_STATUS(check_peer(state, mine, mine.member.user));
    } else if (mine.room.member_count > limits::kCallMembersMax) {
        return fail(ErrorCode::too_large, "the group has too many members for calls");
    }
    return check_may_write(state, mine);
}

// No address leaks by ringing: candidates come after somebody has answered.
Status check_sdp(const std::optional<proto::Sdp>& sdp, std::string_view field) {
    if (sdp && sdp->sdp.find("a=candidate") != std::string::npos) {
        return fail(ErrorCode::invalid, "must not have candidates", std::string(field));
    }
    return {};
}

constexpr CallRate kStarts = {.per_second = limits::kCallStartsPerMinute / 60,
                              .burst = limits::kCallStartsBurst,
                              .refusal = "too many calls"};
constexpr CallRate kSignals = {.per_second = limits::kCallSignalsPerSecond,
                               .burst = limits::kCallSignalsBurst,
                               .refusal = "too many signals"};

// "Do not disturb": it is a missed call later, and for the caller rings in vain.
bool is_quiet(const State& state, UserId user) {
    const auto* account = detail_now<proto::Account>(state, account_key(user));
    return account != nullptr && account->mode == proto::PresenceMode::busy;
}

Result<std::vector<UserId>> whom_to_ring(const State& state, const Membership& mine,
                                         const std::optional<std::vector<UserId>>& named) {
    std::vector<UserId> users;
    if (mine.about.kind == proto::RoomKind::direct) {
        return std::vector{State::peer_of(mine.about, mine.member.user)};
    }
    if (named) {
        for (const UserId user : distinct(*named)) {
            if (state.member_now(mine.about.id, user) == nullptr) {
                return fail(ErrorCode::not_found, "not a member of the group");
            }
            users.push_back(user);
        }
    } else if (mine.room.member_count <= limits::kCallRingMax) {
        for (const auto& [user, member] : mine.room.members) {
            if (member.now() != nullptr) {
                users.push_back(user);
            }
        }
    }
    std::erase_if(users,
                  [&](UserId user) { return user == mine.member.user || is_program(state, user); });
    return users;
}

std::vector<CallStep> rings(const State& state, const std::vector<UserId>& users) {
    std::vector<CallStep> steps;
    for (const UserId user : users) {
        steps.push_back({.user = user, .event = LegEvent::invite, .quiet = is_quiet(state, user)});
    }
    return steps;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::CallStartRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    if (auto good = check_cmid(request.ref); !good) {
        Error error = std::move(good).error();
        error.field = "ref";
        return tl::unexpected(std::move(error));
    }
    TRY_STATUS(check_may_call(state, mine));
    TRY_STATUS(check_sdp(request.offer, "offer"));
    const bool video = request.kind == proto::CallKind::video;
    if (LiveCall* under_way = call_in(state, request.room)) {
        const LiveLeg* leg = leg_of(*under_way, caller.user);
        if (leg != nullptr && under_way->by == caller.user && under_way->ref == request.ref &&
            leg->place.session == caller.session) {
            return proto::CallStartReply{.seat = seat_of(state, *under_way, *leg)};
        }
        TRY(seat, enter(state, caller, *under_way, true, video));
        return proto::CallStartReply{.seat = std::move(seat)};
    }
    TRY(users, whom_to_ring(state, mine, request.users));
    TRY_STATUS(check_free(state, caller, ""));
    if (state.calls.calls.size() >= limits::kCallsMax) {
        return fail(ErrorCode::too_large, "too many calls on this server");
    }
    TRY_STATUS(take_rate(state.calls.starts[caller.user], state.now, kStarts));
    const bool direct = mine.about.kind == proto::RoomKind::direct;
    LiveCall made{.id = state.admin.call.secret.substr(0, kIdChars),
                  .room = request.room,
                  .kind = request.kind,
                  .mode = direct             ? proto::CallMode::p2p
                          : state.config.sfu ? proto::CallMode::sfu
                                             : proto::CallMode::mesh,
                  .direct = direct,
                  .by = caller.user,
                  .ref = std::move(request.ref),
                  .at = state.now,
                  .secure = request.secure.value_or(false)};
    if (direct) {
        made.offer = std::move(request.offer);
    }
    const std::string id = made.id;
    LiveCall& call = state.calls.calls.emplace(id, std::move(made)).first->second;
    state.calls.by_room[call.room] = id;
    ++state.stats.calls_started;
    CallChanges changes;
    std::vector<CallStep> steps = rings(state, users);
    steps.insert(steps.begin(), {.user = caller.user,
                                 .event = LegEvent::enter,
                                 .place = place_of(state, caller, true, video)});
    begin_call(call, std::move(steps), state.now, changes);
    proto::CallStartReply reply{.seat = seat_of(state, call, *leg_of(call, caller.user))};
    carry_out(state, call, changes);
    return reply;
}

// --- Answering
// ---------------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller& caller, proto::CallRingingRequest& request) {
    TRY(call, find_call(state, caller.user, request.call));
    CallChanges changes;
    const LiveLeg* leg = leg_of(*call, caller.user);
    if (leg == nullptr || leg->quiet || leg->rings >= limits::kCallAlertsMax ||
        !step(*call, {.user = caller.user, .event = LegEvent::alert}, state.now, changes)) {
        return tl::unexpected(no_call());
    }
    carry_out(state, *call, changes);
    return proto::CallRingingReply{};
}

namespace {

// After a restart nothing is known of what was sent before: what is held, and all that follows,
// goes on behind what has arrived.
void go_on_from(LiveLeg& leg, std::uint32_t last) {
    leg.signals += last;
    for (proto::SignalPush& held : leg.held) {
        held.seq += last;
    }
}

void pass_on(State& state, LiveCall& call, LiveLeg& to, proto::SignalPush push) {
    push.signal = call.id;
    push.to = to.number;
    push.epoch = call.epoch;
    push.seq = ++to.signals;
    const auto bytes_of = [](const proto::SignalPush& one) {
        return (one.sdp ? one.sdp->sdp.size() : 0) + one.candidate.value_or("").size() +
               one.key.value_or("").size();
    };
    to.held_bytes += bytes_of(push);
    to.held.push_back(push);
    while (to.held.size() > limits::kCallHeldSignalsMax ||
           to.held_bytes > limits::kCallHeldBytesMax) {
        to.held_bytes -= bytes_of(to.held.front());
        to.held.pop_front();
    }
    if (to.place.session.value != 0) {
        state.push({to.place.session}, std::move(push));
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::CallAcceptRequest& request) {
    TRY(call, find_call(state, caller.user, request.call));
    const LiveLeg* mine = leg_of(*call, caller.user);
    if (mine != nullptr && is_in(*mine)) {
        return tl::unexpected(no_call());  // another device was faster
    }
    if (mine == nullptr || !is_called(*mine)) {
        return fail(ErrorCode::conflict, "it does not ring for this account");
    }
    TRY_STATUS(check_sdp(request.answer, "answer"));
    TRY(seat, enter(state, caller, *call, request.audio, request.video));
    LiveLeg* starter = leg_of(*call, call->by);
    if (request.answer && call->direct && starter != nullptr && is_in(*starter)) {
        pass_on(state, *call, *starter, {.from = seat.leg, .sdp = std::move(request.answer)});
    }
    return proto::CallAcceptReply{.seat = std::move(seat)};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallDeclineRequest& request) {
    TRY(call, find_call(state, caller.user, request.call));
    CallChanges changes;
    const bool busy = request.busy.value_or(false);
    if (!step(*call, {.user = caller.user, .event = busy ? LegEvent::refuse : LegEvent::decline},
              state.now, changes)) {
        return fail(ErrorCode::conflict, "it does not ring for this account");
    }
    carry_out(state, *call, changes);
    return proto::CallDeclineReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallJoinRequest& request) {
    TRY(call, find_call(state, caller.user, request.call));
    TRY(mine, membership_now(state, caller.user, call->room));
    TRY_STATUS(check_may_call(state, mine));
    TRY(seat, enter(state, caller, *call, request.audio, request.video));
    return proto::CallJoinReply{.seat = std::move(seat)};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallLeaveRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    CallChanges changes;
    step(seat.call, {.user = caller.user, .event = LegEvent::quit}, state.now, changes);
    carry_out(state, seat.call, changes);
    return proto::CallLeaveReply{};
}

// --- In the call
// -------------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller& caller, proto::CallInviteRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    if (seat.call.direct) {
        return fail(ErrorCode::forbidden, "a call of two");
    }
    TRY(mine, membership_now(state, caller.user, seat.call.room));
    TRY_STATUS(check_may_call(state, mine));
    auto users = whom_to_ring(state, mine, request.users);
    if (!users) {
        return fail(ErrorCode::not_a_member, "not a member of the group");
    }
    TRY_STATUS(take_rate(state.calls.starts[caller.user], state.now, kStarts));
    CallChanges changes;
    for (CallStep& one : rings(state, *users)) {
        if (seat.call.legs.size() < limits::kCallLegsMax ||
            leg_of(seat.call, one.user) != nullptr) {
            step(seat.call, std::move(one), state.now, changes);
        }
    }
    proto::CallInviteReply reply{.call = call_info(seat.call)};
    carry_out(state, seat.call, changes);
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallSignalRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    LiveLeg* to = leg_by_number(seat.call, request.to);
    if (to == nullptr || to == &seat.leg || request.epoch != seat.call.epoch) {
        return fail(ErrorCode::conflict, "that leg or epoch is not there any more");
    }
    TRY_STATUS(take_rate(seat.leg.rate, state.now, kSignals));
    pass_on(state, seat.call, *to,
            {.from = seat.leg.number,
             .sdp = std::move(request.sdp),
             .candidate = std::move(request.candidate),
             .last = request.last,
             .key = std::move(request.key)});
    return proto::CallSignalReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallMediaRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    LiveLeg& leg = seat.leg;
    const proto::CallLeg before =
        call_info(seat.call).legs.at(static_cast<std::size_t>(&leg - seat.call.legs.data()));
    leg.place.audio = request.audio.value_or(leg.place.audio);
    leg.place.video = request.video.value_or(leg.place.video);
    leg.screen = request.screen.value_or(leg.screen);
    leg.hand = request.hand.value_or(leg.hand);
    CallChanges changes;
    if (request.connected.value_or(false)) {
        step(seat.call, {.user = caller.user, .event = LegEvent::connect}, state.now, changes);
    }
    const proto::CallInfo after = call_info(seat.call);
    if (after.legs.at(static_cast<std::size_t>(&leg - seat.call.legs.data())) != before) {
        ++seat.call.rev;
        carry_out(state, seat.call, changes);
    }
    return proto::CallMediaReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallResumeRequest& request) {
    TRY(call, find_call(state, caller.user, request.call));
    LiveLeg* leg = leg_by_number(*call, request.leg);
    if (leg == nullptr || leg->user != caller.user || leg->place.token != request.token ||
        leg->place.device != caller.device) {
        return fail(ErrorCode::conflict, "that leg is not there any more");
    }
    TRY_STATUS(check_free(state, caller, call->id));
    CallChanges changes;
    if (leg->place.session != caller.session) {
        if (leg->place.session.value != 0) {  // an old socket, whose end is not known yet
            changes.push_back({.what = CallChange::What::seat_end,
                               .user = caller.user,
                               .session = leg->place.session,
                               .why = CallEnd::elsewhere});
            step(*call, {.user = caller.user, .event = LegEvent::lose}, state.now, changes);
        }
        step(*call,
             {.user = caller.user, .event = LegEvent::resume, .place = {.session = caller.session}},
             state.now, changes);
    }
    if (std::exchange(leg->renumber, false)) {
        go_on_from(*leg, std::min(request.last, kSignalsKnownMax));
    }
    const proto::CallSeat seat = seat_of(state, *call, *leg);
    carry_out(state, *call, changes);
    for (const proto::SignalPush& held : leg->held) {
        if (held.seq > request.last) {
            state.push({caller.session}, held);
        }
    }
    tell_if_not_at_router(state, *call, *leg);
    return proto::CallResumeReply{.seat = seat};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CallModRequest& request) {
    TRY(seat, find_seat(state, caller, request.call));
    TRY(mine, membership_now(state, caller.user, seat.call.room));
    LiveLeg* leg = leg_by_number(seat.call, request.leg);
    if (leg == nullptr) {
        return fail(ErrorCode::conflict, "that leg is not there any more");
    }
    if (seat.call.direct || (seat.call.by != caller.user && !is_admin(state, mine))) {
        return fail(ErrorCode::forbidden, "only who began the call, and admins of the group");
    }
    if (request.act == proto::CallAct::mute) {
        if (leg->place.session.value != 0) {
            state.push({leg->place.session},
                       proto::MutePleasePush{.mute_please = seat.call.id, .by = caller.user});
        }
        return proto::CallModReply{};
    }
    CallChanges changes;
    step(seat.call, {.user = leg->user, .event = LegEvent::quit, .why = CallEnd::kicked}, state.now,
         changes);
    carry_out(state, seat.call, changes);
    return proto::CallModReply{};
}

}  // namespace teahouse::chat
