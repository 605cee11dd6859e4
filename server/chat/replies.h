// SPDX-License-Identifier: MIT
// Answers that several operations make in the same way.
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The answer of operations that tell the seq of their event; without one (nothing to do), the head.
template <class R>
Result<proto::Reply> seq_reply(const State& state, const Pending& pending, const Caller&,
                               const Done& done) {
    const auto room = state.rooms.find(pending.room);
    const Seq head = room == state.rooms.end() ? Seq() : room->second.head;
    return R{.seq = done.seq ? done.seq : head};
}

// The same with the room as the caller sees it then: its face only, if the caller has left it in
// the same commit.
template <class R>
Result<proto::Reply> room_reply(const State& state, const Pending& pending, const Caller& caller,
                                const Done& done) {
    if (!done.seq && state.member_now(pending.room, caller.user) == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    return R{.room = room_info(state, pending.room, caller.user),
             .seq = done.seq ? done.seq : state.rooms.at(pending.room).head};
}

}  // namespace teahouse::chat
