// SPDX-License-Identifier: MIT
#include "gateway/worker_context.h"

#include "gateway/token.h"

namespace teahouse::gateway {

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
