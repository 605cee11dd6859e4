// SPDX-License-Identifier: MIT
#include "chat/state.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

template <class Map, class Key>
auto* find_in(Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

const proto::UserRecord* State::user_now(UserId id) const {
    const User* user = find_in(users, id);
    return user == nullptr ? nullptr : user->record.now();
}

const proto::UserRecord* State::user_next(UserId id) const {
    const User* user = find_in(users, id);
    return user == nullptr ? nullptr : user->record.next();
}

const proto::DeviceRecord* State::device_now(DeviceId id) const {
    const Device* device = find_in(devices, id);
    return device == nullptr ? nullptr : device->record.now();
}

const proto::DeviceRecord* State::device_next(DeviceId id) const {
    const Device* device = find_in(devices, id);
    return device == nullptr ? nullptr : device->record.next();
}

const Room* State::room_now(RoomId id) const {
    const Room* room = find_in(rooms, id);
    const bool there =
        room != nullptr && room->about.now() != nullptr && !room->about.committed().dissolved;
    return there ? room : nullptr;
}

const Room* State::room_next(RoomId id) const {
    const Room* room = find_in(rooms, id);
    const bool there =
        room != nullptr && room->about.next() != nullptr && !room->about.planned().dissolved;
    return there ? room : nullptr;
}

Session* State::session(SessionId id) { return find_in(sessions, id); }

const proto::MemberRecord* State::member_now(RoomId room_id, UserId user) const {
    const Room* room = room_now(room_id);
    const auto* cell = room == nullptr ? nullptr : find_in(room->members, user);
    return cell == nullptr ? nullptr : cell->now();
}

const proto::MemberRecord* State::member_next(RoomId room_id, UserId user) const {
    const Room* room = room_next(room_id);
    const auto* cell = room == nullptr ? nullptr : find_in(room->members, user);
    return cell == nullptr ? nullptr : cell->next();
}

namespace {

proto::Role role_of(const proto::RoomRecord& about, const proto::MemberRecord& member,
                    const proto::UserRecord* user) {
    if (about.kind != proto::RoomKind::lobby || user == nullptr) {
        return member.role;
    }
    switch (user->role) {
        case proto::ServerRole::user: return proto::Role::member;
        case proto::ServerRole::admin: return proto::Role::admin;
        case proto::ServerRole::owner: return proto::Role::owner;
    }
    return proto::Role::member;
}

}  // namespace

proto::Role State::role_next(const Room& room, const proto::MemberRecord& member) const {
    return role_of(room.about.planned(), member, user_next(member.user));
}

proto::Role State::role_now(const Room& room, const proto::MemberRecord& member) const {
    return role_of(room.about.committed(), member, user_now(member.user));
}

UserId State::peer_of(const proto::RoomRecord& about, UserId user) {
    return about.direct_low == user ? about.direct_high : about.direct_low;
}

Seq State::first_seq(const Room& room, const proto::MemberRecord& member) {
    const bool all = room.about.committed().history == proto::HistoryPolicy::all;
    return Seq(std::max(all ? 0 : member.join.value, room.gone.value) + 1);
}

void State::reply(const Caller& caller, Result<proto::Reply> result) const {
    Reply out{.session = caller.session, .re = caller.re, .result = {}};
    if (result) {
        out.result = *std::move(result);
    } else {
        out.result = std::move(result).error();
    }
    emit(std::move(out));
}

void State::push(std::vector<SessionId> to, proto::Push what) const {
    if (!to.empty()) {
        emit(Push{.sessions = std::move(to), .push = std::move(what)});
    }
}

std::vector<SessionId> State::ready_sessions(UserId id, SessionId except) const {
    std::vector<SessionId> ready;
    const User* user = find_in(users, id);
    if (user != nullptr) {
        for (const SessionId session : user->sessions) {
            if (session != except && sessions.at(session).ready) {
                ready.push_back(session);
            }
        }
    }
    return ready;
}

Result<Membership> membership_now(const State& state, UserId user, RoomId room_id) {
    const Room* room = state.room_now(room_id);
    const proto::MemberRecord* member = state.member_now(room_id, user);
    if (room == nullptr || member == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    return Membership{.room = *room, .about = room->about.committed(), .member = *member};
}

Result<Membership> membership_next(const State& state, UserId user, RoomId room_id) {
    const Room* room = state.room_next(room_id);
    const proto::MemberRecord* member = state.member_next(room_id, user);
    if (room == nullptr || member == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    return Membership{.room = *room, .about = room->about.planned(), .member = *member};
}

}  // namespace teahouse::chat
