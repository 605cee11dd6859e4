// SPDX-License-Identifier: MIT
#include "net/ws_side.h"

#include <array>

#include "base/limits.h"

namespace teahouse::net {

namespace {

constexpr std::size_t kReadPauseBytes = 512 * 1024;

}  // namespace

bool WsSide::wants_input(const Connection& connection) {
    return connection.outbox == nullptr || connection.outbox->size() < kReadPauseBytes;
}

void WsSide::on_input(Connection& connection, std::span<std::byte>& input) {
    connection.heard_ms = context_.now_ms;
    ws::PongBatch pongs;
    while (connection.phase == Phase::websocket || connection.phase == Phase::closing) {
        const ws::Event event = connection.parser->next(input, &context_.inflater);
        const bool open = connection.phase == Phase::websocket;
        switch (event.kind) {
            case ws::Event::Kind::need_more: send_pongs(connection, pongs, true); return;
            case ws::Event::Kind::message:
                if (open) {
                    send_pongs(connection, pongs, false);
                    context_.counters.messages_in.add();
                    context_.handler->on_message(connection.id, event.text, event.payload);
                }
                break;
            case ws::Event::Kind::ping:
                if (open) {
                    pongs.add(event.payload);
                }
                break;
            case ws::Event::Kind::pong: break;
            case ws::Event::Kind::close:
                send_pongs(connection, pongs, true);
                on_close(connection, event.code);
                input = {};
                return;
            case ws::Event::Kind::error:
                send_pongs(connection, pongs, true);
                on_error(connection, event.code, event.payload_text());
                input = {};
                return;
        }
    }
    input = {};
}

void WsSide::on_close(Connection& connection, std::uint16_t code) {
    if (connection.phase == Phase::websocket) {
        begin_closing(connection, code, {});
    }
    connection.end_when_sent = true;
    context_.queue_output(connection);
}

void WsSide::on_error(Connection& connection, std::uint16_t code, std::string_view why) {
    context_.counters.protocol_errors.add();
    if (connection.phase == Phase::websocket) {
        begin_closing(connection, code, why);
    }
    connection.end_when_sent = true;
    context_.queue_output(connection);
}

void WsSide::on_timeout(Connection& connection) {
    const Timeouts& times = context_.options.timeouts;
    const std::int64_t now = context_.now_ms;
    if (connection.phase == Phase::closing) {
        context_.end(connection);
        return;
    }
    const bool blocked = context_.connections.hot(connection.slot).has(HotSlot::kBlocked);
    if (!blocked && !wants_input(connection)) {
        connection.heard_ms = now;  // it is we who do not listen: the bandwidth cap holds us back
    }
    if (blocked && now - connection.progress_ms >= times.stalled) {
        close_slow(connection);
    } else if (connection.deadline_ms != 0 && now >= connection.deadline_ms) {
        context_.counters.timeouts.add();
        close(connection, connection.deadline_code, "too late");
    } else if (now - connection.heard_ms >= times.silence) {
        context_.counters.timeouts.add();
        close(connection, ws::close_code::kGoingAway, "no answer to pings");
    } else if (now - connection.pinged_ms >= times.ping) {
        connection.pinged_ms = now;
        if (!blocked) {
            ws::append_frame(context_.outbox(connection).frames(), {.opcode = ws::Opcode::ping},
                             {});
        }
    }
    context_.arm(connection);
}

void WsSide::send(Connection& connection, bool text, std::span<const std::byte> payload) {
    if (connection.phase != Phase::websocket) {
        return;
    }
    context_.counters.frames_private.add();
    const ws::Opcode opcode = text ? ws::Opcode::text : ws::Opcode::binary;
    std::string& frames = context_.outbox(connection).frames();
    compressed_.clear();
    if (connection.compress && payload.size() >= limits::kDeflateBytesMin &&
        context_.deflater.deflate(payload, compressed_, connection.window_bits)) {
        ws::append_frame(frames, {.opcode = opcode, .compressed = true},
                         std::as_bytes(std::span(compressed_)));
    } else {
        ws::append_frame(frames, {.opcode = opcode}, payload);
    }
    check_outbox(connection);
}

void WsSide::close(Connection& connection, std::uint16_t code, std::string_view reason) {
    if (connection.phase == Phase::websocket) {
        begin_closing(connection, code, reason);
        context_.arm(connection);
    }
}

void WsSide::close_slow(Connection& connection) {
    if (connection.phase != Phase::websocket) {
        return;
    }
    context_.counters.stalls.add();
    channels_.drop_all(connection);
    if (connection.outbox != nullptr) {
        connection.outbox->drop_unsent(connection.tls_committed);
    }
    begin_closing(connection, kCloseTooSlow, "too slow");
    connection.end_when_sent = true;
    context_.arm(connection);
}

void WsSide::begin_closing(Connection& connection, std::uint16_t code, std::string_view reason) {
    // What was published before goes out before the close frame.
    channels_.unsubscribe_all(connection);
    ws::append_close(context_.outbox(connection).frames(), code, reason);
    connection.phase = Phase::closing;
    connection.deadline_ms = context_.now_ms + context_.options.timeouts.close;
    context_.connections.hot(connection.slot).flags |= HotSlot::kSlow;
    context_.arm(connection);
}

void WsSide::send_pongs(Connection& connection, ws::PongBatch& pongs, bool end_of_read) {
    if (!pongs.empty() && connection.phase == Phase::websocket) {
        pongs.flush(context_.outbox(connection).frames(), end_of_read);
        check_outbox(connection);
    }
}

void WsSide::check_outbox(Connection& connection) {
    const Bounds& bounds = context_.options.bounds;
    const bool held_back = context_.bandwidth.capped() &&
                           !context_.connections.hot(connection.slot).has(HotSlot::kBlocked);
    const std::size_t bytes_max =
        held_back ? bounds.outbox_held_bytes_max : bounds.outbox_bytes_max;
    // One message of the agreed size always fits.
    if (connection.outbox->size() > bytes_max + connection.message_bytes_max) {
        close_slow(connection);
    }
    context_.count_outbox(connection);
}

}  // namespace teahouse::net
