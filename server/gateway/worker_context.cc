// SPDX-License-Identifier: MIT
#include "gateway/worker_context.h"

#include <string>
#include <utility>

#include "base/log.h"
#include "gateway/token.h"

namespace teahouse::gateway {

std::string WorkerContext::request_id(std::uint64_t number) const {
    return shared.run_id + '-' + std::to_string(number);
}

void WorkerContext::respond(net::ConnectionId connection, http::Response response) {
    respond(connection, std::move(response), request);
}

void WorkerContext::respond(net::ConnectionId connection, http::Response response,
                            std::uint64_t number) {
    if (log_enabled(LogLevel::debug)) {
        log(LogLevel::debug, "answer",
            {{"request", request_id(number)}, {"status", std::to_string(response.status)}});
    }
    response.fields.push_back({"X-Request-Id", request_id(number)});
    worker.respond(connection, std::move(response));
}

std::optional<proto::TokenHash> token_of(const http::RequestHead& head, bool secure) {
    constexpr std::string_view kBearer = "Bearer ";
    const std::string_view authorization = head.field("authorization");
    if (authorization.starts_with(kBearer)) {
        return hash_token(authorization.substr(kBearer.size()));
    }
    return hash_token(head.cookie(cookie_name(secure)));
}

std::string_view cookie_name(bool secure) { return secure ? "__Host-sid" : "sid"; }

}  // namespace teahouse::gateway
