// SPDX-License-Identifier: MIT
#include "chat/operations.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "base/result.h"
#include "base/token_bucket.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/engine.h"
#include "chat/handlers.h"
#include "chat/mentions.h"
#include "chat/rules.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

Result<Outcome> dispatch(State& state, const Caller& caller, proto::Request& request,
                         std::string_view name_key, std::uint64_t random) {
    if (auto* profile = get_if<proto::ProfileSetRequest>(&request)) {
        return set_profile(state, caller, *profile, name_key);
    }
    if (auto* nick = get_if<proto::RoomNickRequest>(&request)) {
        return set_nick(state, caller, *nick, name_key);
    }
    if (const auto* link = get_if<proto::LinkCreateRequest>(&request)) {
        return create_link(state, caller, *link, random);
    }
    return visit([&](auto& one) { return handle(state, caller, one); }, request);
}

void run(State& state, const Caller& caller, proto::Request& request, Call call) {
    state.admin.call = std::move(call);
    auto outcome =
        dispatch(state, caller, request, state.admin.call.name_key, state.admin.call.random);
    if (!outcome) {
        state.reply(caller, tl::unexpected(std::move(outcome).error()));
    } else if (auto* reply = std::get_if<proto::Reply>(&*outcome)) {
        state.reply(caller, std::move(*reply));
    }
}

constexpr double kHookCost = 100;   // an identity that stays is made with it
constexpr double kPreviewCost = 2;  // of a message: other servers may be asked for it

// Looking for forbidden words takes time by the length of a text.
double cost_of_words(const State& state, const proto::Request& request) {
    constexpr std::size_t kBytes = 1024;
    if (state.admin.words.empty()) {
        return 0;
    }
    const auto* send = get_if<proto::MessageSendRequest>(&request);
    const auto* edit = get_if<proto::MessageEditRequest>(&request);
    const std::size_t bytes = send != nullptr && send->text ? send->text->size()
                              : edit != nullptr             ? edit->text.size()
                                                            : 0;
    return static_cast<double>(bytes / kBytes);
}

// What a request costs of the account's rate: looking through everything costs more, and so does
// what is told to everybody. Every message that is read counts.
double cost_of(const State& state, const proto::Request& request) {
    if (const auto* get = get_if<proto::MessageGetRequest>(&request)) {
        return std::max<double>(1, static_cast<double>(get->seqs.size()));
    }
    if (const auto* preview = get_if<proto::PreviewGetRequest>(&request)) {
        return kPreviewCost * std::max<double>(1, static_cast<double>(preview->seqs.size()));
    }
    if (const auto* record = get_if<proto::MessageRecordRequest>(&request)) {
        return std::max<double>(1, static_cast<double>(record->refs.size()));
    }
    if (holds_alternative<proto::HookMakeRequest>(request)) {
        return kHookCost;
    }
    const auto* list = get_if<proto::RoomListRequest>(&request);
    const auto* members = get_if<proto::RoomMembersRequest>(&request);
    const auto* send = get_if<proto::MessageSendRequest>(&request);
    const auto* recall = get_if<proto::MessageRecallRequest>(&request);
    const auto* set = get_if<proto::RoomSetRequest>(&request);
    const bool all =
        holds_alternative<proto::UserSearchRequest>(request) ||
        holds_alternative<proto::AdminUsersRequest>(request) ||
        holds_alternative<proto::AdminRoomsRequest>(request) ||
        holds_alternative<proto::NotifyAddRequest>(request) ||
        holds_alternative<proto::HookSetRequest>(request) ||
        holds_alternative<proto::HookRemoveRequest>(request) ||
        holds_alternative<proto::HookListRequest>(request) ||
        (list != nullptr && (list->scope != proto::RoomScope::mine || list->query)) ||
        (members != nullptr && members->query) ||
        (send != nullptr && (send->all.value_or(false) || send->admins.value_or(false))) ||
        (set != nullptr && !set->announcement.value_or("").empty()) ||
        holds_alternative<proto::LinkGetRequest>(request) ||
        holds_alternative<proto::LinkJoinRequest>(request) ||
        holds_alternative<proto::LinkListRequest>(request) ||
        holds_alternative<proto::LinkCreateRequest>(request) ||
        holds_alternative<proto::MessageReadersRequest>(request) ||
        holds_alternative<proto::StickerOrderRequest>(request) ||
        holds_alternative<proto::AdminFilesRequest>(request) ||
        (recall != nullptr && names_all(state, recall->room, recall->ref));
    return (all ? limits::kSearchCost : 1) + cost_of_words(state, request);
}

}  // namespace

Status charge(State& state, UserId id, double cost) {
    const EngineConfig& config = state.config;
    TokenBucket& bucket = state.users.at(id).commands;
    if (config.commands_per_second <= 0 ||
        bucket.take(state.now, config.commands_per_second, config.command_burst, cost)) {
        return {};
    }
    return tl::unexpected(Error{
        .code = ErrorCode::rate_limited,
        .message = "too many requests",
        .retry_after_ms =
            bucket.wait_ms(config.commands_per_second, std::min(cost, config.command_burst))});
}

void run_request(State& state, Request request) {
    const proto::OpInfo& info = proto::op_info(proto::op_of(request.request));
    Caller caller{.session = request.session, .re = request.re, .socket = true};
    if (!info.ws) {
        state.reply(caller, fail(ErrorCode::unknown_op, "this operation is not for sockets"));
        return;
    }
    Session* session = state.session(request.session);
    if (session == nullptr) {
        if (info.login || info.op == proto::Op::hello) {
            state.reply(caller, fail(ErrorCode::login_needed, "say hello first"));
        } else {
            run(state, caller, request.request, {.address = {}});
        }
        return;
    }
    if (!session->ready) {
        if (session->held.size() >= limits::kHeldRequestsMax) {
            state.reply(caller, tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                                     .message = "wait for the welcome",
                                                     .retry_after_ms = limits::kRetryAfterMs}));
        } else {
            session->held.push_back(std::move(request));
        }
        return;
    }
    // A session outlives its login for a moment while the end of it is in flight.
    if (auto status = check_login(state, session->user, session->device); !status) {
        state.reply(caller, tl::unexpected(std::move(status).error()));
        return;
    }
    if (auto status = charge(state, session->user, cost_of(state, request.request)); !status) {
        state.reply(caller, tl::unexpected(std::move(status).error()));
        return;
    }
    caller.user = session->user;
    caller.device = session->device;
    run(state, caller, request.request,
        {.address = session->address,
         .name_key = std::move(request.name_key),
         .random = request.random,
         .secret = std::move(request.secret),
         .hash = request.hash});
}

void run_http_request(State& state, HttpRequest request) {
    const proto::OpInfo& info = proto::op_info(proto::op_of(request.request));
    Caller caller{.session = request.session, .re = request.re};
    if (!info.http) {
        state.reply(caller, fail(ErrorCode::unknown_op, "this operation is for sockets"));
        return;
    }
    auto device = authenticate(state, request.token, request.address);
    if (device) {
        caller.user = (*device)->user;
        caller.device = (*device)->id;
        if (auto status = charge(state, caller.user, cost_of(state, request.request)); !status) {
            state.reply(caller, tl::unexpected(std::move(status).error()));
            return;
        }
        note_use(state, caller.device, std::nullopt);
    } else if (info.login) {
        state.reply(caller, tl::unexpected(std::move(device).error()));
        return;
    }
    run(state, caller, request.request,
        {.address = std::move(request.address),
         .name_key = std::move(request.name_key),
         .random = request.random,
         .secret = std::move(request.secret),
         .hash = request.hash});
}

}  // namespace teahouse::chat
