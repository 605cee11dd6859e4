// SPDX-License-Identifier: MIT
// What the parts of one worker share. Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/address.h"
#include "net/bandwidth.h"
#include "net/connection_table.h"
#include "net/metrics.h"
#include "net/options.h"
#include "net/outbox.h"
#include "net/timeout_wheel.h"
#include "net/worker.h"
#include "ws/deflate.h"

namespace teahouse::net {

struct Context {
    static constexpr std::size_t kInputBytes = 64 * 1024;

    Context(const ServerOptions& options_in, Bandwidth& bandwidth_in, std::uint32_t worker)
        : options(options_in), bandwidth(bandwidth_in), connections(worker), input(kInputBytes) {}

    const ServerOptions& options;  // the Server's
    Bandwidth& bandwidth;          // the Server's
    Handler* handler = nullptr;
    ConnectionTable connections;
    TimeoutWheel timeouts;
    Counters counters;
    OutboxPool outboxes;
    ws::Deflater deflater;
    ws::Inflater inflater;
    std::vector<std::byte> input;  // what is being read, of whichever connection
    std::int64_t now_ms = 0;       // monotonic, once a tick
    std::int64_t now_us = 0;       // the same moment
    bool draining = false;
    std::string date;  // for HTTP heads, kept by the loop
    std::unordered_map<Address, std::uint32_t> requests_per_address;

    // Work for this tick, or the next if added later than its turn.
    std::vector<std::uint32_t> input_queue;   // has input that was not read yet
    std::vector<std::uint32_t> output_queue;  // has output to flush
    std::vector<std::uint32_t> ended;         // to be freed

    // --- Small operations on connections that every part needs (context.cc) ---

    void queue_input(Connection& connection);
    void queue_output(Connection& connection);
    // The outbox, made if there is none, and queued for the flush.
    Outbox& outbox(Connection& connection);
    // Brings the metric up to what the connection's outbox holds now.
    void count_outbox(Connection& connection);
    // Bytes of one system call or TLS write are out.
    void count_sent(std::size_t bytes);
    // The socket took no more: wait for the kernel to say so.
    void set_blocked(Connection& connection);
    // No more input or output; freed at the end of the tick.
    void end(Connection& connection);
    // All is sent: ends the output, and throws input away until the peer ends it too, so that the
    // last answer is not lost by a reset.
    void linger(Connection& connection);
    // Sets the timeout that the connection's state asks for.
    void arm(Connection& connection);
};

}  // namespace teahouse::net
