// SPDX-License-Identifier: MIT
// Rooms of the router, its limits, and what strangers send to it.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <malloc.h>

#include "base/limits_sfu.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/rtp.h"
#include "rtc/stun.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/world.h"

namespace teahouse::rtc {
namespace {

using native::NativePeer;
using native::World;
using enum MediaSource;

NativePeer::Shape watching(std::uint64_t publisher) {
    return {.audio = false,
            .video_layers = 0,
            .wanted = {{PeerId(publisher), audio}, {PeerId(publisher), video}}};
}

std::size_t count_of(const NativePeer& peer, std::uint32_t ssrc) {
    return static_cast<std::size_t>(std::ranges::count_if(
        peer.received, [&](const auto& one) { return one.header.ssrc == ssrc; }));
}

TEST(RouterRoom, speakers_are_told_in_their_order) {
    World world;
    for (std::uint64_t i = 1; i <= 4; ++i) {
        world.enter(i, {.video_layers = 0});
    }
    const auto talk = [&](std::uint64_t who, int ms) {
        for (int i = 0; i < ms / 20; ++i) {
            for (std::uint64_t k = 1; k <= 4; ++k) {
                world.peers[k]->send_audio(k == who ? 25 : 100);
            }
            world.deliver();
            world.advance_ms(20);
        }
    };
    talk(3, 1'500);
    auto told = world.take<SpeakersChanged>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].speaking, PeerId(3));
    talk(2, 1'500);
    told = world.take<SpeakersChanged>();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].ranked, (std::vector{PeerId(2), PeerId(3)}));
}

TEST(RouterRoom, a_large_room_shows_the_last_speakers) {
    World world;
    constexpr std::uint64_t kPeople = 14;
    NativePeer::Shape shape;
    for (std::uint64_t i = 1; i <= kPeople; ++i) {
        world.enter(i, {});
    }
    shape.audio = false;
    shape.video_layers = 0;
    for (std::uint64_t i = 1; i <= kPeople; ++i) {
        shape.wanted.emplace_back(PeerId(i), video);
    }
    NativePeer& viewer = world.enter(50, shape);
    const auto round = [&] {
        world.advance_ms(300);
        viewer.received.clear();
        for (std::uint64_t i = 1; i <= kPeople; ++i) {
            world.peers[i]->send_video({.key = true, .bytes = 100});
            world.peers[i]->send_video({.bytes = 100});
        }
        world.deliver();
        std::set<std::uint64_t> seen;
        for (std::uint64_t i = 1; i <= kPeople; ++i) {
            if (count_of(viewer, viewer.shown(PeerId(i), video)->ssrc) > 0) {
                seen.insert(i);
            }
        }
        return seen;
    };
    EXPECT_EQ(round(), (std::set<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    for (int i = 0; i < 60; ++i) {
        world.peers[13]->send_audio(20);
        world.deliver();
        world.advance_ms(20);
    }
    EXPECT_EQ(round(), (std::set<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 13}));
    bool told = false;
    for (const LayerChanged& event : world.take<LayerChanged>()) {
        told = told ||
               (event.viewer == PeerId(50) && event.publisher == PeerId(9) && event.layer == -1);
    }
    EXPECT_TRUE(told);
}

TEST(RouterRoom, a_large_room_hears_the_loudest) {
    World world;
    constexpr std::uint64_t kPeople = 12;
    NativePeer::Shape shape{.audio = false, .video_layers = 0};
    for (std::uint64_t i = 1; i <= kPeople; ++i) {
        world.enter(i, {.video_layers = 0});
        shape.wanted.emplace_back(PeerId(i), audio);
    }
    NativePeer& viewer = world.enter(50, shape);
    const auto round = [&](std::uint64_t loud, int packets) {
        viewer.received.clear();
        for (int k = 0; k < packets; ++k) {
            for (std::uint64_t i = 1; i <= kPeople; ++i) {
                world.peers[i]->send_audio(i == loud ? 20 : 80);
            }
            world.deliver();
            world.advance_ms(20);
        }
        std::set<std::uint64_t> heard;
        for (std::uint64_t i = 1; i <= kPeople; ++i) {
            if (count_of(viewer, viewer.shown(PeerId(i), audio)->ssrc) > 0) {
                heard.insert(i);
            }
        }
        return heard;
    };
    EXPECT_EQ(round(0, 50), (std::set<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8}));
    EXPECT_TRUE(round(11, 1).contains(11)) << "from the first word on";
    EXPECT_EQ(round(11, 50).size(), limits::kMediaVoices);
    // Whoever is silent for a while and then heard again has no gap in his numbers.
    round(12, 50);
    round(10, 1);
    round(9, 50);
    viewer.received.clear();
    round(11, 20);
    const auto before = viewer.received;
    for (std::size_t i = 1; i < before.size(); ++i) {
        for (std::size_t k = i; k-- > 0;) {
            if (before[k].header.ssrc == before[i].header.ssrc) {
                ASSERT_EQ(sequence_distance(before[k].header.sequence, before[i].header.sequence),
                          1);
                break;
            }
        }
    }
}

TEST(RouterRoom, a_narrow_line_gets_less_and_audio_goes_on) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 3});
    NativePeer& bob = world.enter(2, watching(1));
    std::size_t plis = 0;
    bool key = true;
    // About 60, 240 and 1,200 kbit/s.
    const std::array<std::size_t, 3> packets = {1, 2, 10};
    std::array<std::size_t, 3> seen{};
    for (int i = 0; i < 300; ++i) {
        for (int layer = 0; layer < 3; ++layer) {
            const auto at = static_cast<std::size_t>(layer);
            alice.send_video({.layer = layer,
                              .key = key,
                              .packets = packets.at(at),
                              .bytes = layer == 0 ? 500U : 1'000U});
        }
        alice.send_audio(60);
        key = false;
        const std::size_t before = bob.received.size();
        world.deliver();
        std::size_t video_packets = bob.received.size() - before - 1;
        for (std::size_t at = 0; i > 200 && at < 3; ++at) {
            seen.at(at) += video_packets == packets.at(at) ? 1U : 0U;
        }
        if (i % 50 == 0) {
            alice.check(world.now);
            bob.check(world.now);
        }
        // Much is lost of more than the small layers.
        bob.loss = video_packets > 4 ? 0.4 : 0;
        bob.send_feedback();
        world.deliver();
        world.advance_ms(66);
        if (alice.plis.size() > plis) {
            plis = alice.plis.size();
            key = true;
        }
    }
    EXPECT_GT(seen[0] + seen[1], 80U) << "the highest layer is tried at most now and then";
    EXPECT_GT(count_of(bob, bob.shown(PeerId(1), audio)->ssrc), 250U);
}

TEST(RouterRoom, forged_datagrams_leave_nothing) {
    World world;
    NativePeer& alice = world.enter(1, {});
    const RouterStats before = world.router->stats();
    std::mt19937 random(11);
    std::array<std::uint8_t, 300> buffer{};
    std::size_t held = 0;
    for (int i = 0; i < 3'000; ++i) {
        if (i == 10) {
            held = ::mallinfo2().uordblks;  // what is made once is there
        }
        StunWriter writer(buffer, StunClass::request, TransactionId{9});
        writer.username(alice.answer.sections[0].ice_ufrag + ":other");
        writer.use_candidate();
        writer.integrity("not the password");
        writer.fingerprint();
        std::vector<std::uint8_t> forged(writer.finish().begin(), writer.finish().end());
        world.router->on_datagram(forged, {native::endpoint_of(1'000 + random() % 5'000)},
                                  world.now, world.out);
        // From where nobody has proved anything, DTLS is not heard.
        std::vector<std::uint8_t> hello(60, 0);
        hello[0] = 22;
        world.router->on_datagram(hello, {native::endpoint_of(1'000 + random() % 5'000)}, world.now,
                                  world.out);
    }
    EXPECT_EQ(world.out.size(), 0U) << "no answer to what is forged";
    EXPECT_EQ(::mallinfo2().uordblks, held) << "and no memory for it";
    EXPECT_EQ(world.router->stats().forged - before.forged, 3'000U);
    EXPECT_EQ(world.router->stats().unknown - before.unknown, 3'000U);
    EXPECT_EQ(world.router->stats(PeerId(1))->address, native::endpoint_of(1));
}

// One who may be in the room, and can send in the name of another's address.
TEST(RouterRoom, an_address_goes_back_to_whose_it_is) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(2, watching(1));
    NativePeer& eve = world.add(3);
    ASSERT_TRUE(world.negotiate(eve, watching(1)));
    world.places[3] = world.places[1];
    eve.check(world.now);
    world.deliver();
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_TRUE(bob.received.empty()) << "it is eve's now, who has no keys";
    alice.check(world.now);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 1U);
    world.router->leave(PeerId(3), world.out);
    alice.send_video({});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 2U) << "and stays hers when eve goes";
}

TEST(RouterRoom, garbage_does_no_harm) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 3});
    NativePeer& bob = world.enter(2, watching(1));
    for (unsigned seed = 1; seed <= 30; ++seed) {
        std::mt19937 random(seed);
        for (int i = 0; i < 500; ++i) {
            std::vector<std::uint8_t> garbage(random() % 200);
            for (auto& byte : garbage) {
                byte = static_cast<std::uint8_t>(random());
            }
            constexpr std::array<std::uint8_t, 4> kFirst = {0, 22, 0x80, 0x90};
            if (garbage.size() > 1) {
                garbage[0] = kFirst.at(random() % 4);
                garbage[1] = static_cast<std::uint8_t>(random() % 2 == 0 ? 200 + random() % 8 : 96);
            }
            world.router->on_datagram(garbage, {native::endpoint_of(1 + random() % 3)}, world.now,
                                      world.out);
        }
        world.advance_ms(10);
    }
    world.advance_ms(1'000);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 1U);
}

// A peer that is authentic and malicious: reports and packets whose heads are right.
TEST(RouterRoom, garbage_of_a_peer_does_no_harm) {
    World world;
    NativePeer& alice = world.enter(1, {.video_layers = 3});
    NativePeer& bob = world.enter(2, watching(1));
    alice.send_video({.key = true, .packets = 20});
    world.deliver();
    const std::uint32_t shown = bob.shown(PeerId(1), video)->ssrc;
    const std::array<std::uint32_t, 5> ssrcs = {1'010, 1'011, 1'001, shown, 77};
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937 random(seed);
        for (unsigned i = 0; i < 300; ++i) {
            const bool report = random() % 2 == 0;
            std::vector<std::uint8_t> plain(12 + random() % 120);
            for (auto& byte : plain) {
                byte = static_cast<std::uint8_t>(random());
            }
            const std::uint32_t ssrc = ssrcs.at(random() % ssrcs.size());
            if (report) {
                plain.resize(plain.size() / 4 * 4);
                plain[0] = static_cast<std::uint8_t>(0x80 | random() % 20);
                plain[1] = static_cast<std::uint8_t>(200 + random() % 8);
                write_u16(plain, 2, static_cast<std::uint16_t>(plain.size() / 4 - 1));
                write_u32(plain, random() % 2 == 0 ? 4 : 8, ssrc);
            } else {
                constexpr std::array<std::uint8_t, 4> kTypes = {96, 97, 63, 111};
                plain[0] = static_cast<std::uint8_t>(0x80 | (random() % 4) << 4U);
                plain[1] =
                    static_cast<std::uint8_t>(kTypes.at(random() % 4) | (random() % 2) << 7U);
                write_u32(plain, 8, ssrc);
            }
            NativePeer& sender = random() % 2 == 0 ? alice : bob;
            sender.send_protected(plain, report);
            world.deliver();
            if (i % 20 == 0) {
                world.advance_ms(10);
            }
        }
        alice.received.clear();
        bob.received.clear();
    }
    EXPECT_TRUE(world.router->stats(PeerId(1))->ready);
    alice.check(world.now);
    bob.check(world.now);
    const std::size_t voices = bob.received.size();
    alice.send_audio(20);
    world.deliver();
    world.advance_ms(20);
    EXPECT_GE(bob.received.size(), voices);
}

TEST(RouterRoom, plain_stun_is_answered) {
    World world;
    std::array<std::uint8_t, 64> buffer{};
    StunWriter writer(buffer, StunClass::request, TransactionId{5});
    std::vector<std::uint8_t> request(writer.finish().begin(), writer.finish().end());
    const Endpoint from = native::endpoint_of(77);
    world.router->on_datagram(request, {from}, world.now, world.out);
    ASSERT_EQ(world.out.size(), 1U);
    const auto answer = parse_stun(world.out.bytes(world.out.datagrams()[0]));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->mapped, from);
}

TEST(RouterRoom, limits_hold) {
    World world;
    EXPECT_FALSE(world.router->join(PeerId(0), {}, RoomKind::call, world.now));
    for (std::uint64_t i = 1; i <= limits::kMediaRoomPeersMax; ++i) {
        ASSERT_TRUE(world.router->join(PeerId(i), {.high = 1}, RoomKind::call, world.now));
    }
    EXPECT_FALSE(world.router->join(PeerId(5'000), {.high = 1}, RoomKind::call, world.now));
    EXPECT_FALSE(world.router->join(PeerId(1), {.high = 2}, RoomKind::call, world.now));
    EXPECT_TRUE(world.router->join(PeerId(5'000), {.high = 2}, RoomKind::call, world.now));
    EXPECT_EQ(world.router->stats().rooms, 2U);
    for (std::uint64_t i = 1; i <= limits::kMediaRoomPeersMax; ++i) {
        world.router->leave(PeerId(i), world.out);
    }
    world.router->leave(PeerId(5'000), world.out);
    EXPECT_EQ(world.router->stats().rooms, 0U);
    EXPECT_EQ(world.router->stats().peers, 0U);
}

}  // namespace
}  // namespace teahouse::rtc
