// SPDX-License-Identifier: MIT
#include "gateway/http_api.h"

#include <utility>

#include "base/log.h"
#include "base/one_of.h"
#include "gateway/admin_input.h"
#include "gateway/clock.h"
#include "gateway/http_answers.h"
#include "gateway/live_view.h"
#include "gateway/prepare.h"
#include "gateway/token.h"
#include "gateway/waiting_session.h"
#include "http/cookie.h"

namespace teahouse::gateway {
namespace {

bool is_json(const http::RequestHead& head) {
    constexpr std::string_view kJson = "application/json";
    const std::string_view type = head.field("content-type");
    return type.starts_with(kJson) &&
           (type.size() == kJson.size() || type[kJson.size()] == ';' || type[kJson.size()] == ' ');
}

}  // namespace

HttpApi::HttpApi(WorkerContext& context)
    : context_(context), passwords_(context.shared.options.test_fast_hash) {}

void HttpApi::on_request(net::ConnectionId connection, std::string_view name,
                         http::Request request) {
    const http::RequestHead& head = request.head;
    Pending pending;
    pending.secure = context_.worker.is_secure(connection);
    pending.session = token_of(head, pending.secure);
    if (head.method != http::Method::post) {
        http::Response response =
            error_answer({.code = ErrorCode::unknown_op, .message = "use POST"});
        response.status = 405;
        response.fields.push_back({"Allow", "POST"});
        return context_.respond(connection, std::move(response));
    }
    if (!origin_allowed(context_.shared.options.origins, head.field("origin"), head.field("host"),
                        pending.secure)) {
        context_.shared.counters.http_refused.fetch_add(1, std::memory_order_relaxed);
        return context_.respond(
            connection, error_answer({.code = ErrorCode::forbidden, .message = "foreign origin"}));
    }
    if (name == "avatar") {
        return start_upload(connection, std::move(request), std::move(pending));
    }
    const auto op = proto::op_by_name(name);
    if (!op || !proto::op_info(*op).http) {
        return context_.respond(connection,
                                error_answer({.code = ErrorCode::unknown_op,
                                              .message = "no such operation over HTTP"}));
    }
    context_.shared.counters.count_request(*op);
    if (!is_json(head)) {
        return context_.respond(connection, error_answer({.code = ErrorCode::unsupported_type,
                                                          .message = "send application/json"}));
    }
    auto decoded = proto::decode_request_body(*op, request.body);
    if (!decoded) {
        return context_.respond(connection, error_answer(decoded.error()));
    }
    pending.op = *op;
    if (auto* login = get_if<proto::LoginRequest>(&*decoded)) {
        return start_login(connection, std::move(pending), std::move(*login));
    }
    if (auto* registration = get_if<proto::RegisterRequest>(&*decoded)) {
        return start_register(connection, std::move(pending), std::move(*registration));
    }
    if (auto* change = get_if<proto::PasswordChangeRequest>(&*decoded)) {
        return start_password_change(connection, std::move(pending), std::move(*change));
    }
    start_plain(connection, std::move(pending), std::move(*decoded));
}

void HttpApi::start_plain(net::ConnectionId connection, Pending pending, proto::Request request) {
    auto extra = prepare(request);
    if (!extra) {
        return context_.respond(connection, error_answer(extra.error()));
    }
    if (pending.op == proto::Op::admin_password) {
        pending.user = get<proto::AdminPasswordRequest>(request).user;
        pending.step = Step::reset_password;
    } else {
        pending.step = Step::plain;
    }
    if (const auto* look = get_if<proto::AdminConnectionsRequest>(&request)) {
        pending.look = std::make_unique<proto::AdminConnectionsRequest>(*look);
    }
    const Pending& kept = keep(connection, std::move(pending));
    context_.to_engine(chat::HttpRequest{.session = session_of(connection),
                                         .re = kept.number,
                                         .token = kept.session,
                                         .request = std::move(request),
                                         .name_key = std::move(extra->name_key),
                                         .random = extra->random,
                                         .address = context_.worker.peer_address(connection),
                                         .secret = std::move(extra->secret),
                                         .hash = extra->hash});
}

HttpApi::Pending* HttpApi::find(net::ConnectionId connection) {
    const auto found = pending_.find(connection);
    return found == pending_.end() ? nullptr : found->second.get();
}

HttpApi::Pending& HttpApi::keep(net::ConnectionId connection, Pending pending) {
    pending.number = context_.request;
    std::unique_ptr<Pending>& place = pending_[connection];
    place = std::make_unique<Pending>(std::move(pending));
    return *place;
}

void HttpApi::finish(net::ConnectionId connection, http::Response response) {
    const auto pending = pending_.find(connection);
    const std::uint64_t number = pending->second->number;
    pending_.erase(pending);
    context_.respond(connection, std::move(response), number);
}

void HttpApi::finish_error(net::ConnectionId connection, const Error& error) {
    context_.shared.counters.count_error(error.code);
    finish(connection, error_answer(error));
}

void HttpApi::begin_look(net::ConnectionId connection, Pending& pending, proto::Reply reply) {
    const auto done = [this, connection, number = pending.number](const proto::Reply& filled) {
        if (const Pending* still = find(connection); still != nullptr && still->number == number) {
            std::string body;
            proto::encode_reply_body(filled, body);
            finish(connection, json_answer(200, std::move(body)));
        }
    };
    start_look(context_.shared,
               Look{.reply = std::move(reply), .asker = net::worker_of(connection), .done = done},
               pending.look.get());
}

void HttpApi::apply(chat::Reply& reply) {
    const net::ConnectionId connection = connection_of(reply.session);
    Pending* pending = find(connection);
    if (pending == nullptr || pending->number != reply.re) {
        return;
    }
    if (auto* error = std::get_if<Error>(&reply.result)) {
        return finish_error(connection, *error);
    }
    auto& result = std::get<proto::Reply>(reply.result);
    if (pending->step == Step::reset_password) {
        if (pending->password.empty()) {
            return hash_for_reset(connection);  // it may be done
        }
        get<proto::AdminPasswordReply>(result).password = std::exchange(pending->password, {});
    }
    if (wants_look(result)) {
        return begin_look(connection, *pending, std::move(result));
    }
    complete_reply(context_.shared, result);
    if (pending->step == Step::picture || pending->step == Step::upload) {
        const auto* info = get_if<proto::ServerInfoReply>(&result);
        const bool servers = info != nullptr && pending->step == Step::picture &&
                             !pending->of_page &&
                             info->avatar == pending->blob;  // for everybody who comes by
        if (info == nullptr || (!info->user && !servers)) {
            return finish_error(connection,
                                {.code = ErrorCode::login_needed, .message = "log in first"});
        }
        return pending->step == Step::picture ? send_picture(connection)
                                              : keep_upload(connection, info->user->id);
    }
    std::string body;
    proto::encode_reply_body(result, body);
    http::Response response = json_answer(200, std::move(body));
    if (pending->op == proto::Op::logout) {
        response.fields.push_back(
            {"Set-Cookie", http::to_string(http::SetCookie{.name = cookie_name(pending->secure),
                                                           .value = {},
                                                           .max_age_seconds = 0,
                                                           .secure = pending->secure})});
    }
    finish(connection, std::move(response));
}

void HttpApi::refuse(const std::vector<Inbound>& batch) {
    for (const Inbound& inbound : batch) {
        const SessionId session = waiting_session(inbound.command);
        if (has(session)) {
            finish_error(connection_of(session), {.code = ErrorCode::rate_limited,
                                                  .message = "the server is overloaded",
                                                  .retry_after_ms = limits::kRetryAfterMs});
        }
    }
}

}  // namespace teahouse::gateway
