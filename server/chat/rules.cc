// SPDX-License-Identifier: MIT
#include "chat/rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/hooks.h"
#include "chat/room_rules.h"
#include "chat/sign.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

Status check_login(const State& state, UserId user, DeviceId device) {
    if (state.device_next(device) == nullptr) {
        return fail(ErrorCode::session_expired, "log in again");
    }
    if (state.user_next(user)->disabled) {
        return fail(ErrorCode::disabled, "the account is switched off");
    }
    return {};
}

Status check_name(std::string_view name, std::string_view name_key) {
    const bool blank = std::ranges::all_of(name, [](char c) { return c == ' '; });
    if (blank || name_key.empty() || name.size() > limits::kNameBytesMax ||
        std::ranges::any_of(name, is_control)) {
        return fail(ErrorCode::invalid, "not a name", "name");
    }
    return {};
}

Status check_cmid(std::string_view cmid) {
    if (cmid.size() < limits::kCmidBytesMin || cmid.size() > limits::kCmidBytesMax) {
        return fail(ErrorCode::invalid, "8 to 64 bytes", "cmid");
    }
    if (cmid.starts_with(kOwnCmid)) {
        return fail(ErrorCode::invalid, "one of the server's own", "cmid");
    }
    return {};
}

Status check_sign(std::string_view sign) {
    if (sign.size() > limits::kSignBytesMax || !is_sign(sign)) {
        return fail(ErrorCode::invalid, "an emoji", "sign");
    }
    return {};
}

bool is_sticker(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos || text.size() > limits::kStickerBytesMax) {
        return false;
    }
    const auto is_name = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) {
            return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-';
        });
    };
    return is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

bool is_blank(std::string_view text) {
    static constexpr std::array<std::string_view, 8> kWide = {
        "\xC2\x85",      // next line
        "\xC2\xA0",      // no-break space
        "\xE1\x9A\x80",  // ogham space mark
        "\xE2\x81\x9F",  // medium mathematical space
        "\xE2\x81\xA0",  // word joiner
        "\xE2\x80\xAF",  // narrow no-break space
        "\xE3\x80\x80",  // ideographic space
        "\xEF\xBB\xBF",  // zero width no-break space
    };
    const auto narrow = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    // U+2000 .. U+200D: spaces of all widths and the zero-width ones; U+2028, U+2029: separators.
    const auto general = [](std::string_view rest) {
        return rest.size() >= 3 && rest.starts_with("\xE2\x80") &&
               (rest[2] <= '\x8D' || rest[2] == '\xA8' || rest[2] == '\xA9');
    };
    while (!text.empty()) {
        const auto wide = std::ranges::find_if(
            kWide, [&](std::string_view space) { return text.starts_with(space); });
        if (narrow(text.front())) {
            text.remove_prefix(1);
        } else if (wide != kWide.end()) {
            text.remove_prefix(wide->size());
        } else if (general(text)) {
            text.remove_prefix(3);
        } else {
            return false;
        }
    }
    return true;
}

Status check_avatar(std::string_view avatar) {
    const bool plain = std::ranges::all_of(avatar, [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_';
    });
    if (!plain || avatar.size() > limits::kAvatarNameBytesMax) {
        return fail(ErrorCode::not_found, "no such picture");
    }
    return {};
}

Status check_group(const proto::RoomRecord& about) {
    if (about.kind != proto::RoomKind::group) {
        return fail(ErrorCode::forbidden, "only in groups");
    }
    return {};
}

bool is_admin(const State& state, const Membership& mine) {
    return mine.about.kind != proto::RoomKind::direct &&
           state.role_next(mine.room, mine.member) != proto::Role::member;
}

std::vector<UserId> distinct(const std::vector<UserId>& users) {
    std::vector<UserId> once;
    std::unordered_set<UserId> seen;
    for (const UserId user : users) {
        if (seen.insert(user).second) {
            once.push_back(user);
        }
    }
    return once;
}

Status check_room_for_one_more(const State& state, UserId user) {
    const User& account = state.users.at(user);
    if (account.rooms.size() + account.joining >= limits::kRoomsPerUserMax) {
        return fail(ErrorCode::too_large, "too many rooms");
    }
    return {};
}

Status check_space(const Room& room, std::size_t more) {
    if (room.member_count_next + more > limits::kGroupMembersMax) {
        return fail(ErrorCode::too_large, "the group is full");
    }
    return {};
}

Status check_peer(const State& state, const Membership& mine, UserId user) {
    if (mine.about.kind == proto::RoomKind::direct &&
        state.user_next(State::peer_of(mine.about, user))->disabled) {
        return fail(ErrorCode::forbidden, "the account is switched off");
    }
    return check_direct(state, mine);
}

proto::Event make_event(const State& state, const Caller& caller, RoomId room,
                        proto::EventKind kind) {
    return {.room = room, .at = state.now, .from = caller.user, .kind = kind};
}

void put_dissolved(const State& state, const Caller& caller, Draft& draft,
                   proto::RoomRecord about) {
    draft.append(make_event(state, caller, about.id, proto::EventKind::dissolved));
    const RoomId room = about.id;
    about.dissolved = true;
    draft.put_room(std::move(about));
    forget_details(state, draft, room);
    forget_hooks(state, draft, room);
}

RoomId put_lobby(State& state, Draft& draft) {
    state.last_room = RoomId(state.last_room.value + 1);
    draft.put_room({.id = state.last_room,
                    .kind = proto::RoomKind::lobby,
                    .join = proto::JoinPolicy::open,
                    .history = proto::HistoryPolicy::all,
                    .created = state.now});
    return state.last_room;
}

void put_into_lobby(State& state, Draft& draft, UserId user) {
    const RoomId lobby = state.lobby ? state.lobby : put_lobby(state, draft);
    proto::MemberRecord member{.room = lobby, .user = user, .joined = state.now};
    // What was said before is there to read, but not unread. The mark is what is committed now;
    // what commits before the account does is unread.
    if (const auto room = state.rooms.find(lobby); room != state.rooms.end()) {
        member.read = room->second.head;
        member.read_count = room->second.count;
    }
    draft.put_member(std::move(member), proto::MemberChange::keep);
}

}  // namespace teahouse::chat
