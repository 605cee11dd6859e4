// SPDX-License-Identifier: MIT
// Which accounts are programs: bots, which have tokens instead of a password, and the identities of
// webhooks, which are members of nothing and cannot log in at all.
#pragma once

#include "base/ids.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

inline bool is_program(const State& state, UserId user) {
    return state.admin.programs.contains(user);
}
inline bool is_hook(const State& state, UserId user) {
    const auto found = state.admin.programs.find(user);
    return found != state.admin.programs.end() && found->second;
}
// Nobody hears of the webhooks of a room that they are not in, unless they look after the server.
inline bool knows(const State& state, UserId viewer, UserId user) {
    const auto found = state.admin.programs.find(user);
    if (found == state.admin.programs.end() || !found->second ||
        state.member_now(found->second, viewer) != nullptr) {
        return true;
    }
    const proto::UserRecord* self = state.user_now(viewer);
    return self != nullptr && self->role != proto::ServerRole::user;
}
inline bool is_bot(const State& state, UserId user) {
    return is_program(state, user) && !is_hook(state, user);
}

}  // namespace teahouse::chat
