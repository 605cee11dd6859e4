// SPDX-License-Identifier: MIT
// What the parts of one worker's handler have in common. On the worker's thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/engine_door.h"
#include "gateway/shared.h"
#include "http/message.h"
#include "net/worker.h"

namespace teahouse::gateway {

struct WorkerContext {
    Shared& shared;
    net::Worker& worker;
    std::vector<Inbound> outgoing;  // posted to the engine once a tick
    std::uint64_t request = 0;      // the number of the HTTP request that came in last

    void to_engine(chat::Command command, Variant variant = {}) {
        outgoing.push_back(Inbound{.command = std::move(command), .variant = variant});
    }
    // What log lines and answers name a request by: unique over restarts.
    [[nodiscard]] std::string request_id(std::uint64_t number) const;
    // Answers the request that came in last, or the one with this number.
    void respond(net::ConnectionId connection, http::Response response);
    void respond(net::ConnectionId connection, http::Response response, std::uint64_t number);
};

inline SessionId session_of(net::ConnectionId connection) { return SessionId(connection.value); }
inline net::ConnectionId connection_of(SessionId session) {
    return net::ConnectionId(session.value);
}

// The token that a request carries: Authorization: Bearer, else the session cookie.
std::optional<proto::TokenHash> token_of(const http::RequestHead& head, bool secure);
// __Host-sid under TLS (RFC 6265bis section 4.1.3.2), sid without.
std::string_view cookie_name(bool secure);

}  // namespace teahouse::gateway
