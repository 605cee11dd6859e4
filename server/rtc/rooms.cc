// SPDX-License-Identifier: MIT
// Who is shown to whom, and in which size: speakers, LastN, and the choice of layers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/bandwidth.h"
#include "rtc/out.h"
#include "rtc/router_state.h"
#include "rtc/track.h"

namespace teahouse::rtc {

namespace {

// Of a room with more cameras than kMediaLastN, those of the last speakers. Nobody counts for
// himself, so a viewer who is one of them is shown one place more.
bool is_shown(const Peer& viewer, const Peer& publisher) {
    const std::size_t places = limits::kMediaLastN + (viewer.place < publisher.place ? 1 : 0);
    return publisher.place < places || &viewer == &publisher;
}

bool is_ranked(const Room& room, PeerId peer) {
    const auto& ranked = room.speakers.ranked();
    return std::ranges::find(ranked, peer) != ranked.end();
}

struct VideoFeed {
    Feed* feed = nullptr;
    std::size_t order = 0;
    std::size_t index = 0;  // among the viewer's, for those alike
};

// The video of a viewer, the most important first: screens, then cameras by speaker.
std::vector<VideoFeed> video_of(const RouterState& state, Peer& viewer) {
    std::vector<VideoFeed> all;
    for (const auto& feed : viewer.feeds) {
        if (!is_video(feed->options.source) || feed->track == nullptr) {
            continue;
        }
        const Peer* publisher = state.find(feed->options.publisher);
        const std::size_t place = publisher != nullptr ? publisher->place : 0;
        const bool screen = feed->options.source == MediaSource::screen;
        all.push_back({.feed = feed.get(), .order = screen ? 0 : 1 + place, .index = all.size()});
    }
    std::ranges::sort(all, {},
                      [](const VideoFeed& one) { return std::pair(one.order, one.index); });
    return all;
}

void apply_layer(RouterState& state, Feed& feed, int layer, std::int64_t now_us, Out& out) {
    feed.stream.want(layer);
    if (feed.stream.waits() && layer >= 0) {
        catch_up(state, feed, layer, now_us, out);
    }
    if (feed.stream.waits()) {
        feed.track->want_key_frame(layer);
    }
    if (feed.told_layer != layer) {
        feed.told_layer = layer;
        out.event(LayerChanged{.viewer = feed.viewer.id,
                               .publisher = feed.options.publisher,
                               .source = feed.options.source,
                               .layer = layer});
    }
}

}  // namespace

void order_room(Room& room) {
    std::size_t place = 0;
    for (const PeerId id : room.speakers.ranked()) {
        const auto peer = std::ranges::find(room.peers, id, &Peer::id);
        if (peer != room.peers.end()) {
            (*peer)->place = place++;
        }
    }
    for (Peer* peer : room.peers) {
        if (!is_ranked(room, peer->id)) {
            peer->place = place++;
        }
    }
}

void rank_room(RouterState& state, Room& room, std::int64_t now_us, Out& out) {
    if (now_us < room.rank_at_us) {
        return;
    }
    room.rank_at_us = now_us + limits::kSpeakersMs * 1'000;
    if (!room.speakers.rank(now_us)) {
        return;
    }
    out.event(SpeakersChanged{
        .room = room.key, .speaking = room.speakers.speaking(), .ranked = room.speakers.ranked()});
    order_room(room);
    if (room.peers.size() > limits::kMediaLastN) {
        for (Peer* peer : room.peers) {
            allocate(state, *peer, now_us, out);
        }
    }
}

void allocate(RouterState& state, Peer& viewer, std::int64_t now_us, Out& out) {
    // A key frame that is asked for too early would be missing when the viewer can see it.
    if (!viewer.transport.ready()) {
        return;
    }
    viewer.allocate_at_us = now_us + limits::kAllocateMs * 1'000;
    const auto candidates = video_of(state, viewer);
    if (candidates.empty()) {
        return;
    }
    std::vector<VideoWish> wishes;
    for (const VideoFeed& candidate : candidates) {
        const Feed& feed = *candidate.feed;
        const Peer* publisher = state.find(feed.options.publisher);
        const bool shown = feed.options.source != MediaSource::video ||
                           (publisher != nullptr && is_shown(viewer, *publisher));
        const int highest = static_cast<int>(feed.track->layers.size()) - 1;
        wishes.push_back({.layer_bps = feed.track->layer_bps(now_us),
                          .layer_max = shown ? std::min(feed.layer_max, highest) : -1,
                          .current = feed.stream.wanted()});
    }
    constexpr double kUsed = 0.95;  // of the line; the rest is for what is sent again
    const double budget =
        viewer.line.bits_per_second() * kUsed - viewer.audio_out.bits_per_second(now_us);
    const std::vector<int> layers = allocate_layers(budget, wishes);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        apply_layer(state, *candidates[i].feed, layers[i], now_us, out);
    }
}

Track* find_track(const RouterState& state, const Peer& viewer, PeerId publisher,
                  MediaSource source) {
    const Peer* peer = state.find(publisher);
    return peer != nullptr && &peer->room == &viewer.room
               ? peer->tracks[static_cast<std::size_t>(source)].get()
               : nullptr;
}

void announce_track(Peer& publisher, Track& track) {
    for (Peer* viewer : publisher.room.peers) {
        for (const auto& feed : viewer->feeds) {
            if (feed->options.publisher == publisher.id && feed->options.source == track.source) {
                feed->tie(&track);
                viewer->allocate_at_us = 0;
            }
        }
    }
}

void remove_track(Peer& peer, MediaSource source) {
    auto& track = peer.tracks[static_cast<std::size_t>(source)];
    if (track == nullptr) {
        return;
    }
    for (Feed* feed : std::vector(track->feeds)) {
        feed->tie(nullptr);
        feed->told_layer = -2;
    }
    std::erase_if(peer.inbound, [&](const auto& one) { return one.track == track.get(); });
    track.reset();
}

}  // namespace teahouse::rtc
