// SPDX-License-Identifier: MIT
#include "chat/room_rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/details.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

Error not_before(ErrorCode code, std::string message, TimeMs wait) {
    Error error{.code = code, .message = std::move(message)};
    if (wait <= std::numeric_limits<std::uint32_t>::max()) {
        error.retry_after_ms = static_cast<std::uint32_t>(wait);
    }
    return error;
}

bool is_slow(const State& state, const Membership& mine) {
    return mine.about.slow != 0 && state.role_next(mine.room, mine.member) == proto::Role::member;
}

TimeMs pace_of(const Membership& mine) { return mine.about.slow * kSecondMs; }

}  // namespace

Status check_may_write(const State& state, const Membership& mine) {
    const bool admin = state.role_next(mine.room, mine.member) != proto::Role::member;
    if (mine.about.writers == proto::Writers::nobody ||
        (mine.about.writers == proto::Writers::admins && !admin)) {
        return fail(ErrorCode::muted, "the room takes no messages of this member");
    }
    const auto note =
        detail_next<proto::MemberNote>(state, note_key(mine.about.id, mine.member.user));
    if (note.muted && *note.muted > state.now) {
        return tl::unexpected(
            not_before(ErrorCode::muted, "muted for now", *note.muted - state.now));
    }
    return {};
}

Status check_new_message(const State& state, const Membership& mine, const std::string& cmid) {
    TRY_STATUS(check_may_write(state, mine));
    if (!is_slow(state, mine)) {
        return {};
    }
    const std::map<UserId, LastMessage>& last = mine.room.last_messages;
    const auto known = last.find(mine.member.user);
    if (known == last.end() || known->second.cmid == cmid) {
        return {};
    }
    if (const TimeMs next = known->second.at + pace_of(mine); state.now < next) {
        return tl::unexpected(not_before(ErrorCode::slow_mode, "slow mode", next - state.now));
    }
    return {};
}

void take_turn(State& state, const Membership& mine, const std::string& cmid) {
    if (!is_slow(state, mine)) {
        return;
    }
    const TimeMs pace = pace_of(mine);
    std::map<UserId, LastMessage>& last = state.rooms.at(mine.about.id).last_messages;
    const auto known = last.find(mine.member.user);
    if (known != last.end() && known->second.cmid == cmid) {
        return;
    }
    if (last.size() >= limits::kSlowNotesMax) {
        std::erase_if(last, [&](const auto& one) { return one.second.at + pace <= state.now; });
    }
    last[mine.member.user] = {.at = state.now, .cmid = cmid};
}

Status check_not_blocked(const State& state, UserId by, UserId user) {
    const auto account = detail_next<proto::Account>(state, account_key(by));
    if (account.blocked && std::ranges::find(*account.blocked, user) != account.blocked->end()) {
        return fail(ErrorCode::blocked, "blocked");
    }
    return {};
}

Status check_direct(const State& state, const Membership& mine) {
    if (mine.about.kind != proto::RoomKind::direct) {
        return {};
    }
    const UserId peer = State::peer_of(mine.about, mine.member.user);
    TRY_STATUS(check_not_blocked(state, peer, mine.member.user));
    return check_not_blocked(state, mine.member.user, peer);
}

}  // namespace teahouse::chat
