// SPDX-License-Identifier: MIT
// The flush under the bandwidth cap: connections wait in two lines, one for WebSockets and one for
// HTTP, and take turns. Who has news joins the end of its line, and whoever is not done after a
// turn goes back there: nobody is served twice while others wait.
#include <cstdint>
#include <deque>

#include "net/channels.h"
#include "net/connection.h"
#include "net/connection_table.h"
#include "net/flush.h"

namespace teahouse::net {

namespace {

constexpr std::int64_t kCapPauseMs = 5;  // time for more to merge
// While both wait, HTTP has one byte in so many: downloads never hold messages back, and somebody
// who wants to log in is still let in.
constexpr std::uint64_t kHttpShare = 8;

}  // namespace

void Flush::run_capped() {
    for (const std::uint32_t index : now_) {
        line_up(index);
    }
    line_up_queued();
    retry_ms_ = 0;
    std::int64_t wait_us = context_.bandwidth.wait_us(context_.now_us);
    while (wait_us <= 0 && !(sockets_line_.empty() && http_line_.empty())) {
        take_turn();
        wait_us = context_.bandwidth.wait_us(context_.now_us);
    }
    if (!sockets_line_.empty() || !http_line_.empty()) {
        context_.counters.flushes_postponed.add();
        retry_ms_ = context_.now_ms + wait_us / 1'000 + kCapPauseMs;
    }
    if (sockets_wait_ == sockets_line_.empty()) {
        sockets_wait_ = !sockets_wait_;
        context_.bandwidth.worker_waits(sockets_wait_);
    }
}

// Subscribers that the channel has news for.
void Flush::line_up(std::uint32_t index) {
    const Channel& channel = channels_.at(index);
    for (const Subscriber& subscriber : channel.subscribers) {
        if (subscriber.cursor == channel.log.head()) {
            continue;
        }
        HotSlot& hot = context_.connections.hot(subscriber.slot);
        if (!hot.has(HotSlot::kBlocked)) {
            hot.flags |= HotSlot::kCatchUp;
            context_.queue_output(context_.connections.at(subscriber.slot));
        } else if (is_lagging(channel, subscriber)) {
            too_slow_.emplace_back(subscriber.slot, index);
        }
    }
}

void Flush::line_up_queued() {
    for (const std::uint32_t slot : context_.output_queue) {
        const Connection* connection = context_.connections.at_or_null(slot);
        if (connection != nullptr && connection->phase == Phase::http) {
            http_line_.push_back(slot);
        } else {
            sockets_line_.push_back(slot);
        }
    }
    context_.output_queue.clear();
}

// One of the lines must not be empty.
void Flush::take_turn() {
    const bool is_socket = !sockets_line_.empty() &&
                           (http_line_.empty() || ahead_bytes_ < (kHttpShare - 1) * turn_bytes_);
    std::deque<std::uint32_t>& line = is_socket ? sockets_line_ : http_line_;
    const std::uint32_t slot = line.front();
    line.pop_front();
    const std::uint64_t before = context_.counters.bytes_out.get();
    send_connection(slot);
    const std::uint64_t sent = context_.counters.bytes_out.get() - before;
    ahead_bytes_ = is_socket && !http_line_.empty() ? ahead_bytes_ + sent : 0;
    line_up_queued();
}

}  // namespace teahouse::net
