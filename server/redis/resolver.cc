// SPDX-License-Identifier: MIT
#include "redis/resolver.h"

#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>

#include "resp/url.h"

namespace teahouse::redis {

Resolved resolve(const resp::Endpoint& endpoint, bool only_numeric) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (only_numeric ? AI_NUMERICHOST : AI_ADDRCONFIG);
    addrinfo* found = nullptr;
    const int fault =
        ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
    Resolved resolved;
    if (fault != 0 || !list) {
        resolved.why = fault != 0 ? ::gai_strerror(fault) : "no such name";
        return resolved;
    }
    std::memcpy(&resolved.address, list->ai_addr, list->ai_addrlen);
    resolved.size = list->ai_addrlen;
    return resolved;
}

Resolver::Resolver() : thread_([this] { run(); }) {}

Resolver::~Resolver() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Resolver::ask(resp::Endpoint endpoint, Done done) {
    {
        const std::scoped_lock lock(mutex_);
        questions_.emplace_back(std::move(endpoint), std::move(done));
    }
    wake_.notify_one();
}

void Resolver::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !questions_.empty(); });
        if (stopping_) {
            return;
        }
        const auto [endpoint, done] = std::move(questions_.front());
        questions_.pop_front();
        lock.unlock();
        done(resolve(endpoint, false));
        lock.lock();
    }
}

}  // namespace teahouse::redis
