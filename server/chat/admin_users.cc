// SPDX-License-Identifier: MIT
// Accounts and their logins in the hands of administrators: admin.users, admin.user.set,
// admin.password, admin.sessions, admin.session.end.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/accounts.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/programs.h"
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

// The socket of a login, or null.
const Session* socket_of(const State& state, const proto::DeviceRecord& device) {
    for (const SessionId id : state.users.at(device.user).sessions) {
        const Session& session = state.sessions.at(id);
        if (session.device == device.id) {
            return &session;
        }
    }
    return nullptr;
}

proto::AdminUser admin_user(const State& state, UserId id) {
    const User& user = state.users.at(id);
    proto::AdminUser info{.user = user_info(state, id), .created = user.record.committed().created};
    for (const DeviceId device : user.devices) {
        if (const proto::DeviceRecord* record = state.device_now(device)) {
            ++info.logins;
            info.seen = std::max(info.seen.value_or(0), record->seen);
        }
    }
    if (!user.sessions.empty()) {
        info.seen = state.now;
    }
    if (const proto::Ban* ban = ban_of(state, id)) {
        info.ban = *ban;
    }
    return info;
}

bool passes(const State& state, UserId id, const User& user, proto::UserFilter filter) {
    const proto::UserRecord& record = user.record.committed();
    switch (filter) {
        case proto::UserFilter::all: return true;
        case proto::UserFilter::online: return user.online;
        case proto::UserFilter::disabled: return record.disabled;
        case proto::UserFilter::banned: return ban_of(state, id) != nullptr;
        case proto::UserFilter::staff: return record.role != proto::ServerRole::user;
    }
    return false;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUsersRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const std::string query = text::folded_text(request.query.value_or(""));
    const std::size_t limit = std::clamp<std::size_t>(request.limit.value_or(limits::kAdminPageMax),
                                                      1, limits::kAdminPageMax);
    proto::AdminUsersReply reply;
    std::vector<UserId> ids;
    for (const auto& [id, user] : state.users) {
        const proto::UserRecord* record = user.record.now();
        if (record == nullptr || is_hook(state, id) ||
            text::rank_name(name_key_of(state, id), query) < 0 ||
            !passes(state, id, user, request.filter.value_or(proto::UserFilter::all))) {
            continue;
        }
        ++reply.total;
        if (id > request.after.value_or(UserId())) {
            ids.push_back(id);
        }
    }
    std::ranges::sort(ids);
    reply.more = ids.size() > limit;
    ids.resize(std::min(ids.size(), limit));
    for (const UserId id : ids) {
        reply.users.push_back(admin_user(state, id));
    }
    return reply;
}

namespace {

// The account as it shall be.
Result<proto::UserRecord> changed_user(const State& state, const proto::UserRecord& admin,
                                       const proto::UserRecord& before,
                                       const proto::AdminUserSetRequest& request) {
    proto::UserRecord next = before;
    if (!request.role && !request.disabled && !request.name) {
        return fail(ErrorCode::invalid, "nothing to change", "role");
    }
    if (request.role && admin.role != proto::ServerRole::owner) {
        return fail(ErrorCode::forbidden, "owners give roles");
    }
    if (is_program(state, before.id) &&
        (request.role || (request.name && is_hook(state, before.id)))) {
        return fail(ErrorCode::forbidden, "not of a program");
    }
    next.role = request.role.value_or(next.role);
    next.disabled = request.disabled.value_or(next.disabled);
    if ((next.disabled || next.role != proto::ServerRole::owner) &&
        is_last_owner(state, before.id)) {
        return fail(ErrorCode::conflict, "this is the last active owner; promote somebody first");
    }
    if (request.name) {
        const std::string& key = state.admin.call.name_key;
        TRY_STATUS(check_name(*request.name, key));
        if (is_name_taken(state, key, before.id)) {
            return fail(ErrorCode::conflict, "the name is taken", "name");
        }
        next.name = *request.name;
        next.name_key = key;
    }
    return next;
}

// Whom an answer is about travels in `count`: ids of people are far below 2^32.
Result<proto::Reply> user_reply(const State& state, const Pending& pending, const Caller&,
                                const Done&) {
    return proto::AdminUserSetReply{.user = admin_user(state, UserId(pending.count))};
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUserSetRequest& request) {
    TRY(admin, check_admin(state, caller));
    TRY(before, person_below(state, *admin, request.user));
    TRY(next, changed_user(state, *admin, *before, request));
    Draft draft(caller, user_reply);
    draft.pending.count = static_cast<std::uint32_t>(request.user.value);
    if (next != *before) {
        audit_changes(state, draft, &caller, *before, next);
        draft.put_user(std::move(next), before);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminPasswordRequest& request) {
    TRY(admin, check_admin(state, caller));
    TRY(before, person_below(state, *admin, request.user));
    if (is_program(state, request.user)) {
        return fail(ErrorCode::forbidden, "a program has no password");
    }
    if (state.admin.call.secret.empty()) {
        return proto::AdminPasswordReply{};  // it may be done; comes again with the hash
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::AdminPasswordReply{}; });
    proto::UserRecord next = *before;
    next.password_hash = state.admin.call.secret;
    draft.put_user(std::move(next), before);
    end_logins(state, draft, request.user, std::nullopt);
    put_audit(state, draft, &caller, {.act = proto::AuditAct::password, .user = request.user});
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSessionsRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const std::size_t limit = std::clamp<std::size_t>(request.limit.value_or(limits::kAdminPageMax),
                                                      1, limits::kAdminPageMax);
    proto::AdminSessionsReply reply;
    auto it = state.devices.upper_bound(request.after.value_or(DeviceId()));
    for (; it != state.devices.end(); ++it) {
        const proto::DeviceRecord* device = it->second.record.now();
        if (device == nullptr || (request.user && device->user != *request.user)) {
            continue;
        }
        if (reply.logins.size() == limit) {
            reply.more = true;
            break;
        }
        proto::Login login{.id = device->id,
                           .user = user_info(state, device->user),
                           .label = device->label,
                           .created = device->created,
                           .seen = std::max(device->seen, device->created)};
        if (const Session* socket = socket_of(state, *device)) {
            login.online = true;
            login.seen = state.now;
            login.address = socket->address;
        }
        reply.logins.push_back(std::move(login));
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSessionEndRequest& request) {
    TRY(admin, check_admin(state, caller));
    const proto::DeviceRecord* device = state.device_next(request.device);
    if (device == nullptr || state.device_now(request.device) == nullptr) {
        return fail(ErrorCode::not_found, "no such login");
    }
    if (device->user != caller.user) {
        TRY_STATUS(person_below(state, *admin, device->user).map([](const auto*) {}));
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::AdminSessionEndReply{}; });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::session_end, .user = device->user, .text = device->label});
    draft.delete_device(*device);
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
