// SPDX-License-Identifier: MIT
#include "gateway/sockets.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/one_of.h"
#include "base/steady_ms.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "gateway/admin_input.h"
#include "gateway/delivery.h"
#include "gateway/engine_door.h"
#include "gateway/http_answers.h"
#include "gateway/live_view.h"
#include "gateway/options.h"
#include "gateway/origin.h"
#include "gateway/prepare.h"
#include "gateway/token.h"
#include "gateway/worker_context.h"
#include "http/message.h"
#include "net/segment.h"
#include "net/worker.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "ws/deflate.h"
#include "ws/handshake.h"

namespace teahouse::gateway {
namespace {

constexpr std::string_view kJsonProtocol = "teahouse.v1.json";
constexpr std::string_view kMsgpackProtocol = "teahouse.v1.msgpack";
constexpr std::array kProtocols = {kMsgpackProtocol, kJsonProtocol};
constexpr std::uint8_t kBadFramesMax = 16;  // then the connection is closed with 4009
constexpr std::int64_t kHeadsMergeMs = 1'000;

constexpr std::uint16_t kCloseNotAuthenticated = 4001;
constexpr std::uint16_t kCloseDisabled = 4003;
constexpr std::uint16_t kCloseBanned = 4004;
constexpr std::uint16_t kCloseProtocol = 4009;
constexpr std::uint16_t kCloseVersion = 4013;

std::uint16_t close_code_of(ErrorCode hello_error) {
    switch (hello_error) {
        case ErrorCode::version: return kCloseVersion;
        case ErrorCode::disabled: return kCloseDisabled;
        case ErrorCode::banned: return kCloseBanned;
        case ErrorCode::login_needed:
        case ErrorCode::session_expired: return kCloseNotAuthenticated;
        case ErrorCode::store_unavailable: return kCloseDraining;
        default: return kCloseProtocol;
    }
}

http::Response refusal(int status, std::string_view why) { return text_answer(status, why); }

}  // namespace

Sockets::Sockets(WorkerContext& context) : context_(context) {}

bool Sockets::check_handshake(net::ConnectionId connection, const http::RequestHead& head) {
    const ws::HandshakeCheck check = ws::check_upgrade({
        .is_get = head.method == http::Method::get,
        .minor_version = head.minor_version,
        .upgrade = head.field("upgrade"),
        .connection = head.field("connection"),
        .version = head.field("sec-websocket-version"),
        .key = head.field("sec-websocket-key"),
    });
    if (check.status == 101) {
        return true;
    }
    http::Response response = refusal(check.status, check.why);
    if (check.status == 405) {
        response.fields.push_back({"Allow", "GET"});
    }
    if (check.status == 426) {
        response.fields.push_back({"Sec-WebSocket-Version", "13"});
        response.fields.push_back({"Upgrade", "websocket"});
    }
    context_.respond(connection, std::move(response));
    return false;
}

void Sockets::upgrade(net::ConnectionId connection, const http::RequestHead& head) {
    if (!check_handshake(connection, head)) {
        return;
    }
    const bool secure = context_.worker.is_secure(connection);
    if (!origin_allowed(context_.shared.options.origins, head.field("origin"), head.field("host"),
                        secure)) {
        context_.shared.counters.http_refused.fetch_add(1, std::memory_order_relaxed);
        log(LogLevel::warning, "websocket refused: foreign origin",
            {{.key = "request", .value = context_.request_id(context_.request)},
             {.key = "origin", .value = std::string(head.field("origin"))},
             {.key = "peer", .value = context_.worker.peer_address(connection)}});
        return context_.respond(connection,
                                refusal(403, "This page may not open a socket here.\n"));
    }
    const std::string_view protocol =
        ws::choose_protocol(head.field("sec-websocket-protocol"), kProtocols);
    if (protocol.empty() && !head.field("sec-websocket-protocol").empty()) {
        return context_.respond(connection,
                                refusal(400, "Offer teahouse.v1.json or teahouse.v1.msgpack.\n"));
    }
    Socket socket;
    socket.request = context_.request;
    if (!admit_address(connection, socket)) {
        return context_.respond(connection,
                                refusal(429, "Too many connections are waiting to log in.\n"));
    }
    ws::DeflateAgreement deflate;
    if (context_.shared.options.compression) {
        deflate = ws::negotiate_deflate(head.field("sec-websocket-extensions"));
    }
    // Shared frames are compressed with the full window: a connection with a smaller one gets the
    // plain ones.
    socket.variant = {
        .format = protocol == kMsgpackProtocol ? proto::Format::msgpack : proto::Format::json,
        .deflate = deflate.agreed && deflate.server_window_bits == 15};
    if (const auto token = token_of(head, secure)) {
        socket.token = std::make_unique<proto::TokenHash>(*token);
    }
    sockets_[connection] = std::move(socket);
    fresh_.emplace_back(steady_ms() + context_.shared.options.hello_timeout_ms, connection);
    context_.worker.accept_websocket(connection, {.subprotocol = std::string(protocol),
                                                  .compress = deflate.agreed,
                                                  .extensions = deflate.extensions,
                                                  .server_window_bits = deflate.server_window_bits,
                                                  .message_bytes_max = limits::kMessageBytesMax});
    expire_fresh();
}

void Sockets::upgrade_echo(net::ConnectionId connection, const http::RequestHead& head) {
    if (!check_handshake(connection, head)) {
        return;
    }
    const ws::DeflateAgreement deflate =
        ws::negotiate_deflate(head.field("sec-websocket-extensions"));
    Socket socket;
    socket.stage = Stage::echo;
    socket.request = context_.request;
    sockets_[connection] = std::move(socket);
    context_.worker.accept_websocket(connection,
                                     {.subprotocol = {},
                                      .compress = deflate.agreed,
                                      .extensions = deflate.extensions,
                                      .server_window_bits = deflate.server_window_bits,
                                      .message_bytes_max = limits::kEchoMessageBytesMax});
}

bool Sockets::admit_address(net::ConnectionId connection, Socket& socket) {
    if (context_.worker.is_loopback(connection)) {
        return true;
    }
    auto address = std::make_unique<std::string>(context_.worker.peer_limit_key(connection));
    if (!context_.shared.unauthenticated.enter(
            *address, context_.shared.options.unauthenticated_per_address)) {
        return false;
    }
    socket.address = std::move(address);
    return true;
}

void Sockets::release_address(Socket& socket) {
    if (socket.address != nullptr) {
        context_.shared.unauthenticated.leave(*socket.address);
        socket.address.reset();
    }
}

void Sockets::expire_fresh() {
    const std::int64_t now = steady_ms();
    while (!fresh_.empty() && fresh_.front().first <= now) {
        const net::ConnectionId connection = fresh_.front().second;
        fresh_.pop_front();
        const auto found = sockets_.find(connection);
        if (found != sockets_.end() && found->second.stage == Stage::fresh) {
            context_.worker.close(connection, kCloseNotAuthenticated, "no hello in time");
        }
    }
    if (!fresh_.empty() && !expiry_set_) {
        expiry_set_ = true;
        context_.worker.call_after(fresh_.front().first - now, [this] {
            expiry_set_ = false;
            expire_fresh();
        });
    }
}

void Sockets::on_message(net::ConnectionId connection, bool text,
                         std::span<const std::byte> payload) {
    const auto found = sockets_.find(connection);
    if (found == sockets_.end()) {
        return;
    }
    Socket& socket = found->second;
    if (socket.stage == Stage::ended) {
        return;
    }
    if (socket.stage == Stage::echo) {
        return context_.worker.send(connection, text, payload);
    }
    if (text != (socket.variant.format == proto::Format::json)) {
        return context_.worker.close(connection, kCloseProtocol, "not the agreed kind of frame");
    }
    const std::string_view bytes(reinterpret_cast<const char*>(payload.data()), payload.size());
    const Options& options = context_.shared.options;
    // Every frame pays, also one that cannot be understood.
    const bool admitted =
        socket.commands.take(steady_ms(), options.commands_per_second, options.command_burst);
    auto frame = proto::decode_request(socket.variant.format, bytes);
    if (!admitted) {
        context_.shared.counters.rate_limited.fetch_add(1, std::memory_order_relaxed);
        return answer_error(
            connection, socket, frame ? frame->id : frame.error().id,
            {.code = ErrorCode::rate_limited,
             .message = "too many requests",
             .retry_after_ms = socket.commands.wait_ms(options.commands_per_second)});
    }
    if (!frame) {
        return bad_frame(connection, socket, frame.error().id, frame.error().error);
    }
    take_request(connection, socket, frame->id, std::move(frame->request));
}

std::string Sockets::frame_id(const Socket& socket, std::uint64_t id) const {
    return context_.request_id(socket.request) + '/' + std::to_string(id);
}

void Sockets::bad_frame(net::ConnectionId connection, Socket& socket, std::uint64_t id,
                        const Error& error) {
    if (error.code == ErrorCode::bad_frame) {
        context_.shared.counters.bad_frames.fetch_add(1, std::memory_order_relaxed);
        ++socket.bad_frames;
    }
    answer_error(connection, socket, id, error);
    if (socket.bad_frames >= kBadFramesMax) {
        log(LogLevel::info, "websocket closed: too many bad frames",
            {{.key = "request", .value = frame_id(socket, id)},
             {.key = "peer", .value = context_.worker.peer_address(connection)}});
        context_.worker.close(connection, kCloseProtocol, "too many bad frames");
    }
}

void Sockets::take_request(net::ConnectionId connection, Socket& socket, std::uint64_t id,
                           proto::Request request) {
    const proto::OpInfo& op = proto::op_info(proto::op_of(request));
    context_.shared.counters.count_request(op.op);
    if (log_enabled(LogLevel::debug)) {
        log(LogLevel::debug, "request",
            {{.key = "request", .value = frame_id(socket, id)},
             {.key = "op", .value = std::string(op.name)},
             {.key = "peer", .value = context_.worker.peer_address(connection)}});
    }
    if (!op.ws) {
        return answer_error(
            connection, socket, id,
            {.code = ErrorCode::unknown_op, .message = "this operation is for HTTP"});
    }
    if (auto* hello = get_if<proto::HelloRequest>(&request)) {
        return greet(connection, socket, id, std::move(*hello));
    }
    if (socket.stage == Stage::fresh && op.login) {
        return answer_error(connection, socket, id,
                            {.code = ErrorCode::login_needed, .message = "say hello first"});
    }
    if (const auto* look = get_if<proto::AdminConnectionsRequest>(&request)) {
        if (socket.look) {
            return answer_error(connection, socket, id,
                                {.code = ErrorCode::rate_limited,
                                 .message = "one at a time",
                                 .retry_after_ms = limits::kRetryAfterMs});
        }
        socket.look = std::make_unique<AskedLook>(AskedLook{.re = id, .request = *look});
    }
    // Before hello the engine answers ping and server.info; what comes before the welcome it keeps
    // until then.
    auto extra = prepare(request);
    if (!extra) {
        return answer_error(connection, socket, id, extra.error());
    }
    context_.to_engine(chat::Request{.session = session_of(connection),
                                     .re = id,
                                     .request = std::move(request),
                                     .name_key = std::move(extra->name_key),
                                     .random = extra->random,
                                     .secret = std::move(extra->secret),
                                     .hash = extra->hash});
}

void Sockets::greet(net::ConnectionId connection, Socket& socket, std::uint64_t id,
                    proto::HelloRequest hello) {
    if (socket.stage != Stage::fresh) {
        return answer_error(connection, socket, id,
                            {.code = ErrorCode::conflict, .message = "hello was said already"});
    }
    std::optional<proto::TokenHash> token;
    if (hello.token) {
        token = hash_token(*hello.token).value_or(proto::TokenHash{});  // malformed: nobody's
        hello.token.reset();
    } else if (socket.token) {
        token = *socket.token;
    }
    socket.token.reset();
    socket.stage = Stage::greeting;
    context_.to_engine(chat::Hello{.session = session_of(connection),
                                   .re = id,
                                   .token = token,
                                   .request = std::move(hello),
                                   .address = context_.worker.peer_address(connection)},
                       socket.variant);
}

bool Sockets::on_closed(net::ConnectionId connection) {
    const auto found = sockets_.find(connection);
    if (found == sockets_.end()) {
        return false;
    }
    release_address(found->second);
    const bool known_to_engine =
        found->second.stage == Stage::greeting || found->second.stage == Stage::live;
    sockets_.erase(found);
    heads_.forget(session_of(connection));
    held_.forget(session_of(connection));
    if (known_to_engine) {
        context_.to_engine(chat::Disconnect{.session = session_of(connection)});
    }
    return true;
}

void Sockets::on_lag(net::ConnectionId connection, net::ChannelId channel) {
    if (const auto found = sockets_.find(connection); found != sockets_.end()) {
        ++found->second.lagged;
        context_.shared.counters.lagged.fetch_add(1, std::memory_order_relaxed);
        context_.to_engine(
            chat::Lagged{.session = session_of(connection), .room = room_of(channel)});
    }
}

void Sockets::refuse(const std::vector<Inbound>& batch) {
    const Error busy{.code = ErrorCode::rate_limited,
                     .message = "the server is overloaded",
                     .retry_after_ms = limits::kRetryAfterMs};
    for (const Inbound& inbound : batch) {
        if (const auto* request = std::get_if<chat::Request>(&inbound.command)) {
            if (const Socket* socket = find(request->session)) {
                answer_error(connection_of(request->session), *socket, request->re, busy);
            }
        } else if (const auto* hello = std::get_if<chat::Hello>(&inbound.command)) {
            context_.worker.close(connection_of(hello->session), kCloseDraining, "overloaded");
        }
    }
}

Sockets::Socket* Sockets::find(SessionId session) {
    const auto found = sockets_.find(connection_of(session));
    return found == sockets_.end() || found->second.stage == Stage::ended ? nullptr
                                                                          : &found->second;
}

void Sockets::answer_error(net::ConnectionId connection, const Socket& socket, std::uint64_t id,
                           const Error& error) {
    context_.shared.counters.count_error(error.code);
    payload_.clear();
    proto::encode_error(socket.variant.format, id, error, payload_);
    send(connection, socket);
}

void Sockets::send(net::ConnectionId connection, const Socket& socket) {
    context_.worker.send(connection, socket.variant.format == proto::Format::json,
                         std::as_bytes(std::span(payload_)));
}

void Sockets::apply(chat::Reply& reply) {
    Socket* socket = find(reply.session);
    if (socket == nullptr) {
        return;
    }
    const net::ConnectionId connection = connection_of(reply.session);
    if (const auto* error = std::get_if<Error>(&reply.result)) {
        if (socket->look && socket->look->re == reply.re) {
            socket->look.reset();
        }
        const bool to_hello = socket->stage == Stage::greeting;
        answer_error(connection, *socket, reply.re, *error);
        if (to_hello) {
            context_.worker.close(connection, close_code_of(error->code), to_string(error->code));
        }
        return;
    }
    auto& result = std::get<proto::Reply>(reply.result);
    if (const auto* hello = get_if<proto::HelloReply>(&result)) {
        welcome(*socket, *hello);
    } else if (wants_look(result)) {
        return begin_look(reply, *socket);
    }
    complete_reply(context_.shared, result);
    held_.overtaken_by(reply.session, result);
    answer(connection, *socket, reply.re, result);
}

void Sockets::answer(net::ConnectionId connection, const Socket& socket, std::uint64_t id,
                     const proto::Reply& reply) {
    payload_.clear();
    proto::encode_answer(socket.variant.format, id, reply, payload_);
    send(connection, socket);
}

void Sockets::apply(PushTo& push) {
    const Socket* socket = find(push.session);
    if (socket == nullptr || hold(push.session, *push.push)) {
        return;
    }
    held_.overtaken_by(push.session, *push.push);
    payload_.clear();
    proto::encode_push(socket->variant.format, *push.push, payload_);
    send(connection_of(push.session), *socket);
}

void Sockets::apply(Publish& publish) {
    for (std::size_t i = 0; i < kVariants; ++i) {
        net::Segment& segment = publish.segments[i];
        if (segment.size > 0) {
            context_.worker.publish(net::ChannelId(publish.room.value * kVariants + i),
                                    std::move(segment), publish.ephemeral);
        }
    }
}

void Sockets::apply(const HeadMoved& moved) {
    const bool was_pending = heads_.pending();
    heads_.moved(moved.room, moved.seq, moved.count);
    if (was_pending || !heads_.pending()) {
        return;
    }
    context_.worker.call_after(kHeadsMergeMs, [this] {
        heads_.flush([this](SessionId session, std::vector<proto::Head> heads) {
            PushTo push{.session = session,
                        .push = std::make_shared<const proto::Push>(
                            proto::HeadsPush{.heads = std::move(heads)})};
            apply(push);
        });
    });
}

void Sockets::apply(const chat::Subscribe& subscribe) {
    if (const Socket* socket = find(subscribe.session)) {
        context_.worker.subscribe(connection_of(subscribe.session),
                                  channel_of(subscribe.room, socket->variant));
    }
}

void Sockets::apply(const chat::Unsubscribe& unsubscribe) {
    if (const Socket* socket = find(unsubscribe.session)) {
        context_.worker.unsubscribe(connection_of(unsubscribe.session),
                                    channel_of(unsubscribe.room, socket->variant));
    }
}

void Sockets::apply(const chat::Follow& follow) {
    if (find(follow.session) != nullptr) {
        heads_.follow(follow.session, follow.room);
    }
}

void Sockets::apply(const chat::Unfollow& unfollow) {
    heads_.unfollow(unfollow.session, unfollow.room);
}

void Sockets::apply(const chat::Close& close) {
    if (find(close.session) != nullptr) {
        context_.worker.close(connection_of(close.session), close.code, {});
    }
}

}  // namespace teahouse::gateway
