// SPDX-License-Identifier: MIT
#include "chat/views.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/details.h"
#include "chat/effects.h"
#include "chat/mentions.h"
#include "chat/programs.h"
#include "chat/retention.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

// What the viewer set for a room, and what it keeps about the viewer.
void add_own_view(const State& state, proto::RoomInfo& info, RoomId room, UserId viewer) {
    if (const auto* prefs = detail_now<proto::RoomPrefs>(state, prefs_key(room, viewer))) {
        info.prefs = *prefs;
    }
    if (const auto* note = detail_now<proto::MemberNote>(state, note_key(room, viewer))) {
        info.nick = note->nick;
        info.muted = muted_until(state, note);
    }
    if (const auto* draft = detail_now<proto::Draft>(state, draft_key(room, viewer))) {
        info.draft = *draft;
    }
}

}  // namespace

proto::Account account_of(const State& state, UserId id) {
    const auto* account = detail_now<proto::Account>(state, account_key(id));
    return account == nullptr ? proto::Account{} : *account;
}

proto::UserInfo user_info(const State& state, UserId id) {
    const User& user = state.users.at(id);
    const proto::UserRecord* record = user.record.now();
    CHECK(record != nullptr);
    proto::UserInfo info{.id = id, .name = record->name};
    info.avatar = unless_empty(record->avatar);
    info.status = unless_empty(record->status);
    if (record->role != proto::ServerRole::user) {
        info.role = record->role;
    }
    if (user.online) {
        info.online = true;
    }
    if (record->disabled) {
        info.disabled = true;
    }
    const auto* account = detail_now<proto::Account>(state, account_key(id));
    if (account != nullptr) {
        info.mode = account->mode;
    }
    const bool hidden = account != nullptr && account->hide_seen.value_or(false);
    if (!user.online && user.seen > 0 && !hidden) {
        info.seen = user.seen;
    }
    if (is_program(state, id)) {
        info.bot = true;
    }
    return info;
}

std::optional<TimeMs> muted_until(const State& state, const proto::MemberNote* note) {
    const bool muted = note != nullptr && note->muted && *note->muted > state.now;
    return muted ? note->muted : std::nullopt;
}

std::uint32_t unread_of(const Room& room, const proto::MemberRecord& member) {
    // What expired unread is counted still, but nobody can read more than there is.
    const std::uint64_t unread = room.count - member.read_count - member.own_count;
    return static_cast<std::uint32_t>(std::min(unread, room.count - room.gone_count));
}

proto::RoomInfo room_info(const State& state, RoomId id, UserId viewer) {
    const Room& room = state.rooms.at(id);
    const proto::RoomRecord* about = room.about.now();
    CHECK(about != nullptr);
    proto::RoomInfo info{.id = id, .kind = about->kind};
    if (about->kind != proto::RoomKind::direct) {
        info.title = about->title;
    }
    info.avatar = unless_empty(about->avatar);
    info.announcement = unless_empty(about->announcement);
    info.join = about->join;
    info.history = about->history;
    info.members = room.member_count;
    const proto::MemberRecord* member = state.member_now(id, viewer);
    if (member == nullptr) {
        return info;
    }
    info.role = state.role_now(room, *member);
    info.epoch = room.epoch;
    info.head = room.head;
    info.count = room.count;
    info.first = State::first_seq(room, *member);
    info.read = member->read;
    info.unread = unread_of(room, *member);
    if (room.last && room.last->seq >= info.first) {
        info.last = room.last;
    }
    if (about->kind == proto::RoomKind::direct) {
        const UserId peer = State::peer_of(*about, viewer);
        info.peer = user_info(state, peer);
        const proto::MemberRecord* other = state.member_now(id, peer);
        if (other != nullptr && peer != viewer) {
            info.peer_read = other->read;
        }
    }
    if (about->kind == proto::RoomKind::lobby) {
        info.online = state.online;
    }
    info.at = room.last_at;
    if (const std::uint32_t mentions = mentions_of(room, *member); mentions > 0) {
        info.mentions = mentions;
    }
    std::vector<Seq> pins = room.pins;
    std::erase_if(pins, [&](Seq seq) { return seq < info.first; });
    if (!pins.empty()) {
        info.pins = std::move(pins);
    }
    add_own_view(state, info, id, viewer);
    if (about->slow > 0) {
        info.slow = about->slow;
    }
    if (about->writers != proto::Writers::all) {
        info.writers = about->writers;
    }
    if (about->recall > 0) {
        info.recall = about->recall;
    }
    if (const std::uint32_t keep = keep_days(state, *about); keep > 0) {
        info.keep = keep;
    }
    if (about->keep > 0) {
        info.keep_own = about->keep;
    }
    return info;
}

proto::Ephemeral cursor_of(const Room& room, const proto::MemberRecord& member) {
    return {.kind = proto::EphemeralKind::cursor,
            .room = member.room,
            .seq = member.read,
            .unread = unread_of(room, member),
            .mentions = mentions_of(room, member)};
}

AccountRow account_row(const State& state, UserId id) {
    const User& user = state.users.at(id);
    const proto::UserRecord* record = user.record.now();
    CHECK(record != nullptr);
    return {.id = id,
            .name = record->name,
            .role = record->role,
            .disabled = record->disabled,
            .devices = static_cast<std::uint32_t>(user.devices.size())};
}

proto::Limits wire_limits(const EngineConfig& config) {
    return {
        .message_bytes = limits::kMessageBytesMax,
        .text_bytes = limits::kTextBytesMax,
        .history_page = limits::kHistoryPageMax,
        .open_rooms = limits::kOpenRoomsMax,
        .group_members = limits::kGroupMembersMax,
        .avatar_bytes = limits::kAvatarBytesMax,
        .name_bytes = limits::kNameBytesMax,
        .password_chars_min = limits::kPasswordCharsMin,
        .recall_ms = static_cast<std::uint64_t>(config.recall_ms),
        .file_bytes = config.file_bytes_max,
        .pending_files = limits::kUnsentFilesPerUserMax,
    };
}

void strip_for(const State& state, UserId viewer, std::vector<proto::Event>& events) {
    for (proto::Event& event : events) {
        proto::hide_votes(event, viewer);
        if (event.from != viewer) {
            event.cmid.reset();
        }
        if (event.merged && event.merged->confirms &&
            state.recent.has_confirmed(event.room, event.seq, viewer)) {
            event.merged->confirmed = true;
        }
    }
}

}  // namespace teahouse::chat
