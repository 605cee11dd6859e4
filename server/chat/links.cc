// SPDX-License-Identifier: MIT
// Codes that lead into groups: link.create, link.list, link.revoke, link.get, link.join.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/replies.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kTtlMin = 60;

bool is_valid(const proto::Link& link, TimeMs now) {
    return (!link.until || *link.until > now) && (!link.uses || link.used < *link.uses);
}

proto::DetailKey link_key(const std::string& code, RoomId room) {
    return {.kind = proto::DetailKind::link, .a = proto::link_number(code), .b = room.value};
}

using Cells = std::pair<proto::DetailKey, const Cell<proto::Detail>*>;

// The codes of a room, whatever became of them.
std::vector<Cells> links_of(const State& state, RoomId room) {
    std::vector<Cells> links;
    auto it = state.details.lower_bound({.kind = proto::DetailKind::link});
    for (; it != state.details.end() && it->first.kind == proto::DetailKind::link; ++it) {
        if (it->first.b == room.value) {
            links.emplace_back(it->first, &it->second);
        }
    }
    return links;
}

const proto::Link* link_in(const proto::Detail* detail) {
    return detail == nullptr ? nullptr : std::get_if<proto::Link>(detail);
}

// The cell of a code; null if nobody ever heard of it.
const Cell<proto::Detail>* find_code(const State& state, const std::string& code) {
    const std::uint64_t number = proto::link_number(code);
    const auto found =
        state.details.lower_bound({.kind = proto::DetailKind::link, .a = number, .b = 1});
    const bool there = found != state.details.end() &&
                       found->first.kind == proto::DetailKind::link && found->first.a == number;
    return number == 0 || !there ? nullptr : &found->second;
}

Result<Membership> managed_group(const Result<Membership>& found, const State& state) {
    TRY(mine, found);
    TRY_STATUS(check_group(mine.about));
    if (state.role_next(mine.room, mine.member) == proto::Role::member) {
        return fail(ErrorCode::forbidden, "for admins of the group");
    }
    return mine;
}

Status check_bounds(const proto::LinkCreateRequest& request) {
    if (request.ttl && (*request.ttl < kTtlMin || *request.ttl > limits::kLinkSecondsMax)) {
        return fail(ErrorCode::invalid, "a minute to a year", "ttl");
    }
    if (request.uses && (*request.uses == 0 || *request.uses > limits::kGroupMembersMax)) {
        return fail(ErrorCode::invalid, "at least one", "uses");
    }
    return {};
}

auto not_found() { return fail(ErrorCode::not_found, "no such code, or not any more"); }

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::LinkCreateRequest& request) {
    return create_link(state, caller, request, 0);
}

Result<Outcome> create_link(State& state, const Caller& caller,
                            const proto::LinkCreateRequest& request, std::uint64_t random) {
    TRY(mine, managed_group(membership_next(state, caller.user, request.room), state));
    (void)mine;
    TRY_STATUS(check_bounds(request));
    Draft draft(
        caller,
        [](const State& now, const Pending& pending, const Caller&,
           const Done&) -> Result<proto::Reply> {
            const auto* link = detail_now<proto::Link>(
                now,
                {.kind = proto::DetailKind::link, .a = pending.seq.value, .b = pending.room.value});
            if (link == nullptr) {
                return not_found();  // revoked in the same commit
            }
            return proto::LinkCreateReply{.link = *link};
        });
    std::size_t valid = 0;
    for (const auto& [key, cell] : links_of(state, request.room)) {
        if (const proto::Link* link = link_in(cell->next()); link != nullptr) {
            if (is_valid(*link, state.now)) {
                ++valid;
            } else {
                draft.put_detail(key, std::nullopt);
            }
        }
    }
    if (valid >= limits::kLinksPerRoomMax) {
        return fail(ErrorCode::too_large, "too many codes");
    }
    const std::uint64_t number = 1 + random % (proto::kLinkNumbers - 1);
    proto::Link link{.code = proto::link_code(number),
                     .room = request.room,
                     .by = caller.user,
                     .created = state.now};
    if (find_code(state, link.code) != nullptr) {
        return tl::unexpected(store_error(ErrorCode::store_unavailable));  // once in a lifetime
    }
    if (request.ttl) {
        link.until = state.now + *request.ttl * kSecondMs;
    }
    link.uses = request.uses;
    draft.pending.room = request.room;
    draft.pending.seq = Seq(number);
    const proto::DetailKey key = link_key(link.code, request.room);  // before its code moves away
    draft.put_detail(key, std::move(link));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::LinkListRequest& request) {
    TRY(mine, managed_group(membership_now(state, caller.user, request.room), state));
    (void)mine;
    proto::LinkListReply reply;
    for (const auto& [key, cell] : links_of(state, request.room)) {
        const proto::Link* link = link_in(cell->now());
        if (link != nullptr && is_valid(*link, state.now) &&
            reply.links.size() < limits::kLinksPerRoomMax) {
            reply.links.push_back(*link);
        }
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::LinkRevokeRequest& request) {
    TRY(mine, managed_group(membership_next(state, caller.user, request.room), state));
    (void)mine;
    const proto::DetailKey key = link_key(request.code, request.room);
    const auto found = state.details.find(key);
    if (found == state.details.end() || found->second.next() == nullptr) {
        return not_found();
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::LinkRevokeReply{}; });
    draft.put_detail(key, std::nullopt);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::LinkGetRequest& request) {
    const Cell<proto::Detail>* cell = find_code(state, request.code);
    const proto::Link* link = cell == nullptr ? nullptr : link_in(cell->now());
    const Room* room = link == nullptr ? nullptr : state.room_now(link->room);
    if (room == nullptr || !is_valid(*link, state.now)) {
        return not_found();
    }
    const proto::RoomRecord& about = room->about.committed();
    proto::LinkGetReply reply{.title = about.title, .members = room->member_count};
    if (!about.avatar.empty()) {
        reply.avatar = about.avatar;
    }
    if (caller.user && state.member_now(link->room, caller.user) != nullptr) {
        reply.room = link->room;
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::LinkJoinRequest& request) {
    const Cell<proto::Detail>* cell = find_code(state, request.code);
    const proto::Link* link = cell == nullptr ? nullptr : link_in(cell->next());
    const Room* room = link == nullptr ? nullptr : state.room_next(link->room);
    if (room == nullptr || !is_valid(*link, state.now)) {
        return not_found();
    }
    Draft draft(caller, room_reply<proto::LinkJoinReply>);
    draft.pending.room = link->room;
    if (state.member_next(link->room, caller.user) != nullptr) {
        return submit(state, std::move(draft));
    }
    TRY_STATUS(check_space(*room, 1));
    TRY_STATUS(check_room_for_one_more(state, caller.user));
    proto::Event event = make_event(state, caller, link->room, proto::EventKind::join);
    event.body.users = {{caller.user}};
    draft.append(std::move(event));
    draft.put_member({.room = link->room, .user = caller.user, .joined = state.now},
                     proto::MemberChange::joins);
    proto::Link used = *link;
    ++used.used;
    const proto::DetailKey key = link_key(used.code, used.room);
    draft.put_detail(key, std::move(used));
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
