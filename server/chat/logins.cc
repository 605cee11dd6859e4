// SPDX-License-Identifier: MIT
// ping, server.info, and the account's own logins: session.list, session.revoke, logout.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

Result<Outcome> refuse_elsewhere() {
    return fail(ErrorCode::unknown_op, "this operation is not for here");
}

}  // namespace

Result<Outcome> handle(State&, const Caller&, proto::HelloRequest&) {
    return fail(ErrorCode::conflict, "hello was said already");
}
Result<Outcome> handle(State&, const Caller&, proto::RegisterRequest&) {
    return refuse_elsewhere();
}
Result<Outcome> handle(State&, const Caller&, proto::LoginRequest&) { return refuse_elsewhere(); }
Result<Outcome> handle(State&, const Caller&, proto::PasswordChangeRequest&) {
    return refuse_elsewhere();
}

Result<Outcome> handle(State& state, const Caller&, proto::PingRequest&) {
    return proto::PingReply{.now = state.now};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ServerInfoRequest&) {
    const proto::Registration mode = registration_mode(state);
    proto::ServerInfoReply reply{.name = server_name(state),
                                 .version = state.config.version,
                                 .registration = mode != proto::Registration::closed,
                                 .mode = mode};
    if (std::string picture = server_picture(state); !picture.empty()) {
        reply.avatar = std::move(picture);
    }
    if (caller.user) {
        reply.user = user_info(state, caller.user);
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::SessionListRequest&) {
    proto::SessionListReply reply;
    const User& user = state.users.at(caller.user);
    for (const DeviceId id : user.devices) {
        const proto::DeviceRecord* device = state.device_now(id);
        if (device == nullptr || state.device_next(id) == nullptr) {
            continue;
        }
        const bool online = std::ranges::any_of(user.sessions, [&](SessionId session) {
            return state.sessions.at(session).device == id;
        });
        reply.devices.push_back({.id = id,
                                 .label = device->label,
                                 .created = device->created,
                                 .seen = online ? state.now : device->seen,
                                 .current = id == caller.device,
                                 .online = online});
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::SessionRevokeRequest& request) {
    Draft draft(caller,
                [](const State&, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    return proto::SessionRevokeReply{.revoked = pending.count};
                });
    for (const DeviceId id : state.users.at(caller.user).devices) {
        const proto::DeviceRecord* device = state.device_next(id);
        const bool meant = request.device ? id == *request.device : id != caller.device;
        if (device != nullptr && meant) {
            draft.delete_device(*device);
            ++draft.pending.count;
        }
    }
    if (draft.pending.count == 0) {
        if (request.device) {
            return fail(ErrorCode::not_found, "no such login");
        }
        return proto::SessionRevokeReply{.revoked = 0};
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::LogoutRequest&) {
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::LogoutReply{}; });
    draft.delete_device(*state.device_next(caller.device));
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
