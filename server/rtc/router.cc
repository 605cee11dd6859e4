// SPDX-License-Identifier: MIT
#include "rtc/router.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "base/limits_sfu.h"
#include "base/result.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router_state.h"
#include "rtc/simulcast.h"
#include "rtc/stun.h"
#include "rtc/track.h"
#include "rtc/transport.h"

namespace teahouse::rtc {

namespace {

constexpr std::int64_t kRouterTickUs = 10'000;
constexpr std::int64_t kIdleTickUs = 1'000'000;

void tell(RouterState& state, Peer& peer, PeerTransport::Change change, Out& out) {
    switch (change) {
        case PeerTransport::Change::none: return;
        case PeerTransport::Change::connected:
            out.event(PeerConnected{peer.id});
            allocate(state, peer, state.now_us, out);  // video at once
            return;
        case PeerTransport::Change::lost: out.event(PeerLost{peer.id}); return;
        case PeerTransport::Change::failed:
            out.event(PeerFailed{.peer = peer.id, .why = peer.transport.error()});
            return;
    }
}

void remember_address(RouterState& state, Peer& peer, const Endpoint& from) {
    const auto [place, fresh] = state.addresses.try_emplace(from, &peer);
    if (!fresh) {
        // Another one is behind that address now. Who forges it loses it with the next check of
        // whose it is.
        place->second = &peer;
    }
    // The transport forgets its oldest address when there are too many.
    if (state.addresses.size() > state.peers.size() * limits::kMediaAddressesMax) {
        std::erase_if(state.addresses, [](const auto& entry) {
            const auto& known = entry.second->transport.addresses();
            return std::ranges::find(known, entry.first) == known.end();
        });
    }
}

void on_stun(RouterState& state, Bytes datagram, const Path& from, std::int64_t now_us, Out& out) {
    const auto message = parse_stun(datagram);
    if (!message || message->kind != StunClass::request || message->method != kStunBinding) {
        return;
    }
    if (!message->username) {
        const MutableBytes into = out.reserve(kBindingAnswerBytesMax);
        const Bytes answer = answer_binding(datagram, from.peer, into);
        if (!answer.empty()) {
            ++state.stats.answered;
            out.commit(from, answer.size());
        }
        return;
    }
    const std::string_view name = message->username->substr(0, message->username->find(':'));
    const auto found = state.names.find(name);
    const auto check = found != state.names.end()
                           ? found->second->transport.on_check(*message, from, now_us, out)
                           : PeerTransport::Check{};
    if (!check.authentic) {
        ++state.stats.forged;
        return;
    }
    if (check.known) {
        remember_address(state, *found->second, from.peer);
    }
    if (check.connected) {
        tell(state, *found->second, PeerTransport::Change::connected, out);
    }
}

void remove_peer(RouterState& state, Peer& peer) {
    for (std::size_t i = 0; i < kSources; ++i) {
        remove_track(peer, static_cast<MediaSource>(i));
    }
    peer.feeds.clear();
    std::erase_if(state.names, [&](const auto& entry) { return entry.second == &peer; });
    std::erase_if(state.addresses, [&](const auto& entry) { return entry.second == &peer; });
    Room& room = peer.room;
    std::erase(room.peers, &peer);
    room.speakers.remove(peer.id);
    room.voices.remove(peer.id);
    order_room(room);
    const RoomKey key = room.key;
    const bool empty = room.peers.empty();
    state.peers.erase(PeerId(peer.id));
    if (empty) {
        state.rooms.erase(key);
    }
}

}  // namespace

Peer* RouterState::find(PeerId id) const {
    const auto found = peers.find(id);
    return found != peers.end() ? found->second.get() : nullptr;
}

Result<std::unique_ptr<MediaRouter>> MediaRouter::make(RouterConfig config) {
    TRY(identity, DtlsIdentity::make());
    config.candidates.resize(std::min(config.candidates.size(), limits::kMediaCandidatesMax));
    auto state = std::make_unique<RouterState>(
        RouterState{.config = std::move(config), .identity = std::move(identity)});
    return std::unique_ptr<MediaRouter>(new MediaRouter(std::move(state)));
}

MediaRouter::MediaRouter(std::unique_ptr<RouterState> state) : state_(std::move(state)) {}

MediaRouter::~MediaRouter() {
    // Feeds untie themselves from tracks, so all go in order.
    while (!state_->peers.empty()) {
        remove_peer(*state_, *state_->peers.begin()->second);
    }
}

Result<IceCredentials> MediaRouter::join(PeerId id, const RoomKey& key, RoomKind kind,
                                         std::int64_t now_us) {
    if (!id || state_->peers.contains(id)) {
        return fail(ErrorCode::conflict, "the peer is there already");
    }
    const auto existing = state_->rooms.find(key);
    const bool fresh = existing == state_->rooms.end();
    if (state_->peers.size() >= limits::kMediaPeersMax ||
        (fresh ? state_->rooms.size() >= limits::kMediaRoomsMax
               : existing->second->peers.size() >= limits::kMediaRoomPeersMax)) {
        return fail(ErrorCode::busy, "too many people are in calls");
    }
    auto& room = fresh ? state_->rooms[key] : existing->second;
    if (fresh) {
        room = std::make_unique<Room>(Room{.key = key, .kind = kind, .rank_at_us = now_us});
    }
    auto peer = std::make_unique<Peer>(id, *room, state_->identity);
    room->peers.push_back(peer.get());
    order_room(*room);
    IceCredentials credentials = peer->transport.local();
    state_->names.emplace(credentials.name, peer.get());
    state_->peers.emplace(id, std::move(peer));
    return credentials;
}

Result<std::string> MediaRouter::negotiate(PeerId id, const Negotiation& what, std::int64_t now_us,
                                           Out& out) {
    Peer* peer = state_->find(id);
    if (peer == nullptr) {
        return fail(ErrorCode::not_found, "no such peer");
    }
    return negotiate_peer(*state_, *peer, what, now_us, out);
}

Status MediaRouter::layer(PeerId viewer, const LayerWish& wish, std::int64_t now_us, Out& out) {
    Peer* peer = state_->find(viewer);
    if (peer != nullptr) {
        for (const auto& feed : peer->feeds) {
            if (feed->options.publisher == wish.publisher && feed->options.source == wish.source) {
                feed->layer_max =
                    std::clamp(wish.max, -1, static_cast<int>(limits::kMediaLayersMax) - 1);
                if (is_video(wish.source)) {
                    allocate(*state_, *peer, now_us, out);
                } else {
                    feed->listen();
                }
                return {};
            }
        }
    }
    return fail(ErrorCode::not_found, "the viewer is not given that stream");
}

void MediaRouter::leave(PeerId id, Out& out) {
    Peer* peer = state_->find(id);
    if (peer != nullptr) {
        peer->transport.close(out);
        remove_peer(*state_, *peer);
    }
}

void MediaRouter::on_datagram(MutableBytes datagram, const Path& from, std::int64_t now_us,
                              Out& out) {
    state_->now_us = now_us;
    const PacketKind kind = kind_of(datagram);
    if (kind == PacketKind::stun) {
        on_stun(*state_, datagram, from, now_us, out);
        return;
    }
    const auto found = state_->addresses.find(from.peer);
    if (kind == PacketKind::unknown || found == state_->addresses.end()) {
        ++state_->stats.unknown;
        return;
    }
    Peer& peer = *found->second;
    if (kind == PacketKind::dtls) {
        tell(*state_, peer, peer.transport.on_dtls(datagram, from, now_us, out), out);
    } else if (kind == PacketKind::rtp) {
        on_media(*state_, peer, datagram, now_us, out);
    } else {
        on_reports(*state_, peer, datagram, now_us, out);
    }
}

void MediaRouter::tick(std::int64_t now_us, Out& out) {
    state_->ticked_us = state_->now_us = now_us;
    for (const auto& [id, peer] : state_->peers) {
        tell(*state_, *peer, peer->transport.on_time(now_us, out), out);
        if (now_us >= peer->allocate_at_us) {
            allocate(*state_, *peer, now_us, out);
        }
    }
    for (const auto& [id, peer] : state_->peers) {
        send_reports(*state_, *peer, now_us, out);
    }
    for (const auto& [key, room] : state_->rooms) {
        rank_room(*state_, *room, now_us, out);
    }
}

std::int64_t MediaRouter::next_tick_us() const {
    return state_->ticked_us + (state_->peers.empty() ? kIdleTickUs : kRouterTickUs);
}

RouterStats MediaRouter::stats() const {
    RouterStats stats = state_->stats;
    stats.rooms = state_->rooms.size();
    stats.peers = state_->peers.size();
    for (const auto& [id, peer] : state_->peers) {
        stats.feeds += peer->feeds.size();
        stats.tracks += static_cast<std::size_t>(std::ranges::count_if(
            peer->tracks, [](const auto& track) { return track != nullptr; }));
    }
    return stats;
}

std::optional<PeerStats> MediaRouter::stats(PeerId id) const {
    const Peer* peer = state_->find(id);
    if (peer == nullptr) {
        return std::nullopt;
    }
    PeerStats stats{.ready = peer->transport.ready(),
                    .address = peer->transport.selected().value_or(Path{}).peer,
                    .line_bps = peer->line.bits_per_second(),
                    .line_loss = peer->line.loss(),
                    .feeds = peer->feeds.size(),
                    .packets_in = peer->packets_in,
                    .packets_out = peer->packets_out};
    stats.tracks = static_cast<std::size_t>(
        std::ranges::count_if(peer->tracks, [](const auto& track) { return track != nullptr; }));
    return stats;
}

const Fingerprint& MediaRouter::fingerprint() const { return state_->identity.fingerprint(); }

}  // namespace teahouse::rtc
