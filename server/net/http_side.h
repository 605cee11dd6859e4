// SPDX-License-Identifier: MIT
// HTTP/1.1 on one worker: one request of a connection at a time is with the Handler; what a
// pipelining client sends meanwhile waits, and the socket is read no further. Worker's thread only.
#pragma once

#include <cstddef>
#include <span>

#include "http/message.h"
#include "net/context.h"
#include "net/transport.h"
#include "net/worker.h"

namespace teahouse::net {

class HttpSide {
public:
    explicit HttpSide(Context& context) : context_(context) {}

    // A new connection, after the TLS handshake if there is one.
    void begin(Connection& connection);
    // Whether more input is wanted now.
    [[nodiscard]] static bool wants_input(const Connection& connection);
    // Reads requests until the input is used up, the Handler has one, or the connection is HTTP no
    // more: then what is left of `input` belongs to the new protocol.
    void on_input(Connection& connection, std::span<std::byte>& input);
    // The peer sends no more. An answer under way is still sent.
    void on_input_end(Connection& connection);
    void on_timeout(Connection& connection);

    void pause_body(Connection& connection);
    void resume_body(Connection& connection);
    void respond(Connection& connection, http::Response response);
    // False: the handshake was refused and answered.
    bool accept_websocket(Connection& connection, const WebSocketOptions& options);
    // No further requests; what is under way is finished.
    void close(Connection& connection);

    // The flush: sends what the socket takes, about `turn_bytes` of it; then it is queued again.
    void write(Connection& connection, std::size_t turn_bytes);
    // The connection is about to be freed.
    void forget(Connection& connection);

private:
    void on_head(Connection& connection);
    void note_head(Connection& connection, const http::RequestHead& head);
    void on_request(Connection& connection);
    void refuse(Connection& connection, int status, std::string_view why);
    [[nodiscard]] IoResult write_once(Connection& connection, std::size_t bytes_max);
    IoResult write_file(Connection& connection, std::size_t bytes_max);
    void on_written(Connection& connection);
    void uncount(Connection& connection);

    Context& context_;
};

}  // namespace teahouse::net
