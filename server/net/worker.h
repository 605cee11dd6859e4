// SPDX-License-Identifier: MIT
// A worker: one event loop (epoll) on one thread with its listeners, connections, timers and
// mailbox, and the flush. It carries HTTP requests, WebSocket messages and shared frame logs
// ("channels"); it knows nothing of rooms or users.
//
// A tick is one pass of the loop: read all readable sockets (handlers run, output is only queued),
// drain the mailbox, then flush: one send per connection with output. Nothing is ever sent from
// inside a handler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "http/message.h"
#include "net/segment.h"

namespace teahouse::net {

// Names a connection everywhere outside its worker: worker index, slot and generation. Never
// reused.
using ConnectionId = Id<struct ConnectionTag>;
constexpr std::uint32_t worker_of(ConnectionId id) {
    return static_cast<std::uint32_t>(id.value >> 45U);
}

// One shared frame log. The gateway has one per room, format and compression.
using ChannelId = Id<struct ChannelTag>;

// What a worker tells the layer above. One Handler per worker; all calls on the worker's thread,
// none re-entrant. Calls of Worker from inside them are fine.
class Handler {
public:
    virtual ~Handler() = default;

    // The largest body accepted for this request (0: none), asked when its head is complete.
    virtual std::size_t body_limit(const http::RequestHead& head) = 0;
    // A complete request. Answer with Worker::respond or Worker::accept_websocket, now or later,
    // exactly once.
    virtual void on_request(ConnectionId connection, http::Request request) = 0;
    // The head of a request with a body of declared length, within its limit. True: the body comes
    // in pieces (on_body), then on_request without a body; no byte is read before resume_body, and
    // the answer may be given at any time. False: it is kept whole.
    virtual bool on_upload(ConnectionId /*connection*/, const http::RequestHead& /*head*/) {
        return false;
    }
    // A piece. To slow the client down: pause_body.
    virtual void on_body(ConnectionId /*connection*/, std::string_view /*piece*/) {}
    // A whole message; the bytes live until the call returns. Text is valid UTF-8.
    virtual void on_message(ConnectionId connection, bool text,
                            std::span<const std::byte> payload) = 0;
    // The connection is gone; its id is dead. Also called for HTTP connections whose request was
    // not answered yet.
    virtual void on_closed(ConnectionId connection) = 0;
    // A subscriber is too far behind and was unsubscribed; it was sent whole frames only.
    virtual void on_lag(ConnectionId connection, ChannelId channel) = 0;
    // After reading and the mailbox, before the flush; again if that made the mailbox fill.
    virtual void on_tick() = 0;
    // Whether more is about to be published, e.g. because commits are under way. Asked before the
    // flush of a large channel, which then waits a little to send both together (MergeOptions).
    [[nodiscard]] virtual bool more_expected() const { return false; }
};

struct WebSocketOptions {
    std::string subprotocol;  // chosen one, or empty
    bool compress =
        false;  // permessage-deflate was agreed (http head carries the offers); see ws/deflate.h
    std::string extensions;  // the Sec-WebSocket-Extensions answer, or empty
    int server_window_bits =
        15;  // of the agreement, for Worker::send; below 15: plain channels only
    std::size_t message_bytes_max = 0;
};

// Since a connection was accepted, on the wire.
struct Traffic {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;      // and acknowledged
    std::uint32_t rtt_us = 0;    // there and back; 0: not known
    std::uint32_t channels = 0;  // that it reads now
};

class Worker {
public:
    virtual ~Worker() = default;

    // --- On the worker's thread only ---
    virtual void respond(ConnectionId connection, http::Response response) = 0;
    // Checks nothing but the handshake itself (Origin, authentication and limits are the caller's);
    // 101 goes out.
    virtual void accept_websocket(ConnectionId connection, const WebSocketOptions& options) = 0;
    // A streamed body: read no more of it, or go on.
    virtual void pause_body(ConnectionId connection) = 0;
    virtual void resume_body(ConnectionId connection) = 0;
    // Queues one whole message for one connection, framed (and compressed if agreed and worth it)
    // by the worker.
    virtual void send(ConnectionId connection, bool text, std::span<const std::byte> payload) = 0;
    // Starts the closing handshake after what is queued, or ends an HTTP connection.
    virtual void close(ConnectionId connection, std::uint16_t code, std::string_view reason) = 0;

    // Closes the connection with this code after `ms`, unless set again or cleared (ms = 0) before.
    // Cheap, for e.g. sockets that have yet to say who they are.
    virtual void set_deadline(ConnectionId connection, std::int64_t ms, std::uint16_t code) = 0;

    // From now on what is published to the channel goes to the connection, after private messages
    // queued before.
    virtual void subscribe(ConnectionId connection, ChannelId channel) = 0;
    // What was published before still goes out.
    virtual void unsubscribe(ConnectionId connection, ChannelId channel) = 0;
    [[nodiscard]] virtual std::size_t subscriber_count(ChannelId channel) const = 0;
    // Bytes that are kept for subscribers who are behind.
    [[nodiscard]] virtual std::size_t log_bytes(ChannelId channel) const = 0;
    // Bytes that wait for a connection: those to it alone, and those that it is behind in channels.
    [[nodiscard]] virtual std::size_t waiting_bytes(ConnectionId connection) const = 0;
    // None when gone. Asks the kernel: not for every connection at once.
    [[nodiscard]] virtual std::optional<Traffic> traffic(ConnectionId connection) const = 0;
    // Finished frames for all local subscribers; `ephemeral` ones are skipped for a subscriber that
    // has other bytes waiting.
    virtual void publish(ChannelId channel, Segment segment, bool ephemeral) = 0;
    // WebSockets (of any worker) wait for the bandwidth cap: what can come later should.
    [[nodiscard]] virtual bool pressed() const = 0;

    using TimerId = std::uint64_t;
    virtual TimerId call_after(std::int64_t ms, std::function<void()> callback) = 0;
    virtual void cancel(TimerId timer) = 0;

    // The peer's address as text, honouring trusted proxies; "" when gone.
    [[nodiscard]] virtual std::string peer_address(ConnectionId connection) const = 0;
    [[nodiscard]] virtual bool is_secure(
        ConnectionId connection) const = 0;  // TLS here, or told so by a trusted proxy
    // The same for limits per address: the /64 of an IPv6 address (see limit_key).
    [[nodiscard]] virtual std::string peer_limit_key(ConnectionId connection) const = 0;
    // The socket's peer is a trusted proxy.
    [[nodiscard]] virtual bool is_from_proxy(ConnectionId connection) const = 0;
    // This machine asks, and not for somebody else: the socket's peer is a loopback address and
    // the last request came through no proxy.
    [[nodiscard]] virtual bool is_loopback(ConnectionId connection) const = 0;
    [[nodiscard]] virtual bool is_control(
        ConnectionId connection) const = 0;  // came over the control socket

    // --- From any thread ---
    // Runs the task on the worker's thread in its next tick; tasks of one poster keep their order.
    // False when the mailbox is full (limits::kMailboxMessagesMax) or the worker has stopped;
    // `must` ignores the bound (completions of accepted work).
    virtual bool post(std::function<void()> task, bool must = false) = 0;
    virtual void stop() = 0;
};

}  // namespace teahouse::net
