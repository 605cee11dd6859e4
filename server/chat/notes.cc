// SPDX-License-Identifier: MIT
// What a room keeps about its people: room.mute, room.nick, room.nicks.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/moderation.h"
#include "chat/replies.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomMuteRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    const proto::Role own = state.role_next(mine.room, mine.member);
    if (mine.about.kind == proto::RoomKind::direct || own == proto::Role::member) {
        return fail(ErrorCode::forbidden, "for admins of the room");
    }
    const proto::MemberRecord* member = state.member_next(request.room, request.user);
    if (member == nullptr) {
        return fail(ErrorCode::not_found, "no such member");
    }
    if (state.role_next(mine.room, *member) >= own) {
        return fail(ErrorCode::forbidden, "only those below the own role");
    }
    if (request.until && *request.until <= state.now) {
        return fail(ErrorCode::invalid, "in the past", "until");
    }
    Draft draft(caller, seq_reply<proto::RoomMuteReply>);
    draft.pending.room = request.room;
    const proto::DetailKey key = note_key(request.room, request.user);
    auto note = detail_next<proto::MemberNote>(state, key);
    if (note.muted == request.until || (!request.until && *note.muted <= state.now)) {
        return submit(state, std::move(draft));  // it is so already
    }
    note.muted = request.until;
    proto::Event event = make_event(state, caller, request.room, proto::EventKind::mute);
    event.body.users = {{request.user}};
    event.body.until = request.until;
    if (mine.about.kind == proto::RoomKind::lobby) {
        put_audit(state, draft, &caller,
                  {.act = proto::AuditAct::lobby,
                   .user = request.user,
                   .room = request.room,
                   .text = std::string(proto::to_string(event.kind))});
    }
    draft.append(std::move(event));
    put_detail(draft, key, std::move(note));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomNickRequest& request) {
    return set_nick(state, caller, request, {});
}

Result<Outcome> set_nick(State& state, const Caller& caller, proto::RoomNickRequest& request,
                         std::string_view name_key) {
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_group(mine.about));
    if (!request.nick.empty()) {
        if (!check_name(request.nick, name_key)) {
            return fail(ErrorCode::invalid, "not a name", "nick");
        }
        TRY_STATUS(check_words(state, request.nick, "nick"));
        // Nobody goes by the name of somebody else.
        const auto taken = state.names.find(std::string(name_key));
        const UserId* owner = taken == state.names.end() ? nullptr : taken->second.next();
        if (owner != nullptr && *owner != caller.user) {
            return fail(ErrorCode::conflict, "the name of another account");
        }
    }
    Draft draft(caller, seq_reply<proto::RoomNickReply>);
    draft.pending.room = request.room;
    const proto::DetailKey key = note_key(request.room, caller.user);
    auto note = detail_next<proto::MemberNote>(state, key);
    if (note.nick.value_or("") == request.nick) {
        return submit(state, std::move(draft));
    }
    proto::Event event = make_event(state, caller, request.room, proto::EventKind::nick);
    event.body.users = {{caller.user}};
    event.body.nick = request.nick;
    note.nick = request.nick.empty() ? std::nullopt : std::optional(request.nick);
    draft.append(std::move(event));
    put_detail(draft, key, std::move(note));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomNicksRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    (void)mine;
    proto::RoomNicksReply reply;
    for (const UserId user : distinct(request.users)) {
        const auto* note = detail_now<proto::MemberNote>(state, note_key(request.room, user));
        if (note != nullptr && note->nick) {
            reply.nicks.push_back({.user = user, .nick = *note->nick});
        }
    }
    return reply;
}

}  // namespace teahouse::chat
