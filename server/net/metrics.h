// SPDX-License-Identifier: MIT
// What the networking layer counts. Written by one worker each, read by any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace teahouse::net {

// A number with one writer: no locked instruction needed to add.
class Counter {
public:
    void add(std::uint64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    void subtract(std::uint64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) - n, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

// `Number` is Counter inside a worker and std::uint64_t in a sum over all of them.
template <class Number>
struct MetricsOf {
    Number connections{};        // open now
    Number websockets{};         // open now
    Number accepted{};           // connections so far
    Number accept_errors{};      // accept() failed: out of descriptors or memory
    Number refused{};            // closed at once: too many connections
    Number requests{};           // HTTP requests
    Number request_errors{};     // answered below the routes: malformed, too large, too slow
    Number messages_in{};        // WebSocket messages
    Number protocol_errors{};    // WebSocket connections closed for breaking the protocol
    Number bytes_in{};           // after TLS
    Number bytes_out{};          // before TLS
    Number sends{};              // system calls (or TLS writes) of the flush
    Number frames_private{};     // messages to one connection
    Number segments{};           // published pieces of frame logs
    Number deliveries{};         // those, once for each of their readers
    Number segments_dropped{};   // ephemeral ones left out under the bandwidth cap
    Number blocked{};            // a socket took no more
    Number lags{};               // subscribers that were too far behind
    Number stalls{};             // closed with 4008
    Number timeouts{};           // closed for silence, or a head or body that came too slowly
    Number tls_handshakes{};     // completed
    Number tls_errors{};         // failed handshakes and broken sessions
    Number flushes_postponed{};  // left something unsent for the bandwidth cap
    Number rings{};              // workers that send by io_uring
    Number ticks{};              // passes of the loop
    Number log_bytes{};          // held now in channels, for subscribers that are behind
    Number outbox_bytes{};       // private bytes that wait now, after the flush
    Number mailbox_tasks{};      // waiting now; asked of the mailbox, not counted
};

using Counters = MetricsOf<Counter>;
using Metrics = MetricsOf<std::uint64_t>;

void add(Metrics& sum, Counters& counters);

}  // namespace teahouse::net
