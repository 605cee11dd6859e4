// SPDX-License-Identifier: MIT
// One accepted socket as its worker sees it. Small: an idle WebSocket holds no buffer, and what
// only HTTP needs is freed by the upgrade.
//
//   handshake ──TLS done──▶ http ──accept_websocket──▶ websocket ──close()──▶ closing
//       │                    │ last answer sent            │ peer's close        │ peer's close, or
//       time is up └──────── error ─────┴──────────▶ lingering ◀──────┴─────────────────────┘
//                                            │ end of input, or time is up
//                                            ▼
//                                          ended (freed at the end of the tick)
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/parser.h"
#include "net/address.h"
#include "net/fd.h"
#include "net/outbox.h"
#include "net/tls.h"
#include "net/worker.h"
#include "ws/parser.h"

namespace teahouse::net {

enum class Phase : std::uint8_t { handshake, http, websocket, closing, lingering, ended };

// What an HTTP connection has beside the socket.
struct HttpExchange {
    http::RequestParser parser;
    std::string input;  // received while the Handler has a request, to be read after the answer
    Address socket_peer;
    bool from_proxy = false;  // the socket's peer is a trusted proxy

    // The request that the Handler has or the answer is for.
    bool asked = false;      // with the Handler
    bool answering = false;  // `head` and `response` go out
    bool head_only = false;  // HEAD
    bool streaming = false;  // the Handler takes the body in pieces
    bool paused = false;     // … and wants none just now
    bool resumed = false;    // … and has just said that it goes on
    bool keep_alive = true;
    bool served = false;  // not the first request any more
    int minor_version = 1;
    int upgrade_status = 0;  // what accept_websocket will find: 101 or a refusal
    std::string_view upgrade_why;
    std::string upgrade_key;

    std::string head;  // bytes before the body: interim answers, the response's head
    http::Response response;
    std::uint64_t body_sent = 0;
    std::int64_t piece_ms = 0;   // a streamed body: its last piece
    std::int64_t paused_ms = 0;  // since when it is paused
    std::int64_t since_ms = 0;   // start of waiting for, or of, the current head or body
};

// Where a connection stands in a channel's list of subscribers.
struct Subscription {
    std::uint32_t channel = 0;   // index in Channels
    std::uint32_t position = 0;  // in its list
};

struct Connection {
    Fd fd;
    Phase phase = Phase::http;
    bool readable : 1 = false;      // the kernel may have more input
    bool input_queued : 1 = false;  // in Context::input_queue
    bool hung_up : 1 = false;       // the end of input is near: read on after a short read
    bool input_ended : 1 = false;   // the peer will send no more
    bool secure : 1 = false;
    bool loopback : 1 = false;
    bool control : 1 = false;
    bool counted : 1 = false;        // in Context::requests_per_address
    bool told_handler : 1 = false;   // on_closed is due: the Handler knows of it
    bool end_when_sent : 1 = false;  // linger once the outbox is empty
    bool compress : 1 = false;
    std::uint8_t window_bits = 15;  // of compressed messages
    std::uint16_t deadline_code = 0;
    std::uint32_t slot = 0;
    std::uint32_t message_bytes_max = 0;  // of a WebSocket
    std::uint32_t tls_committed = 0;      // bytes that the next TLS write must begin with
    std::size_t outbox_counted = 0;       // part of Metrics::outbox_bytes
    ConnectionId id;
    TlsSession tls;
    std::unique_ptr<HttpExchange> http;
    std::optional<ws::Parser> parser;
    std::unique_ptr<Outbox> outbox;
    std::vector<Subscription> subscriptions;
    Address peer;  // the client, behind trusted proxies too

    // Times of the worker's clock, in ms.
    std::int64_t heard_ms = 0;     // the last input
    std::int64_t pinged_ms = 0;    // the last ping
    std::int64_t progress_ms = 0;  // output was last taken, or began to wait
    std::int64_t deadline_ms = 0;  // Worker::set_deadline; 0: none
};

}  // namespace teahouse::net
