// SPDX-License-Identifier: MIT
// The Worker: one thread with epoll. Sockets are registered once, edge-triggered for both
// directions: pausing a reader or waiting for room to write then costs no system call, and a short
// read already says that there is no more. Listeners are level-triggered and shared
// (EPOLLEXCLUSIVE); who accepts gives the connection to the worker that has the fewest.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/channels.h"
#include "net/context.h"
#include "net/fd.h"
#include "net/flush.h"
#include "net/http_side.h"
#include "net/listener.h"
#include "net/mailbox.h"
#include "net/timers.h"
#include "net/tls.h"
#include "net/worker.h"
#include "net/ws_side.h"

struct epoll_event;

namespace teahouse::net {

class Loop;

// What the workers of one Server have in common. Constant while they run, but for the bandwidth's
// atomic.
struct Shared {
    ServerOptions options;
    Bandwidth bandwidth;
    std::vector<std::unique_ptr<Loop>> loops;
};

class Loop final : public Worker {
public:
    Loop(Shared& shared, std::uint32_t index);
    ~Loop() override;

    // --- Before start() ---
    void set_handler(std::unique_ptr<Handler> handler);
    void add_listener(const Listener& listener);
    void set_tls(TlsContext tls) { tls_ = std::move(tls); }
    // Begins the thread. Signals must be blocked by the caller, so that none is delivered to it.
    void start();

    // --- From any thread ---
    bool post(std::function<void()> task, bool must) override;
    void stop() override;
    void join();
    void begin_drain();
    void replace_tls(TlsContext tls);
    [[nodiscard]] std::uint32_t load() const { return load_.load(std::memory_order_relaxed); }
    void add_metrics(Metrics& sum) const;
    // Processor time of the thread so far; 0 before it runs and after it has ended.
    [[nodiscard]] std::int64_t cpu_us() const;

    // --- Worker, see there ---
    void respond(ConnectionId connection, http::Response response) override;
    void accept_websocket(ConnectionId connection, const WebSocketOptions& options) override;
    void pause_body(ConnectionId connection) override;
    void resume_body(ConnectionId connection) override;
    void send(ConnectionId connection, bool text, std::span<const std::byte> payload) override;
    void close(ConnectionId connection, std::uint16_t code, std::string_view reason) override;
    void set_deadline(ConnectionId connection, std::int64_t ms, std::uint16_t code) override;
    void subscribe(ConnectionId connection, ChannelId channel) override;
    void unsubscribe(ConnectionId connection, ChannelId channel) override;
    [[nodiscard]] std::size_t subscriber_count(ChannelId channel) const override;
    [[nodiscard]] std::size_t log_bytes(ChannelId channel) const override;
    [[nodiscard]] std::size_t waiting_bytes(ConnectionId connection) const override;
    [[nodiscard]] std::optional<Traffic> traffic(ConnectionId connection) const override;
    void publish(ChannelId channel, Segment segment, bool ephemeral) override;
    [[nodiscard]] bool pressed() const override { return context_.bandwidth.sockets_wait(); }
    TimerId call_after(std::int64_t ms, std::function<void()> callback) override;
    void cancel(TimerId timer) override { timers_.cancel(timer); }
    [[nodiscard]] std::string peer_address(ConnectionId connection) const override;
    [[nodiscard]] bool is_secure(ConnectionId connection) const override;
    [[nodiscard]] bool is_from_proxy(ConnectionId connection) const override;
    [[nodiscard]] std::string peer_limit_key(ConnectionId connection) const override;
    [[nodiscard]] bool is_loopback(ConnectionId connection) const override;
    [[nodiscard]] bool is_control(ConnectionId connection) const override;

private:
    // epoll's user data of the first listener; below are slots and a mark of the mailbox.
    static constexpr std::uint64_t kListenerMark = std::uint64_t{2} << 32U;
    static constexpr clockid_t kNoClock = -1;

    struct Accepting {
        int fd = -1;
        bool tls = false;
        bool control = false;
    };

    void run();
    void tick();
    void read_clock();
    void forgive(std::int64_t ms);
    // Connections that wait for a request; `unused_too`: those as well that never sent one.
    void close_idle(bool unused_too);
    [[nodiscard]] int wait_ms();
    void wait();
    void on_event(const epoll_event& event);
    bool run_posted();
    void run_timeouts();
    void after_flush();
    void shut_down();

    // loop_accept.cc
    void listen(bool on);
    void accept_some(const Accepting& from);
    void place(Fd fd, const Address& peer, const Accepting& from);
    void adopt(Fd fd, const Address& peer, const Accepting& from);
    [[nodiscard]] bool count_request(Connection& connection);
    void pause_accepting();

    // loop_read.cc
    void read(Connection& connection);
    bool read_once(Connection& connection);
    bool wants_input(const Connection& connection);
    void feed(Connection& connection, std::span<std::byte> input);
    void feed_kept(Connection& connection);
    void on_input_end(Connection& connection);
    bool handshake(Connection& connection);

    [[nodiscard]] const Connection* find(ConnectionId id) const;
    void leave(Connection& connection);
    void free_memory();

    Shared& shared_;
    std::uint32_t index_;
    Fd epoll_;
    Mailbox mailbox_;
    Timers timers_;
    // `connections` is only read by the const functions of Worker.
    mutable Context context_;
    Channels channels_;
    HttpSide http_;
    WsSide ws_;
    Flush flush_;
    std::unique_ptr<Handler> handler_;
    TlsContext tls_;
    std::vector<Accepting> listeners_;
    std::vector<Mailbox::Task> tasks_;
    std::vector<std::uint32_t> slots_;  // scratch
    std::vector<Lagging> lagging_;
    std::int64_t date_s_ = 0;
    std::size_t connections_peak_ = 0;
    bool stopping_ = false;
    std::atomic<std::uint32_t> load_ = 0;          // connections here or on their way here
    std::atomic<clockid_t> cpu_clock_ = kNoClock;  // the thread's own
    std::thread thread_;
};

}  // namespace teahouse::net
