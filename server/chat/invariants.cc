// SPDX-License-Identifier: MIT
#include "chat/invariants.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/calls.h"
#include "chat/channels.h"
#include "chat/draft.h"
#include "chat/hook_calls.h"
#include "chat/later.h"
#include "chat/programs.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void check_users(const State& state) {
    std::uint32_t online = 0;
    for (const auto& [id, user] : state.users) {
        CHECK(!user.record.empty());
        CHECK(user.joining == 0 || !state.pending.empty());
        CHECK(user.online || user.sessions.empty());
        CHECK(user.sessions.size() <= limits::kSessionsPerUserMax);
        online += user.online ? 1U : 0U;
        for (const SessionId session : user.sessions) {
            CHECK(state.sessions.at(session).user == id);
        }
        for (const DeviceId device : user.devices) {
            CHECK(state.devices.contains(device));
        }
        for (const auto& [room, changed] : user.rooms) {
            CHECK(state.member_now(room, id) != nullptr);
        }
        for (const SessionId watcher : user.watchers) {
            CHECK(std::ranges::count(state.sessions.at(watcher).watched, id) == 1);
        }
        if (const proto::UserRecord* record = user.record.now()) {
            CHECK(record->id == id);
            CHECK(state.names.at(record->name_key).now() != nullptr);
            CHECK(*state.names.at(record->name_key).now() == id);
            CHECK(is_hook(state, id) || state.member_now(state.lobby, id) != nullptr);
        }
    }
    CHECK(online == state.online);
}

void check_logins(const State& state) {
    CHECK(state.tokens.size() == state.devices.size());
    for (const auto& [id, device] : state.devices) {
        CHECK(!device.record.empty());
        if (const proto::DeviceRecord* record = device.record.now()) {
            CHECK(state.tokens.at(record->token) == id);
            CHECK(std::ranges::count(state.users.at(record->user).devices, id) == 1);
        }
    }
}

void check_sessions(const State& state) {
    for (const auto& [id, session] : state.sessions) {
        CHECK(session.id == id);
        CHECK(std::ranges::count(state.users.at(session.user).sessions, id) == 1);
        CHECK(std::ranges::is_sorted(session.open));
        CHECK(session.open.size() <= limits::kOpenRoomsMax);
        CHECK(session.ready || session.open.empty());
        CHECK(!session.ready || session.held.empty());
        for (const RoomId room : session.open) {
            CHECK(state.member_now(room, session.user) != nullptr);
        }
    }
}

void check_members(const State& state, RoomId id, const Room& room) {
    std::uint32_t now = 0;
    std::uint32_t next = 0;
    std::uint32_t owners = 0;
    for (const auto& [user, cell] : room.members) {
        CHECK(!cell.empty());
        next += cell.next() != nullptr ? 1U : 0U;
        const proto::MemberRecord* member = cell.now();
        if (member == nullptr) {
            continue;
        }
        ++now;
        owners += member->role == proto::Role::owner ? 1U : 0U;
        CHECK(member->room == id && member->user == user && !member->leave);
        CHECK(member->join <= room.head && member->read <= room.head);
        CHECK(member->read >= member->join);
        CHECK(member->read_count + member->own_count <= room.count);
        CHECK(state.users.at(user).rooms.contains(id));
    }
    CHECK(now == room.member_count);
    CHECK(next == room.member_count_next);
    const proto::RoomRecord* about = room.about.now();
    if (about != nullptr && !about->dissolved) {
        CHECK(about->kind != proto::RoomKind::group || owners == 1);
        const std::uint32_t people = about->direct_low == about->direct_high ? 1 : 2;
        CHECK(about->kind != proto::RoomKind::direct || now == people);
    }
}

void check_mentions(const Room& room) {
    CHECK(room.pins.size() <= limits::kPinsMax);
    CHECK(room.all_named.size() <= limits::kMentionsShownMax);
    for (const auto& [user, seqs] : room.mentions) {
        const proto::MemberRecord* member = room.members.at(user).now();
        CHECK(member != nullptr && !seqs.empty() && seqs.size() <= limits::kMentionsShownMax);
        CHECK(std::ranges::is_sorted(seqs));
        CHECK(seqs.front() > member->read && seqs.back() <= room.head);
    }
}

void check_rooms(const State& state) {
    CHECK(!state.lobby || state.rooms.contains(state.lobby));
    for (const auto& [id, room] : state.rooms) {
        CHECK(!room.about.empty());
        CHECK(room.count <= room.head.value);
        CHECK(!room.last || (room.last->seq <= room.head && room.last->seq > room.gone));
        CHECK(!room.gone || room.gone < room.head);
        check_members(state, id, room);
        check_mentions(room);
        const bool kept = state.recent.reaches_back(id, room.head);
        CHECK(!kept || !state.recent.reaches_back(id, {}));
    }
}

void check_stickers(const State& state) {
    for (const auto& [id, owner] : state.stickers.owners) {
        CHECK(state.stickers.of_user.at(owner).contains(id));
        CHECK(state.admin.kept.contains({proto::KeptKind::sticker, id}));
    }
}

// A cell is ahead exactly if a transaction in flight changes it.
void check_in_flight(const State& state) {
    std::uint64_t id = state.last_txn.value - state.pending.size();
    std::size_t planned = 0;
    for (const Pending& pending : state.pending) {
        CHECK(pending.id.value == ++id);
        planned += pending.changes.size();
    }
    CHECK(!state.failing || !state.pending.empty());
    if (planned > 0) {
        return;
    }
    for (const auto& [user, one] : state.users) {
        CHECK(!one.record.in_flight());
    }
    for (const auto& [device, one] : state.devices) {
        CHECK(!one.record.in_flight());
    }
    for (const auto& [name, one] : state.names) {
        CHECK(!one.in_flight());
    }
    for (const auto& [key, one] : state.admin.kept) {
        CHECK(!one.in_flight() && !one.empty());
    }
    for (const auto& [room, one] : state.rooms) {
        CHECK(!one.about.in_flight());
        CHECK(one.member_count == one.member_count_next);
    }
}

}  // namespace

void check_invariants(const State& state) {
    check_users(state);
    check_logins(state);
    check_sessions(state);
    check_rooms(state);
    check_in_flight(state);
    check_channels(state);
    check_hooks(state);
    check_later(state);
    check_stickers(state);
    check_calls(state);
    for (const auto& [id, opening] : state.openings) {
        CHECK(state.sessions.contains(opening.caller.session));
    }
}

}  // namespace teahouse::chat
