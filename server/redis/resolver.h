// SPDX-License-Identifier: MIT
// Names to addresses, on a thread of its own: getaddrinfo(3) blocks for as long as it likes.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <sys/socket.h>

#include "resp/url.h"

namespace teahouse::redis {

struct Resolved {
    sockaddr_storage address = {};
    socklen_t size = 0;    // 0: there is none
    std::string why = {};  // then
};

// `host` is an address, which takes no time, or a name.
Resolved resolve(const resp::Endpoint& endpoint, bool only_numeric);

class Resolver {
public:
    using Done = std::function<void(Resolved)>;  // on the resolver's thread

    Resolver();
    // Waits for the name that is being looked up; what waits behind it is dropped.
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    void ask(resp::Endpoint endpoint, Done done);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::pair<resp::Endpoint, Done>> questions_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace teahouse::redis
