// SPDX-License-Identifier: MIT
#include "net/channels.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace teahouse::net {

void Channels::subscribe(Connection& connection, ChannelId id) {
    const std::uint32_t index = open(id);
    const auto& own = connection.subscriptions;
    if (std::any_of(own.begin(), own.end(),
                    [&](const Subscription& s) { return s.channel == index; })) {
        return;
    }
    Channel& channel = channels_[index];
    const auto position = static_cast<std::uint32_t>(channel.subscribers.size());
    channel.subscribers.push_back({.cursor = channel.log.head(),
                                   .slot = connection.slot,
                                   .back = static_cast<std::uint32_t>(own.size())});
    connection.subscriptions.push_back({.channel = index, .position = position});
}

void Channels::unsubscribe(Connection& connection, ChannelId id) {
    const auto found = index_.find(id);
    if (found == index_.end()) {
        return;
    }
    auto& own = connection.subscriptions;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].channel == found->second) {
            move_rest(connection, own[i]);
            remove(connection, i);
            return;
        }
    }
}

void Channels::unsubscribe_all(Connection& connection) {
    for (const Subscription& subscription : connection.subscriptions) {
        move_rest(connection, subscription);
    }
    drop_all(connection);
}

void Channels::drop(Connection& connection, std::uint32_t channel) {
    auto& own = connection.subscriptions;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].channel == channel) {
            remove(connection, i);
            return;
        }
    }
}

void Channels::drop_all(Connection& connection) {
    while (!connection.subscriptions.empty()) {
        remove(connection, connection.subscriptions.size() - 1);
    }
    connection.subscriptions.shrink_to_fit();
}

std::size_t Channels::subscriber_count(ChannelId id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? 0 : channels_[found->second].subscribers.size();
}

std::size_t Channels::log_bytes(ChannelId id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? 0 : channels_[found->second].log.bytes();
}

void Channels::publish(ChannelId id, Segment segment, bool ephemeral) {
    const auto found = index_.find(id);
    if (found == index_.end() || segment.size == 0) {
        return;
    }
    context_.counters.segments.add();
    context_.counters.log_bytes.add(segment.size);
    Channel& channel = channels_[found->second];
    context_.counters.deliveries.add(channel.subscribers.size());
    channel.log.append(std::move(segment), context_.now_ms, ephemeral);
    ++channel.unflushed;
    if (!channel.dirty) {
        channel.dirty = true;
        dirty_.push_back(found->second);
    }
}

void Channels::trim(std::uint32_t index) {
    Channel& channel = channels_[index];
    std::uint64_t slowest = channel.log.head();
    for (const Subscriber& subscriber : channel.subscribers) {
        slowest = std::min(slowest, subscriber.cursor);
    }
    const std::uint64_t held = channel.log.bytes();
    channel.log.trim(slowest);
    context_.counters.log_bytes.subtract(held - channel.log.bytes());
    if (!channel.log.empty() && !channel.behind) {
        channel.behind = true;
        behind_.push_back(index);
    }
}

void Channels::trim_behind() {
    std::swap(scratch_, behind_);
    for (const std::uint32_t index : scratch_) {
        channels_[index].behind = false;
        trim(index);
    }
    scratch_.clear();
}

std::uint32_t Channels::open(ChannelId id) {
    const auto [entry, is_new] = index_.try_emplace(id, 0);
    if (is_new) {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(channels_.size()));
            channels_.emplace_back();
        }
        entry->second = free_.back();
        free_.pop_back();
        // A former channel's place may still be in dirty_ or behind_: those marks stay true.
        Channel& channel = channels_[entry->second];
        channel = Channel{.id = id,
                          .log = {},
                          .subscribers = {},
                          .dirty = channel.dirty,
                          .behind = channel.behind};
    }
    return entry->second;
}

void Channels::close_if_unused(std::uint32_t index) {
    Channel& channel = channels_[index];
    if (!channel.subscribers.empty()) {
        return;
    }
    index_.erase(channel.id);
    context_.counters.log_bytes.subtract(channel.log.bytes());
    channel.log = {};
    channel.subscribers.shrink_to_fit();
    free_.push_back(index);
}

void Channels::move_rest(Connection& connection, const Subscription& subscription) {
    Subscriber& reader = subscriber(subscription);
    const SegmentLog& log = channels_[subscription.channel].log;
    const bool blocked = context_.connections.hot(connection.slot).has(HotSlot::kBlocked);
    while (reader.cursor < log.head()) {
        const LogEntry& entry = log.entry(log.find(reader.cursor));
        if (!(entry.ephemeral && blocked)) {
            context_.outbox(connection)
                .append(entry.segment.bytes().subspan(
                    static_cast<std::size_t>(reader.cursor - entry.begin)));
        }
        reader.cursor = entry.end();
    }
}

void Channels::remove(Connection& connection, std::size_t subscription) {
    // Both lists stay contiguous: the last entry moves into the gap, and its partner is told.
    auto& own = connection.subscriptions;
    const Subscription gone = own[subscription];
    own[subscription] = own.back();
    own.pop_back();
    if (subscription < own.size()) {
        subscriber(own[subscription]).back = static_cast<std::uint32_t>(subscription);
    }

    auto& readers = channels_[gone.channel].subscribers;
    readers[gone.position] = readers.back();
    readers.pop_back();
    if (gone.position < readers.size()) {
        const Subscriber& moved = readers[gone.position];
        context_.connections.at(moved.slot).subscriptions[moved.back].position = gone.position;
    }
    close_if_unused(gone.channel);
}

}  // namespace teahouse::net
