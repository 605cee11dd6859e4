// SPDX-License-Identifier: MIT
#include "gateway/fanout.h"

#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/one_of.h"
#include "ws/deflate.h"
#include "ws/parser.h"

namespace teahouse::gateway {
namespace {

constexpr RoomId kRoom(7);
constexpr Variant kJson{.format = proto::Format::json, .deflate = false};
constexpr Variant kJsonDeflate{.format = proto::Format::json, .deflate = true};
constexpr Variant kMsgpack{.format = proto::Format::msgpack, .deflate = false};

SessionId session(std::uint64_t worker, std::uint64_t number) {
    return SessionId(worker << 45U | number);
}

// A fan-out with two workers that keeps what was posted.
class World {
public:
    World()
        : fanout_(2, [this](std::uint32_t worker, DeliveryBatch batch) {
              posted_[worker].push_back(std::move(batch));
          }) {}

    void listen(SessionId id, Variant variant) {
        fanout_.session_begins(id, variant);
        carry(chat::Subscribe{.session = id, .room = kRoom});
    }
    void carry(chat::Out out) {
        chat::Effects effects;
        effects.out.push_back(std::move(out));
        fanout_.carry(effects);
    }
    void deliver(std::size_t count, std::size_t text_bytes) {
        chat::Deliver deliver{.room = kRoom, .events = {}, .count = count};
        for (std::size_t i = 1; i <= count; ++i) {
            proto::Event event;
            event.room = kRoom;
            event.seq = Seq(i);
            event.from = UserId(1);
            event.kind = proto::EventKind::text;
            event.body.text = std::string(text_bytes, 'a');
            deliver.events.push_back(std::move(event));
        }
        carry(std::move(deliver));
    }
    // What came to a worker since the last call, flattened.
    DeliveryBatch take(std::uint32_t worker) {
        fanout_.flush();
        DeliveryBatch all;
        for (DeliveryBatch& batch : posted_[worker]) {
            for (Delivery& one : batch) {
                all.push_back(std::move(one));
            }
        }
        posted_[worker].clear();
        return all;
    }
    Fanout& fanout() { return fanout_; }

private:
    std::vector<DeliveryBatch> posted_[2];
    Fanout fanout_;
};

const Publish* find_publish(const DeliveryBatch& batch) {
    for (const Delivery& one : batch) {
        if (const auto* publish = std::get_if<Publish>(&one)) {
            return publish;
        }
    }
    return nullptr;
}

// The events in a segment's frames, read as a client would.
std::vector<proto::Event> read_events(const net::Segment& segment, proto::Format format,
                                      bool deflate, std::size_t* frames) {
    std::vector<std::byte> bytes(segment.data, segment.data + segment.size);
    ws::Parser parser({.role = ws::Role::client, .deflate = deflate, .message_bytes_max = 1 << 20});
    ws::Inflater inflater;
    std::span<std::byte> input(bytes);
    std::vector<proto::Event> events;
    while (true) {
        const ws::Event event = parser.next(input, &inflater);
        if (event.kind != ws::Event::Kind::message) {
            EXPECT_EQ(event.kind, ws::Event::Kind::need_more);
            return events;
        }
        ++*frames;
        auto frame = proto::decode_server_frame(format, event.payload_text(),
                                                [](std::uint64_t) { return std::nullopt; });
        if (!frame) {
            ADD_FAILURE() << frame.error().message;
            return events;
        }
        const auto& push = get<proto::EventsPush>(std::get<proto::Push>(*frame));
        events.insert(events.end(), push.events.begin(), push.events.end());
    }
}

TEST(Fanout, sends_to_workers_that_listen_only) {
    World world;
    world.listen(session(0, 1), kJson);
    static_cast<void>(world.take(0));
    world.deliver(1, 10);
    EXPECT_NE(find_publish(world.take(0)), nullptr);
    EXPECT_TRUE(world.take(1).empty());
}

TEST(Fanout, encodes_once_for_each_way_of_speaking) {
    World world;
    world.listen(session(0, 1), kJson);
    world.listen(session(0, 2), kMsgpack);
    world.listen(session(1, 3), kMsgpack);
    static_cast<void>(world.take(0));
    static_cast<void>(world.take(1));
    world.deliver(3, 10);
    const DeliveryBatch first = world.take(0);
    const DeliveryBatch second = world.take(1);
    const Publish* one = find_publish(first);
    const Publish* two = find_publish(second);
    ASSERT_NE(one, nullptr);
    ASSERT_NE(two, nullptr);
    // The two workers share the very same bytes.
    EXPECT_EQ(one->segments[kMsgpack.index()].data, two->segments[kMsgpack.index()].data);
    EXPECT_EQ(two->segments[kJson.index()].size, 0U);
    EXPECT_EQ(one->segments[kJsonDeflate.index()].size, 0U);
    for (const Variant variant : {kJson, kMsgpack}) {
        std::size_t frames = 0;
        const auto events =
            read_events(one->segments[variant.index()], variant.format, variant.deflate, &frames);
        ASSERT_EQ(events.size(), 3U);
        EXPECT_EQ(events[2].seq, Seq(3));
        EXPECT_EQ(frames, 1U);  // one commit, one frame
    }
}

TEST(Fanout, compresses_large_frames_once_and_leaves_small_ones_plain) {
    World world;
    world.listen(session(0, 1), kJsonDeflate);
    static_cast<void>(world.take(0));
    world.deliver(1, 10);
    const DeliveryBatch small = world.take(0);
    world.deliver(1, 20'000);
    const DeliveryBatch large = world.take(0);
    ASSERT_NE(find_publish(small), nullptr);
    ASSERT_NE(find_publish(large), nullptr);
    const net::Segment& packed = find_publish(large)->segments[kJsonDeflate.index()];
    EXPECT_LT(packed.size, 1'000U);
    std::size_t frames = 0;
    EXPECT_EQ(read_events(packed, proto::Format::json, true, &frames)[0].body.text->size(),
              20'000U);
    EXPECT_EQ(read_events(find_publish(small)->segments[kJsonDeflate.index()], proto::Format::json,
                          true, &frames)
                  .size(),
              1U);
}

TEST(Fanout, splits_a_large_backlog_into_frames) {
    World world;
    world.listen(session(0, 1), kMsgpack);
    static_cast<void>(world.take(0));
    world.deliver(20, 10'000);
    const DeliveryBatch batch = world.take(0);
    ASSERT_NE(find_publish(batch), nullptr);
    std::size_t frames = 0;
    const auto events = read_events(find_publish(batch)->segments[kMsgpack.index()],
                                    proto::Format::msgpack, false, &frames);
    ASSERT_EQ(events.size(), 20U);
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].seq, Seq(i + 1));
    }
    EXPECT_GT(frames, 3U);
}

TEST(Fanout, stops_after_unsubscribe_and_keeps_the_order_of_effects) {
    World world;
    const SessionId id = session(0, 1);
    world.listen(id, kJson);
    static_cast<void>(world.take(0));
    world.deliver(1, 10);
    world.carry(chat::Unsubscribe{.session = id, .room = kRoom});
    world.deliver(1, 10);
    const DeliveryBatch batch = world.take(0);
    ASSERT_EQ(batch.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Publish>(batch[0]));
    EXPECT_TRUE(std::holds_alternative<chat::Unsubscribe>(batch[1]));
}

TEST(Fanout, tells_followers_of_the_head_only) {
    World world;
    const SessionId id = session(1, 9);
    world.fanout().session_begins(id, kJson);
    world.carry(chat::Follow{.session = id, .room = kRoom});
    static_cast<void>(world.take(1));
    world.deliver(4, 10);
    const DeliveryBatch batch = world.take(1);
    ASSERT_EQ(batch.size(), 1U);
    const auto* moved = std::get_if<HeadMoved>(&batch[0]);
    ASSERT_NE(moved, nullptr);
    EXPECT_EQ(moved->seq, Seq(4));
    EXPECT_EQ(moved->count, 4U);
}

}  // namespace
}  // namespace teahouse::gateway
