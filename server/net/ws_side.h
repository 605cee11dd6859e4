// SPDX-License-Identifier: MIT
// WebSockets on one worker: messages in, frames to the outbox, pings, the closing handshake.
// Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "net/channels.h"
#include "net/context.h"
#include "ws/frame.h"
#include "ws/writer.h"

namespace teahouse::net {

// Close codes of ours (docs/protocol.md) that the transport itself uses.
inline constexpr std::uint16_t kCloseTooSlow = 4008;

class WsSide {
public:
    WsSide(Context& context, Channels& channels) : context_(context), channels_(channels) {}

    // While too much output waits, a connection is not read: whoever does not listen is not heard.
    [[nodiscard]] static bool wants_input(const Connection& connection);
    // Uses up the input, unless the connection ends.
    void on_input(Connection& connection, std::span<std::byte>& input);
    void on_timeout(Connection& connection);

    void send(Connection& connection, bool text, std::span<const std::byte> payload);
    void close(Connection& connection, std::uint16_t code, std::string_view reason);
    // Too much waits, or nothing was taken for too long: drops what is not begun and closes with
    // 4008.
    void close_slow(Connection& connection);

private:
    void on_close(Connection& connection, std::uint16_t code);
    void on_error(Connection& connection, std::uint16_t code, std::string_view why);
    void begin_closing(Connection& connection, std::uint16_t code, std::string_view reason);
    void send_pongs(Connection& connection, ws::PongBatch& pongs, bool end_of_read);
    void check_outbox(Connection& connection);

    Context& context_;
    Channels& channels_;
    std::string compressed_;  // scratch
};

}  // namespace teahouse::net
