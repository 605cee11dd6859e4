// SPDX-License-Identifier: MIT
// Rooms as such: room.create, room.list, room.get, room.set, room.open, room.close, room.dissolve.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/handlers.h"
#include "chat/moderation.h"
#include "chat/programs.h"
#include "chat/resume.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/search.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "text/fold.h"
#include "text/names.h"

namespace teahouse::chat {
namespace {

Result<proto::Reply> created_reply(const State& state, const Pending& pending, const Caller& caller,
                                   const Done& done) {
    if (done.duplicate && done.kind != proto::EventKind::created) {
        return fail(ErrorCode::invalid, "used for a message", "cmid");
    }
    const RoomId room = done.duplicate ? done.room : pending.room;
    if (state.member_now(room, caller.user) == nullptr) {
        return fail(ErrorCode::not_found, "the group exists no more for this account");
    }
    return proto::RoomCreateReply{.room = room_info(state, room, caller.user)};
}

// Everybody who shall be in a new room exists, is in use and has room for it.
Status check_people(const State& state, UserId caller, const std::vector<UserId>& users) {
    for (const UserId id : users) {
        const proto::UserRecord* user = state.user_now(id);
        if (user == nullptr || is_hook(state, id)) {
            return fail(ErrorCode::not_found, "no such account");
        }
        if (user->disabled) {
            return fail(ErrorCode::disabled, "the account is switched off");
        }
        TRY_STATUS(check_not_blocked(state, id, caller));
        TRY_STATUS(check_room_for_one_more(state, id));
    }
    return {};
}

RoomId next_room(State& state) {
    state.last_room = RoomId(state.last_room.value + 1);
    return state.last_room;
}

Result<Outcome> create_group(State& state, const Caller& caller,
                             const proto::RoomCreateRequest& request) {
    if (!request.title || request.title->empty() ||
        request.title->size() > limits::kTitleBytesMax) {
        return fail(ErrorCode::invalid, "a group has a title", "title");
    }
    TRY_STATUS(check_words(state, request.title, "title"));
    if (request.cmid) {
        TRY_STATUS(check_cmid(*request.cmid));
    }
    std::vector<UserId> people = distinct(request.users);
    std::erase(people, caller.user);
    TRY_STATUS(check_people(state, caller.user, people));
    TRY_STATUS(check_room_for_one_more(state, caller.user));
    TRY_STATUS(can_write(state));  // before an id is used up

    Draft draft(caller, created_reply);
    const RoomId room = next_room(state);
    draft.pending.room = room;
    draft.put_room({.id = room,
                    .kind = proto::RoomKind::group,
                    .title = *request.title,
                    .join = request.join.value_or(proto::JoinPolicy::invite),
                    .history = request.history.value_or(proto::HistoryPolicy::joined),
                    .created = state.now});
    proto::Event event = make_event(state, caller, room, proto::EventKind::created);
    event.body.title = *request.title;
    event.body.users = people;
    event.cmid = request.cmid;
    draft.append(std::move(event));
    const auto found = [&](UserId user, proto::Role role) {
        draft.put_member({.room = room, .user = user, .role = role, .joined = state.now},
                         proto::MemberChange::founds);
    };
    found(caller.user, proto::Role::owner);
    for (const UserId user : people) {
        found(user, proto::Role::member);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> create_direct(State& state, const Caller& caller,
                              const proto::RoomCreateRequest& request) {
    if (request.users.size() != 1) {
        return fail(ErrorCode::invalid, "a direct room is with one person", "users");
    }
    const UserId peer = request.users.front();
    const auto pair = std::minmax(caller.user, peer);
    Draft draft(caller, created_reply);
    if (const auto known = state.directs.find({pair.first, pair.second});
        known != state.directs.end()) {
        draft.pending.room = known->second;
        if (state.room_now(known->second) != nullptr) {
            return proto::RoomCreateReply{.room = room_info(state, known->second, caller.user)};
        }
        return submit(state, std::move(draft));  // in flight: writes nothing, answers after it
    }
    TRY_STATUS(check_people(state, caller.user, {peer}));
    TRY_STATUS(check_not_blocked(state, caller.user, peer));
    TRY_STATUS(check_room_for_one_more(state, caller.user));
    TRY_STATUS(can_write(state));
    draft.pending.room = next_room(state);
    draft.put_room({.id = draft.pending.room,
                    .kind = proto::RoomKind::direct,
                    .history = proto::HistoryPolicy::all,
                    .direct_low = pair.first,
                    .direct_high = pair.second,
                    .created = state.now});
    for (const UserId user : distinct({caller.user, peer})) {
        draft.put_member({.room = draft.pending.room, .user = user, .joined = state.now},
                         proto::MemberChange::founds);
    }
    if (peer == caller.user) {  // notes to oneself
        draft.put_detail(prefs_key(draft.pending.room, peer), proto::RoomPrefs{.pinned = true});
    }
    return submit(state, std::move(draft));
}

// The name under which the viewer knows a room.
bool is_listed(const Room& room) {
    const proto::RoomRecord* about = room.about.now();
    return about != nullptr && !about->dissolved && about->kind == proto::RoomKind::group &&
           about->join == proto::JoinPolicy::open;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomCreateRequest& request) {
    switch (request.kind) {
        case proto::RoomKind::group: return create_group(state, caller, request);
        case proto::RoomKind::direct: return create_direct(state, caller, request);
        case proto::RoomKind::lobby: break;
    }
    return fail(ErrorCode::invalid, "group or direct", "kind");
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomListRequest& request) {
    std::vector<RoomId> ids;
    if (request.scope == proto::RoomScope::mine) {
        for (const auto& [id, changed] : state.users.at(caller.user).rooms) {
            ids.push_back(id);
        }
    } else {
        for (const auto& [id, room] : state.rooms) {
            if (is_listed(room)) {
                ids.push_back(id);
            }
        }
        std::ranges::sort(ids);
    }
    proto::RoomListReply reply;
    const std::string query = text::folded_text(request.query.value_or(""));
    for (const RoomId id : ids) {
        if (reply.rooms.size() < limits::kRoomsPerUserMax &&
            text::rank_name(name_key_of(state, id, caller.user), query) >= 0) {
            reply.rooms.push_back(room_info(state, id, caller.user));
        }
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomGetRequest& request) {
    const Room* room = state.room_now(request.room);
    const bool listed = room != nullptr && is_listed(*room);
    if (!listed && state.member_now(request.room, caller.user) == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    return proto::RoomGetReply{.room = room_info(state, request.room, caller.user)};
}

namespace {

Status check_settings(const proto::RoomRecord& about, const proto::RoomSetRequest& request) {
    const bool lobby = about.kind == proto::RoomKind::lobby;
    if (!request.title && !request.announcement && !request.avatar && !request.join &&
        !request.history && !request.slow && !request.writers && !request.keep && !request.recall) {
        return fail(ErrorCode::invalid, "nothing to change", "title");
    }
    if (request.title &&
        ((request.title->empty() && !lobby) || request.title->size() > limits::kTitleBytesMax)) {
        return fail(ErrorCode::invalid, "a group has a title", "title");
    }
    if (request.announcement && request.announcement->size() > limits::kAnnouncementBytesMax) {
        return fail(ErrorCode::invalid, "too long", "announcement");
    }
    if (request.slow && *request.slow > limits::kSlowSecondsMax) {
        return fail(ErrorCode::invalid, "up to six hours", "slow");
    }
    if (request.recall && *request.recall > limits::kRecallMinutesMax) {
        return fail(ErrorCode::invalid, "up to a week", "recall");
    }
    if (request.keep && *request.keep > limits::kKeepDaysMax) {
        return fail(ErrorCode::invalid, "up to a hundred years", "keep");
    }
    if (lobby && (request.join || request.history)) {
        return fail(ErrorCode::invalid, "the lobby is open to all",
                    request.join ? "join" : "history");
    }
    return check_avatar(request.avatar.value_or(""));
}

// Applies the request to `about`; one event for each thing that really changes.
std::vector<proto::Event> change_settings(const State& state, const Caller& caller,
                                          proto::RoomRecord& about,
                                          const proto::RoomSetRequest& request) {
    std::vector<proto::Event> events;
    const auto add = [&](proto::EventKind kind) -> proto::Body& {
        events.push_back(make_event(state, caller, about.id, kind));
        return events.back().body;
    };
    const auto changes = [](const auto& wanted, const auto& has) {
        return wanted && *wanted != has;
    };
    if (changes(request.title, about.title)) {
        about.title = *request.title;
        add(proto::EventKind::title).title = about.title;
    }
    if (changes(request.announcement, about.announcement)) {
        about.announcement = *request.announcement;
        proto::Body& body = add(proto::EventKind::announcement);
        body.text = about.announcement;
        if (!about.announcement.empty()) {
            body.all = true;
        }
    }
    if (changes(request.avatar, about.avatar)) {
        about.avatar = *request.avatar;
        add(proto::EventKind::avatar).avatar = about.avatar;
    }
    if (changes(request.join, about.join) || changes(request.history, about.history)) {
        about.join = request.join.value_or(about.join);
        about.history = request.history.value_or(about.history);
        proto::Body& body = add(proto::EventKind::policy);
        body.join = about.join;
        body.history = about.history;
    }
    const bool keeps = changes(request.keep, about.keep);
    const bool recalls = changes(request.recall, about.recall);
    if (changes(request.slow, about.slow) || changes(request.writers, about.writers) || keeps ||
        recalls) {
        about.slow = request.slow.value_or(about.slow);
        about.writers = request.writers.value_or(about.writers);
        about.keep = request.keep.value_or(about.keep);
        about.recall = request.recall.value_or(about.recall);
        proto::Body& body = add(proto::EventKind::rules);
        body.slow = about.slow;
        body.writers = about.writers;
        if (keeps || about.keep > 0) {
            body.keep = about.keep;
        }
        if (recalls || about.recall > 0) {
            body.recall = about.recall;
        }
    }
    return events;
}

// The lobby is the whole server's.
void audit_settings(State& state, Draft& draft, const Caller& caller,
                    const std::vector<proto::Event>& events) {
    for (const proto::Event& event : events) {
        put_audit(state, draft, &caller,
                  {.act = proto::AuditAct::lobby,
                   .room = event.room,
                   .text = std::string(proto::to_string(event.kind))});
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomSetRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    if (mine.about.kind == proto::RoomKind::direct ||
        state.role_next(mine.room, mine.member) == proto::Role::member) {
        return fail(ErrorCode::forbidden, "for admins of the room");
    }
    TRY_STATUS(check_settings(mine.about, request));
    TRY_STATUS(check_words(state, request.title, "title"));
    TRY_STATUS(check_words(state, request.announcement, "announcement"));
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller& asker,
                   const Done& done) -> Result<proto::Reply> {
                    if (now.room_now(pending.room) == nullptr) {
                        return fail(ErrorCode::not_a_member, "the room was dissolved");
                    }
                    return proto::RoomSetReply{
                        .room = room_info(now, pending.room, asker.user),
                        .seq = done.seq ? done.seq : now.rooms.at(pending.room).head};
                });
    draft.pending.room = request.room;
    proto::RoomRecord about = mine.about;
    std::vector<proto::Event> events = change_settings(state, caller, about, request);
    if (!events.empty()) {
        if (about.kind == proto::RoomKind::lobby) {
            audit_settings(state, draft, caller, events);
        }
        draft.put_room(std::move(about));
        for (proto::Event& event : events) {
            draft.append(std::move(event));
        }
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomOpenRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.open.room));
    (void)mine;
    const Session& session = *state.session(caller.session);
    if (!is_open(session, request.open.room) && session.open.size() >= limits::kOpenRoomsMax) {
        return fail(ErrorCode::too_large, "too many rooms are open");
    }
    return open_one(state, caller, request.open);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomCloseRequest& request) {
    Session& session = *state.session(caller.session);
    abandon_openings(state, caller.session, request.room);
    if (is_open(session, request.room)) {
        std::erase(session.open, request.room);
        state.emit(Unsubscribe{.session = caller.session, .room = request.room});
        state.emit(Follow{.session = caller.session, .room = request.room});
    }
    return proto::RoomCloseReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomDissolveRequest& request) {
    const Room* room = state.room_next(request.room);
    const proto::MemberRecord* member = state.member_next(request.room, caller.user);
    const bool rules_server = state.user_next(caller.user)->role != proto::ServerRole::user;
    const bool group = room != nullptr && room->about.planned().kind == proto::RoomKind::group;
    if (member == nullptr && !(rules_server && group)) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    TRY_STATUS(check_group(room->about.planned()));
    if (!rules_server && member->role != proto::Role::owner) {
        return fail(ErrorCode::forbidden, "for the owner of the group");
    }
    Draft draft(
        caller,
        [](const State&, const Pending&, const Caller&, const Done& done) -> Result<proto::Reply> {
            return proto::RoomDissolveReply{.seq = done.seq};
        });
    if (member == nullptr || member->role != proto::Role::owner) {
        put_audit(state, draft, &caller,
                  {.act = proto::AuditAct::dissolve,
                   .room = request.room,
                   .text = room->about.planned().title});
    }
    put_dissolved(state, caller, draft, room->about.planned());
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
