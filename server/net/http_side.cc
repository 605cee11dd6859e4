// SPDX-License-Identifier: MIT
#include "net/http_side.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "http/response.h"
#include "net/transport.h"
#include "ws/handshake.h"

namespace teahouse::net {

namespace {

std::string_view body_of(const http::Response& response) {
    return response.shared.empty() ? std::string_view(response.body) : response.shared;
}

bool has_file(const http::Response& response) { return response.file >= 0; }

void drop_body(http::Response& response) {
    if (response.file >= 0) {
        ::close(std::exchange(response.file, -1));
    }
    response.body.clear();
    response.shared = {};
    response.owner.reset();
}

// The last element: what the nearest proxy says.
bool is_forwarded_https(std::string_view forwarded_proto) {
    const std::size_t comma = forwarded_proto.find_last_of(", ");
    return (comma == std::string_view::npos ? forwarded_proto
                                            : forwarded_proto.substr(comma + 1)) == "https";
}

// Whether a proxy brought the request, configured or not: then it is not this machine that asks,
// whatever the socket's address says.
bool is_relayed(const http::RequestHead& head) {
    constexpr std::array<std::string_view, 4> kMarks = {"x-forwarded-for", "forwarded", "x-real-ip",
                                                        "via"};
    return std::ranges::any_of(kMarks,
                               [&head](std::string_view name) { return head.has_field(name); });
}

}  // namespace

void HttpSide::begin(Connection& connection) {
    connection.phase = Phase::http;
    context_.arm(connection);
}

bool HttpSide::wants_input(const Connection& connection) {
    const HttpExchange& http = *connection.http;
    return !http.asked && !http.answering && !http.paused;
}

void HttpSide::on_input(Connection& connection, std::span<std::byte>& input) {
    while (connection.phase == Phase::http) {
        HttpExchange& http = *connection.http;
        if (!wants_input(connection)) {
            http.input.append(reinterpret_cast<const char*>(input.data()), input.size());
            input = {};
            break;
        }
        const bool was_idle = http.parser.idle();
        std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
        const auto step = http.parser.next(text);
        input = input.last(text.size());
        if (was_idle && http.served) {
            http.since_ms = context_.now_ms;  // the first head counts from the connection's start
        }
        if (step == http::RequestParser::Step::need_more) {
            if (http.parser.take_continue()) {
                http.head.append(http::kContinue);
                context_.queue_output(connection);
            }
            break;
        }
        if (step == http::RequestParser::Step::head) {
            on_head(connection);
        } else if (step == http::RequestParser::Step::body) {
            http.piece_ms = context_.now_ms;
            context_.handler->on_body(connection.id, http.parser.take_body());
        } else if (step == http::RequestParser::Step::request) {
            on_request(connection);
        } else {
            refuse(connection, http.parser.error().status, http.parser.error().why);
        }
    }
    if (connection.phase == Phase::http) {
        context_.arm(connection);
    }
}

void HttpSide::on_head(Connection& connection) {
    HttpExchange& http = *connection.http;
    const http::RequestHead& head = http.parser.head();
    http.since_ms = context_.now_ms;
    const std::size_t limit = context_.handler->body_limit(head);
    http.parser.set_body_limit(limit);
    if (limit == 0 || head.chunked || head.content_length > limit) {
        return;
    }
    note_head(connection, head);
    http.streaming = true;
    http.paused = true;
    http.paused_ms = context_.now_ms;
    connection.told_handler = true;
    if (context_.handler->on_upload(connection.id, head)) {
        http.parser.set_body_streaming();
        return;
    }
    connection.told_handler = false;
    http.streaming = false;
    http.paused = false;
}

void HttpSide::pause_body(Connection& connection) {
    if (connection.phase == Phase::http && connection.http->streaming && !connection.http->paused) {
        connection.http->paused = true;
        connection.http->paused_ms = context_.now_ms;  // until resume_body the time is not its own
        context_.arm(connection);
    }
}

void HttpSide::resume_body(Connection& connection) {
    if (connection.phase != Phase::http || !connection.http->streaming ||
        !connection.http->paused) {
        return;
    }
    HttpExchange& http = *connection.http;
    http.paused = false;
    http.resumed = true;
    http.since_ms += context_.now_ms - http.paused_ms;
    http.piece_ms = context_.now_ms;
    context_.queue_input(connection);
    context_.arm(connection);
}

void HttpSide::note_head(Connection& connection, const http::RequestHead& head) {
    HttpExchange& http = *connection.http;
    http.served = true;
    http.head_only = head.method == http::Method::head;
    http.keep_alive = head.keep_alive;
    http.minor_version = head.minor_version;
    if (http.from_proxy) {
        connection.peer = forwarded_client(http.socket_peer, head.field("x-forwarded-for"),
                                           context_.options.trusted_proxies);
        connection.secure = connection.tls || is_forwarded_https(head.field("x-forwarded-proto"));
    }
    connection.loopback =
        connection.control || (http.socket_peer.is_loopback() && !is_relayed(head));
}

void HttpSide::on_request(Connection& connection) {
    HttpExchange& http = *connection.http;
    http::Request request = http.parser.take();
    const http::RequestHead& head = request.head;
    http.asked = true;
    http.streaming = false;
    note_head(connection, head);
    http.upgrade_status = 0;
    if (!head.field("upgrade").empty()) {
        const ws::HandshakeCheck check =
            ws::check_upgrade({.is_get = head.method == http::Method::get,
                               .minor_version = head.minor_version,
                               .upgrade = head.field("upgrade"),
                               .connection = head.field("connection"),
                               .version = head.field("sec-websocket-version"),
                               .key = head.field("sec-websocket-key")});
        http.upgrade_status = check.status;
        http.upgrade_why = check.why;
        http.upgrade_key = head.field("sec-websocket-key");
    }
    context_.counters.requests.add();
    connection.told_handler = true;
    context_.handler->on_request(connection.id, std::move(request));
}

void HttpSide::refuse(Connection& connection, int status, std::string_view why) {
    HttpExchange& http = *connection.http;
    context_.counters.request_errors.add();
    const bool told = http.streaming;
    http.asked = true;  // as if the Handler had answered
    http.head_only = false;
    http.keep_alive = false;
    http.minor_version = 1;
    respond(connection, http::error_response(status, why));
    connection.told_handler = told;  // it waits for more of a body
}

void HttpSide::on_input_end(Connection& connection) {
    if (wants_input(connection) && connection.http->head.empty()) {
        context_.end(connection);
    }
}

void HttpSide::on_timeout(Connection& connection) {
    HttpExchange& http = *connection.http;
    const std::int64_t elapsed_ms = context_.now_ms - http.since_ms;
    if (http.parser.reading_body() && !http.answering) {
        const std::int64_t counted_ms = elapsed_ms - context_.options.timeouts.body_grace;
        const auto wanted =
            static_cast<std::int64_t>(context_.options.bounds.body_bytes_per_second_min) *
            counted_ms / 1'000;
        const bool stalled = http.streaming && context_.now_ms - http.piece_ms >=
                                                   context_.options.timeouts.body_stall;
        if (http.paused ||
            (!stalled && static_cast<std::int64_t>(http.parser.body_bytes()) >= wanted)) {
            context_.arm(connection);
            return;
        }
    }
    if (http.answering) {
        if (!context_.connections.hot(connection.slot).has(HotSlot::kBlocked)) {
            connection.progress_ms = context_.now_ms;  // it is we who hold it back
        }
        if (context_.now_ms - connection.progress_ms < context_.options.timeouts.stalled) {
            context_.arm(connection);
            return;
        }
        context_.counters.stalls.add();
        context_.end(connection);
    } else if (http.asked) {
        context_.arm(connection);
    } else if (http.parser.idle()) {
        context_.end(connection);
    } else {
        context_.counters.timeouts.add();
        refuse(connection, 408, "the request came too slowly");
    }
}

void HttpSide::respond(Connection& connection, http::Response response) {
    HttpExchange& http = *connection.http;
    if (connection.phase != Phase::http || (!http.asked && !http.streaming)) {
        drop_body(response);
        return;
    }
    if (!http.asked) {
        http.keep_alive = false;  // the rest of the body is not wanted
    }
    http.asked = false;
    http.streaming = false;
    http.paused = false;
    http.answering = true;
    connection.told_handler = false;
    http.keep_alive = http.keep_alive && !response.close && !context_.draining;
    http::append_head(http.head, response,
                      {.date = context_.date,
                       .keep_alive = http.keep_alive,
                       .minor_version = http.minor_version});
    if (http.head_only || !http::may_have_body(response.status)) {
        drop_body(response);
    }
    http.response = std::move(response);
    http.body_sent = 0;
    connection.progress_ms = context_.now_ms;
    context_.queue_output(connection);
    context_.arm(connection);
}

bool HttpSide::accept_websocket(Connection& connection, const WebSocketOptions& options) {
    HttpExchange& http = *connection.http;
    if (http.upgrade_status != 101) {
        const int status = http.upgrade_status == 0 ? 426 : http.upgrade_status;
        http::Response refusal = http::error_response(
            status, http.upgrade_status == 0 ? "this is a WebSocket" : http.upgrade_why);
        if (status == 426) {
            refusal.fields.push_back({"upgrade", "websocket"});
            refusal.fields.push_back({"connection", "upgrade"});
            refusal.fields.push_back({"sec-websocket-version", "13"});
        }
        respond(connection, std::move(refusal));
        return false;
    }
    const std::string head =
        http.head +
        ws::switching_protocols(http.upgrade_key, options.subprotocol, options.extensions);
    http.asked = false;
    http.head.clear();
    uncount(connection);
    connection.parser.emplace(ws::ParserOptions{.role = ws::Role::server,
                                                .deflate = options.compress,
                                                .message_bytes_max = options.message_bytes_max});
    connection.compress = options.compress;
    connection.message_bytes_max = static_cast<std::uint32_t>(options.message_bytes_max);
    connection.window_bits = static_cast<std::uint8_t>(options.server_window_bits);
    connection.phase = Phase::websocket;
    if (!connection.tls) {
        context_.connections.hot(connection.slot).flags &= ~std::uint32_t{HotSlot::kSlow};
    }
    connection.heard_ms = context_.now_ms;
    connection.pinged_ms = context_.now_ms;
    context_.outbox(connection).append_rest(std::as_bytes(std::span(head)), head.size());
    if (http.input.empty()) {
        connection.http.reset();
    }
    context_.queue_input(connection);
    context_.counters.websockets.add();
    context_.arm(connection);
    return true;
}

void HttpSide::close(Connection& connection) {
    HttpExchange& http = *connection.http;
    http.keep_alive = false;
    if (!http.asked && !http.answering) {
        context_.linger(connection);
    }
}

void HttpSide::write(Connection& connection, std::size_t turn_bytes) {
    HttpExchange& http = *connection.http;
    for (std::size_t left = turn_bytes;;) {
        const std::uint64_t body_bytes =
            http.answering ? (has_file(http.response) ? http.response.file_size
                                                      : body_of(http.response).size())
                           : 0;
        if (http.head.empty() && http.body_sent == body_bytes) {
            on_written(connection);
            return;
        }
        if (left == 0) {
            context_.queue_output(connection);
            return;
        }
        const IoResult result = http.head.empty() && has_file(http.response)
                                    ? write_file(connection, left)
                                    : write_once(connection, left);
        if (result.state == IoResult::State::blocked) {
            context_.set_blocked(connection);
            return;
        }
        if (result.state != IoResult::State::ok) {
            context_.end(connection);
            return;
        }
        left -= std::min(left, result.bytes);
        connection.progress_ms = context_.now_ms;
        context_.count_sent(result.bytes);
        const std::size_t of_head = std::min(result.bytes, http.head.size());
        http.head.erase(0, of_head);
        http.body_sent += result.bytes - of_head;
    }
}

IoResult HttpSide::write_once(Connection& connection, std::size_t bytes_max) {
    HttpExchange& http = *connection.http;
    // TLS sends one record, and repeats a blocked one as it was: it is not made smaller.
    const std::size_t body_bytes_max = connection.tls ? TlsSession::kRecordBytesMax : bytes_max;
    const std::string_view body =
        http.answering && !has_file(http.response)
            ? body_of(http.response)
                  .substr(static_cast<std::size_t>(http.body_sent), body_bytes_max)
            : std::string_view{};
    if (connection.tls) {
        if (http.head.empty()) {
            return write_some(connection, std::as_bytes(std::span(body)));
        }
        // One record for the head and the beginning of the body.
        std::string record = http.head;
        record.append(body.substr(0, TlsSession::kRecordBytesMax));
        return write_some(connection, std::as_bytes(std::span(record)));
    }
    // sendmsg only reads what the iovec points to.
    std::array<iovec, 2> parts{
        {{.iov_base = http.head.data(), .iov_len = http.head.size()},
         {.iov_base =
              const_cast<char*>(body.data()),  // NOLINT(cppcoreguidelines-pro-type-const-cast):
                                               // iovec has no const form
          .iov_len = body.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const int more = has_file(http.response) && http.response.file_size > 0 ? MSG_MORE : 0;
    const ssize_t sent = ::sendmsg(connection.fd.get(), &message, MSG_NOSIGNAL | more);
    return sent < 0
               ? io_failure()
               : IoResult{.state = IoResult::State::ok, .bytes = static_cast<std::size_t>(sent)};
}

IoResult HttpSide::write_file(Connection& connection, std::size_t bytes_max) {
    HttpExchange& http = *connection.http;
    const std::uint64_t left = http.response.file_size - http.body_sent;
    auto offset = static_cast<off_t>(http.response.file_offset + http.body_sent);
    if (!connection.tls) {
        const ssize_t sent = ::sendfile(connection.fd.get(), http.response.file, &offset,
                                        std::min<std::uint64_t>(left, bytes_max));
        if (sent == 0) {
            return {.state = IoResult::State::failed};  // the file has become shorter
        }
        return sent < 0 ? io_failure()
                        : IoResult{.state = IoResult::State::ok,
                                   .bytes = static_cast<std::size_t>(sent)};
    }
    std::array<std::byte, TlsSession::kRecordBytesMax>
        record;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
    const ssize_t got = ::pread(http.response.file, record.data(),
                                std::min<std::uint64_t>(left, record.size()), offset);
    if (got <= 0) {
        return {.state = IoResult::State::failed};
    }
    return write_some(connection, std::span(record).first(static_cast<std::size_t>(got)));
}

void HttpSide::on_written(Connection& connection) {
    HttpExchange& http = *connection.http;
    http.head.shrink_to_fit();
    if (!http.answering) {
        return;  // it was an interim answer
    }
    drop_body(http.response);
    http.response = {};
    http.answering = false;
    http.since_ms = context_.now_ms;
    if (!http.keep_alive) {
        context_.linger(connection);
        return;
    }
    context_.queue_input(
        connection);  // pipelined requests, or the end of input that was seen before
    context_.arm(connection);
}

void HttpSide::forget(Connection& connection) {
    uncount(connection);
    if (connection.http != nullptr) {
        drop_body(connection.http->response);
    }
}

void HttpSide::uncount(Connection& connection) {
    if (connection.counted) {
        connection.counted = false;
        const auto entry =
            context_.requests_per_address.find(limit_key(connection.http->socket_peer));
        if (entry != context_.requests_per_address.end() && --entry->second == 0) {
            context_.requests_per_address.erase(entry);
        }
    }
}

}  // namespace teahouse::net
