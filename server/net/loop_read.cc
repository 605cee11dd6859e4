// SPDX-License-Identifier: MIT
// How a worker reads its connections.
#include <utility>

#include "net/loop.h"
#include "net/transport.h"

namespace teahouse::net {

namespace {

constexpr int kReadsPerTurn = 4;  // of one connection; then others have their turn

}  // namespace

void Loop::read(Connection& connection) {
    feed_kept(connection);
    for (int i = 0; i < kReadsPerTurn; ++i) {
        if (!wants_input(connection)) {
            return;
        }
        if (!connection.readable) {
            if (connection.input_ended) {
                on_input_end(connection);
            }
            return;
        }
        if (!read_once(connection)) {
            return;
        }
    }
    context_.queue_input(connection);
}

bool Loop::wants_input(const Connection& connection) {
    switch (connection.phase) {
        case Phase::handshake:
        case Phase::lingering: return true;
        case Phase::http: return HttpSide::wants_input(connection);
        case Phase::websocket:
        case Phase::closing: return WsSide::wants_input(connection);
        case Phase::ended: return false;
    }
    return false;
}

// False: nothing more for now.
bool Loop::read_once(Connection& connection) {
    if (connection.phase == Phase::handshake) {
        return handshake(connection);
    }
    const bool lingering = connection.phase == Phase::lingering;
    const IoResult result = lingering ? discard_input(connection, context_.input)
                                      : read_some(connection, context_.input);
    switch (result.state) {
        case IoResult::State::ok: break;
        case IoResult::State::blocked: connection.readable = false; return false;
        case IoResult::State::ended:
            connection.readable = false;
            connection.input_ended = true;
            on_input_end(connection);
            return false;
        case IoResult::State::failed: context_.end(connection); return false;
    }
    if (lingering) {
        return true;
    }
    context_.counters.bytes_in.add(result.bytes);
    const bool drained =
        !connection.tls && !connection.hung_up && result.bytes < context_.input.size();
    if (drained) {
        connection.readable = false;  // what comes now is a new edge
    }
    feed(connection, std::span(context_.input).first(result.bytes));
    return !drained;
}

bool Loop::handshake(Connection& connection) {
    switch (connection.tls.handshake().state) {
        case TlsState::done:
            context_.counters.tls_handshakes.add();
            http_.begin(connection);
            return true;
        case TlsState::wants_read:
        case TlsState::wants_write: connection.readable = false; return false;
        case TlsState::closed:
        case TlsState::failed:
            context_.counters.tls_errors.add();
            context_.end(connection);
            return false;
    }
    return false;
}

void Loop::feed(Connection& connection, std::span<std::byte> input) {
    if (connection.phase == Phase::http) {
        http_.on_input(connection, input);
    }
    if (connection.phase == Phase::websocket || connection.phase == Phase::closing) {
        ws_.on_input(connection, input);
    }
}

// Input that came while a request was with the Handler.
void Loop::feed_kept(Connection& connection) {
    if (connection.http == nullptr || !wants_input(connection)) {
        return;
    }
    if (!std::exchange(connection.http->resumed, false) && connection.http->input.empty()) {
        return;
    }
    std::string kept = std::exchange(connection.http->input, {});
    const bool upgraded = connection.phase != Phase::http;
    feed(connection, std::as_writable_bytes(std::span(kept)));
    if (upgraded) {
        connection.http.reset();
    }
}

void Loop::on_input_end(Connection& connection) {
    if (connection.phase == Phase::http) {
        http_.on_input_end(connection);
    } else {
        context_.end(connection);
    }
}

}  // namespace teahouse::net
