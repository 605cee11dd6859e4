// SPDX-License-Identifier: MIT
// Event → frames → workers, on the engine's thread. Encodes once per format that somebody speaks
// and posts one batch per worker: the cost is O(workers), never O(recipients).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "chat/effects.h"
#include "gateway/delivery.h"
#include "gateway/frame_chunks.h"
#include "ws/deflate.h"

namespace teahouse::gateway {

class Fanout {
public:
    // `post` hands a batch to a worker's thread; it must not fail (completions of accepted work).
    using Post = std::function<void(std::uint32_t worker, DeliveryBatch batch)>;
    Fanout(std::uint32_t workers, Post post);

    // How a session speaks; before its Hello is applied. Forgotten with session_ended.
    void session_begins(SessionId session, Variant variant);
    void session_ended(SessionId session);

    // Takes over everything addressed to sessions, in order.
    void carry(chat::Effects& effects);
    // Posts what was collected; once per turn of the engine.
    void flush();

private:
    // Who of a worker listens to a room.
    struct Interest {
        std::array<std::uint32_t, kVariants> subscribers{};
        std::uint32_t followers = 0;
    };
    using Room = std::vector<Interest>;  // by worker

    void put(SessionId session, Delivery delivery);
    void carry_one(chat::Reply& reply);
    void carry_one(chat::Push& push);
    void carry_one(chat::Deliver& deliver);
    void carry_one(chat::DeliverEphemeral& ephemeral);
    void carry_one(chat::Subscribe& subscribe);
    void carry_one(chat::Unsubscribe& unsubscribe);
    void carry_one(chat::Follow& follow);
    void carry_one(chat::Unfollow& unfollow);
    void carry_one(chat::Close& close);

    Interest* interest(RoomId room, SessionId session);
    [[nodiscard]] std::array<bool, kVariants> wanted_variants(const Room& room) const;
    void publish(RoomId room_id, const Room& room, Publish& out);
    void encode_events(std::span<const proto::Event> events,
                       const std::array<bool, kVariants>& wanted, Publish& out);
    void encode_frames(proto::Format format, std::span<const proto::Event> events, bool deflate,
                       std::string& out);
    void append_frame(proto::Format format, bool deflate, std::string& out);

    Post post_;
    std::vector<DeliveryBatch> batches_;  // by worker
    std::unordered_map<SessionId, Variant> variants_;
    std::unordered_map<RoomId, Room> rooms_;
    FrameChunks chunks_;
    ws::Deflater deflater_;
    std::string payload_;  // scratch
    std::string frames_;   // scratch
    std::string packed_;   // scratch
};

}  // namespace teahouse::gateway
