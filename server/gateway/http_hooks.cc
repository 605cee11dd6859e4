// SPDX-License-Identifier: MIT
// POST /hooks/<id>.<secret>: what programs say through incoming webhooks. The address is all that
// they have; nothing can be read with it, and one that is wrong in any way is not found.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/limits.h"
#include "base/limits_programs.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "chat/command.h"
#include "gateway/http_answers.h"
#include "gateway/http_api.h"
#include "gateway/token.h"
#include "http/message.h"
#include "http/uri.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::gateway {
namespace {

constexpr std::size_t kRandomKeyBytes = 16;
constexpr std::size_t kKeyChars = 48;  // of a digest: with its prefix no longer than a cmid may be

struct HookAddress {
    std::uint64_t id = 0;
    proto::TokenHash secret{};
};

std::optional<HookAddress> parse_address(std::string_view text) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    HookAddress address;
    const auto [end, error] = std::from_chars(text.data(), text.data() + dot, address.id);
    const auto secret = hash_token(text.substr(dot + 1));
    if (error != std::errc() || end != text.data() + dot || !secret) {
        return std::nullopt;
    }
    address.secret = *secret;
    return address;
}

bool is_type(std::string_view field, std::string_view type) {
    return field.starts_with(type) &&
           (field.size() == type.size() || field[type.size()] == ';' || field[type.size()] == ' ');
}

// The JSON in a body: all of it, or the form field `payload`, as older programs send it.
Result<std::string> json_in(const http::Request& request) {
    const std::string_view type = request.head.field("content-type");
    const std::string_view body = request.body;
    const std::size_t first = std::min(body.find_first_not_of(" \t\r\n"), body.size());
    if (is_type(type, "application/json") || body.substr(first).starts_with('{')) {
        return request.body;
    }
    if (!is_type(type, "application/x-www-form-urlencoded")) {
        return fail(ErrorCode::unsupported_type, "send application/json");
    }
    constexpr std::string_view kPayload = "payload=";
    const std::size_t found =
        body.starts_with(kPayload) ? 0 : std::min(body.find("&payload="), body.size());
    const std::string_view pair = body.substr(found == 0 ? 0 : std::min(found + 1, body.size()));
    if (!pair.starts_with(kPayload)) {
        return fail(ErrorCode::invalid, "is missing", "payload");
    }
    return http::query_value(pair.substr(0, pair.find('&')), "payload");
}

// The same key makes the same cmid, and the engine writes a cmid once.
Result<std::string> cmid_of(const http::RequestHead& head, const proto::HookText& text) {
    const std::string_view field = head.field("idempotency-key");
    const std::string_view id = text.id ? std::string_view(*text.id) : std::string_view();
    const std::string_view key = field.empty() ? id : field;
    if (key.size() > limits::kHookKeyBytesMax) {
        return fail(ErrorCode::too_large, "at most 255 bytes", "idempotency-key");
    }
    return "post-" +
           (key.empty() ? random_hex(kRandomKeyBytes) : digest_hex(key).substr(0, kKeyChars));
}

}  // namespace

void HttpApi::on_hook(net::ConnectionId connection, std::string_view address,
                      const http::Request& request) {
    const auto refuse = [&](const Error& error) {
        context_.shared.counters.count_error(error.code);
        context_.respond(connection, error_answer(error));
    };
    if (request.head.method != http::Method::post) {
        http::Response response =
            error_answer({.code = ErrorCode::unknown_op, .message = "use POST"});
        response.status = 405;
        response.fields.push_back({"Allow", "POST"});
        return context_.respond(connection, std::move(response));
    }
    if (!request.head.field("x-teahouse-delivery").empty()) {
        // Two of them could tell each other the same for ever.
        return refuse({.code = ErrorCode::forbidden, .message = "a webhook tells no webhook"});
    }
    const std::uint32_t wait = context_.shared.hooks_by_address.admit(
        context_.worker.peer_limit_key(connection), steady_ms());
    if (wait > 0) {
        return refuse({.code = ErrorCode::rate_limited,
                       .message = "too many messages",
                       .retry_after_ms = wait});
    }
    const auto hook = parse_address(address);
    if (!hook) {
        return refuse({.code = ErrorCode::not_found, .message = "no such webhook"});
    }
    auto text = json_in(request).and_then(
        [](const std::string& json) { return proto::decode_hook_text(json); });
    if (!text) {
        return refuse(text.error());
    }
    auto cmid = cmid_of(request.head, *text);
    if (!cmid) {
        return refuse(cmid.error());
    }
    Pending pending;
    pending.op = proto::Op::message_send;
    const Pending& kept = keep(connection, std::move(pending));
    context_.to_engine(chat::HookPost{.session = session_of(connection),
                                      .re = kept.number,
                                      .hook = hook->id,
                                      .secret = hook->secret,
                                      .text = std::move(text->text),
                                      .cmid = *std::move(cmid),
                                      .address = context_.worker.peer_address(connection)});
}

}  // namespace teahouse::gateway
