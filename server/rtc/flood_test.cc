// SPDX-License-Identifier: MIT
// A flood of what strangers may send to the media port: it costs time, but no memory and no state.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <malloc.h>

#include "rtc/address.h"
#include "rtc/binding_responder.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/router_state.h"
#include "rtc/stun.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/probe.h"
#include "rtc/testing/world.h"

// Sanitizers have a malloc of their own.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TEAHOUSE_NO_COUNTING
#endif
#endif
#ifndef __GLIBC__
#define TEAHOUSE_NO_COUNTING
#endif

namespace {
// Calls of malloc() and its like, those of libraries too; 0 where they are not counted.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
thread_local std::size_t taken = 0;
}  // namespace

#ifndef TEAHOUSE_NO_COUNTING
// NOLINTBEGIN(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name)
extern "C" {
void* __libc_malloc(std::size_t bytes) noexcept;
void* __libc_calloc(std::size_t count, std::size_t bytes) noexcept;
void* __libc_realloc(void* memory, std::size_t bytes) noexcept;

void* malloc(std::size_t bytes) noexcept {
    ++taken;
    return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
    ++taken;
    return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) noexcept {
    ++taken;
    return __libc_realloc(memory, bytes);
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name)
#endif

namespace teahouse::rtc {
namespace {

using native::NativePeer;
using native::World;

constexpr std::size_t kFlood = 500'000;

// Datagrams of all kinds that the demultiplexer tells apart, from many addresses, made without
// memory.
class Garbage {
public:
    MutableBytes next() {
        const std::size_t bytes = 20 + random_() % 1'200;
        const MutableBytes datagram = MutableBytes(memory_).first(bytes);
        for (std::size_t i = 0; i + 4 <= std::min<std::size_t>(bytes, 64); i += 4) {
            write_u32(datagram, i, static_cast<std::uint32_t>(random_()));
        }
        switch (random_() % 7) {
            case 0: return plain_stun();
            case 1: return stun_of_nobody();
            case 2: return broken_stun(datagram);
            case 3: return client_hello(datagram);
            case 4:
                datagram[0] = 0x80;
                datagram[1] = 96;
                return datagram;  // RTP
            case 5:
                datagram[0] = 0x81;
                datagram[1] = 201;
                return datagram;  // RTCP
            default: return datagram;
        }
    }
    Endpoint source() {
        const std::uint64_t number = random_();
        Address address = map_v4(
            {198, 51, static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8U)});
        if ((number & 0x10000U) != 0) {
            address = parse_endpoint("[2001:db8::1]:1")->address;
            address.bytes[6] = static_cast<std::uint8_t>(number);
        }
        return {.address = address, .port = static_cast<std::uint16_t>(number >> 32U)};
    }

private:
    MutableBytes plain_stun() {
        const StunWriter writer(memory_, StunClass::request, TransactionId{7});
        return MutableBytes(memory_).first(writer.finish().size());
    }
    // A check as ICE has it, with a name that is nobody's.
    MutableBytes stun_of_nobody() {
        StunWriter writer(memory_, StunClass::request, TransactionId{8});
        writer.username("nobodyknowsme:peer");
        writer.use_candidate();
        const std::size_t bytes = writer.finish().size();
        constexpr std::uint16_t kIntegrity = 8;
        constexpr std::uint16_t kIntegrityBytes = 20;
        const MutableBytes whole = MutableBytes(memory_).first(bytes + 4 + kIntegrityBytes);
        write_u16(whole, bytes, kIntegrity);
        write_u16(whole, bytes + 2, kIntegrityBytes);
        write_u16(whole, 2, static_cast<std::uint16_t>(whole.size() - 20));
        return whole;
    }
    static MutableBytes broken_stun(MutableBytes datagram) {
        write_u16(datagram, 0, 1);
        write_u32(datagram, 4, 0x2112A442);
        return datagram;
    }
    static MutableBytes client_hello(MutableBytes datagram) {
        datagram[0] = 22;
        write_u16(datagram, 1, 0xFEFD);
        write_u16(datagram, 11, static_cast<std::uint16_t>(datagram.size() - 13));
        datagram[13] = 1;
        return datagram;
    }

    std::mt19937_64 random_{20'261};
    std::array<std::uint8_t, 1'500> memory_{};
};

struct Sizes {
    std::size_t rooms;
    std::size_t peers;
    std::size_t names;
    std::size_t addresses;
    std::size_t inbound;
    std::size_t own_addresses;

    friend bool operator==(const Sizes&, const Sizes&) = default;
};

Sizes sizes_of(World& world) {
    const RouterState& state = RouterProbe::state(*world.router);
    Sizes sizes{
        state.rooms.size(), state.peers.size(), state.names.size(), state.addresses.size(), 0, 0};
    for (const auto& [id, peer] : state.peers) {
        sizes.inbound += peer->inbound.size();
        sizes.own_addresses += peer->transport.addresses().size();
    }
    return sizes;
}

TEST(Flood, of_strangers_allocates_nothing) {
    World world;
    BindingResponder responder;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(
        2, {.wanted = {{PeerId(1), MediaSource::audio}, {PeerId(1), MediaSource::video}}});
    std::array<std::uint8_t, kBindingAnswerBytesMax> memory{};
    Garbage garbage;
    std::size_t answered = 0;
    std::array<std::size_t, 5> kinds{};
    const auto send = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const MutableBytes datagram = garbage.next();
            ++kinds.at(static_cast<std::size_t>(kind_of(datagram)));
            const Endpoint from = garbage.source();
            Bytes answer;
            // The order of the port: first who asks where he is, then the router.
            if (responder.answer(datagram, from, world.now / 1'000, memory, answer) ==
                BindingResponder::Outcome::ignored) {
                world.router->on_datagram(datagram, {.peer = from}, world.now, world.out);
            }
            answered += answer.empty() ? 0U : 1U;
            ASSERT_EQ(world.out.size(), 0U) << "nothing but that is answered";
            world.now += 10;
        }
    };
    send(1'000);  // what is made once is there
    const Sizes before = sizes_of(world);
    const std::size_t taken_before = taken;
    const auto start = std::chrono::steady_clock::now();
    send(kFlood);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(taken - taken_before, 0U);
    EXPECT_EQ(sizes_of(world), before);
    std::printf("%.0f datagrams a second\n", static_cast<double>(kFlood) / seconds.count());
    for (const std::size_t kind : kinds) {
        EXPECT_GT(kind, kFlood / 100) << "all kinds were there";
    }
    EXPECT_GT(answered, 0U);
    RouterProbe::check(*world.router);
    // Those who are in a call go on, as long as they are heard of.
    alice.check(world.now);
    bob.check(world.now);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 1U);
}

// From the address of one who is in a call: what is not authentic meets his keys, for which OpenSSL
// takes memory, and gives it back.
TEST(Flood, in_the_name_of_a_peer_keeps_nothing) {
    World world;
    NativePeer& alice = world.enter(1, {});
    NativePeer& bob = world.enter(
        2, {.wanted = {{PeerId(1), MediaSource::audio}, {PeerId(1), MediaSource::video}}});
    Garbage garbage;
    const auto send = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const MutableBytes datagram = garbage.next();
            const PacketKind kind = kind_of(datagram);
            if (kind == PacketKind::rtp || kind == PacketKind::rtcp ||
                kind == PacketKind::unknown) {
                world.router->on_datagram(datagram, {.peer = world.places[1]}, world.now,
                                          world.out);
            }
        }
    };
    send(1'000);
    const Sizes before = sizes_of(world);
    const std::size_t held = ::mallinfo2().uordblks;
    send(kFlood);
    EXPECT_EQ(::mallinfo2().uordblks, held);
    EXPECT_EQ(sizes_of(world), before);
    EXPECT_EQ(world.out.size(), 0U);
    alice.send_video({.key = true});
    world.deliver();
    EXPECT_EQ(bob.received.size(), 1U);
}

#ifndef TEAHOUSE_NO_COUNTING
TEST(Flood, is_counted) {
    const std::size_t before = taken;
    const std::vector<int> some(10);
    EXPECT_GT(taken, before) << some.size();
}
#endif

}  // namespace
}  // namespace teahouse::rtc
