// SPDX-License-Identifier: MIT
// Reading and writing a connection's socket, plain or TLS, without blocking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "net/connection.h"

namespace teahouse::net {

struct IoResult {
    enum class State : std::uint8_t {
        ok,       // `bytes` were moved
        blocked,  // nothing now; the kernel tells when to go on
        ended,    // reading: the peer will send no more
        failed,   // the connection is broken
    };
    State state = State::ok;
    std::size_t bytes = 0;
};

IoResult read_some(Connection& connection, std::span<std::byte> into);
// TLS: one record at most. A blocked TLS write must be repeated with at least the same bytes, see
// Connection::tls_committed, which this keeps.
IoResult write_some(Connection& connection, std::span<const std::byte> from);

// Ends the sending direction in an orderly way; what the peer still sends can be read with
// discard_input.
void shut_down_output(Connection& connection);
// Reads and drops raw input, also of TLS.
IoResult discard_input(Connection& connection, std::span<std::byte> scratch);

// What errno says after a failed send or receive.
IoResult io_failure();

}  // namespace teahouse::net
