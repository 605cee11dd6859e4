// SPDX-License-Identifier: MIT
// For tests: a router, native peers, and a time of their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {

inline Endpoint endpoint_of(std::uint64_t number) {
    return {.address = map_v4({10, 0, static_cast<std::uint8_t>(number >> 8U),
                               static_cast<std::uint8_t>(number)}),
            .port = static_cast<std::uint16_t>(10'000 + number % 50'000)};
}

// What has arrived of one stream, in that order.
inline std::vector<const Received*> of_stream(const NativePeer& peer, std::uint32_t ssrc) {
    std::vector<const Received*> found;
    for (const Received& one : peer.received) {
        if (one.header.ssrc == ssrc) {
            found.push_back(&one);
        }
    }
    return found;
}

// One that sends nothing and wants sound and camera.
inline NativePeer::Shape viewer_of(std::uint64_t publisher) {
    return {.audio = false,
            .video_layers = 0,
            .wanted = {{PeerId(publisher), MediaSource::audio},
                       {PeerId(publisher), MediaSource::video}}};
}

class World {
public:
    explicit World(RoomKind room_kind = RoomKind::call) : kind(room_kind) {
        router = *MediaRouter::make({.candidates = {*parse_endpoint("192.0.2.1:3478")}});
        clients = std::make_unique<DtlsIdentity>(*DtlsIdentity::make());
    }

    NativePeer& add(std::uint64_t number, std::uint64_t room = 1) {
        const PeerId id(number);
        CHECK(router->join(id, {.high = room, .low = 7}, kind, now));
        places[number] = endpoint_of(number);
        auto peer = std::make_unique<NativePeer>(id, *clients, [this, number](Bytes datagram) {
            wire.emplace_back(places[number], std::vector(datagram.begin(), datagram.end()));
        });
        return *(peers[number] = std::move(peer));
    }
    // False: the router refuses the offer, or its answer is none.
    bool negotiate(NativePeer& peer, const NativePeer::Shape& shape) {
        const auto answer = router->negotiate(peer.id, peer.offer(shape), now, out);
        error = answer ? "" : answer.error().message;
        deliver();
        return answer && peer.on_answer(*answer, now);
    }
    // Joined, negotiated and connected.
    NativePeer& enter(std::uint64_t number, const NativePeer::Shape& shape,
                      std::uint64_t room = 1) {
        NativePeer& peer = add(number, room);
        CHECK(negotiate(peer, shape));
        peer.check(now);
        deliver();
        CHECK(peer.connected());
        return peer;
    }

    // What was sent arrives, on both sides, until nothing is on the way.
    void deliver() {
        do {
            std::vector<std::pair<Endpoint, std::vector<std::uint8_t>>> going;
            going.swap(wire);
            for (auto& [from, datagram] : going) {
                router->on_datagram(datagram, {.peer = from}, now, out);
            }
            arrive();
        } while (!wire.empty());
    }
    void advance_ms(std::int64_t ms) {
        const std::int64_t end = now + ms * 1'000;
        while (now < end) {
            now = std::min(end, now + 10'000);
            router->tick(now, out);
            arrive();
            deliver();
        }
    }
    template <class Event>
    std::vector<Event> take() {
        std::vector<Event> found;
        for (const MediaEvent& event : events) {
            if (const auto* one = std::get_if<Event>(&event)) {
                found.push_back(*one);
            }
        }
        std::erase_if(events, [](const auto& one) { return std::holds_alternative<Event>(one); });
        return found;
    }

    const RoomKind kind;
    std::int64_t now = 1'000'000'000;
    std::unique_ptr<MediaRouter> router;
    std::unique_ptr<DtlsIdentity> clients;
    std::map<std::uint64_t, std::unique_ptr<NativePeer>> peers;
    std::map<std::uint64_t, Endpoint> places;  // a peer's address, which may change
    std::vector<std::pair<Endpoint, std::vector<std::uint8_t>>> wire;  // to the router
    Out out;
    std::vector<MediaEvent> events;
    std::string error;

private:
    void arrive() {
        for (const auto& datagram : out.datagrams()) {
            for (const auto& [number, place] : places) {
                if (place == datagram.path.peer) {
                    peers[number]->on_datagram(out.bytes(datagram), now);
                }
            }
        }
        for (MediaEvent& event : out.events()) {
            events.push_back(std::move(event));
        }
        out.clear();
    }
};

}  // namespace teahouse::rtc::native
