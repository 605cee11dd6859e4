// SPDX-License-Identifier: MIT
// The channels of one worker: each a log of shared segments and a contiguous list of subscribers,
// who are cursors into it. Nothing is sent here; see Flush. Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "net/context.h"
#include "net/merge_wait.h"
#include "net/segment.h"
#include "net/segment_log.h"
#include "net/worker.h"

namespace teahouse::net {

struct Subscriber {
    std::uint64_t cursor = 0;  // always between two frames
    std::uint32_t slot = 0;
    std::uint32_t back = 0;  // index in Connection::subscriptions
};

struct Channel {
    ChannelId id;
    SegmentLog log;
    std::vector<Subscriber> subscribers;
    bool dirty = false;           // in Channels::dirty()
    bool behind = false;          // in Channels::behind()
    std::uint32_t unflushed = 0;  // messages published since the last flush
    MergeWait merge;
};

class Channels {
public:
    explicit Channels(Context& context) : context_(context) {}

    // Both O(1) in the channel; they look through the connection's own list (limits::kOpenRoomsMax,
    // contiguous). A second subscription changes nothing.
    void subscribe(Connection& connection, ChannelId id);
    // What was published before is moved to the connection's outbox, so that it stays ahead of what
    // follows.
    void unsubscribe(Connection& connection, ChannelId id);
    void unsubscribe_all(Connection& connection);
    // The same without sending what is left: the connection is gone or too far behind.
    void drop(Connection& connection, std::uint32_t channel);
    void drop_all(Connection& connection);
    [[nodiscard]] std::size_t subscriber_count(ChannelId id) const;
    // What is kept for those who are behind.
    [[nodiscard]] std::size_t log_bytes(ChannelId id) const;

    void publish(ChannelId id, Segment segment, bool ephemeral);

    // --- For the flush ---
    [[nodiscard]] Channel& at(std::uint32_t index) { return channels_[index]; }
    [[nodiscard]] const Channel& at(std::uint32_t index) const { return channels_[index]; }
    [[nodiscard]] Subscriber& subscriber(const Subscription& subscription) {
        return channels_[subscription.channel].subscribers[subscription.position];
    }
    // Channels with unsent segments of this tick. The flush empties it.
    [[nodiscard]] std::vector<std::uint32_t>& dirty() { return dirty_; }
    [[nodiscard]] const std::vector<std::uint32_t>& dirty() const { return dirty_; }
    // Drops the segments that everybody has passed; afterwards the channel is in behind() if some
    // are left.
    void trim(std::uint32_t index);
    [[nodiscard]] bool any_behind() const { return !behind_.empty(); }
    void trim_behind();

private:
    std::uint32_t open(ChannelId id);
    void close_if_unused(std::uint32_t index);
    void move_rest(Connection& connection, const Subscription& subscription);
    void remove(Connection& connection, std::size_t subscription);

    Context& context_;
    std::unordered_map<ChannelId, std::uint32_t> index_;
    std::vector<Channel> channels_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> dirty_;
    std::vector<std::uint32_t> behind_;
    std::vector<std::uint32_t> scratch_;
};

}  // namespace teahouse::net
