// SPDX-License-Identifier: MIT
// The flush of the only channel with news to those of its subscribers who have nothing else
// waiting: one send() each, or batches of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include <sys/socket.h>

#include "base/steady_ms.h"
#include "net/channels.h"
#include "net/connection.h"
#include "net/flush.h"
#include "net/segment_log.h"
#include "net/send_ring.h"
#include "net/transport.h"

namespace teahouse::net {

namespace {

constexpr std::uint32_t kRingFrom = 8;  // subscribers: below, a batch saves nothing

// What is believed of a measurement.
constexpr std::int64_t kSendNsMin = 1'000;
constexpr std::int64_t kSendNsMax = 50'000;
constexpr std::int64_t kSendNsSmoothing = 8;
constexpr std::uint64_t kMeasuredFrom = 64;  // sends of a flush

std::span<const std::byte> unsent(const Subscriber& subscriber, const LogRun& tail) {
    return {tail.data + (subscriber.cursor - tail.begin),
            static_cast<std::size_t>(tail.end - subscriber.cursor)};
}

}  // namespace

void Flush::use(std::unique_ptr<SendRing> ring) {
    ring_ = std::move(ring);
    context_.counters.rings.add();
}

// The dominant case: one channel has news, and its subscribers nothing else.
void Flush::send_channel(std::uint32_t index) {
    const std::int64_t begin_ns = steady_ns();
    const std::uint64_t sends_before = context_.counters.sends.get();
    Channel& channel = channels_.at(index);
    const LogRun tail = channel.log.tail();
    const auto count = static_cast<std::uint32_t>(channel.subscribers.size());
    for (std::uint32_t position = 0; position < count; ++position) {
        Subscriber& subscriber = channel.subscribers[position];
        if (subscriber.cursor == tail.end || context_.connections.hot(subscriber.slot).flags != 0) {
            continue;
        }
        if (subscriber.cursor >= tail.begin && tail.end - subscriber.cursor <= kFlushTurnBytes) {
            if (ring_ == nullptr || count < kRingFrom) {
                send_direct(subscriber, tail);
                continue;
            }
            ring_->add(context_.connections.hot(subscriber.slot).fd, unsent(subscriber, tail),
                       position);
            if (ring_->full()) {
                send_ring(channel, tail);
            }
        } else {
            add_pending(subscriber.slot, index, position);
            send_connection(subscriber.slot);
        }
    }
    if (ring_ != nullptr && !ring_->empty()) {
        send_ring(channel, tail);
    }
    measure(begin_ns, context_.counters.sends.get() - sends_before);
}

void Flush::measure(std::int64_t since_ns, std::uint64_t sends) {
    if (sends < kMeasuredFrom) {
        return;
    }
    const std::int64_t each = (steady_ns() - since_ns) / static_cast<std::int64_t>(sends);
    send_ns_ += (std::clamp(each, kSendNsMin, kSendNsMax) - send_ns_) / kSendNsSmoothing;
}

void Flush::send_direct(Subscriber& subscriber, const LogRun& tail) {
    const auto bytes = unsent(subscriber, tail);
    const ssize_t sent = ::send(context_.connections.hot(subscriber.slot).fd, bytes.data(),
                                bytes.size(), MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(bytes.size())) [[likely]] {
        subscriber.cursor = tail.end;
        context_.count_sent(bytes.size());
        return;
    }
    if (sent < 0 && io_failure().state == IoResult::State::failed) {
        context_.end(context_.connections.at(subscriber.slot));
        return;
    }
    cut_short(subscriber, bytes, sent < 0 ? 0 : static_cast<std::size_t>(sent));
}

void Flush::send_ring(Channel& channel, const LogRun& tail) {
    for (const SendRing::Sent& sent : ring_->submit()) {
        Subscriber& subscriber = channel.subscribers[sent.tag];
        const auto bytes = unsent(subscriber, tail);
        if (sent.result == static_cast<std::int64_t>(bytes.size())) [[likely]] {
            subscriber.cursor = tail.end;
            context_.count_sent(bytes.size());
        } else if (sent.result < 0) {
            // A full socket, a dead one, or it was not tried at all: send(2) tells.
            send_direct(subscriber, tail);
        } else {
            cut_short(subscriber, bytes, static_cast<std::size_t>(sent.result));
        }
    }
    if (ring_->broken()) {
        ring_.reset();
        context_.counters.rings.subtract();
    }
}

// The socket took only so much of the rest of the log.
void Flush::cut_short(Subscriber& subscriber, std::span<const std::byte> bytes, std::size_t taken) {
    Connection& connection = context_.connections.at(subscriber.slot);
    context_.count_sent(taken);
    pieces_.clear();
    pieces_.push_back({.data = bytes.data(),
                       .size = bytes.size(),
                       .channel = connection.subscriptions[subscriber.back].channel,
                       .position = connection.subscriptions[subscriber.back].position,
                       .begin = subscriber.cursor});
    settle(connection, taken, taken);
    context_.set_blocked(connection);
    context_.count_outbox(connection);
}

}  // namespace teahouse::net
