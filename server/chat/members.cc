// SPDX-License-Identifier: MIT
// Who is in a room: room.join, room.leave, room.invite, room.remove, room.role, room.transfer,
// room.members.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/programs.h"
#include "chat/replies.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/search.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "text/fold.h"
#include "text/names.h"

namespace teahouse::chat {
namespace {

constexpr auto kNotAMember = [] {
    return fail(ErrorCode::not_a_member, "not a member of such a room");
};

void append_about(const State& state, const Caller& caller, Draft& draft, proto::EventKind kind,
                  std::vector<UserId> users) {
    proto::Event event = make_event(state, caller, draft.pending.room, kind);
    event.body.users = std::move(users);
    draft.append(std::move(event));
}

void put_joins(const State& state, Draft& draft, const std::vector<UserId>& users) {
    for (const UserId user : users) {
        draft.put_member({.room = draft.pending.room, .user = user, .joined = state.now},
                         proto::MemberChange::joins);
    }
}

// A group of which the caller is the owner.
Result<Membership> owned_group(const State& state, UserId caller, RoomId room) {
    TRY(mine, membership_next(state, caller, room));
    TRY_STATUS(check_group(mine.about));
    if (mine.member.role != proto::Role::owner) {
        return fail(ErrorCode::forbidden, "for the owner of the group");
    }
    return mine;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomJoinRequest& request) {
    const Room* room = state.room_next(request.room);
    Draft draft(caller, room_reply<proto::RoomJoinReply>);
    draft.pending.room = request.room;
    if (state.member_next(request.room, caller.user) != nullptr) {
        return submit(state,
                      std::move(draft));  // is in already: answers when what is in flight is in
    }
    const bool open = room != nullptr && room->about.planned().kind == proto::RoomKind::group &&
                      room->about.planned().join == proto::JoinPolicy::open;
    if (!open) {
        return kNotAMember();
    }
    TRY_STATUS(check_space(*room, 1));
    TRY_STATUS(check_room_for_one_more(state, caller.user));
    append_about(state, caller, draft, proto::EventKind::join, {caller.user});
    put_joins(state, draft, {caller.user});
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomLeaveRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_group(mine.about));
    Draft draft(caller, seq_reply<proto::RoomLeaveReply>);
    draft.pending.room = request.room;
    if (mine.member.role != proto::Role::owner) {
        append_about(state, caller, draft, proto::EventKind::leave, {caller.user});
        draft.put_member(mine.member, proto::MemberChange::leaves);
    } else if (mine.room.member_count_next == 1) {
        put_dissolved(state, caller, draft, mine.about);
    } else {
        return fail(ErrorCode::forbidden, "hand the group over first");
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomInviteRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    if (mine.about.kind == proto::RoomKind::direct) {
        return fail(ErrorCode::conflict, "a direct room is for two");
    }
    std::vector<UserId> people;
    for (const UserId id : distinct(request.users)) {
        const proto::UserRecord* user = state.user_now(id);
        if (user == nullptr || user->disabled || is_hook(state, id)) {
            return fail(ErrorCode::not_found, "no such account");
        }
        if (state.member_next(request.room, id) == nullptr) {
            TRY_STATUS(check_not_blocked(state, id, caller.user));
            TRY_STATUS(check_room_for_one_more(state, id));
            people.push_back(id);
        }
    }
    if (people.empty()) {
        return fail(ErrorCode::conflict, "all of them are members");
    }
    TRY_STATUS(check_space(mine.room, people.size()));
    Draft draft(caller, room_reply<proto::RoomInviteReply>);
    draft.pending.room = request.room;
    append_about(state, caller, draft, proto::EventKind::join, people);
    put_joins(state, draft, people);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomRemoveRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_group(mine.about));
    if (mine.member.role == proto::Role::member) {
        return fail(ErrorCode::forbidden, "for admins of the group");
    }
    std::vector<UserId> people = distinct(request.users);
    if (people.empty()) {
        return fail(ErrorCode::invalid, "nobody to remove", "users");
    }
    for (const UserId id : people) {
        const proto::MemberRecord* member = state.member_next(request.room, id);
        if (member == nullptr) {
            return fail(ErrorCode::not_found, "no such member");
        }
        if (member->role >= mine.member.role) {
            return fail(ErrorCode::forbidden, "only those below the own role");
        }
    }
    Draft draft(caller, seq_reply<proto::RoomRemoveReply>);
    draft.pending.room = request.room;
    append_about(state, caller, draft, proto::EventKind::remove, people);
    for (const UserId id : people) {
        draft.put_member(*state.member_next(request.room, id), proto::MemberChange::leaves);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomRoleRequest& request) {
    TRY(mine, owned_group(state, caller.user, request.room));
    (void)mine;
    if (request.role == proto::Role::owner) {
        return fail(ErrorCode::invalid, "by room.transfer", "role");
    }
    const proto::MemberRecord* member = state.member_next(request.room, request.user);
    if (member == nullptr) {
        return fail(ErrorCode::not_found, "no such member");
    }
    if (request.user == caller.user) {
        return fail(ErrorCode::forbidden, "the owner stays owner; see room.transfer");
    }
    Draft draft(caller, seq_reply<proto::RoomRoleReply>);
    draft.pending.room = request.room;
    if (member->role != request.role) {
        proto::Event event = make_event(state, caller, request.room, proto::EventKind::role);
        event.body.users = {{request.user}};
        event.body.role = request.role;
        draft.append(std::move(event));
        proto::MemberRecord changed = *member;
        changed.role = request.role;
        draft.put_member(std::move(changed), proto::MemberChange::keep);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomTransferRequest& request) {
    TRY(mine, owned_group(state, caller.user, request.room));
    if (request.user == caller.user) {
        return fail(ErrorCode::invalid, "is the owner already", "user");
    }
    const proto::MemberRecord* heir = state.member_next(request.room, request.user);
    if (heir == nullptr) {
        return fail(ErrorCode::not_found, "no such member");
    }
    Draft draft(caller, seq_reply<proto::RoomTransferReply>);
    draft.pending.room = request.room;
    proto::Event event = make_event(state, caller, request.room, proto::EventKind::role);
    event.body.users = {{request.user}};
    event.body.role = proto::Role::owner;
    draft.append(std::move(event));
    proto::MemberRecord new_owner = *heir;
    new_owner.role = proto::Role::owner;
    proto::MemberRecord old_owner = mine.member;
    old_owner.role = proto::Role::admin;
    draft.put_member(std::move(new_owner), proto::MemberChange::keep);
    draft.put_member(std::move(old_owner), proto::MemberChange::keep);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomMembersRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    const std::size_t limit = std::clamp<std::size_t>(
        request.limit.value_or(limits::kMembersPageMax), 1, limits::kMembersPageMax);
    proto::RoomMembersReply reply{.total = mine.room.member_count};
    const std::string query = text::folded_text(request.query.value_or(""));
    auto it = mine.room.members.upper_bound(request.after.value_or(UserId()));
    for (; it != mine.room.members.end(); ++it) {
        const proto::MemberRecord* member = it->second.now();
        if (member == nullptr) {
            continue;
        }
        const proto::UserRecord& user = *state.user_now(it->first);
        const auto* note = detail_now<proto::MemberNote>(state, note_key(request.room, it->first));
        const std::optional<std::string> nick = note == nullptr ? std::nullopt : note->nick;
        const bool found = text::rank_name(name_key_of(state, user.id), query) >= 0 ||
                           (nick && text::rank_name(state.speller.make(*nick), query) >= 0);
        if (request.query && !found) {
            continue;
        }
        if (reply.members.size() == limit) {
            reply.more = true;
            break;
        }
        reply.members.push_back({.user = user_info(state, it->first),
                                 .role = state.role_now(mine.room, *member),
                                 .joined = member->joined,
                                 .nick = nick,
                                 .muted = muted_until(state, note)});
    }
    return reply;
}

}  // namespace teahouse::chat
