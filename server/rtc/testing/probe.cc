// SPDX-License-Identifier: MIT
#include "rtc/testing/probe.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "base/limits_sfu.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/router_state.h"
#include "rtc/srtp.h"
#include "rtc/track.h"

namespace teahouse::rtc {

namespace {

bool has_track(const Peer& peer, const Track* track) {
    return std::ranges::any_of(peer.tracks,
                               [track](const auto& one) { return one.get() == track; });
}

void check_track(const RouterState& state, const Peer& peer, const Track& track) {
    CHECK(track.publisher == peer.id);
    CHECK(peer.tracks[static_cast<std::size_t>(track.source)].get() == &track);
    CHECK(!track.layers.empty() && track.layers.size() <= limits::kMediaLayersMax);
    for (const Feed* feed : track.feeds) {
        CHECK(feed->track == &track);
        const Peer* viewer = state.find(feed->viewer.id);
        CHECK(viewer == &feed->viewer && &viewer->room == &peer.room);
        CHECK(std::ranges::any_of(viewer->feeds,
                                  [feed](const auto& one) { return one.get() == feed; }));
    }
}

void check_feed(const RouterState& state, const Peer& peer, const Feed& feed) {
    CHECK(&feed.viewer == &peer);
    CHECK(peer.outbound.at(feed.ssrc) == &feed && peer.outbound.at(feed.rtx_ssrc) == &feed);
    const Track* there = find_track(state, peer, feed.options.publisher, feed.options.source);
    CHECK(feed.track == there);
    CHECK(there == nullptr || std::ranges::count(there->feeds, &feed) == 1);
}

void check_peer(const RouterState& state, const Peer& peer) {
    CHECK(state.find(peer.id) == &peer);
    CHECK(std::ranges::count(peer.room.peers, &peer) == 1);
    CHECK(state.names.contains(peer.transport.local().name));
    CHECK(peer.transport.addresses().size() <= limits::kMediaAddressesMax);
    CHECK(peer.inbound.size() <= limits::kMediaSsrcsMax);
    CHECK(peer.feeds.size() <= limits::kMediaSectionsMax);
    CHECK(peer.outbound.size() == 2 * peer.feeds.size());
    for (const Peer::Inbound& inbound : peer.inbound) {
        CHECK(inbound.peer == &peer && inbound.ssrc != 0 && has_track(peer, inbound.track));
        CHECK(static_cast<std::size_t>(inbound.layer) < inbound.track->layers.size());
    }
    for (const auto& track : peer.tracks) {
        if (track != nullptr) {
            check_track(state, peer, *track);
        }
    }
    for (const auto& feed : peer.feeds) {
        check_feed(state, peer, *feed);
    }
}

}  // namespace

void RouterProbe::connect(MediaRouter& router, PeerId id, const SrtpKeys& keys) {
    Peer* peer = state(router).find(id);
    if (peer != nullptr && peer->transport.selected_) {
        peer->transport.srtp_ = *SrtpSession::make(keys);
    }
}

void RouterProbe::check(const MediaRouter& router) {
    const RouterState& state = *router.state_;
    std::size_t seated = 0;
    for (const auto& [key, room] : state.rooms) {
        CHECK(room->key == key && !room->peers.empty());
        CHECK(room->peers.size() <= limits::kMediaRoomPeersMax);
        seated += room->peers.size();
    }
    CHECK(seated == state.peers.size());
    for (const auto& [id, peer] : state.peers) {
        check_peer(state, *peer);
    }
    CHECK(state.names.size() <= 2 * state.peers.size());
    for (const auto& [name, peer] : state.names) {
        CHECK(state.find(peer->id) == peer);
    }
    CHECK(state.addresses.size() <= state.peers.size() * limits::kMediaAddressesMax);
    for (const auto& [address, peer] : state.addresses) {
        CHECK(state.find(peer->id) == peer);
    }
}

void RouterProbe::check_empty(const MediaRouter& router) {
    const RouterState& state = *router.state_;
    CHECK(state.peers.empty() && state.rooms.empty());
    CHECK(state.names.empty() && state.addresses.empty());
}

}  // namespace teahouse::rtc
