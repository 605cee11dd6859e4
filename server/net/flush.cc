// SPDX-License-Identifier: MIT
#include "net/flush.h"

#include <algorithm>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>

#include "base/check.h"

namespace teahouse::net {

namespace {

constexpr std::size_t kTogetherBytes = 64 * 1024;  // pieces are copied together up to here
constexpr std::size_t kPartsMax = 64;
constexpr std::size_t kTurnBytes = 1024 * 1024;  // then others have their turn
constexpr std::int64_t kTrimMs = 100;
constexpr std::int64_t kCapPauseMs = 5;  // under the bandwidth cap: time for more to merge

}  // namespace

Flush::Flush(Context& context, Channels& channels, HttpSide& http)
    : context_(context), channels_(channels), http_(http) {}

Flush::~Flush() = default;

void Flush::run(std::vector<Lagging>& lagging) {
    if (postponed()) {
        return;
    }
    choose_channels();
    work_.clear();
    pending_.clear();
    std::swap(work_, context_.output_queue);
    // Two or more channels: a member of several gets one send, so ranges are collected first. With
    // one, only connections that need the general path anyway are.
    const bool several = now_.size() > 1;
    for (std::size_t i = now_.size(); i > 0; --i) {
        collect(now_[i - 1], several);
    }
    for (const std::uint32_t slot : work_) {
        send_connection(slot);
    }
    if (now_.size() == 1) {
        send_channel(now_.front());
    }
    for (const std::uint32_t index : now_) {
        channels_.trim(index);
    }
    if (context_.now_ms - trimmed_ms_ >= kTrimMs) {
        trimmed_ms_ = context_.now_ms;
        channels_.trim_behind();
    }
    for (const auto& [slot, index] : too_slow_) {
        Connection& connection = context_.connections.at(slot);
        lagging.push_back({.connection = connection.id, .channel = channels_.at(index).id});
        channels_.drop(connection, index);
    }
    too_slow_.clear();
}

bool Flush::postponed() {
    exhausted_ = false;
    retry_ms_ = 0;
    const std::int64_t wait_us = context_.bandwidth.wait_us(context_.now_us);
    if (wait_us <= 0 || (channels_.dirty().empty() && context_.output_queue.empty())) {
        return false;
    }
    context_.counters.flushes_postponed.add();
    retry_ms_ = context_.now_ms + wait_us / 1'000 + kCapPauseMs;
    return true;
}

void Flush::choose_channels() {
    now_.clear();
    later_.clear();
    const bool may_wait = !channels_.dirty().empty() && context_.handler->more_expected();
    for (const std::uint32_t index : channels_.dirty()) {
        Channel& channel = channels_.at(index);
        if (may_wait && waits(channel)) {
            later_.push_back(index);
            continue;
        }
        channel.wait_until_ms = 0;
        channel.dirty = false;
        now_.push_back(index);
    }
    std::swap(channels_.dirty(), later_);
}

bool Flush::waits(Channel& channel) const {
    const MergeOptions& merge = context_.options.merge;
    if (channel.wait_until_ms == 0) {
        const std::int64_t wait_us =
            static_cast<std::int64_t>(channel.subscribers.size()) * merge.us_per_subscriber;
        channel.wait_until_ms = context_.now_ms + std::min(wait_us / 1'000, merge.wait_max_ms);
    }
    return context_.now_ms < channel.wait_until_ms;
}

void Flush::collect(std::uint32_t index, bool all) {
    Channel& channel = channels_.at(index);
    const std::uint64_t head = channel.log.head();
    const auto count = static_cast<std::uint32_t>(channel.subscribers.size());
    for (std::uint32_t position = 0; position < count; ++position) {
        const Subscriber& subscriber = channel.subscribers[position];
        const std::uint32_t flags = context_.connections.hot(subscriber.slot).flags;
        if (subscriber.cursor == head || (flags == 0 && !all)) {
            continue;
        }
        if ((flags & HotSlot::kBlocked) == 0) {
            add_pending(subscriber.slot, index, position);
        } else if (is_lagging(channel, subscriber)) {
            too_slow_.emplace_back(subscriber.slot, index);
        }
    }
}

void Flush::add_pending(std::uint32_t slot, std::uint32_t channel, std::uint32_t position) {
    HotSlot& hot = context_.connections.hot(slot);
    if (!hot.has(HotSlot::kQueued)) {
        hot.flags |= HotSlot::kQueued;
        work_.push_back(slot);
    }
    pending_.push_back({.channel = channel, .position = position, .next = hot.pending});
    hot.pending = static_cast<std::uint32_t>(pending_.size());
}

// The dominant case: one channel has news, and its subscribers nothing else.
void Flush::send_channel(std::uint32_t index) {
    Channel& channel = channels_.at(index);
    const LogRun tail = channel.log.tail();
    const auto count = static_cast<std::uint32_t>(channel.subscribers.size());
    // Under the bandwidth cap the flush may end early; the next one begins with those left out.
    const std::uint32_t start = channel.start < count ? channel.start : 0;
    channel.start = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t position = start + i < count ? start + i : start + i - count;
        Subscriber& subscriber = channel.subscribers[position];
        if (subscriber.cursor == tail.end || context_.connections.hot(subscriber.slot).flags != 0) {
            continue;
        }
        if (exhausted_) {
            channel.start = position;
            channel.dirty = true;
            channels_.dirty().push_back(index);
            return;
        }
        if (subscriber.cursor >= tail.begin) {
            send_direct(subscriber, tail);
        } else {
            add_pending(subscriber.slot, index, position);
            send_connection(subscriber.slot);
        }
    }
}

void Flush::send_direct(Subscriber& subscriber, const LogRun& tail) {
    const std::byte* data = tail.data + (subscriber.cursor - tail.begin);
    const auto size = static_cast<std::size_t>(tail.end - subscriber.cursor);
    const ssize_t sent =
        ::send(context_.connections.hot(subscriber.slot).fd, data, size, MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(size)) [[likely]] {
        subscriber.cursor = tail.end;
        count_sent(size);
        return;
    }
    Connection& connection = context_.connections.at(subscriber.slot);
    if (sent < 0 && io_failure().state == IoResult::State::failed) {
        context_.end(connection);
        return;
    }
    const std::size_t taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    count_sent(taken);
    pieces_.clear();
    pieces_.push_back({.data = data,
                       .size = size,
                       .channel = connection.subscriptions[subscriber.back].channel,
                       .position = connection.subscriptions[subscriber.back].position,
                       .begin = subscriber.cursor});
    settle(connection, taken, taken);
    context_.set_blocked(connection);
}

void Flush::send_connection(std::uint32_t slot) {
    HotSlot& hot = context_.connections.hot(slot);
    hot.flags &= ~std::uint32_t{HotSlot::kQueued};
    Connection* connection = context_.connections.at_or_null(slot);
    if (connection == nullptr || hot.has(HotSlot::kBlocked)) {
        hot.pending = 0;
        return;
    }
    if (exhausted_) {
        hot.pending = 0;
        hot.flags |= HotSlot::kCatchUp;
        context_.queue_output(*connection);
        return;
    }
    switch (connection->phase) {
        case Phase::http: http_.write(*connection); break;
        case Phase::websocket:
        case Phase::closing: send_websocket(*connection); break;
        case Phase::handshake:
        case Phase::lingering:
        case Phase::ended: break;
    }
    hot.pending = 0;
}

void Flush::send_websocket(Connection& connection) {
    std::size_t turn_bytes = 0;
    for (;;) {
        const std::size_t total = gather(connection);
        if (total == 0) {
            on_all_sent(connection);
            return;
        }
        const IoResult result = send_pieces(connection, total);
        if (result.state == IoResult::State::failed || result.state == IoResult::State::ended) {
            context_.end(connection);
            return;
        }
        if (result.bytes > 0) {
            connection.progress_ms = context_.now_ms;
            count_sent(result.bytes);
        }
        const bool blocked =
            result.state == IoResult::State::blocked || (!connection.tls && result.bytes < total);
        settle(connection, result.bytes, result.bytes + connection.tls_committed);
        if (blocked) {
            context_.set_blocked(connection);
            return;
        }
        turn_bytes += result.bytes;
        if (turn_bytes > kTurnBytes) {
            context_.connections.hot(connection.slot).flags |= HotSlot::kCatchUp;
            context_.queue_output(connection);
            return;
        }
    }
}

// Lists what the next send carries; returns its size.
std::size_t Flush::gather(Connection& connection) {
    pieces_.clear();
    if (connection.outbox != nullptr && !connection.outbox->empty()) {
        const auto waiting = connection.outbox->waiting();
        pieces_.push_back({.data = waiting.data(), .size = waiting.size(), .is_private = true});
    }
    gather_pending(connection);
    std::size_t total = 0;
    for (const Piece& piece : pieces_) {
        total += piece.size;
    }
    return total;
}

void Flush::gather_pending(Connection& connection) {
    const HotSlot& hot = context_.connections.hot(connection.slot);
    if (hot.has(HotSlot::kCatchUp)) {
        for (const Subscription& subscription : connection.subscriptions) {
            gather_range(subscription.channel, subscription.position, true);
        }
        return;
    }
    for (std::uint32_t next = hot.pending; next != 0;) {
        const Pending& entry = pending_[next - 1];
        gather_range(entry.channel, entry.position, false);
        next = entry.next;
    }
}

void Flush::gather_range(std::uint32_t index, std::uint32_t position, bool skip_ephemeral) {
    const SegmentLog& log = channels_.at(index).log;
    Subscriber& subscriber = channels_.at(index).subscribers[position];
    const std::uint64_t head = log.head();
    if (subscriber.cursor == head) {
        return;
    }
    std::uint64_t cursor = subscriber.cursor;
    bool is_first = true;
    for (std::size_t i = log.find(cursor); i < log.count() && pieces_.size() < kPartsMax; ++i) {
        const LogEntry& entry = log.entry(i);
        if (skip_ephemeral && entry.ephemeral) {
            cursor = entry.end();
            if (is_first) {
                subscriber.cursor = cursor;
            }
            continue;
        }
        const auto bytes =
            entry.segment.bytes().subspan(static_cast<std::size_t>(cursor - entry.begin));
        Piece* last = is_first || pieces_.empty() ? nullptr : &pieces_.back();
        if (last != nullptr && last->data + last->size == bytes.data() &&
            last->begin + last->size == cursor) {
            last->size += bytes.size();
        } else {
            pieces_.push_back({.data = bytes.data(),
                               .size = bytes.size(),
                               .channel = index,
                               .position = position,
                               .begin = cursor});
        }
        cursor = entry.end();
        is_first = false;
    }
}

IoResult Flush::send_pieces(Connection& connection, std::size_t total) {
    if (pieces_.size() == 1) {
        return write_some(connection, {pieces_.front().data, pieces_.front().size});
    }
    if (connection.tls || total <= kTogetherBytes) {
        together_.clear();
        for (const Piece& piece : pieces_) {
            const std::size_t room =
                std::min(piece.size, connection.tls ? TlsSession::kRecordBytesMax - together_.size()
                                                    : piece.size);
            together_.insert(together_.end(), piece.data, piece.data + room);
        }
        return write_some(connection, together_);
    }
    parts_.clear();
    for (const Piece& piece : pieces_) {
        // sendmsg only reads what the iovec points to.
        parts_.push_back({.iov_base = const_cast<std::byte*>(
                              piece.data),  // NOLINT(cppcoreguidelines-pro-type-const-cast):
                                            // iovec has no const form
                          .iov_len = piece.size});
    }
    msghdr message{};
    message.msg_iov = parts_.data();
    message.msg_iovlen = parts_.size();
    const ssize_t sent = ::sendmsg(connection.fd.get(), &message, MSG_NOSIGNAL);
    return sent < 0
               ? io_failure()
               : IoResult{.state = IoResult::State::ok, .bytes = static_cast<std::size_t>(sent)};
}

// Takes note of what went out: `sent` bytes of the pieces are gone; those up to `committed` must be
// the next.
void Flush::settle(Connection& connection, std::size_t sent, std::size_t committed) {
    std::size_t at = 0;
    for (const Piece& piece : pieces_) {
        const std::size_t gone = sent > at ? std::min(sent - at, piece.size) : 0;
        const std::size_t keep = committed > at ? std::min(committed - at, piece.size) : 0;
        at += piece.size;
        if (piece.is_private) {
            connection.outbox->consume(gone);
        } else if (keep > 0) {
            settle_range(connection, piece, gone, keep);
        }
    }
}

void Flush::settle_range(Connection& connection, const Piece& piece, std::size_t sent,
                         std::size_t keep) {
    const std::span<const std::byte> frames(piece.data, piece.size);
    const std::size_t end = keep == piece.size ? keep : frame_end(frames, keep);
    channels_.subscriber({.channel = piece.channel, .position = piece.position}).cursor =
        piece.begin + end;
    if (sent == end) {
        return;
    }
    const auto rest = frames.subspan(sent, end - sent);
    const bool had_outbox = connection.outbox != nullptr && !connection.outbox->empty();
    Outbox& outbox = context_.outbox(connection);
    if (had_outbox) {
        DCHECK(sent == 0);
        outbox.append(rest);
    } else {
        outbox.append_rest(rest, frame_end(frames, sent) - sent);
    }
}

void Flush::on_all_sent(Connection& connection) {
    HotSlot& hot = context_.connections.hot(connection.slot);
    hot.flags &= ~std::uint32_t{HotSlot::kOutbox | HotSlot::kCatchUp};
    if (connection.outbox != nullptr) {
        context_.outboxes.give_back(std::move(connection.outbox));
    }
    if (connection.end_when_sent) {
        context_.linger(connection);
    } else if (connection.readable) {
        context_.queue_input(connection);  // reading may have paused until the output was gone
    }
}

void Flush::count_sent(std::size_t bytes) {
    context_.counters.sends.add();
    context_.counters.bytes_out.add(bytes);
    if (context_.bandwidth.capped()) {
        context_.bandwidth.spend(bytes, context_.now_us);
        exhausted_ = context_.bandwidth.wait_us(context_.now_us) > 0;
    }
}

bool Flush::is_lagging(const Channel& channel, const Subscriber& subscriber) const {
    if (subscriber.cursor == channel.log.head()) {
        return false;
    }
    const LogEntry& entry = channel.log.entry(channel.log.find(subscriber.cursor));
    return channel.log.head() - subscriber.cursor > context_.options.bounds.lag_bytes_max ||
           context_.now_ms - entry.published_ms > context_.options.timeouts.lag;
}

void Flush::check_lag(Connection& connection, std::vector<Lagging>& lagging) {
    for (std::size_t i = connection.subscriptions.size(); i > 0; --i) {
        const std::uint32_t index = connection.subscriptions[i - 1].channel;
        const Channel& channel = channels_.at(index);
        if (is_lagging(channel, channels_.subscriber(connection.subscriptions[i - 1]))) {
            lagging.push_back({.connection = connection.id, .channel = channel.id});
            channels_.drop(connection, index);
        }
    }
}

std::int64_t Flush::next_ms() const {
    if (retry_ms_ != 0) {
        return retry_ms_;
    }
    if (!context_.output_queue.empty()) {
        return context_.now_ms;
    }
    std::int64_t next = channels_.any_behind() ? trimmed_ms_ + kTrimMs : TimeoutWheel::kNever;
    for (const std::uint32_t index : channels_.dirty()) {
        next = std::min(next, channels_.at(index).wait_until_ms);  // 0: at once
    }
    return next;
}

}  // namespace teahouse::net
