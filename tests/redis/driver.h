// SPDX-License-Identifier: MIT
// Runs the Redis client over real sockets, with poll(). For tests: one thread, blocking names.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "redis/socket.h"
#include "resp/client.h"
#include "resp/out.h"

namespace teahouse::resp::live {

class Driver {
public:
    // `authority`: the certificate that servers over TLS are checked with; empty: no TLS.
    explicit Driver(ClientOptions options, const std::string& authority = {});
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    [[nodiscard]] Client& client() { return client_; }
    // Milliseconds of the clock that the client is given.
    [[nodiscard]] static std::int64_t now();

    // One pass: does what the client wants, waits for sockets at most so long.
    void pass(std::int64_t wait_ms);
    // Passes until it holds; false: not within the time.
    bool until(const std::function<bool()>& holds, std::int64_t within_ms);

    // What the client told, for the test to look at and clear.
    std::map<std::uint64_t, Finished> finished;
    std::vector<std::string> heard;  // "on c", "gap c", "c: text", "refused c"

    // Asks and waits for the end: "answered 1", "unknown"...
    std::string ask(std::string_view key, Command command, std::int64_t within_ms = 5'000);

private:
    void act();
    void open(const Open& open);
    void flush();
    void lose(ConnectionId id, const std::string& why);
    void take_events();

    Client client_;
    redis::TlsClient tls_;
    std::map<ConnectionId, std::unique_ptr<redis::Socket>> sockets_;
};

}  // namespace teahouse::resp::live
