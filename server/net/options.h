// SPDX-License-Identifier: MIT
// What a Server is told at its start. The defaults of all bounds and times are those of
// base/limits.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "net/address.h"

namespace teahouse::net {

struct ListenOptions {
    std::string host;        // name or address; empty: all addresses, IPv6 and IPv4
    std::uint16_t port = 0;  // 0: any free one (see Server::port)
    bool tls = false;
};

struct TlsOptions {
    std::string certificate_file;  // PEM, with its chain
    std::string key_file;          // PEM
};

struct Timeouts {                                // ms
    std::int64_t head = limits::kHeadTimeoutMs;  // TLS handshake and request head together
    std::int64_t keep_alive = limits::kKeepAliveMs;
    std::int64_t body_grace = 5'000;  // the minimum rate of a body is asked for after it
    std::int64_t body_stall = limits::kBodyStallMs;  // a streamed body that brings nothing
    std::int64_t ping = limits::kPingIntervalMs;
    std::int64_t silence = limits::kSilenceMs;
    std::int64_t close = limits::kCloseTimeoutMs;
    std::int64_t linger = 2'000;  // how long input is thrown away after the last answer
    std::int64_t stalled = limits::kStalledMs;
    std::int64_t lag = limits::kLagMs;
};

struct Bounds {
    std::size_t connections_max = limits::kConnectionsMax;  // of the whole process
    std::size_t requests_per_address_max =
        limits::kUnauthenticatedPerAddressMax;  // not yet WebSockets
    std::size_t lag_bytes_max = limits::kLagBytesMax;
    std::size_t log_bytes_max = limits::kRoomLogBytesMax;
    std::size_t outbox_bytes_max = limits::kOutboxBytesMax;
    std::size_t outbox_held_bytes_max = limits::kOutboxHeldBytesMax;
    std::size_t mailbox_tasks_max = limits::kMailboxMessagesMax;
    std::size_t body_bytes_per_second_min = limits::kBodyBytesPerSecondMin;
};

// The self-timed merge (merge_wait.h). What a flush takes is measured by the flushes before it: on
// a loaded machine sends take longer, and more is merged. Small channels never wait.
struct MergeOptions {
    std::optional<std::int64_t> us_per_subscriber;  // what one send takes, if not measured
    std::int64_t wait_max_ms = 10;
};

struct ServerOptions {
    std::vector<ListenOptions> listen;
    // Listening TCP sockets that somebody else opened and keeps open; used instead of `listen`,
    // whose first entry still says whether they speak TLS. Owned by the Server from then on.
    std::vector<int> passed;
    std::uint32_t workers = 1;
    TlsOptions tls;                // needed if a listener has tls
    std::string control_path;      // Unix socket, mode 0600; empty: none
    CidrList trusted_proxies;      // whose X-Forwarded-For and -Proto are believed
    bool io_uring = true;          // send in batches where the kernel can (send_ring.h)
    double bandwidth_mbit = 0;     // cap of the whole server's output; 0: none
    int send_buffer_bytes = 0;     // SO_SNDBUF of connections; 0: the system's
    int receive_buffer_bytes = 0;  // SO_RCVBUF of connections; 0: the system's
    Timeouts timeouts;
    Bounds bounds;
    MergeOptions merge;
};

}  // namespace teahouse::net
