// SPDX-License-Identifier: MIT
// What travels from the engine's thread to a worker: one batch per worker and commit, applied in
// order.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "chat/effects.h"
#include "net/segment.h"
#include "net/worker.h"
#include "proto/codec.h"

namespace teahouse::gateway {

// A session's way of speaking: format and whether permessage-deflate was agreed. Each room has one
// frame log (net channel) per variant that somebody uses.
struct Variant {
    proto::Format format = proto::Format::json;
    bool deflate = false;

    [[nodiscard]] constexpr std::size_t index() const {
        return (format == proto::Format::msgpack ? 2U : 0U) + (deflate ? 1U : 0U);
    }
};
inline constexpr std::size_t kVariants = 4;

constexpr net::ChannelId channel_of(RoomId room, Variant variant) {
    return net::ChannelId(room.value * kVariants + variant.index());
}
constexpr RoomId room_of(net::ChannelId channel) { return RoomId(channel.value / kVariants); }

// To one session; the message is shared by all sessions that get it.
struct PushTo {
    SessionId session;
    std::shared_ptr<const proto::Push> push;
};

// Finished frames of a room, per variant (empty where nobody of any worker speaks it).
struct Publish {
    RoomId room;
    std::array<net::Segment, kVariants> segments;
    bool ephemeral = false;
};

// The room moved on; for those who follow it closed.
struct HeadMoved {
    RoomId room;
    Seq seq;
    std::uint64_t count = 0;
};

using Delivery =
    std::variant<chat::Reply, PushTo, Publish, HeadMoved, chat::Subscribe, chat::Unsubscribe,
                 chat::Follow, chat::Unfollow, chat::Close, chat::Credential, chat::LoggedIn,
                 chat::AccountRows, chat::FileAnswer>;
using DeliveryBatch = std::vector<Delivery>;

}  // namespace teahouse::gateway
