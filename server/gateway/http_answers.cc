// SPDX-License-Identifier: MIT
#include "gateway/http_answers.h"

#include <utility>

#include "proto/codec.h"

namespace teahouse::gateway {
namespace {

void add(http::Response& response, std::string_view name, std::string value) {
    response.fields.push_back({std::string(name), std::move(value)});
}

// One strict policy for all pages. `trusted-types vue` is the framework's own policy (the linter
// forbids v-html, the one thing it lets through); `teahouse` makes the worker's URL.
std::string page_policy(std::string_view host, bool secure) {
    std::string connect = "connect-src 'self'";
    if (!host.empty()) {
        connect += secure ? " wss://" : " ws://";
        connect += host;
    }
    return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src "
           "'self' blob: data:; "
           "media-src 'self' blob:; " +
           connect +
           "; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
           "form-action 'self'; "
           "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue teahouse";
}

}  // namespace

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::bad_frame:
        case ErrorCode::invalid:
        case ErrorCode::version:
        case ErrorCode::weak_password: return 400;
        case ErrorCode::login_needed:
        case ErrorCode::session_expired:
        case ErrorCode::wrong_password: return 401;
        case ErrorCode::forbidden:
        case ErrorCode::not_a_member:
        case ErrorCode::muted:
        case ErrorCode::banned:
        case ErrorCode::disabled:
        case ErrorCode::blocked:
        case ErrorCode::invitation_needed:
        case ErrorCode::approval_pending:
        case ErrorCode::filtered:
        case ErrorCode::calls_off:
        case ErrorCode::registration_closed: return 403;
        case ErrorCode::unknown_op:
        case ErrorCode::unknown_user:
        case ErrorCode::not_found: return 404;
        case ErrorCode::conflict:
        case ErrorCode::recalled:
        case ErrorCode::too_late: return 409;
        case ErrorCode::too_large: return 413;
        case ErrorCode::unsupported_type: return 415;
        case ErrorCode::slow_mode:
        case ErrorCode::rate_limited: return 429;
        case ErrorCode::store_unavailable:
        case ErrorCode::read_only:
        case ErrorCode::outcome_unknown:
        case ErrorCode::busy: return 503;
        case ErrorCode::quota_exceeded: return 413;
        case ErrorCode::offset_mismatch: return 409;
        case ErrorCode::checksum_mismatch: return 460;  // tus
        case ErrorCode::upload_locked: return 423;
        case ErrorCode::internal: return 500;
    }
    return 500;
}

http::Response json_answer(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    add(response, "Content-Type", "application/json");
    add(response, "Cache-Control", "no-store");
    add(response, "X-Content-Type-Options", "nosniff");
    return response;
}

http::Response error_answer(const Error& error) {
    std::string body;
    proto::encode_error_body(error, body);
    http::Response response = json_answer(status_of(error.code), std::move(body));
    if (error.retry_after_ms > 0) {
        add(response, "Retry-After", std::to_string((error.retry_after_ms + 999) / 1000));
    }
    return response;
}

http::Response text_answer(int status, std::string_view text) {
    http::Response response;
    response.status = status;
    response.body = std::string(text);
    add(response, "Content-Type", "text/plain; charset=utf-8");
    add(response, "Cache-Control", "no-store");
    add(response, "X-Content-Type-Options", "nosniff");
    return response;
}

void add_page_headers(http::Response& response, std::string_view host, bool secure) {
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Content-Security-Policy", page_policy(host, secure));
    add(response, "Referrer-Policy", "no-referrer");
    add(response, "Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    add(response, "Cross-Origin-Opener-Policy", "same-origin");
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (secure) {
        add(response, "Strict-Transport-Security", "max-age=31536000");
    }
}

void add_file_headers(http::Response& response) {
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Content-Security-Policy", "default-src 'none'; sandbox");
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
    add(response, "Referrer-Policy", "no-referrer");
}

}  // namespace teahouse::gateway
