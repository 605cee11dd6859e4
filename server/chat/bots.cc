// SPDX-License-Identifier: MIT
// Accounts of bots and their tokens: admin.bots, admin.bot.make, admin.bot.token,
// admin.bot.token.end. A token is a login without an end; its seen is 0 until it is used.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_programs.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/programs.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

proto::BotToken token_info(const proto::DeviceRecord& device) {
    proto::BotToken token{.id = device.id, .label = device.label, .created = device.created};
    if (device.seen > 0) {
        token.used = device.seen;
    }
    return token;
}

proto::BotInfo bot_info(const State& state, UserId id) {
    const User& user = state.users.at(id);
    proto::BotInfo info{.user = user_info(state, id), .created = user.record.committed().created};
    for (const DeviceId device : user.devices) {
        const proto::DeviceRecord* record = state.device_now(device);
        if (record != nullptr && info.tokens.size() < limits::kBotTokensMax) {
            info.tokens.push_back(token_info(*record));
        }
    }
    return info;
}

std::size_t count_bots(const State& state) {
    return static_cast<std::size_t>(std::ranges::count_if(
        state.admin.programs, [](const auto& program) { return !program.second; }));
}

std::size_t count_tokens(const State& state, UserId bot) {
    return static_cast<std::size_t>(std::ranges::count_if(
        state.users.at(bot).devices,
        [&](DeviceId device) { return state.device_next(device) != nullptr; }));
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotsRequest&) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    proto::AdminBotsReply reply;
    for (const auto& [user, room] : state.admin.programs) {
        if (!room && state.user_now(user) != nullptr) {
            reply.bots.push_back(bot_info(state, user));
        }
    }
    std::ranges::sort(reply.bots, {}, [](const proto::BotInfo& bot) { return bot.user.id; });
    return reply;
}

// Whom an answer is about travels in `count`, as in admin_users.cc.
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotMakeRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const std::string& key = state.admin.call.name_key;
    TRY_STATUS(check_name(request.name, key));
    TRY_STATUS(check_avatar(request.avatar.value_or("")));
    if (is_name_taken(state, key)) {
        return fail(ErrorCode::conflict, "the name is taken", "name");
    }
    if (count_bots(state) >= limits::kBotsMax) {
        return fail(ErrorCode::too_large, "too many bots");
    }
    TRY_STATUS(can_write(state));  // before an id is used up
    state.last_user = UserId(state.last_user.value + 1);
    const UserId user = state.last_user;
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    return proto::AdminBotMakeReply{.bot = bot_info(now, UserId(pending.count))};
                });
    draft.pending.count = static_cast<std::uint32_t>(user.value);
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::bot, .user = user, .text = request.name});
    draft.put_user({.id = user,
                    .name = std::move(request.name),
                    .name_key = key,
                    .avatar = request.avatar.value_or(""),
                    .created = state.now},
                   nullptr);
    put_into_lobby(state, draft, user);
    const std::uint64_t id = next_kept_id(state);
    draft.put_kept(id, proto::Program{.id = id, .user = user});
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotTokenRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    if (!is_bot(state, request.user) || state.user_now(request.user) == nullptr) {
        return fail(ErrorCode::not_found, "no such bot");
    }
    if (is_blank(request.label)) {
        return fail(ErrorCode::invalid, "say what it is for", "label");
    }
    if (count_tokens(state, request.user) >= limits::kBotTokensMax) {
        return fail(ErrorCode::too_large, "too many tokens; revoke one");
    }
    if (!state.admin.call.hash) {
        return fail(ErrorCode::internal, "no token was made");
    }
    TRY_STATUS(can_write(state));
    state.last_device = DeviceId(state.last_device.value + 1);
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    const auto* token = now.device_now(DeviceId(pending.seq.value));
                    if (token == nullptr) {
                        return fail(ErrorCode::not_found, "revoked in the same moment");
                    }
                    return proto::AdminBotTokenReply{.token = token_info(*token),
                                                     .secret = pending.secret};
                });
    draft.pending.seq = Seq(state.last_device.value);
    draft.pending.secret = state.admin.call.secret;
    draft.put_device({.id = state.last_device,
                      .user = request.user,
                      .token = *state.admin.call.hash,
                      .label = request.label,
                      .created = state.now});
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::token, .user = request.user, .text = request.label});
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller,
                       proto::AdminBotTokenEndRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const proto::DeviceRecord* token = state.device_next(request.token);
    if (token == nullptr || state.device_now(request.token) == nullptr ||
        !is_bot(state, token->user)) {
        return fail(ErrorCode::not_found, "no such token");
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::AdminBotTokenEndReply{}; });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::untoken, .user = token->user, .text = token->label});
    draft.delete_device(*token);
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
