// SPDX-License-Identifier: MIT
// Sound on its way through the router: redundant blocks, for viewers that take them or not.
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "rtc/bytes.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/world.h"

namespace teahouse::rtc {
namespace {

using native::NativePeer;
using native::of_stream;
using native::viewer_of;
using native::World;
using enum MediaSource;

TEST(RouterSound, a_viewer_without_red_gets_opus) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer::Shape shape = viewer_of(1);
    shape.red = false;
    NativePeer& bob = world.enter(2, shape);
    alice.send_audio(50);
    world.deliver();
    const auto voice = of_stream(bob, bob.shown(PeerId(1), audio)->ssrc);
    ASSERT_EQ(voice.size(), 1U);
    EXPECT_EQ(voice[0]->header.payload_type, 111);
    EXPECT_EQ(voice[0]->header.payload_bytes, 80);
    EXPECT_EQ(voice[0]->packet.back(), 79);
}

// How many bytes of RED `bob` got of the newest packet, after the router knows his line.
std::uint16_t sound_of(World& world, NativePeer& alice, NativePeer& bob, std::size_t old_blocks) {
    alice.send_audio(50, old_blocks);
    world.deliver();
    return of_stream(bob, bob.shown(PeerId(1), audio)->ssrc).back()->header.payload_bytes;
}

void lose(World& world, NativePeer& alice, NativePeer& bob, double share) {
    alice.check(world.now);
    bob.check(world.now);
    world.deliver();
    bob.loss = share;
    for (int i = 0; i < 100; ++i) {
        alice.send_audio(50);
        world.deliver();
        world.advance_ms(20);
        if (i % 10 == 9) {
            bob.send_feedback();
            world.deliver();
        }
    }
    bob.loss = 0;
}

TEST(RouterSound, sound_goes_out_thrice_only_where_much_is_lost) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    EXPECT_EQ(sound_of(world, alice, bob, 0), 1 + 80);
    EXPECT_EQ(sound_of(world, alice, bob, 1), 4 + 1 + 10 + 80);
    EXPECT_EQ(sound_of(world, alice, bob, 2), 4 + 1 + 10 + 80);
    const auto voice = of_stream(bob, bob.shown(PeerId(1), audio)->ssrc);
    const Bytes payload = Bytes(voice.back()->packet).last(4 + 1 + 10 + 80);
    EXPECT_EQ(read_u16(payload, 1), 960 * 4) << "the newer one of the two";
    EXPECT_EQ(payload[5], 200);
    EXPECT_EQ(payload[15], 0);
    lose(world, alice, bob, 0.2);
    EXPECT_EQ(sound_of(world, alice, bob, 2), 8 + 1 + 20 + 80);
    lose(world, alice, bob, 0);
    EXPECT_EQ(sound_of(world, alice, bob, 2), 8 + 1 + 20 + 80) << "for a while";
    for (int i = 0; i < 16; ++i) {
        lose(world, alice, bob, 0);
    }
    EXPECT_EQ(sound_of(world, alice, bob, 2), 4 + 1 + 10 + 80);
}

TEST(RouterSound, frames_that_it_cannot_read_are_left_as_they_are) {
    World world(RoomKind::sealed);
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    NativePeer::Shape plain = viewer_of(1);
    plain.red = false;
    NativePeer& cem = world.enter(3, plain);
    EXPECT_EQ(sound_of(world, alice, bob, 2), 8 + 1 + 20 + 80);
    EXPECT_TRUE(of_stream(cem, cem.shown(PeerId(1), audio)->ssrc).empty())
        << "who does not take RED could not open a part of it";
}

}  // namespace
}  // namespace teahouse::rtc
