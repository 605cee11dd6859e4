// SPDX-License-Identifier: MIT
#include "chat/calls.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits_calls.h"
#include "chat/call_router.h"
#include "chat/call_rows.h"
#include "chat/calls_state.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/kept.h"
#include "chat/notify.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/kept.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

using proto::CallEnd;
using proto::CallState;
using proto::LegEvent;

proto::CallLeg shown_leg(const LiveLeg& leg) {
    const auto flag = [](bool on) { return on ? std::optional(true) : std::nullopt; };
    proto::CallLeg shown{.leg = is_in(leg) ? leg.number : 0, .user = leg.user, .state = leg.state};
    if (is_in(leg)) {
        shown.audio = flag(leg.place.audio);
        shown.video = flag(leg.place.video);
        shown.screen = flag(leg.screen);
        shown.hand = flag(leg.hand);
        shown.joined = leg.joined;
    }
    if (leg.rings > 0 && is_called(leg)) {
        shown.tried = leg.rings;
    }
    return shown;
}

// All devices of the members, that have had their welcome.
std::vector<SessionId> audience(const State& state, const LiveCall& call) {
    std::vector<SessionId> sessions;
    const Room* room = state.room_now(call.room);
    if (room == nullptr || room->member_count > limits::kCallMembersMax) {
        for (const LiveLeg& leg : call.legs) {
            if (leg.place.session.value != 0) {
                sessions.push_back(leg.place.session);
            }
        }
        return sessions;
    }
    for (const auto& [user, member] : room->members) {
        if (member.now() != nullptr) {
            std::ranges::copy(state.ready_sessions(user), std::back_inserter(sessions));
        }
    }
    return sessions;
}

// Who is in a call somewhere hears another ring softly.
bool is_busy(const State& state, UserId user) {
    const auto found = state.users.find(user);
    return found != state.users.end() &&
           std::ranges::any_of(found->second.sessions,
                               [&](SessionId id) { return state.calls.seats.contains(id); });
}

proto::RingPush ring_of(const State& state, const LiveCall& call, const LiveLeg& leg) {
    proto::RingPush push{.ring = call_info(call),
                         .from = user_info(state, call.by),
                         .until = leg.due,
                         .offer = call.offer};
    if (const LiveLeg* starter = leg_of(call, call.by); starter != nullptr && is_in(*starter)) {
        push.leg = starter->number;
    } else {
        push.offer.reset();
    }
    if (is_busy(state, leg.user)) {
        push.busy = true;
    }
    return push;
}

void carry_out(State& state, const LiveCall& call, const CallChange& change) {
    switch (change.what) {
        case CallChange::What::ring:
            state.push(state.ready_sessions(change.user),
                       ring_of(state, call, *leg_of(call, change.user)));
            tell_of_call(state, change.user, call.room, call.by, call.kind);
            break;
        case CallChange::What::ring_stop:
            state.push(state.ready_sessions(change.user, change.session),
                       proto::RingStopPush{.ring_stop = call.id, .why = change.why});
            break;
        case CallChange::What::seat_end: {
            state.calls.seats.erase(change.session);
            state.push({change.session},
                       proto::CallEndPush{
                           .call_end = call.id,
                           .why = change.why,
                           .seconds = seconds_of(call, call.ended != 0 ? call.ended : state.now)});
            break;
        }
        case CallChange::What::ended: break;
    }
}

// --- The record
// ------------------------------------------------------------------------------------------

proto::KeptCall record_of(const LiveCall& call) {
    proto::KeptCall kept{.shown = call_info(call)};
    for (const LiveLeg& leg : call.legs) {
        kept.legs.push_back({.number = leg.number,
                             .device = leg.place.device,
                             .token = leg.place.token,
                             .quiet = leg.quiet});
    }
    kept.last_number = call.last_number;
    return kept;
}

// What a restart has to find: not who has the camera on, nor how far it rings or has connected.
proto::KeptCall essence(proto::KeptCall kept) {
    kept.shown.rev = 0;
    for (proto::CallLeg& leg : kept.shown.legs) {
        using enum proto::LegState;
        leg = {.leg = leg.leg,
               .user = leg.user,
               .state = leg.state == ringing                                   ? invited
                        : leg.state == connecting || leg.state == reconnecting ? joined
                                                                               : leg.state};
    }
    return kept;
}

// Nobody waits for it. What the store refuses comes with the next change.
void keep(State& state, LiveCall& call) {
    if (call.kept == 0) {
        call.kept = next_kept_id(state);
    }
    proto::KeptCall now = record_of(call);
    const auto* before = kept_next<proto::KeptCall>(state, call.kept);
    if (before != nullptr && essence(*before) == essence(now)) {
        return;
    }
    Draft draft;
    draft.put_kept(call.kept, std::move(now));
    (void)submit(state, std::move(draft));
}

void finish(State& state, LiveCall& call) {
    ++(call.answered != 0 ? state.stats.calls_answered : state.stats.calls_missed);
    if (call.why == CallEnd::failed) {
        ++state.stats.calls_failed;
    }
    state.stats.call_seconds += seconds_of(call, call.ended);
    add_row(state, call);
    state.calls.by_room.erase(call.room);
    for (const LiveLeg& leg : call.legs) {
        CHECK(leg.place.session.value == 0);
    }
    state.calls.calls.erase(std::string(call.id));
    write_rows(state);
}

void index_seats(State& state, const LiveCall& call) {
    for (const LiveLeg& leg : call.legs) {
        if (leg.place.session.value != 0) {
            state.calls.seats[leg.place.session] = call.id;
        }
    }
}

void put_out(State& state, RoomId room, const CallGone& gone) {
    LiveCall* call = call_in(state, room);
    const LiveLeg* leg = call == nullptr ? nullptr : leg_of(*call, gone.user);
    if (leg == nullptr || (!is_in(*leg) && !is_called(*leg)) ||
        (gone.device && (!is_in(*leg) || leg->place.device != gone.device))) {
        return;
    }
    CallChanges changes;
    if (state.room_now(room) == nullptr) {
        end_call(*call, CallEnd::kicked, state.now, changes);
    } else {
        step(*call,
             {.user = gone.user,
              .event = is_in(*leg) ? LegEvent::quit : LegEvent::cancel,
              .why = CallEnd::kicked},
             state.now, changes);
    }
    carry_out(state, *call, changes);
}

void put_out(State& state, const CallGone& gone) {
    if (gone.room) {
        put_out(state, gone.room, gone);
        return;
    }
    const auto user = state.users.find(gone.user);
    if (user != state.users.end()) {
        for (const auto& [room, changed] : user->second.rooms) {
            put_out(state, room, gone);
        }
    }
}

LiveCall* call_of(State& state, SessionId session) {
    const auto seat = state.calls.seats.find(session);
    return seat == state.calls.seats.end() ? nullptr : &state.calls.calls.at(seat->second);
}

LiveLeg& leg_at(LiveCall& call, SessionId session) {
    const auto found = std::ranges::find_if(
        call.legs, [&](const LiveLeg& leg) { return leg.place.session == session; });
    CHECK(found != call.legs.end());
    return *found;
}

}  // namespace

LiveCall* call_in(State& state, RoomId room) {
    const auto found = state.calls.by_room.find(room);
    return found == state.calls.by_room.end() ? nullptr : &state.calls.calls.at(found->second);
}

proto::CallInfo call_info(const LiveCall& call) {
    proto::CallInfo info{.id = call.id,
                         .room = call.room,
                         .kind = call.kind,
                         .mode = call.mode,
                         .state = call.state,
                         .by = call.by,
                         .at = call.at,
                         .rev = call.rev,
                         .epoch = call.epoch};
    if (call.answered != 0) {
        info.answered = call.answered;
    }
    if (call.secure) {
        info.secure = true;
    }
    for (const LiveLeg& leg : call.legs) {
        info.legs.push_back(shown_leg(leg));
    }
    return info;
}

void carry_out(State& state, LiveCall& call, const CallChanges& changes) {
    for (const CallChange& change : changes) {
        carry_out(state, call, change);
    }
    index_seats(state, call);
    leave_router(state, call);
    state.push(audience(state, call), proto::CallsPush{.calls = {call_info(call)}});
    if (call.state == CallState::ended) {
        finish(state, call);
        return;
    }
    keep(state, call);
    state.wake_at(call_due(call));
}

void call_socket_lost(State& state, SessionId session) {
    end_test(state, session);
    LiveCall* call = call_of(state, session);
    if (call == nullptr) {
        return;
    }
    CallChanges changes;
    const UserId user = leg_at(*call, session).user;
    state.calls.seats.erase(session);
    step(*call, {.user = user, .event = LegEvent::lose}, state.now, changes);
    carry_out(state, *call, changes);
}

void call_session_ended(State& state, SessionId session) {
    end_test(state, session);
    LiveCall* call = call_of(state, session);
    if (call == nullptr) {
        return;
    }
    CallChanges changes;
    step(*call, {.user = leg_at(*call, session).user, .event = LegEvent::quit}, state.now, changes);
    carry_out(state, *call, changes);
}

void tell_calls(State& state, const Session& session) {
    if (state.calls.calls.empty()) {
        return;
    }
    proto::CallsPush all;
    std::vector<proto::RingPush> rings;
    for (const auto& [room, changed] : state.users.at(session.user).rooms) {
        const LiveCall* call = call_in(state, room);
        if (call == nullptr || all.calls.size() == limits::kCallsTold) {
            continue;
        }
        all.calls.push_back(call_info(*call));
        const LiveLeg* leg = leg_of(*call, session.user);
        if (leg != nullptr && is_called(*leg) && !leg->quiet) {
            rings.push_back(ring_of(state, *call, *leg));
        }
    }
    if (!all.calls.empty()) {
        state.push({session.id}, std::move(all));
    }
    for (proto::RingPush& ring : rings) {
        state.push({session.id}, std::move(ring));
    }
}

void call_member_gone(State& state, RoomId room, UserId user) {
    if (state.calls.by_room.contains(room)) {
        state.calls.gone.push_back({.user = user, .room = room});
    }
}

void call_user_gone(State& state, UserId user, DeviceId device) {
    if (!state.calls.calls.empty()) {
        state.calls.gone.push_back({.user = user, .device = device});
    }
}

void see_to_gone(State& state) {
    for (const CallGone& gone : std::exchange(state.calls.gone, {})) {
        put_out(state, gone);
    }
}

void calls_tick(State& state) {
    end_old_tests(state);
    write_rows(state);
    std::vector<std::string> due;
    for (const auto& [id, call] : state.calls.calls) {
        if (call_due(call) <= state.now) {
            due.push_back(id);
        }
    }
    for (const std::string& id : due) {
        LiveCall& call = state.calls.calls.at(id);
        CallChanges changes;
        call_time(call, state.now, changes);
        carry_out(state, call, changes);
    }
    for (const auto& [id, call] : state.calls.calls) {
        state.wake_at(call_due(call));
    }
}

namespace {

// Without what only a socket has.
LiveCall call_from(const State& state, std::uint64_t id, const proto::KeptCall& kept) {
    const proto::CallInfo& shown = kept.shown;
    const Room* room = state.room_now(shown.room);
    LiveCall call{
        .id = shown.id,
        .room = shown.room,
        .kind = shown.kind,
        .mode = shown.mode,
        .state = shown.state,
        .direct = room != nullptr && room->about.committed().kind == proto::RoomKind::direct,
        .by = shown.by,
        .at = shown.at,
        .answered = shown.answered.value_or(0),
        .rev = shown.rev,
        .epoch = shown.epoch,
        .secure = shown.secure.value_or(false),
        .last_number = kept.last_number,
        .kept = id};
    for (std::size_t i = 0; i < shown.legs.size() && i < kept.legs.size(); ++i) {
        const proto::CallLeg& leg = shown.legs[i];
        const proto::KeptLeg& more = kept.legs[i];
        call.legs.push_back({.user = leg.user,
                             .state = leg.state,
                             .number = more.number,
                             .place = {.device = more.device,
                                       .token = more.token,
                                       .audio = leg.audio.value_or(false),
                                       .video = leg.video.value_or(false)},
                             .quiet = more.quiet,
                             .joined = leg.joined.value_or(0)});
    }
    return call;
}

// The end of a membership may have been stored, and what it meant for the call not.
void look_who_may_stay(State& state, const LiveCall& call) {
    for (const LiveLeg& leg : call.legs) {
        const proto::UserRecord* user = state.user_now(leg.user);
        const auto mine = membership_now(state, leg.user, call.room);
        if (user == nullptr || user->disabled || !mine || !check_direct(state, *mine)) {
            call_member_gone(state, call.room, leg.user);
        }
    }
}

}  // namespace

void load_calls(State& state) {
    each_kept<proto::KeptCall>(state, [&](std::uint64_t id, const proto::KeptCall* kept, auto*) {
        if (kept == nullptr) {
            return;
        }
        LiveCall call = call_from(state, id, *kept);
        // It ended, and its line did not get into the log; or there are no calls any more.
        if (state.room_now(call.room) == nullptr || state.calls.by_room.contains(call.room) ||
            !state.config.calls) {
            CallChanges nobody;
            end_call(call, CallEnd::shutdown, state.now, nobody);
            add_row(state, call);
            return;
        }
        restore_call(call, state.now);
        if (!state.config.sfu) {
            without_router(call);
        }
        state.wake_at(call_due(call));
        state.calls.by_room[call.room] = call.id;
        const std::string key = call.id;
        look_who_may_stay(state, state.calls.calls.emplace(key, std::move(call)).first->second);
    });
}

void check_calls(const State& state) {
    std::size_t seats = 0;
    CHECK(state.calls.gone.empty());
    CHECK(state.calls.by_room.size() == state.calls.calls.size());
    for (const auto& [id, call] : state.calls.calls) {
        check_call(call);
        CHECK(call.id == id && call.state != CallState::ended);
        CHECK(state.calls.by_room.at(call.room) == id);
        CHECK(call_due(call) >= state.tick_at || call_due(call) == kNever);
        for (const LiveLeg& leg : call.legs) {
            const SessionId session = leg.place.session;
            seats += session.value != 0 ? 1U : 0U;
            CHECK(session.value == 0 || (state.calls.seats.at(session) == id &&
                                         state.sessions.at(session).user == leg.user));
        }
    }
    CHECK(seats == state.calls.seats.size());
    check_router(state);
    CHECK(state.calls.rows.size() <= limits::kCallRowsMax);
    for (const CallEnded& ended : state.calls.rows) {
        CHECK(!state.calls.calls.contains(ended.event.body.call->id));
        CHECK(ended.next >= state.tick_at);
    }
}

}  // namespace teahouse::chat
