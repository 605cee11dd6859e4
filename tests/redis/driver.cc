// SPDX-License-Identifier: MIT
#include "driver.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/steady_ms.h"
#include "resp/client.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/subscriber.h"

namespace teahouse::resp::live {

struct Driver::Socket {
    ~Socket() {
        SSL_free(ssl);
        ::close(fd);
    }
    int fd = -1;
    SSL* ssl = nullptr;
    enum class Stage : std::uint8_t { connecting, shaking_hands, open } stage = Stage::connecting;
    std::string out;
    short wants = POLLOUT;
};

Driver::Driver(ClientOptions options, const std::string& authority)
    : client_(std::move(options)), tls_(nullptr, SSL_CTX_free) {
    if (!authority.empty()) {
        tls_.reset(SSL_CTX_new(TLS_client_method()));
        CHECK(SSL_CTX_load_verify_locations(tls_.get(), authority.c_str(), nullptr) == 1);
        SSL_CTX_set_verify(tls_.get(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_mode(tls_.get(),
                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
    }
    client_.start(now());
}

Driver::~Driver() = default;

std::int64_t Driver::now() { return steady_ms(); }

void Driver::open(const Open& open) {
    auto socket = std::make_unique<Socket>();
    socket->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    CHECK(socket->fd >= 0);
    const int on = 1;
    ::setsockopt(socket->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(open.to.port);
    const std::string host = open.to.host == "localhost" ? "127.0.0.1" : open.to.host;
    CHECK(::inet_pton(AF_INET, host.c_str(), &to.sin_addr) == 1);
    const bool failed =
        ::connect(socket->fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
        errno != EINPROGRESS;
    if (open.tls) {
        socket->ssl = SSL_new(tls_.get());
        SSL_set_fd(socket->ssl, socket->fd);
        SSL_set1_host(socket->ssl, open.to.host.c_str());
        SSL_set_connect_state(socket->ssl);
    }
    sockets_[open.connection] = std::move(socket);
    if (failed) {
        lose(open.connection, "connect");
    }
}

void Driver::lose(ConnectionId id, const std::string& why) {
    sockets_.erase(id);
    client_.on_closed(id, why, now());
}

void Driver::act() {
    for (const Action& action : client_.take_actions()) {
        if (const auto* one = std::get_if<Open>(&action)) {
            open(*one);
        } else if (const auto* close = std::get_if<Close>(&action)) {
            sockets_.erase(close->connection);
        } else if (const auto* send = std::get_if<Send>(&action)) {
            if (const auto at = sockets_.find(send->connection); at != sockets_.end()) {
                at->second->out += send->bytes;
            }
        }
    }
}

bool Driver::shake_hands(ConnectionId id, Socket& socket) {
    if (socket.stage == Socket::Stage::connecting) {
        int fault = 0;
        socklen_t size = sizeof fault;
        ::getsockopt(socket.fd, SOL_SOCKET, SO_ERROR, &fault, &size);
        if (fault != 0) {
            lose(id, "refused");
            return false;
        }
        socket.stage = Socket::Stage::shaking_hands;
    }
    if (socket.ssl != nullptr) {
        const int result = SSL_do_handshake(socket.ssl);
        if (result != 1) {
            const int want = SSL_get_error(socket.ssl, result);
            if (want != SSL_ERROR_WANT_READ && want != SSL_ERROR_WANT_WRITE) {
                lose(id, "TLS");
                return false;
            }
            socket.wants = want == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
            return false;
        }
    }
    socket.stage = Socket::Stage::open;
    client_.on_open(id, now());
    return true;
}

void Driver::write(ConnectionId id, Socket& socket) {
    while (!socket.out.empty()) {
        const std::ptrdiff_t sent =
            socket.ssl != nullptr
                ? SSL_write(socket.ssl, socket.out.data(), static_cast<int>(socket.out.size()))
                : ::send(socket.fd, socket.out.data(), socket.out.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            const bool later =
                socket.ssl != nullptr
                    ? SSL_get_error(socket.ssl, static_cast<int>(sent)) == SSL_ERROR_WANT_WRITE
                    : errno == EAGAIN;
            if (!later) {
                lose(id, "send");
            }
            return;
        }
        socket.out.erase(0, static_cast<std::size_t>(sent));
    }
}

void Driver::read(ConnectionId id, Socket& socket) {
    std::array<char, 65'536> buffer;
    for (;;) {
        const std::ptrdiff_t got =
            socket.ssl != nullptr
                ? SSL_read(socket.ssl, buffer.data(), static_cast<int>(buffer.size()))
                : ::recv(socket.fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            const bool later =
                socket.ssl != nullptr
                    ? SSL_get_error(socket.ssl, static_cast<int>(got)) == SSL_ERROR_WANT_READ
                    : got < 0 && errno == EAGAIN;
            if (!later) {
                lose(id, "end");
            }
            return;
        }
        client_.on_bytes(id, {buffer.data(), static_cast<std::size_t>(got)}, now());
        if (!sockets_.contains(id)) {
            return;
        }
    }
}

void Driver::pass(std::int64_t wait_ms) {
    client_.tick(now());
    act();
    std::vector<pollfd> polled;
    std::vector<ConnectionId> ids;
    for (auto& [id, socket] : sockets_) {
        const bool open = socket->stage == Socket::Stage::open;
        const auto writes = static_cast<short>(socket->out.empty() ? 0 : POLLOUT);
        polled.push_back({.fd = socket->fd,
                          .events = open ? static_cast<short>(POLLIN | writes) : socket->wants,
                          .revents = 0});
        ids.push_back(id);
    }
    take_events();
    const std::int64_t wait = std::clamp<std::int64_t>(client_.next_tick_ms() - now(), 0, wait_ms);
    ::poll(polled.data(), polled.size(), static_cast<int>(wait));
    for (std::size_t i = 0; i < polled.size(); ++i) {
        const auto at = sockets_.find(ids[i]);
        if (polled[i].revents == 0 || at == sockets_.end()) {
            continue;
        }
        Socket& socket = *at->second;
        if (socket.stage != Socket::Stage::open && !shake_hands(ids[i], socket)) {
            continue;
        }
        if ((polled[i].revents & POLLOUT) != 0) {
            write(ids[i], socket);
        }
        if (sockets_.contains(ids[i]) && (polled[i].revents & ~POLLOUT) != 0) {
            read(ids[i], socket);
        }
    }
    client_.tick(now());
    act();
    take_events();
}

void Driver::take_events() {
    for (ClientEvent& event : client_.take_events()) {
        if (auto* one = std::get_if<Finished>(&event)) {
            const std::uint64_t id = one->id.value;
            CHECK(finished.emplace(id, std::move(*one)).second);
        } else if (const auto* message = std::get_if<Message>(&event)) {
            heard.push_back(std::string(message->channel()) + ": " +
                            std::string(message->payload()));
        } else if (const auto* subscribed = std::get_if<Subscribed>(&event)) {
            heard.push_back((subscribed->gap ? "gap " : "on ") + subscribed->channel.name);
        } else if (const auto* refused = std::get_if<Refused>(&event)) {
            heard.push_back("refused " + refused->channel.name);
        }
    }
}

bool Driver::until(const std::function<bool()>& holds, std::int64_t within_ms) {
    const std::int64_t end = now() + within_ms;
    while (!holds()) {
        if (now() > end) {
            return false;
        }
        pass(20);
    }
    return true;
}

std::string Driver::ask(std::string_view key, Command command, std::int64_t within_ms) {
    const auto id = client_.request(key, std::move(command), now() + within_ms);
    if (!id) {
        return "refused: " + id.error().message;
    }
    until([&] { return finished.contains(id->value); }, within_ms + 1'000);
    const auto at = finished.find(id->value);
    if (at == finished.end()) {
        return "no end";
    }
    std::string told(to_string(at->second.outcome));
    if (at->second.outcome == Outcome::answered) {
        told += " " + describe(at->second.reply.root());
    }
    return told;
}

}  // namespace teahouse::resp::live
