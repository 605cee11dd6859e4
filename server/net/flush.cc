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
constexpr std::int64_t kTrimMs = 100;
constexpr std::int64_t kEphemeralMs = 50;  // older ones are left out under the bandwidth cap

}  // namespace

Flush::Flush(Context& context, Channels& channels, HttpSide& http)
    : context_(context),
      channels_(channels),
      http_(http),
      turn_bytes_(context.bandwidth.capped() ? context.bandwidth.turn_bytes() : kFlushTurnBytes) {}

Flush::~Flush() = default;

void Flush::run(std::vector<Lagging>& lagging) {
    choose_channels();
    pending_.clear();
    if (context_.bandwidth.capped()) {
        run_capped();
    } else {
        run_free();
    }
    for (const std::uint32_t index : now_) {
        find_far_behind(index);
    }
    drop_too_slow(lagging);
    for (const std::uint32_t index : now_) {
        channels_.trim(index);
    }
    if (context_.now_ms - trimmed_ms_ >= kTrimMs) {
        trimmed_ms_ = context_.now_ms;
        channels_.trim_behind();
    }
}

void Flush::run_free() {
    work_.clear();
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
}

void Flush::choose_channels() {
    now_.clear();
    later_.clear();
    const bool more = !channels_.dirty().empty() && context_.handler->more_expected();
    for (const std::uint32_t index : channels_.dirty()) {
        Channel& channel = channels_.at(index);
        if (channel.merge.holds(moment_of(channel, more))) {
            later_.push_back(index);
            continue;
        }
        channel.merge.flushed(context_.now_ms, channel.unflushed);
        channel.unflushed = 0;
        channel.dirty = false;
        now_.push_back(index);
    }
    std::swap(channels_.dirty(), later_);
}

MergeWait::Moment Flush::moment_of(const Channel& channel, bool more_expected) const {
    const MergeOptions& merge = context_.options.merge;
    const auto count = static_cast<std::int64_t>(channel.subscribers.size());
    return {.now_ms = context_.now_ms,
            .flush_us = merge.us_per_subscriber ? count * *merge.us_per_subscriber
                                                : count * send_ns_ / 1'000,
            .waiting = channel.unflushed,
            .more_expected = more_expected,
            .wait_max_ms = merge.wait_max_ms};
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

void Flush::send_connection(std::uint32_t slot) {
    HotSlot& hot = context_.connections.hot(slot);
    hot.flags &= ~std::uint32_t{HotSlot::kQueued};
    Connection* connection = context_.connections.at_or_null(slot);
    if (connection == nullptr || hot.has(HotSlot::kBlocked)) {
        hot.pending = 0;
        return;
    }
    switch (connection->phase) {
        case Phase::http: http_.write(*connection, turn_bytes_); break;
        case Phase::websocket:
        case Phase::closing: send_websocket(*connection); break;
        case Phase::handshake:
        case Phase::lingering:
        case Phase::ended: break;
    }
    hot.pending = 0;
    context_.count_outbox(*connection);
}

void Flush::send_websocket(Connection& connection) {
    for (std::size_t left = turn_bytes_;;) {
        const std::size_t total = gather(connection, left);
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
            context_.count_sent(result.bytes);
        }
        const bool blocked =
            result.state == IoResult::State::blocked || (!connection.tls && result.bytes < total);
        settle(connection, result.bytes, result.bytes + connection.tls_committed);
        if (blocked) {
            context_.set_blocked(connection);
            return;
        }
        if (result.bytes >= left) {
            context_.connections.hot(connection.slot).flags |= HotSlot::kCatchUp;
            context_.queue_output(connection);
            return;
        }
        left -= result.bytes;
    }
}

// Lists what the next send carries, up to the end of the frame in which `bytes_max` is reached;
// returns its size.
std::size_t Flush::gather(Connection& connection, std::size_t bytes_max) {
    pieces_.clear();
    gathered_ = 0;
    if (connection.outbox != nullptr && !connection.outbox->empty()) {
        const auto waiting = connection.outbox->waiting();
        const std::size_t room = std::max<std::size_t>(bytes_max, connection.tls_committed);
        add_piece(
            {.data = waiting.data(), .size = std::min(waiting.size(), room), .is_private = true},
            false);
        if (waiting.size() > room) {
            return gathered_;
        }
    }
    gather_pending(connection, bytes_max);
    return gathered_;
}

void Flush::gather_pending(Connection& connection, std::size_t bytes_max) {
    const HotSlot& hot = context_.connections.hot(connection.slot);
    if (hot.has(HotSlot::kCatchUp)) {
        for (const Subscription& subscription : connection.subscriptions) {
            gather_range(subscription, true, bytes_max);
        }
        return;
    }
    for (std::uint32_t next = hot.pending; next != 0;) {
        const Pending& entry = pending_[next - 1];
        gather_range({.channel = entry.channel, .position = entry.position}, false, bytes_max);
        next = entry.next;
    }
}

void Flush::gather_range(const Subscription& range, bool catch_up, std::size_t bytes_max) {
    const SegmentLog& log = channels_.at(range.channel).log;
    Subscriber& subscriber = channels_.subscriber(range);
    if (subscriber.cursor == log.head()) {
        return;
    }
    std::uint64_t cursor = subscriber.cursor;
    bool is_first = true;
    for (std::size_t i = log.find(cursor);
         i < log.count() && pieces_.size() < kPartsMax && gathered_ < bytes_max; ++i) {
        const LogEntry& entry = log.entry(i);
        if (entry.ephemeral && leaves_out(entry, catch_up)) {
            cursor = entry.end();
            if (is_first) {
                subscriber.cursor = cursor;
            }
            continue;
        }
        auto bytes = entry.segment.bytes().subspan(static_cast<std::size_t>(cursor - entry.begin));
        if (bytes.size() > bytes_max - gathered_) {
            bytes = bytes.first(frame_end(bytes, bytes_max - gathered_));
        }
        add_piece({.data = bytes.data(),
                   .size = bytes.size(),
                   .channel = range.channel,
                   .position = range.position,
                   .begin = cursor},
                  !is_first);
        cursor = entry.end();
        is_first = false;
    }
}

void Flush::add_piece(const Piece& piece, bool may_join) {
    gathered_ += piece.size;
    Piece* last = may_join && !pieces_.empty() ? &pieces_.back() : nullptr;
    if (last != nullptr && last->data + last->size == piece.data &&
        last->begin + last->size == piece.begin) {
        last->size += piece.size;
    } else {
        pieces_.push_back(piece);
    }
}

// An ephemeral segment goes out at once or not at all. The cap makes everybody wait a little.
bool Flush::leaves_out(const LogEntry& entry, bool catch_up) const {
    return catch_up &&
           (!context_.bandwidth.capped() || context_.now_ms - entry.published_ms > kEphemeralMs);
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

// Of a blocked connection.
bool Flush::is_lagging(const Channel& channel, const Subscriber& subscriber) const {
    if (subscriber.cursor == channel.log.head()) {
        return false;
    }
    const LogEntry& entry = channel.log.entry(channel.log.find(subscriber.cursor));
    std::int64_t since_ms = entry.published_ms;
    if (context_.bandwidth.capped()) {
        // What waited for the cap before is not the reader's fault.
        since_ms = std::max(since_ms, context_.connections.at(subscriber.slot).progress_ms);
    }
    return channel.log.head() - subscriber.cursor > context_.options.bounds.lag_bytes_max ||
           context_.now_ms - since_ms > context_.options.timeouts.lag;
}

// The bound of the log, whatever holds a subscriber back: the cap, or more at once than turns of
// all can carry. Only those that are behind keep bytes in the log.
void Flush::find_far_behind(std::uint32_t index) {
    const Bounds& bounds = context_.options.bounds;
    const std::size_t bytes_max =
        context_.bandwidth.capped() ? bounds.lag_bytes_max : bounds.log_bytes_max;
    const Channel& channel = channels_.at(index);
    if (channel.log.bytes() <= bytes_max) {
        return;
    }
    for (const Subscriber& subscriber : channel.subscribers) {
        if (channel.log.head() - subscriber.cursor > bytes_max) {
            too_slow_.emplace_back(subscriber.slot, index);
        }
    }
}

void Flush::drop_too_slow(std::vector<Lagging>& lagging) {
    for (const auto& [slot, index] : too_slow_) {
        Connection& connection = context_.connections.at(slot);
        const auto& own = connection.subscriptions;
        if (std::any_of(own.begin(), own.end(),
                        [&](const Subscription& s) { return s.channel == index; })) {
            lagging.push_back({.connection = connection.id, .channel = channels_.at(index).id});
            channels_.drop(connection, index);
        }
    }
    too_slow_.clear();
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
        next = std::min(next, channels_.at(index).merge.until_ms());  // 0: at once
    }
    return next;
}

}  // namespace teahouse::net
