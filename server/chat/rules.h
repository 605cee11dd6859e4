// SPDX-License-Identifier: MIT
// Checks that several handlers share: names, pictures, client ids, and what may be done in rooms of
// each kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

inline constexpr TimeMs kSecondMs = 1'000;

// A login may have ended, or the account been switched off, while a request waited.
Status check_login(const State& state, UserId user, DeviceId device);
Status check_name(std::string_view name, std::string_view name_key);
// How the cmids of what the server itself sends for somebody begin; no client's does.
inline constexpr std::string_view kOwnCmid = "later.";
inline Error no_such_file() { return {.code = ErrorCode::not_found, .message = "no such file"}; }
Status check_cmid(std::string_view cmid);
// Nothing to see: only the white space of Unicode (White_Space, UCD PropList) and zero-width marks.
[[nodiscard]] bool is_blank(std::string_view text);
// What may be put at a message: an emoji.
Status check_sign(std::string_view sign);
// pack/name, as a sticker is named.
[[nodiscard]] bool is_sticker(std::string_view text);
// not_found unless it can be the name of an uploaded picture; empty is allowed (none).
Status check_avatar(std::string_view avatar);
// Groups have roles and come to an end; in the lobby and in direct rooms that is forbidden.
Status check_group(const proto::RoomRecord& about);
// Whether the caller looks after the room; in direct rooms nobody does.
bool is_admin(const State& state, const Membership& mine);
// Without repetitions, in the order given.
std::vector<UserId> distinct(const std::vector<UserId>& users);
// Whether the account may get one more room.
Status check_room_for_one_more(const State& state, UserId user);

Status check_space(const Room& room, std::size_t more);

// Nothing can be said to somebody whose account is switched off, nor where one of the two has
// blocked the other.
Status check_peer(const State& state, const Membership& mine, UserId user);

// An event of the caller, at the current time.
proto::Event make_event(const State& state, const Caller& caller, RoomId room,
                        proto::EventKind kind);
// Ends a group for all.
void put_dissolved(const State& state, const Caller& caller, Draft& draft, proto::RoomRecord about);
// Adds what makes the account a member of the lobby, and makes the lobby if there is none.
void put_into_lobby(State& state, Draft& draft, UserId user);
// The Txn that makes the lobby of an empty store.
RoomId put_lobby(State& state, Draft& draft);

}  // namespace teahouse::chat
