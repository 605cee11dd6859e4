// SPDX-License-Identifier: MIT
// For the tests of this layer: a server with a simple Handler, and a blocking client that checks
// every byte.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/check.h"
#include "http/client_parser.h"
#include "net/fd.h"
#include "net/server.h"
#include "ws/deflate.h"
#include "ws/parser.h"
#include "ws/writer.h"

namespace teahouse::net::testing {

inline constexpr int kPatienceMs = 20'000;  // a test that waits longer has failed

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

inline std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string text_frame(std::string_view text) {
    std::string frame;
    ws::append_frame(frame, {.opcode = ws::Opcode::text}, bytes_of(text));
    return frame;
}

inline Segment segment_of(std::string_view bytes) {
    std::shared_ptr<std::byte[]> chunk(std::make_unique_for_overwrite<std::byte[]>(bytes.size()));
    std::copy_n(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size(), chunk.get());
    const std::byte* data = chunk.get();
    return {.owner = std::move(chunk), .data = data, .size = bytes.size()};
}

// Polls what only a metric tells. False when time is up.
inline bool wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

// What happened, for the test's thread to wait for.
class Events {
public:
    void add(std::string event) {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
        changed_.notify_all();
    }
    // Waits for the event and takes it out.
    bool wait_for(const std::string& event) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs), [&] {
            const auto found = std::find(events_.begin(), events_.end(), event);
            if (found == events_.end()) {
                return false;
            }
            events_.erase(found);
            return true;
        });
    }
    std::size_t count(const std::string& event) {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::count(events_.begin(), events_.end(), event));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
};

// Upgrades /ws, echoes HTTP bodies and WebSocket messages; what a test wants otherwise it sets.
class TestHandler : public Handler {
public:
    TestHandler(Worker& worker, Events& events) : worker_(worker), events_(events) {}

    std::size_t body_limit(const http::RequestHead& head) override {
        return head.path == "/small" ? 10 : 1024 * 1024;
    }
    void on_request(ConnectionId connection, http::Request request) override {
        if (on_request_hook && on_request_hook(worker_, connection, request)) {
            return;
        }
        if (request.head.path == "/ws") {
            last_socket = connection;
            sockets.push_back(connection);
            const auto deflate =
                ws::negotiate_deflate(request.head.field("sec-websocket-extensions"));
            worker_.accept_websocket(connection, {.compress = deflate.agreed,
                                                  .extensions = deflate.extensions,
                                                  .message_bytes_max = 1024 * 1024});
            return;
        }
        http::Response response;
        response.body = request.head.path + " " + request.body;
        worker_.respond(connection, std::move(response));
    }
    void on_message(ConnectionId connection, bool text,
                    std::span<const std::byte> payload) override {
        if (on_message_hook) {
            on_message_hook(worker_, connection, text_of(payload));
        } else {
            worker_.send(connection, text, payload);
        }
    }
    void on_closed(ConnectionId connection) override {
        std::erase(sockets, connection);
        events_.add("closed");
    }
    void on_lag(ConnectionId connection, ChannelId channel) override {
        events_.add("lag " + std::to_string(channel.value));
        if (on_lag_hook) {
            on_lag_hook(worker_, connection, channel);
        }
    }
    void on_tick() override {}
    [[nodiscard]] bool more_expected() const override { return expects_more; }

    bool expects_more = false;

    std::function<bool(Worker&, ConnectionId, http::Request&)> on_request_hook;
    std::function<void(Worker&, ConnectionId, std::string)> on_message_hook;
    std::function<void(Worker&, ConnectionId, ChannelId)> on_lag_hook;
    ConnectionId last_socket;
    std::vector<ConnectionId> sockets;

private:
    Worker& worker_;
    Events& events_;
};

struct TestServer {
    explicit TestServer(ServerOptions options = {},
                        const std::function<void(TestHandler&)>& prepare = {}) {
        if (options.listen.empty()) {
            options.listen.push_back({.host = "127.0.0.1"});
        }
        auto made = Server::create(std::move(options), [&](Worker& worker, std::uint32_t) {
            auto handler = std::make_unique<TestHandler>(worker, events);
            if (prepare) {
                prepare(*handler);
            }
            handlers.push_back(handler.get());
            return handler;
        });
        CHECK(made.has_value());
        server = *std::move(made);
        server->start();
    }

    // Runs something on a worker's thread and waits for it.
    void run(const std::function<void(Worker&, TestHandler&)>& task, std::uint32_t worker = 0) {
        std::promise<void> done;
        CHECK(server->worker(worker).post(
            [&] {
                task(server->worker(worker), *handlers[worker]);
                done.set_value();
            },
            true));
        done.get_future().wait();
    }

    // After the ticks under way: what a client has received already is counted.
    Metrics metrics() {
        for (std::uint32_t i = 0; i < server->worker_count(); ++i) {
            run([](Worker&, TestHandler&) {}, i);
        }
        return server->metrics();
    }

    Events events;
    std::vector<TestHandler*> handlers;
    std::unique_ptr<Server> server;
};

inline Fd connect_to(std::uint16_t port, int receive_buffer_bytes = 0) {
    Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (receive_buffer_bytes > 0) {
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                     sizeof(receive_buffer_bytes));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    return fd;
}

inline std::string upgrade_request(std::string_view more = {}) {
    return "GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
           std::string(more) + "\r\n";
}

// A frame as the peer sees it.
struct Received {
    ws::Event::Kind kind = ws::Event::Kind::need_more;
    std::string payload;
    std::uint16_t code = 0;
};

class TestClient {
public:
    explicit TestClient(std::uint16_t port, int receive_buffer_bytes = 0)
        : fd_(connect_to(port, receive_buffer_bytes)),
          parser_(ws::ParserOptions{
              .role = ws::Role::client, .deflate = true, .message_bytes_max = 64 * 1024 * 1024}) {}

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // Some bytes; empty at the end of the stream or when time is up.
    std::string read_some(std::size_t bytes_max = 64 * 1024, int patience_ms = kPatienceMs) const {
        pollfd poll{.fd = fd_.get(), .events = POLLIN, .revents = 0};
        if (::poll(&poll, 1, patience_ms) <= 0) {
            return {};
        }
        std::string bytes(bytes_max, '\0');
        const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    std::string read_to_end() const {
        std::string all;
        for (std::string bytes = read_some(); !bytes.empty(); bytes = read_some()) {
            all += bytes;
        }
        return all;
    }
    std::optional<http::ClientResponse> response(bool head_request = false) {
        responses_.expect(head_request);
        for (;;) {
            std::string_view view = input_;
            const auto step = responses_.next(view);
            input_ = std::string(view);
            if (step == http::ResponseParser::Step::response) {
                return responses_.take();
            }
            if (step == http::ResponseParser::Step::error) {
                return std::nullopt;
            }
            input_ = read_some();
            if (input_.empty()) {
                return responses_.finish() ? std::optional(responses_.take()) : std::nullopt;
            }
        }
    }
    bool upgrade(std::string_view more = {}) {
        write(upgrade_request(more));
        const auto answer = response();
        return answer && answer->status == 101;
    }
    void send(ws::Opcode opcode, std::string_view payload) const {
        std::string frame;
        ws::append_masked_frame(frame, {.opcode = opcode}, bytes_of(payload),
                                {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}});
        write(frame);
    }
    void send_text(std::string_view text) const { send(ws::Opcode::text, text); }
    // The next frame of any kind; need_more at the end of the stream or when time is up.
    Received next(std::size_t read_bytes = 64 * 1024, int patience_ms = kPatienceMs) {
        for (;;) {
            std::span<std::byte> rest = std::as_writable_bytes(std::span(input_)).subspan(used_);
            const ws::Event event = parser_.next(rest, &inflater_);
            if (event.kind != ws::Event::Kind::need_more) {
                Received received{
                    .kind = event.kind, .payload = text_of(event.payload), .code = event.code};
                used_ = input_.size() - rest.size();
                return received;
            }
            used_ = 0;
            input_ = read_some(read_bytes, patience_ms);
            if (input_.empty()) {
                return {};
            }
        }
    }
    // The next message's text; a close is "close CODE", an error "error WHY", the end "end".
    std::string next_text(std::size_t read_bytes = 64 * 1024) {
        for (;;) {
            const Received received = next(read_bytes);
            switch (received.kind) {
                case ws::Event::Kind::message: return received.payload;
                case ws::Event::Kind::close: return "close " + std::to_string(received.code);
                case ws::Event::Kind::error: return "error " + received.payload;
                case ws::Event::Kind::need_more: return "end";
                case ws::Event::Kind::ping:
                case ws::Event::Kind::pong: break;
            }
        }
    }
    [[nodiscard]] int fd() const { return fd_.get(); }
    void close() { fd_.reset(); }

private:
    Fd fd_;
    std::string input_;
    std::size_t used_ = 0;
    http::ResponseParser responses_;
    ws::Parser parser_;
    ws::Inflater inflater_;
};

}  // namespace teahouse::net::testing
