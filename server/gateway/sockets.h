// SPDX-License-Identifier: MIT
// The WebSocket sessions of one worker: bytes → commands, deliveries → frames, badges of closed
// rooms.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/token_bucket.h"
#include "gateway/delivery.h"
#include "gateway/heads.h"
#include "gateway/held_pushes.h"
#include "gateway/worker_context.h"
#include "http/message.h"

namespace teahouse::gateway {

// The server ends, or is about to have another engine: come back in a moment.
inline constexpr std::uint16_t kCloseDraining = 4012;

struct Look;

// admin.connections, until the engine says that it may be.
struct AskedLook {
    std::uint64_t re = 0;
    proto::AdminConnectionsRequest request;
};

class Sockets {
public:
    explicit Sockets(WorkerContext& context);

    // GET /ws: checks Origin and handshake, then upgrades, or answers why not.
    void upgrade(net::ConnectionId connection, const http::RequestHead& head);
    // GET /echo, only with test.echo and from loopback.
    void upgrade_echo(net::ConnectionId connection, const http::RequestHead& head);

    void on_message(net::ConnectionId connection, bool text, std::span<const std::byte> payload);
    // False if it was not one of these.
    bool on_closed(net::ConnectionId connection);
    void on_lag(net::ConnectionId connection, net::ChannelId channel);
    [[nodiscard]] bool has(SessionId session) const {
        return sockets_.contains(connection_of(session));
    }
    void apply(chat::Reply& reply);
    void apply(PushTo& push);
    void apply(Publish& publish);
    void apply(const HeadMoved& moved);
    void apply(const chat::Subscribe& subscribe);
    void apply(const chat::Unsubscribe& unsubscribe);
    void apply(const chat::Follow& follow);
    void apply(const chat::Unfollow& unfollow);
    void apply(const chat::Close& close);

    // Tells every session to come back, spread over some seconds, and closes with 4012.
    void drain();
    // The same at once: what the engine knew of the sessions is gone, and it is told nothing more
    // of them.
    void end_all();
    // The engine's mailbox was full: these requests are answered here.
    void refuse(const std::vector<Inbound>& batch);
    // The part of this worker in what an administrator looks at (live_view.h).
    void take_look(const std::shared_ptr<Look>& look);

private:
    enum class Stage : std::uint8_t { fresh, greeting, live, echo, ended };
    struct Socket {
        Variant variant;
        Stage stage = Stage::fresh;
        std::uint8_t bad_frames = 0;
        std::uint64_t request = 0;  // the number of the upgrade
        TokenBucket commands;
        std::unique_ptr<proto::TokenHash> token;  // from the upgrade request, until hello
        std::unique_ptr<std::string> address;     // while it counts as unauthenticated
        std::unique_ptr<AskedLook> look;          // that waits for the engine
        UserId user = {};                         // from the welcome on, as are those below
        DeviceId device = {};
        TimeMs since = 0;
        std::uint32_t lagged = 0;
    };

    // True: go on. Otherwise the request has been answered.
    bool check_handshake(net::ConnectionId connection, const http::RequestHead& head);
    void take_request(net::ConnectionId connection, Socket& socket, std::uint64_t id,
                      proto::Request request);
    void greet(net::ConnectionId connection, Socket& socket, std::uint64_t id,
               proto::HelloRequest hello);
    void bad_frame(net::ConnectionId connection, Socket& socket, std::uint64_t id,
                   const Error& error);
    void answer_error(net::ConnectionId connection, const Socket& socket, std::uint64_t id,
                      const Error& error);
    void send(net::ConnectionId connection, const Socket& socket);
    // False: this push need not wait.
    bool hold(SessionId session, const proto::Push& push);
    void send_held();
    // Spread over so many ms, from `first_ms` on.
    void tell_to_return(std::uint32_t first_ms, std::uint32_t spread_ms);
    bool admit_address(net::ConnectionId connection, Socket& socket);
    void release_address(Socket& socket);
    void expire_fresh();
    Socket* find(SessionId session);
    void welcome(Socket& socket, const proto::HelloReply& reply);
    void begin_look(chat::Reply& reply, Socket& socket);
    void answer(net::ConnectionId connection, const Socket& socket, std::uint64_t id,
                const proto::Reply& reply);

    // live_view.cc: what administrators see
    // False: there are more buckets.
    bool search_some(Look& look);
    [[nodiscard]] std::uint64_t order_key(proto::ConnectionOrder order,
                                          net::ConnectionId connection, const Socket& socket) const;
    void fill(Look& look);
    void fill(proto::LiveRoom& room) const;
    void fill(proto::AdminConnection& one) const;
    // What log lines name a frame by: the upgrade's request and the frame's own number.
    [[nodiscard]] std::string frame_id(const Socket& socket, std::uint64_t id) const;

    WorkerContext& context_;
    std::unordered_map<net::ConnectionId, Socket> sockets_;
    std::deque<std::pair<std::int64_t, net::ConnectionId>> fresh_;  // by deadline
    bool expiry_set_ = false;
    Heads heads_;
    HeldPushes held_;
    bool held_set_ = false;  // send_held() will be called
    std::string payload_;    // scratch
};

}  // namespace teahouse::gateway
