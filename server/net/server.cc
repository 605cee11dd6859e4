// SPDX-License-Identifier: MIT
#include "net/server.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include "net/listener.h"
#include "net/loop.h"
#include "net/tls.h"

namespace teahouse::net {

namespace {

constexpr std::uint32_t kWorkersMax = 256;  // a ConnectionId has 8 bits for them

}  // namespace

struct Server::State {
    Shared shared;
    std::vector<Listener> listeners;
    std::vector<std::uint16_t> ports;  // by options.listen
    std::unique_ptr<ControlSocket> control;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::create(ServerOptions options,
                                               const HandlerFactory& make_handler) {
    auto state = std::make_unique<State>();
    Shared& shared = state->shared;
    shared.options = std::move(options);
    shared.bandwidth.set_cap(shared.options.bandwidth_mbit);
    shared.options.workers = std::clamp(shared.options.workers, 1U, kWorkersMax);
    bool has_tls = false;
    for (const int passed : shared.options.passed) {
        const bool tls = !shared.options.listen.empty() && shared.options.listen.front().tls;
        TRY(adopted, adopt_tcp(passed, tls, shared.options));
        state->ports.push_back(adopted.port);
        state->listeners.push_back(std::move(adopted));
        has_tls = has_tls || tls;
    }
    for (const ListenOptions& listen : shared.options.listen) {
        if (!shared.options.passed.empty()) {
            break;
        }
        TRY(opened, listen_tcp(listen, shared.options));
        state->ports.push_back(opened.front().port);
        has_tls = has_tls || listen.tls;
        for (Listener& listener : opened) {
            state->listeners.push_back(std::move(listener));
        }
    }
    TlsContext tls;
    if (has_tls) {
        TRY(made, make_tls_context(shared.options.tls));
        tls = made;
    }
    if (!shared.options.control_path.empty()) {
        TRY(control, ControlSocket::open(shared.options.control_path));
        state->control = std::move(control);
    }
    for (std::uint32_t i = 0; i < shared.options.workers; ++i) {
        shared.loops.push_back(std::make_unique<Loop>(shared, i));
        Loop& loop = *shared.loops.back();
        loop.set_tls(tls);
        for (const Listener& listener : state->listeners) {
            loop.add_listener(listener);
        }
    }
    if (state->control != nullptr) {
        shared.loops.front()->add_listener(state->control->listener());
    }
    for (std::uint32_t i = 0; i < shared.options.workers; ++i) {
        shared.loops[i]->set_handler(make_handler(*shared.loops[i], i));
    }
    return std::make_unique<Server>(std::move(state));
}

Server::~Server() {
    stop();
    join();
}

void Server::start() {
    // Signals belong to the main thread. SIGPIPE too: OpenSSL writes without MSG_NOSIGNAL.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    for (const auto& loop : state_->shared.loops) {
        loop->start();
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Server::begin_drain() {
    for (const Listener& listener : state_->listeners) {
        // New connections are refused at once, or wait in the queue for whoever comes after us.
        if (!listener.passed) {
            ::shutdown(listener.fd.get(), SHUT_RD);
        }
    }
    for (const auto& loop : state_->shared.loops) {
        loop->begin_drain();
    }
}

void Server::stop() {
    for (const auto& loop : state_->shared.loops) {
        loop->stop();
    }
}

void Server::join() {
    for (const auto& loop : state_->shared.loops) {
        loop->join();
    }
}

Status Server::reload_tls(const TlsOptions& options) {
    TRY(tls, make_tls_context(options));
    for (const auto& loop : state_->shared.loops) {
        loop->replace_tls(tls);
    }
    return {};
}

std::uint16_t Server::port() const { return port(0); }

std::uint16_t Server::port(std::size_t listener) const { return state_->ports.at(listener); }

std::uint32_t Server::worker_count() const { return state_->shared.options.workers; }

Worker& Server::worker(std::uint32_t index) { return *state_->shared.loops[index]; }

std::vector<std::int64_t> Server::loop_cpu_us() const {
    std::vector<std::int64_t> spent;
    for (const auto& loop : state_->shared.loops) {
        spent.push_back(loop->cpu_us());
    }
    return spent;
}

Metrics Server::metrics() const {
    Metrics sum;
    for (const auto& loop : state_->shared.loops) {
        loop->add_metrics(sum);
    }
    return sum;
}

}  // namespace teahouse::net
