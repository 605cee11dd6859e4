// SPDX-License-Identifier: MIT
// How a worker comes by its connections.
#include <cerrno>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/log.h"
#include "net/loop.h"

namespace teahouse::net {

namespace {

constexpr int kAcceptsPerEvent = 64;
constexpr std::int64_t kAcceptPauseMs = 200;
constexpr std::uint32_t kLoadSlack = 2;  // moving a connection for less is not worth it

// What may fail for one connection and not for the next.
bool is_passing(int error) {
    switch (error) {
        case ECONNABORTED:
        case EINTR:
        case EPROTO:
        case ENETDOWN:
        case ENETUNREACH:
        case EHOSTUNREACH:
        case EPERM: return true;
        default: return false;
    }
}

}  // namespace

void Loop::add_listener(const Listener& listener) {
    listeners_.push_back(
        {.fd = listener.fd.get(), .tls = listener.tls, .control = listener.control});
}

void Loop::listen(bool on) {
    bool again = false;
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLEXCLUSIVE;
        event.data.u64 = kListenerMark + i;
        const int done =
            ::epoll_ctl(epoll_.get(), on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listeners_[i].fd, &event);
        // Out of memory or watches: without another try nobody would ever be accepted here again.
        again = again || (on && done != 0 && (errno == ENOMEM || errno == ENOSPC));
    }
    if (again) {
        call_after(kAcceptPauseMs, [this] { listen(true); });
    }
}

void Loop::accept_some(const Accepting& from) {
    for (int i = 0; i < kAcceptsPerEvent; ++i) {
        sockaddr_storage address{};
        socklen_t size = sizeof(address);
        Fd fd(::accept4(from.fd, reinterpret_cast<sockaddr*>(&address), &size,
                        SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (fd) {
            place(std::move(fd), address_of(address), from);
            continue;
        }
        if (errno == EAGAIN || errno == EINVAL) {  // EINVAL: draining, the socket was shut down
            return;
        }
        context_.counters.accept_errors.add();
        if (!is_passing(errno)) {
            pause_accepting();
            return;
        }
    }
}

// Out of descriptors or memory: the listener stays readable, so waiting on it would spin. Clients
// wait in the kernel's queue meanwhile.
void Loop::pause_accepting() {
    log(LogLevel::warning, "cannot accept connections: out of file descriptors or memory");
    listen(false);
    call_after(kAcceptPauseMs, [this] { listen(true); });
}

// To the worker that has the fewest connections.
void Loop::place(Fd fd, const Address& peer, const Accepting& from) {
    Loop* least = this;
    std::size_t total = 0;
    for (const auto& loop : shared_.loops) {
        total += loop->load();
        if (loop->load() + kLoadSlack < least->load() + (least == this ? 0 : kLoadSlack)) {
            least = loop.get();
        }
    }
    if (total >= shared_.options.bounds.connections_max && !from.control) {
        context_.counters.refused.add();
        return;
    }
    least->load_.fetch_add(1, std::memory_order_relaxed);
    if (least == this) {
        adopt(std::move(fd), peer, from);
        return;
    }
    const int handed_over = fd.release();
    if (!least->post(
            [least, handed_over, peer, from] { least->adopt(Fd(handed_over), peer, from); },
            true)) {
        fd = Fd(handed_over);
        least->load_.fetch_sub(1, std::memory_order_relaxed);
    }
}

void Loop::adopt(Fd fd, const Address& peer, const Accepting& from) {
    Connection& connection = context_.connections.create(std::move(fd));
    context_.counters.accepted.add();
    context_.counters.connections.add();
    connection.http = std::make_unique<HttpExchange>();
    connection.http->socket_peer = peer;
    connection.http->since_ms = context_.now_ms;
    connection.http->from_proxy = !from.control && contains(shared_.options.trusted_proxies, peer);
    connection.peer = peer;
    connection.control = from.control;
    connection.loopback = from.control || peer.is_loopback();
    connection.secure = from.tls;
    connection.readable = true;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = connection.slot;
    if (!count_request(connection) ||
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection.fd.get(), &event) != 0) {
        context_.counters.refused.add();
        context_.end(connection);
        return;
    }
    if (from.tls) {
        connection.tls = TlsSession(tls_, connection.fd.get());
        connection.phase = Phase::handshake;
        if (!connection.tls) {
            context_.end(connection);
            return;
        }
    }
    context_.arm(connection);
    context_.queue_input(connection);  // the first bytes are often there already
}

// Connections that are no WebSockets (yet) are bounded per address; proxies and this machine stand
// for many.
bool Loop::count_request(Connection& connection) {
    if (connection.loopback || connection.http->from_proxy) {
        return true;
    }
    std::uint32_t& count = context_.requests_per_address[limit_key(connection.http->socket_peer)];
    ++count;
    connection.counted = true;
    return count * shared_.options.workers <=
           shared_.options.bounds.requests_per_address_max + shared_.options.workers - 1;
}

}  // namespace teahouse::net
