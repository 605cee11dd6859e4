// SPDX-License-Identifier: MIT
// The flush: once a tick, one send for each connection with output. Nearly all CPU of a chat server
// is the kernel's send(), whose cost hardly depends on the size, so the number of sends is what
// counts: everything that a connection has waiting goes out together.
//
// For each connection, in this order: its outbox (private frames, or the rest of a frame that was
// cut), then its ranges of channels. A cursor stands always between two frames: when the socket
// takes only part of a frame, the rest of that one frame is copied to the outbox. So nothing can
// come between the parts of a frame, and a subscriber that is too slow can be dropped at any time.
//
// Where the kernel has io_uring, the sends of one channel are handed to it in batches
// (send_ring.h).
//
// Under the bandwidth cap (flush_capped.cc) connections wait in line and take turns, each of a few
// frames, as long as the cap allows; WebSockets go before HTTP. Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "net/channels.h"
#include "net/context.h"
#include "net/http_side.h"
#include "net/send_ring.h"
#include "net/transport.h"

struct iovec;

namespace teahouse::net {

// What one connection is sent before others have their turn, without a cap.
inline constexpr std::size_t kFlushTurnBytes = 1024 * 1024;

struct Lagging {
    ConnectionId connection;
    ChannelId channel;
};

class Flush {
public:
    Flush(Context& context, Channels& channels, HttpSide& http);
    ~Flush();
    Flush(const Flush&) = delete;
    Flush& operator=(const Flush&) = delete;

    // From now on sends to the members of large channels go out in batches.
    void use(std::unique_ptr<SendRing> ring);
    // Sends. Afterwards `lagging` names subscribers that were dropped for being too far behind.
    void run(std::vector<Lagging>& lagging);
    // Looks at all subscriptions of a blocked connection; `run` sees only those with news.
    void check_lag(Connection& connection, std::vector<Lagging>& lagging);
    // When run() is to be called again at the latest, given no other reason; TimeoutWheel::kNever
    // if none.
    [[nodiscard]] std::int64_t next_ms() const;

private:
    // A range that a connection is to be sent; a list per connection, linked by index.
    struct Pending {
        std::uint32_t channel = 0;
        std::uint32_t position = 0;
        std::uint32_t next = 0;  // 1 + index; 0: the last
    };
    // Adjoining bytes of one send.
    struct Piece {
        const std::byte* data = nullptr;
        std::size_t size = 0;
        std::uint32_t channel = 0;  // with a cursor
        std::uint32_t position = 0;
        std::uint64_t begin = 0;
        bool is_private = false;
    };

    void choose_channels();
    void run_free();
    [[nodiscard]] MergeWait::Moment moment_of(const Channel& channel, bool more_expected) const;
    void collect(std::uint32_t channel, bool all);
    void add_pending(std::uint32_t slot, std::uint32_t channel, std::uint32_t position);
    void send_connection(std::uint32_t slot);
    void send_websocket(Connection& connection);
    std::size_t gather(Connection& connection, std::size_t bytes_max);
    void gather_pending(Connection& connection, std::size_t bytes_max);
    void gather_range(const Subscription& range, bool catch_up, std::size_t bytes_max);
    void add_piece(const Piece& piece, bool may_join);
    [[nodiscard]] bool leaves_out(const LogEntry& entry, bool catch_up) const;
    IoResult send_pieces(Connection& connection, std::size_t total);
    void settle(Connection& connection, std::size_t sent, std::size_t committed);
    void settle_range(Connection& connection, const Piece& piece, std::size_t sent,
                      std::size_t keep);
    void on_all_sent(Connection& connection);
    [[nodiscard]] bool is_lagging(const Channel& channel, const Subscriber& subscriber) const;
    void find_far_behind(std::uint32_t channel);
    void drop_too_slow(std::vector<Lagging>& lagging);

    // flush_channel.cc
    void send_channel(std::uint32_t channel);
    void send_direct(Subscriber& subscriber, const LogRun& tail);
    void send_ring(Channel& channel, const LogRun& tail);
    void cut_short(Subscriber& subscriber, std::span<const std::byte> bytes, std::size_t taken);
    void measure(std::int64_t since_ns, std::uint64_t sends);

    // flush_capped.cc
    void run_capped();
    void line_up(std::uint32_t channel);
    void line_up_queued();
    void take_turn();

    Context& context_;
    Channels& channels_;
    HttpSide& http_;
    std::unique_ptr<SendRing> ring_;
    std::vector<std::uint32_t> now_;    // channels of this flush
    std::vector<std::uint32_t> later_;  // scratch: channels that are held back
    std::vector<std::uint32_t> work_;   // slots that take the general path
    std::vector<Pending> pending_;
    std::vector<Piece> pieces_;
    std::vector<iovec> parts_;
    std::size_t gathered_ = 0;                                       // bytes of pieces_
    std::vector<std::byte> together_;                                // copied pieces of one send
    std::vector<std::pair<std::uint32_t, std::uint32_t>> too_slow_;  // slot, channel
    std::int64_t send_ns_ = 8'000;  // what one send of a large flush takes, averaged over some
    std::int64_t trimmed_ms_ = 0;
    std::int64_t retry_ms_ = 0;  // when the bandwidth cap allows more; 0: it does not hold us back
    std::size_t turn_bytes_;     // what one connection may send before others have their turn
    // Under the cap, slots that wait for their turn. Those of connections that ended meanwhile are
    // passed over.
    std::deque<std::uint32_t> sockets_line_;
    std::deque<std::uint32_t> http_line_;
    bool sockets_wait_ = false;      // told to the other workers
    std::uint64_t ahead_bytes_ = 0;  // sent to WebSockets since HTTP began to wait for its turn
};

}  // namespace teahouse::net
