// SPDX-License-Identifier: MIT
#include "chat/resume.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/calls.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/kept.h"
#include "chat/opening.h"
#include "chat/operations.h"
#include "chat/queries.h"
#include "chat/recent.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// Where the wanted run starts: after this seq. Decides the state of the opened room.
Seq plan_start(const Room& room, OpeningRoom& one) {
    const Seq have = one.asked.seq;
    const std::uint64_t before_first = one.first.value - 1;
    const bool other_log = one.asked.epoch != room.epoch || have > room.head;
    const std::uint64_t missed = other_log ? 0 : room.head.value - have.value;
    if (!other_log && have.value >= before_first && missed <= limits::kResumeEventsMax) {
        one.state = proto::OpenState::ok;
        return have;
    }
    one.state = other_log ? proto::OpenState::reset : proto::OpenState::gap;
    const std::uint64_t page = std::min<std::uint64_t>(room.head.value, limits::kResumeGapPage);
    return Seq(std::max(before_first, room.head.value - page));
}

void start_anew(const Room& room, const proto::MemberRecord& member, OpeningRoom& one) {
    one.first = State::first_seq(room, member);
    one.events.clear();
    one.upto = plan_start(room, one);
    one.planned = true;
}

// The log could not be read in time: the client starts from the head and reads the rest as history.
void give_up(const Room& room, OpeningRoom& one) {
    one.state = proto::OpenState::gap;
    one.events.clear();
    one.upto = room.head;
}

// Too much came in the meantime: the newest page of it is a gap.
void keep_page(OpeningRoom& one) {
    if (one.events.size() <= limits::kResumeEventsMax) {
        return;
    }
    const std::size_t surplus = one.events.size() - limits::kResumeGapPage;
    one.events.erase(one.events.begin(), one.events.begin() + static_cast<std::ptrdiff_t>(surplus));
    if (one.state == proto::OpenState::ok) {
        one.state = proto::OpenState::gap;
    }
}

// Brings `one` up to the head of its room from memory, or asks the store. Afterwards it is
// complete, waits or has failed.
void advance(State& state, std::uint64_t id, std::size_t index) {
    Opening& opening = state.openings.at(id);
    OpeningRoom& one = opening.rooms[index];
    if (one.waiting) {
        return;
    }
    const Room* room = state.room_now(one.asked.room);
    const proto::MemberRecord* member = state.member_now(one.asked.room, opening.caller.user);
    if (room == nullptr || member == nullptr) {
        one.state = proto::OpenState::refused;
        one.events.clear();
        return;
    }
    if (!one.planned || one.first != State::first_seq(*room, *member)) {
        start_anew(*room, *member, one);
    }
    const Seq from(one.upto.value + 1);
    if (from > room->head || state.recent.reaches_back(one.asked.room, from)) {
        state.recent.copy(one.asked.room, from, room->head, one.events);
        one.upto = room->head;
        keep_page(one);
        return;
    }
    if (one.failed || one.rounds >= limits::kOpenRoundsMax) {
        one.failed = true;
        give_up(*room, one);
        return;
    }
    ++one.rounds;
    one.waiting = ask(state, {.by = Asked::By::opening, .read = id, .index = index},
                      {.room = one.asked.room,
                       .from = from,
                       .to = room->head,
                       .limit = limits::kResumeEventsMax});
    if (!one.waiting) {
        one.failed = true;
        give_up(*room, one);
    }
}

// --- What goes out
// -----------------------------------------------------------------------------------

// Shortens what is pushed to what a connection may be given at once. Less than everything is a gap.
void fit(OpeningRoom& one, std::size_t& budget) {
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < one.events.size()) {
        const std::size_t weight = weight_of(one.events[one.events.size() - 1 - kept]);
        if (bytes + weight > budget) {
            break;
        }
        bytes += weight;
        ++kept;
    }
    budget -= bytes;
    if (kept < one.events.size()) {
        one.events.erase(one.events.begin(), one.events.end() - static_cast<std::ptrdiff_t>(kept));
        if (one.state == proto::OpenState::ok) {
            one.state = proto::OpenState::gap;
        }
    }
}

void push_missed(const State& state, SessionId session, UserId user, OpeningRoom& one) {
    strip_for(state, user, one.events);
    auto begin = one.events.begin();
    while (begin != one.events.end()) {
        std::size_t bytes = 0;
        auto end = begin;
        while (end != one.events.end() && (end == begin || bytes < limits::kResumeFrameBytes)) {
            bytes += weight_of(*end);
            ++end;
        }
        state.push({session}, proto::EventsPush{.events = {std::make_move_iterator(begin),
                                                           std::make_move_iterator(end)}});
        begin = end;
    }
}

proto::OpenedRoom opened(const State& state, const OpeningRoom& one) {
    const bool refused = one.state == proto::OpenState::refused;
    return {.room = one.asked.room,
            .state = one.state,
            .head = refused ? Seq() : state.rooms.at(one.asked.room).head};
}

void set_open(Session& session, RoomId room) {
    if (!is_open(session, room)) {
        session.open.insert(std::ranges::upper_bound(session.open, room), room);
    }
}

// --- room.open
// -----------------------------------------------------------------------------------------

void finish_open(State& state, Opening opening) {
    const Caller& caller = opening.caller;
    OpeningRoom& one = opening.rooms.front();
    Session& session = *state.session(caller.session);
    const RoomId room = one.asked.room;
    if (one.state == proto::OpenState::refused) {
        state.reply(caller, fail(ErrorCode::not_a_member, "not a member of such a room"));
        return;
    }
    if (one.failed) {
        state.reply(caller, tl::unexpected(store_error(ErrorCode::store_unavailable)));
        return;
    }
    if (opening.abandoned) {
        give_up(state.rooms.at(room), one);
        state.reply(caller, proto::RoomOpenReply{.open = opened(state, one),
                                                 .room = room_info(state, room, caller.user)});
        return;
    }
    if (is_open(session, room)) {
        state.emit(Unsubscribe{.session = caller.session, .room = room});
    } else if (session.open.size() >= limits::kOpenRoomsMax) {
        state.reply(caller, fail(ErrorCode::too_large, "too many rooms are open"));
        return;
    } else {
        state.emit(Unfollow{.session = caller.session, .room = room});
    }
    std::size_t budget = limits::kResumeBytesMax;
    fit(one, budget);
    state.reply(caller, proto::RoomOpenReply{.open = opened(state, one),
                                             .room = room_info(state, room, caller.user)});
    push_missed(state, caller.session, caller.user, one);
    set_open(session, room);
    state.emit(Subscribe{.session = caller.session, .room = room});
}

// --- hello
// ------------------------------------------------------------------------------------------------

// The time after which changes are sent, or none: everything is.
std::optional<TimeMs> changes_since(const State& state, const Opening& opening) {
    if (!opening.hello->since) {
        return std::nullopt;
    }
    const TimeMs since = *opening.hello->since - limits::kSinceSlackMs;
    const User& user = state.users.at(opening.caller.user);
    const bool known = since > state.since_trusted && since > user.left_forgotten &&
                       *opening.hello->since <= state.now;
    return known ? std::optional(since) : std::nullopt;
}

bool changed_since(const State& state, RoomId id, TimeMs own_change, UserId viewer, TimeMs since) {
    const Room& room = state.rooms.at(id);
    const proto::RoomRecord& about = room.about.committed();
    const bool direct = about.kind == proto::RoomKind::direct;
    return room.changed >= since || own_change >= since ||
           (direct && state.users.at(State::peer_of(about, viewer)).changed >= since);
}

proto::HelloReply welcome(const State& state, const Opening& opening, std::optional<TimeMs> since) {
    const Caller& caller = opening.caller;
    proto::HelloReply reply{.user = user_info(state, caller.user),
                            .device = caller.device,
                            .server = server_name(state),
                            .version = state.config.version,
                            .now = state.now,
                            .limits = wire_limits(state.config)};
    for (const auto& [room, own_change] : state.users.at(caller.user).rooms) {
        if (!since || changed_since(state, room, own_change, caller.user, *since)) {
            reply.rooms.push_back(room_info(state, room, caller.user));
        }
    }
    for (const OpeningRoom& one : opening.rooms) {
        reply.open.push_back(opened(state, one));
    }
    reply.online = state.online;
    reply.account = account_of(state, caller.user);
    if (since) {
        reply.partial = true;
    }
    return reply;
}

// Rooms that the client may still show.
void push_gone(const State& state, const Caller& caller, TimeMs since) {
    const User& user = state.users.at(caller.user);
    std::set<RoomId> gone;
    for (const auto& [room, at] : user.left) {
        if (at >= since && !user.rooms.contains(room)) {
            gone.insert(room);
        }
    }
    if (!gone.empty()) {
        state.push({caller.session}, proto::GonePush{.gone = {gone.begin(), gone.end()}});
    }
}

void finish_hello(State& state, Opening opening) {
    const Caller& caller = opening.caller;
    Session& session = *state.session(caller.session);
    std::size_t budget = limits::kResumeBytesMax;
    for (OpeningRoom& one : opening.rooms) {
        fit(one, budget);
    }
    const std::optional<TimeMs> since = changes_since(state, opening);
    state.reply(caller, welcome(state, opening, since));
    if (since) {
        push_gone(state, caller, *since);
    }
    for (OpeningRoom& one : opening.rooms) {
        if (one.state != proto::OpenState::refused) {
            push_missed(state, caller.session, caller.user, one);
            set_open(session, one.asked.room);
            state.emit(Subscribe{.session = caller.session, .room = one.asked.room});
        }
    }
    for (const auto& [room, changed] : state.users.at(caller.user).rooms) {
        if (!is_open(session, room)) {
            state.emit(Follow{.session = caller.session, .room = room});
        }
    }
    session.ready = true;
    tell_calls(state, session);
    const SessionId id = caller.session;
    std::vector<Request> held = std::exchange(session.held, {});
    for (Request& request : held) {
        if (state.session(id) != nullptr) {
            run_request(state, std::move(request));
        }
    }
}

// Goes on where a query was answered, or for the first time; ends when all rooms are complete in
// the same moment.
void go_on(State& state, std::uint64_t id) {
    Opening& opening = state.openings.at(id);
    for (std::size_t i = 0; i < opening.rooms.size(); ++i) {
        advance(state, id, i);
    }
    if (std::ranges::any_of(opening.rooms, &OpeningRoom::waiting)) {
        return;
    }
    Opening complete = std::move(opening);
    state.openings.erase(id);
    if (complete.hello) {
        finish_hello(state, std::move(complete));
    } else {
        finish_open(state, std::move(complete));
    }
}

}  // namespace

void open_at_hello(State& state, const Caller& caller, proto::HelloRequest hello) {
    Opening opening{.caller = caller};
    std::set<RoomId> seen;
    for (const proto::OpenRoom& asked : hello.open.value_or(std::vector<proto::OpenRoom>())) {
        if (seen.insert(asked.room).second && seen.size() <= limits::kOpenRoomsMax) {
            opening.rooms.push_back({.asked = asked});
        }
    }
    opening.hello = std::move(hello);
    const std::uint64_t id = ++state.last_read;
    state.openings.emplace(id, std::move(opening));
    go_on(state, id);
}

Outcome open_one(State& state, const Caller& caller, const proto::OpenRoom& asked) {
    Opening opening{.caller = caller};
    opening.rooms.push_back({.asked = asked});
    const std::uint64_t id = ++state.last_read;
    state.openings.emplace(id, std::move(opening));
    go_on(state, id);
    return Later{};
}

void abandon_openings(State& state, SessionId session, RoomId room) {
    for (auto& [id, opening] : state.openings) {
        if (!opening.hello && opening.caller.session == session &&
            opening.rooms.front().asked.room == room) {
            opening.abandoned = true;
        }
    }
}

void opening_read(State& state, const Asked& asked, proto::QueryResult result) {
    const auto found = state.openings.find(asked.read);
    if (found == state.openings.end()) {
        return;  // the session is gone
    }
    OpeningRoom& one = found->second.rooms[asked.index];
    one.waiting = false;
    const bool follows = result.ok && !result.events.empty() &&
                         result.events.front().seq.value == one.upto.value + 1;
    if (follows) {
        one.upto = result.events.back().seq;
        std::ranges::move(result.events, std::back_inserter(one.events));
    } else {
        one.failed = true;
    }
    go_on(state, asked.read);
}

}  // namespace teahouse::chat
