// SPDX-License-Identifier: MIT
#include "chat/sessions.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/calls.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/kept.h"
#include "chat/presence.h"
#include "chat/programs.h"
#include "chat/resume.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void close_refused(const State& state, const Hello& hello, Error error) {
    const std::uint16_t code = error.code == ErrorCode::version    ? kCloseVersion
                               : error.code == ErrorCode::disabled ? kCloseDisabled
                               : error.code == ErrorCode::banned   ? kCloseBanned
                                                                   : kCloseNotAuthenticated;
    state.reply({.session = hello.session, .re = hello.re, .socket = true},
                tl::unexpected(std::move(error)));
    state.emit(Close{.session = hello.session, .code = code});
}

// Others give way: with `sessions = single` all other logins, always the oldest of too many.
void make_room_for(State& state, const Session& session) {
    const std::vector<SessionId> sessions = state.users.at(session.user).sessions;
    for (const SessionId id : sessions) {
        const bool other_login = state.sessions.at(id).device != session.device;
        if (state.config.single_session && other_login && !is_program(state, session.user)) {
            close_session(state, id, {.notice = proto::NoticeKind::replaced}, kCloseReplaced);
        }
    }
    const std::vector<SessionId>& left = state.users.at(session.user).sessions;
    if (left.size() >= limits::kSessionsPerUserMax) {
        close_session(state, left.front(), {.notice = proto::NoticeKind::replaced}, kCloseReplaced);
    }
}

}  // namespace

bool is_expired(const State& state, const proto::DeviceRecord& device) {
    return !is_program(state, device.user) &&
           (state.now - device.seen > limits::kSessionIdleMs ||
            state.now - device.created > limits::kSessionAbsoluteMs);
}

Result<const proto::DeviceRecord*> authenticate(State& state,
                                                const std::optional<proto::TokenHash>& token,
                                                std::string_view address) {
    if (!token) {
        return fail(ErrorCode::login_needed, "log in first");
    }
    const auto known = state.tokens.find(*token);
    const proto::DeviceRecord* device =
        known == state.tokens.end() ? nullptr : state.device_now(known->second);
    if (device == nullptr || state.device_next(device->id) == nullptr ||
        is_expired(state, *device)) {
        return fail(ErrorCode::session_expired, "log in again");
    }
    const proto::UserRecord* user = state.user_next(device->user);
    if (user == nullptr || user->disabled) {
        return fail(ErrorCode::disabled, "the account is switched off");
    }
    TRY_STATUS(check_ban(state, device->user, address));
    return device;
}

void note_use(State& state, DeviceId id, const std::optional<std::string>& label) {
    const proto::DeviceRecord& device = *state.device_next(id);
    // A token is called as the administrator called it, whatever program uses it.
    const bool renamed =
        label && !label->empty() && *label != device.label && !is_program(state, device.user);
    if (!can_write(state) || (!renamed && state.now - device.seen < limits::kSeenMs)) {
        return;
    }
    Draft draft;
    if (renamed) {
        proto::DeviceRecord next = device;
        next.label = *label;
        next.seen = state.now;
        draft.put_device(std::move(next));
    } else {
        draft.touch_device(device, state.now);
    }
    (void)submit(state,
                 std::move(draft));  // nobody waits; if the store refuses, the next use tries again
}

void say_hello(State& state, Hello hello) {
    if (state.session(hello.session) != nullptr) {
        state.reply({.session = hello.session, .re = hello.re, .socket = true},
                    fail(ErrorCode::conflict, "hello was said already"));
        return;
    }
    if (hello.request.version != proto::kProtocolVersion) {
        close_refused(state, hello,
                      {.code = ErrorCode::version, .message = "this server speaks version 1"});
        return;
    }
    auto device = authenticate(state, hello.token, hello.address);
    if (!device) {
        close_refused(state, hello, std::move(device).error());
        return;
    }
    const DeviceId id = (*device)->id;
    const UserId user = (*device)->user;
    note_use(state, id, hello.request.device);
    Session session{
        .id = hello.session, .user = user, .device = id, .address = std::move(hello.address)};
    make_room_for(state, session);
    state.users.at(user).sessions.push_back(hello.session);
    state.sessions.emplace(hello.session, std::move(session));
    came_online(state, user);
    open_at_hello(
        state,
        {.session = hello.session, .re = hello.re, .user = user, .device = id, .socket = true},
        std::move(hello.request));
}

bool is_open(const Session& session, RoomId room) {
    return std::ranges::binary_search(session.open, room);
}

std::vector<Out> detach_room(State& state, RoomId room, UserId user, std::vector<SessionId>& told) {
    std::vector<Out> out;
    User& owner = state.users.at(user);
    for (const SessionId id : owner.sessions) {
        Session& session = state.sessions.at(id);
        if (!session.ready) {
            continue;  // its welcome will not name the room
        }
        told.push_back(id);
        if (is_open(session, room)) {
            std::erase(session.open, room);
            out.emplace_back(Unsubscribe{.session = id, .room = room});
        } else {
            out.emplace_back(Unfollow{.session = id, .room = room});
        }
    }
    owner.left.emplace_back(room, state.now);
    if (owner.left.size() > limits::kLeftRoomsMax) {
        owner.left_forgotten = owner.left.front().second;
        owner.left.erase(owner.left.begin());
    }
    stop_typing(state, room, user);
    call_member_gone(state, room, user);
    return out;
}

void end_session(State& state, SessionId id) {
    const auto found = state.sessions.find(id);
    if (found == state.sessions.end()) {
        return;
    }
    const Session session = std::move(found->second);
    state.sessions.erase(found);
    User& user = state.users.at(session.user);
    std::erase(user.sessions, id);
    if (session.ready) {
        for (const auto& [room, changed] : user.rooms) {
            if (is_open(session, room)) {
                state.emit(Unsubscribe{.session = id, .room = room});
            } else {
                state.emit(Unfollow{.session = id, .room = room});
            }
        }
    }
    for (const UserId watched : session.watched) {
        state.users.at(watched).watchers.erase(id);
    }
    std::erase_if(state.openings, [&](const auto& one) { return one.second.caller.session == id; });
    went_offline(state, session.user);
}

void close_session(State& state, SessionId id, proto::NoticePush notice, std::uint16_t code) {
    call_session_ended(state, id);
    state.push({id}, std::move(notice));
    end_session(state, id);
    state.emit(Close{.session = id, .code = code});
}

void lagged(State& state, const Lagged& lagged) {
    Session* session = state.session(lagged.session);
    if (session == nullptr || !is_open(*session, lagged.room)) {
        return;
    }
    std::erase(session->open, lagged.room);
    state.emit(Unsubscribe{.session = lagged.session, .room = lagged.room});
    state.emit(Follow{.session = lagged.session, .room = lagged.room});
    state.push(
        {lagged.session},
        proto::LagPush{.lag = {{.room = lagged.room, .seq = state.rooms.at(lagged.room).head}}});
}

void sweep_devices(State& state) {
    if (state.now < state.sweep_at) {
        state.wake_at(state.sweep_at);
        return;
    }
    Draft draft;
    std::size_t looked_at = 0;
    auto it = state.devices.upper_bound(state.sweep_from);
    for (; it != state.devices.end() && looked_at < limits::kSweptDevicesMax; ++it, ++looked_at) {
        state.sweep_from = it->first;
        const proto::DeviceRecord* device = it->second.record.next();
        if (device == nullptr || it->second.record.now() == nullptr) {
            continue;
        }
        const bool in_use = std::ranges::any_of(
            state.users.at(device->user).sessions,
            [&](SessionId id) { return state.sessions.at(id).device == it->first; });
        const bool too_old = state.now - device->created > limits::kSessionAbsoluteMs &&
                             !is_program(state, device->user);
        if (in_use ? too_old : is_expired(state, *device)) {
            draft.delete_device(*device);
        } else if (in_use && state.now - device->seen >= limits::kSeenMs) {
            draft.touch_device(*device, state.now);
        }
    }
    const bool done = it == state.devices.end();
    if (done) {
        state.sweep_from = {};
    }
    state.sweep_at = state.now + (done ? limits::kSeenMs : limits::kPresenceTickMs);
    state.wake_at(state.sweep_at);
    if (!draft.writes.empty()) {
        (void)submit(state,
                     std::move(draft));  // if the store refuses, the next sweep finds them again
    }
}

}  // namespace teahouse::chat
