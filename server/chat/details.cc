// SPDX-License-Identifier: MIT
#include "chat/details.h"

#include <optional>
#include <utility>
#include <variant>

#include "base/ids.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

using proto::DetailKind;

bool is_about_room(DetailKind kind) {
    return kind == DetailKind::prefs || kind == DetailKind::note;
}

// What others see of an account's own settings.
std::pair<proto::PresenceMode, bool> face_of(const proto::Detail* detail) {
    const auto* account = detail == nullptr ? nullptr : std::get_if<proto::Account>(detail);
    if (account == nullptr) {
        return {proto::PresenceMode::normal, false};
    }
    return {account->mode.value_or(proto::PresenceMode::normal),
            account->hide_seen.value_or(false)};
}

// The device that wrote it is told as well, and knows it.
void tell_draft(State& state, RoomId room, UserId user_id) {
    User& user = state.users.at(user_id);
    const auto found = user.rooms.find(room);
    if (found == user.rooms.end()) {
        return;
    }
    found->second = state.now;  // for devices that come back later
    const auto* draft = detail_now<proto::Draft>(state, draft_key(room, user_id));
    state.push(
        state.ready_sessions(user_id),
        proto::DraftsPush{
            .drafts = {draft == nullptr ? proto::Draft{.room = room, .at = state.now} : *draft}});
}

}  // namespace

void forget_details(const State& state, Draft& draft, RoomId room) {
    for (const DetailKind kind : {DetailKind::prefs, DetailKind::note, DetailKind::draft}) {
        const auto from = state.details.lower_bound({.kind = kind, .a = room.value, .b = 0});
        for (auto it = from; it != state.details.end(); ++it) {
            if (it->first.kind != kind || it->first.a != room.value) {
                break;
            }
            draft.put_detail(it->first, std::nullopt);
        }
    }
    const auto links = state.details.lower_bound({.kind = DetailKind::link});
    for (auto it = links; it != state.details.end() && it->first.kind == DetailKind::link; ++it) {
        if (it->first.b == room.value) {
            draft.put_detail(it->first, std::nullopt);
        }
    }
}

void load_detail(State& state, const proto::DetailRecord& record) {
    const proto::DetailKey& key = record.key;
    auto detail = proto::decode_detail(key.kind, record.value);
    if (!detail) {
        return;  // of a newer version: as if it was not there
    }
    if (const auto* seen = std::get_if<proto::Seen>(&*detail)) {
        if (const auto user = state.users.find(UserId(key.a)); user != state.users.end()) {
            user->second.seen = seen->at;
        }
        return;
    }
    const RoomId room(key.kind == DetailKind::link ? key.b : key.a);
    if (key.kind != DetailKind::account && state.room_now(room) == nullptr) {
        return;
    }
    state.details[key].load(*std::move(detail));
}

void plan_detail(State& state, const DetailChange& change) {
    state.details[change.key].plan(change.value);
}

void drop_detail(State& state, const DetailChange& change) {
    const auto found = state.details.find(change.key);
    found->second.drop();
    if (found->second.empty()) {
        state.details.erase(found);
    }
}

void commit_detail(State& state, Delivery& delivery, const DetailChange& change) {
    const auto found = state.details.find(change.key);
    const auto before = face_of(found->second.now());
    found->second.commit(change.value);
    const auto after = face_of(found->second.now());
    if (found->second.empty()) {
        state.details.erase(found);
    }
    const proto::DetailKey& key = change.key;
    if (is_about_room(key.kind)) {
        User& user = state.users.at(UserId(key.b));
        if (const auto room = user.rooms.find(RoomId(key.a)); room != user.rooms.end()) {
            room->second = state.now;
            delivery.own_view(RoomId(key.a), UserId(key.b));
        }
    } else if (key.kind == DetailKind::draft) {
        tell_draft(state, RoomId(key.a), UserId(key.b));
    } else if (key.kind == DetailKind::account) {
        const UserId user(key.a);
        delivery.account(user);
        if (before != after) {
            state.users.at(user).changed = state.now;
            delivery.profile(user);
        }
    }
}

}  // namespace teahouse::chat
