// SPDX-License-Identifier: MIT
// The router with peers that are no browsers, in a time of their own.
#include "rtc/router.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_sfu.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/world.h"
#include "rtc/vp8.h"

namespace teahouse::rtc {
namespace {

using native::NativePeer;
using native::of_stream;
using native::viewer_of;
using native::World;
using enum MediaSource;

TEST(Router, one_publisher_many_viewers) {
    World world;
    NativePeer& alice = world.enter(1, {});
    for (std::uint64_t i = 2; i <= 11; ++i) {
        world.enter(i, viewer_of(1));
    }
    EXPECT_EQ(world.take<PeerConnected>().size(), 11U);
    world.advance_ms(20);
    EXPECT_EQ(alice.plis.size(), 1U) << "ten viewers wait for one key frame";
    for (int i = 0; i < 50; ++i) {
        alice.send_audio(30);
        alice.send_video({.key = i == 0, .packets = 3});
        world.deliver();
        world.advance_ms(20);
    }
    for (std::uint64_t i = 2; i <= 11; ++i) {
        NativePeer& viewer = *world.peers[i];
        const auto frames = of_stream(viewer, viewer.shown(PeerId(1), video)->ssrc);
        ASSERT_EQ(frames.size(), 150U);
        for (std::size_t k = 1; k < frames.size(); ++k) {
            EXPECT_EQ(frames[k]->header.sequence,
                      static_cast<std::uint16_t>(frames[k - 1]->header.sequence + 1));
            EXPECT_EQ(frames[k]->header.marker, k % 3 == 2);
        }
        const auto voice = of_stream(viewer, viewer.shown(PeerId(1), audio)->ssrc);
        ASSERT_EQ(voice.size(), 50U);
        EXPECT_EQ(voice[0]->header.payload_type, 63) << "RED passes";
        const Bytes level = find_extension(Bytes(voice[0]->packet), voice[0]->header, 1);
        ASSERT_EQ(level.size(), 1U);
        EXPECT_EQ(level[0], 30);
    }
    EXPECT_GT(alice.feedbacks, 5U) << "transport-wide feedback for the publisher";
    EXPECT_FALSE(alice.blocks.empty()) << "receiver reports";
    EXPECT_EQ(alice.blocks.back().fraction_lost, 0);
    const RouterStats stats = world.router->stats();
    EXPECT_EQ(stats.packets_out, 2'000U);
    EXPECT_EQ(stats.feeds, 20U);
    EXPECT_EQ(stats.tracks, 2U);
}

TEST(Router, rooms_do_not_see_each_other) {
    World world;
    world.enter(1, {}, 1);
    NativePeer& eve = world.enter(2, viewer_of(1), 2);
    world.peers[1]->send_audio(20);
    world.peers[1]->send_video({.key = true});
    world.deliver();
    EXPECT_TRUE(eve.received.empty());
}

TEST(Router, nacks_are_answered_from_the_cache_and_not_without_end) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    for (int i = 0; i < 20; ++i) {
        alice.send_video({.key = i == 0, .packets = 2});
        world.deliver();
        world.advance_ms(66);
    }
    const auto* shown = bob.shown(PeerId(1), video);
    const auto frames = of_stream(bob, shown->ssrc);
    const std::uint16_t wanted = frames[11]->header.sequence;
    bob.send_nack(shown->ssrc, {wanted, static_cast<std::uint16_t>(wanted + 1)});
    world.deliver();
    auto again = of_stream(bob, shown->rtx_ssrc);
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(again[0]->header.payload_type, 97);
    const Bytes rtx = again[0]->header.payload(Bytes(again[0]->packet));
    const Bytes first = frames[11]->header.payload(Bytes(frames[11]->packet));
    EXPECT_EQ(read_u16(rtx, 0), wanted);
    EXPECT_TRUE(std::ranges::equal(rtx.subspan(2), first)) << "picture ids are as they were";
    EXPECT_EQ(again[0]->header.timestamp, frames[11]->header.timestamp);
    // At once again: no. Later: a few times.
    for (int i = 0; i < 20; ++i) {
        bob.send_nack(shown->ssrc, {wanted});
        world.deliver();
        bob.send_nack(shown->ssrc, {wanted});
        world.deliver();
        world.advance_ms(50);
    }
    EXPECT_EQ(of_stream(bob, shown->rtx_ssrc).size(), 1 + limits::kResendsMax);
    // What never was is not sent, and nobody asks the publisher.
    bob.send_nack(shown->ssrc, {static_cast<std::uint16_t>(wanted + 2'000)});
    bob.send_nack(12'345, {wanted});
    world.deliver();
    EXPECT_EQ(of_stream(bob, shown->rtx_ssrc).size(), 1 + limits::kResendsMax);
    EXPECT_TRUE(alice.nacks.empty());
}

TEST(Router, missing_packets_are_asked_for_and_passed_on_when_they_come) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_video({.key = true, .packets = 2});
    alice.send_video({.packets = 4, .lost = 2});
    world.deliver();
    world.advance_ms(30);
    ASSERT_EQ(alice.nacks.size(), 2U);
    const std::uint16_t missing = alice.nacks[0].second;
    EXPECT_EQ(alice.nacks[1].second, static_cast<std::uint16_t>(missing + 1));
    alice.send_again(0, missing);
    alice.send_again(0, missing);  // and once more: a copy is nothing
    world.deliver();
    const auto frames = of_stream(bob, bob.shown(PeerId(1), video)->ssrc);
    ASSERT_EQ(frames.size(), 5U);
    EXPECT_EQ(frames[4]->header.sequence,
              static_cast<std::uint16_t>(frames[1]->header.sequence + 1));
    world.advance_ms(2'000);
    EXPECT_LE(alice.nacks.size(), 2 + limits::kNackAsksMax);
    EXPECT_GT(alice.nacks.size(), 4U);
}

TEST(Router, key_frames_are_asked_for_once_a_second) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_video({.key = true});
    world.deliver();
    world.advance_ms(1'500);
    const std::size_t before = alice.plis.size();
    for (int i = 0; i < 30; ++i) {
        bob.send_pli(bob.shown(PeerId(1), video)->ssrc);
        world.deliver();
        world.advance_ms(100);
    }
    EXPECT_GE(alice.plis.size() - before, 3U);
    EXPECT_LE(alice.plis.size() - before, 3 + static_cast<std::size_t>(limits::kKeyFrameBurst));
}

TEST(Router, simulcast_goes_up_and_down_without_a_gap) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 3});
    NativePeer& bob = world.enter(2, viewer_of(1));
    std::set<std::size_t> sizes;
    std::size_t plis = 0;
    std::array<bool, 3> key = {true, true, true};
    const auto run = [&](int frames) {
        for (int i = 0; i < frames; ++i) {
            for (int layer = 0; layer < 3; ++layer) {
                alice.send_video({.layer = layer,
                                  .key = key.at(static_cast<std::size_t>(layer)),
                                  .packets = 1,
                                  .bytes = 300U + 300U * static_cast<unsigned>(layer)});
            }
            key = {};
            world.deliver();
            bob.send_feedback();
            world.deliver();
            world.advance_ms(66);
            if (alice.plis.size() > plis) {
                plis = alice.plis.size();
                key = {true, true, true};
            }
        }
    };
    run(100);
    EXPECT_TRUE(
        world.router->layer(PeerId(2), {.publisher = PeerId(1), .max = 0}, world.now, world.out));
    run(30);
    EXPECT_TRUE(
        world.router->layer(PeerId(2), {.publisher = PeerId(1), .max = -1}, world.now, world.out));
    const std::size_t hidden = bob.received.size();
    run(30);
    EXPECT_EQ(bob.received.size(), hidden);
    EXPECT_TRUE(
        world.router->layer(PeerId(2), {.publisher = PeerId(1), .max = 2}, world.now, world.out));
    run(60);
    const auto frames = of_stream(bob, bob.shown(PeerId(1), video)->ssrc);
    ASSERT_GT(frames.size(), 150U);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        sizes.insert(frames[i]->header.payload_bytes);
        if (i == 0) {
            continue;
        }
        ASSERT_EQ(sequence_distance(frames[i - 1]->header.sequence, frames[i]->header.sequence), 1);
        ASSERT_EQ(picture_distance(*frames[i - 1]->vp8->picture_id, *frames[i]->vp8->picture_id),
                  1);
        ASSERT_EQ(static_cast<std::uint8_t>(*frames[i]->vp8->tl0_picture -
                                            *frames[i - 1]->vp8->tl0_picture),
                  1);
        ASSERT_GT(timestamp_distance(frames[i - 1]->header.timestamp, frames[i]->header.timestamp),
                  0);
        if (frames[i]->header.payload_bytes != frames[i - 1]->header.payload_bytes) {
            EXPECT_TRUE(frames[i]->vp8->key_frame) << "a layer begins with a key frame";
        }
    }
    EXPECT_EQ(sizes, (std::set<std::size_t>{300, 900})) << "the highest, and the lowest as asked";
    // The rids are the publisher's business.
    EXPECT_TRUE(find_extension(Bytes(frames[0]->packet), frames[0]->header, 10).empty());
    EXPECT_FALSE(
        world.router->layer(PeerId(2), {.publisher = PeerId(9), .max = 0}, world.now, world.out));
}

TEST(Router, retransmissions_of_simulcast_find_their_layer) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 2});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_video({.layer = 1, .key = true});
    alice.send_video({.layer = 0, .key = true});
    world.deliver();
    world.advance_ms(300);
    for (int i = 0; i < 3; ++i) {
        alice.send_video({.layer = 0, .key = true});
        alice.send_video({.layer = 1, .key = true, .packets = 3, .lost = i == 1 ? 1U : 0U});
        world.deliver();
    }
    world.advance_ms(20);
    ASSERT_EQ(alice.nacks.size(), 1U);
    const std::size_t before = bob.received.size();
    alice.send_again(1, alice.nacks[0].second);
    world.deliver();
    EXPECT_EQ(bob.received.size(), before + 1);
}

TEST(Router, the_time_of_streams_is_translated) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_video({.key = true});
    world.deliver();
    alice.send_sender_report(0, 0x0000'1234'5678'9ABCULL);
    world.deliver();
    ASSERT_EQ(bob.sender_reports.size(), 1U);
    const auto* shown = bob.shown(PeerId(1), video);
    const auto frames = of_stream(bob, shown->ssrc);
    EXPECT_EQ(bob.sender_reports[0].report.sender, shown->ssrc);
    EXPECT_EQ(bob.sender_reports[0].ntp_time, 0x0000'1234'5678'9ABCULL);
    EXPECT_EQ(bob.sender_reports[0].rtp_time, frames[0]->header.timestamp + 6'000);
    EXPECT_EQ(bob.sender_reports[0].packets, 1U);
}

TEST(Router, who_is_silent_is_lost_and_may_come_back_from_elsewhere) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    world.take<PeerConnected>();
    for (int i = 0; i < 20; ++i) {
        world.advance_ms(1'000);
        alice.check(world.now);
        world.deliver();
    }
    const auto lost = world.take<PeerLost>();
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost[0].peer, PeerId(2));
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_TRUE(bob.received.empty());
    // Another port, as after a new binding of a NAT.
    world.places[2] = native::endpoint_of(400);
    bob.check(world.now);
    world.deliver();
    EXPECT_EQ(world.take<PeerConnected>().size(), 1U);
    world.advance_ms(300);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 2U) << "and what came meanwhile, for it is little";
}

TEST(Router, ice_restarts_keep_the_keys) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    const std::string before = bob.answer.sections[0].ice_ufrag;
    bob.restart_ice();
    ASSERT_TRUE(world.negotiate(bob, viewer_of(1)));
    EXPECT_NE(bob.answer.sections[0].ice_ufrag, before);
    world.advance_ms(300);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 1U) << "the old way goes on until the new one is there";
    world.places[2] = native::endpoint_of(300);
    bob.check(world.now);
    world.deliver();
    alice.send_video({});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 2U);
}

TEST(Router, renegotiation_keeps_running_streams) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_video({.key = true});
    world.deliver();
    const std::uint32_t ssrc = bob.shown(PeerId(1), video)->ssrc;
    world.enter(3, {.video_layers = 1});
    NativePeer::Shape more = viewer_of(1);
    more.wanted.emplace_back(PeerId(3), video);
    ASSERT_TRUE(world.negotiate(bob, more));
    EXPECT_EQ(bob.shown(PeerId(1), video)->ssrc, ssrc);
    ASSERT_TRUE(world.negotiate(alice, {}));
    alice.send_video({});
    world.peers[3]->send_video({.key = true});
    world.deliver();
    const auto frames = of_stream(bob, ssrc);
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(sequence_distance(frames[0]->header.sequence, frames[1]->header.sequence), 1);
    EXPECT_EQ(of_stream(bob, bob.shown(PeerId(3), video)->ssrc).size(), 1U);
    // One who leaves takes streams away, one who comes again with the number brings them.
    world.router->leave(PeerId(3), world.out);
    world.places.erase(3);
    world.peers.erase(3);
    world.deliver();
    ASSERT_TRUE(world.negotiate(bob, viewer_of(1)));
    EXPECT_EQ(bob.shown(PeerId(3), video), nullptr);
    EXPECT_EQ(bob.shown(PeerId(1), video)->ssrc, ssrc);
}

// Firefox may leave SSRCs out, and RFC 8843 lets everybody: packets say their section.
TEST(Router, streams_that_no_description_names_are_known_by_their_section) {
    World world;
    NativePeer& alice = world.enter(1, {.named = false});
    NativePeer& bob = world.enter(2, viewer_of(1));
    alice.send_audio(30);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(of_stream(bob, bob.shown(PeerId(1), audio)->ssrc).size(), 1U);
    EXPECT_EQ(of_stream(bob, bob.shown(PeerId(1), video)->ssrc).size(), 1U);
}

TEST(Router, another_connection_of_a_peer_takes_the_place_of_the_former_one) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    std::vector<DtlsIdentity> identities;
    identities.reserve(limits::kMediaSsrcsMax);
    for (std::size_t i = 0; i < limits::kMediaSsrcsMax; ++i) {
        bob.received.clear();
        alice.send_audio(30);
        alice.send_video({.key = true});
        world.deliver();
        ASSERT_EQ(bob.received.size(), 2U) << "after " << i << " connections";
        alice.begin_anew(identities.emplace_back(*DtlsIdentity::make()));
        ASSERT_TRUE(world.negotiate(alice, {}));
        alice.check(world.now);
        world.deliver();
        ASSERT_TRUE(alice.connected());
        world.advance_ms(300);
    }
}

TEST(Router, a_newcomer_sees_a_picture_at_once) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, viewer_of(1));
    world.advance_ms(20);
    alice.send_video({.key = true, .packets = 3});
    alice.send_video({.packets = 2});
    world.deliver();
    const std::size_t plis = alice.plis.size();
    NativePeer& carol = world.enter(3, viewer_of(1));
    world.advance_ms(10);
    EXPECT_EQ(carol.received.size(), 5U);
    alice.send_video({});
    world.deliver();
    EXPECT_EQ(carol.received.size(), 6U);
    EXPECT_EQ(bob.received.size(), 6U);
    EXPECT_TRUE(carol.received[0].vp8->key_frame);
    EXPECT_EQ(
        sequence_distance(carol.received[0].header.sequence, carol.received[5].header.sequence), 5);
    EXPECT_EQ(alice.plis.size(), plis) << "nobody else needs a key frame";
    // What is long ago is not repeated.
    world.advance_ms(limits::kCatchUpMs + 100);
    NativePeer& dave = world.enter(4, viewer_of(1));
    world.advance_ms(10);
    EXPECT_TRUE(dave.received.empty());
    EXPECT_EQ(alice.plis.size(), plis + 1);
}

TEST(Router, a_viewer_may_be_there_before_the_stream) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 0});
    NativePeer& bob = world.enter(2, viewer_of(1));
    ASSERT_NE(bob.shown(PeerId(1), video), nullptr);
    ASSERT_TRUE(world.negotiate(alice, {}));
    world.advance_ms(300);
    EXPECT_FALSE(alice.plis.empty());
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(of_stream(bob, bob.shown(PeerId(1), video)->ssrc).size(), 1U);
}

TEST(Router, an_echo_room_gives_back_what_it_gets) {
    World world(RoomKind::echo);
    NativePeer& alice = world.enter(1, {.wanted = {{PeerId(1), audio}, {PeerId(1), video}}});
    alice.send_audio(30);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(alice.received.size(), 2U);
    World call;
    NativePeer& bob = call.add(1);
    EXPECT_FALSE(call.negotiate(bob, {.wanted = {{PeerId(1), audio}}}));
}

}  // namespace
}  // namespace teahouse::rtc
