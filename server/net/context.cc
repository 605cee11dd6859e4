// SPDX-License-Identifier: MIT
#include "net/context.h"

#include <algorithm>
#include <utility>

#include "net/transport.h"

namespace teahouse::net {

namespace {

constexpr std::int64_t kNever = TimeoutWheel::kNever;
constexpr std::int64_t kLagCheckMs = 250;  // how often a blocked connection is looked at

std::int64_t http_timeout(const Connection& connection, const Context& context) {
    const HttpExchange& http = *connection.http;
    const Timeouts& times = context.options.timeouts;
    if (http.answering) {
        return connection.progress_ms + times.stalled;
    }
    if (http.asked || http.paused) {
        return kNever;  // the Handler's time
    }
    if (http.parser.idle() && http.served) {
        return http.since_ms + times.keep_alive;
    }
    if (http.parser.reading_body()) {
        // When the rate is too low if nothing more comes. Not counted from now: a byte now and then
        // would put it off for ever.
        const auto rate =
            static_cast<std::int64_t>(context.options.bounds.body_bytes_per_second_min);
        const auto bytes = static_cast<std::int64_t>(http.parser.body_bytes());
        const std::int64_t too_slow = http.since_ms + times.body_grace +
                                      (bytes + 1) * 1'000 / std::max(rate, std::int64_t{1}) + 1;
        return http.streaming ? std::min(too_slow, http.piece_ms + times.body_stall) : too_slow;
    }
    return http.since_ms + times.head;
}

std::int64_t websocket_timeout(const Connection& connection, const Context& context, bool blocked) {
    const Timeouts& times = context.options.timeouts;
    std::int64_t due =
        std::min(connection.heard_ms + times.silence, connection.pinged_ms + times.ping);
    if (blocked) {
        due = std::min({due, connection.progress_ms + times.stalled, context.now_ms + kLagCheckMs});
    }
    if (connection.deadline_ms != 0) {
        due = std::min(due, connection.deadline_ms);
    }
    return due;
}

}  // namespace

void Context::queue_input(Connection& connection) {
    if (!connection.input_queued) {
        connection.input_queued = true;
        input_queue.push_back(connection.slot);
    }
}

void Context::queue_output(Connection& connection) {
    HotSlot& hot = connections.hot(connection.slot);
    if (!hot.has(HotSlot::kQueued | HotSlot::kBlocked)) {
        hot.flags |= HotSlot::kQueued;
        output_queue.push_back(connection.slot);
    }
}

Outbox& Context::outbox(Connection& connection) {
    if (connection.outbox == nullptr) {
        connection.outbox = outboxes.take();
        connections.hot(connection.slot).flags |= HotSlot::kOutbox;
    }
    queue_output(connection);
    return *connection.outbox;
}

void Context::count_outbox(Connection& connection) {
    const std::size_t bytes = connection.outbox == nullptr ? 0 : connection.outbox->size();
    if (bytes != connection.outbox_counted) {
        counters.outbox_bytes.add(bytes);
        counters.outbox_bytes.subtract(std::exchange(connection.outbox_counted, bytes));
    }
}

void Context::count_sent(std::size_t bytes) {
    counters.sends.add();
    counters.bytes_out.add(bytes);
    bandwidth.spend(bytes, now_us);
}

void Context::set_blocked(Connection& connection) {
    HotSlot& hot = connections.hot(connection.slot);
    if (!hot.has(HotSlot::kBlocked)) {
        hot.flags |= HotSlot::kBlocked;
        connection.progress_ms = now_ms;
        counters.blocked.add();
        arm(connection);
    }
}

void Context::end(Connection& connection) {
    if (connection.phase != Phase::ended) {
        connection.phase = Phase::ended;
        connections.hot(connection.slot).flags |= HotSlot::kSlow;
        ended.push_back(connection.slot);
    }
}

void Context::linger(Connection& connection) {
    if (connection.phase >= Phase::lingering) {
        return;
    }
    shut_down_output(connection);
    if (connection.input_ended) {
        end(connection);
        return;
    }
    connection.phase = Phase::lingering;
    connections.hot(connection.slot).flags |= HotSlot::kSlow;
    connection.deadline_ms = now_ms + options.timeouts.linger;
    arm(connection);
    queue_input(connection);
    ended.push_back(connection.slot);  // the Handler is told now, not when the peer is done
}

void Context::arm(Connection& connection) {
    std::int64_t due = kNever;
    switch (connection.phase) {
        case Phase::handshake: due = connection.http->since_ms + options.timeouts.head; break;
        case Phase::http: due = http_timeout(connection, *this); break;
        case Phase::websocket:
            due = websocket_timeout(connection, *this,
                                    connections.hot(connection.slot).has(HotSlot::kBlocked));
            break;
        case Phase::closing:
        case Phase::lingering: due = connection.deadline_ms; break;
        case Phase::ended: break;
    }
    timeouts.set(connection.slot, due);
}

}  // namespace teahouse::net
