// SPDX-License-Identifier: MIT
#include "gateway/media_host.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "gateway/executor.h"
#include "gateway/media_port.h"
#include "gateway/metrics.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/transport.h"

namespace teahouse::gateway {
namespace {

// Datagrams of the router that wait at most before they are handed over.
constexpr std::size_t kHandOver = 128;
constexpr std::int64_t kCountUs = 1'000'000;

}  // namespace

Result<std::unique_ptr<MediaHost>> MediaHost::make(MediaPort& port, Executor& executor,
                                                   OnEvents on_events) {
    TRY(router, rtc::MediaRouter::make({.candidates = port.advertised()}));
    return std::make_unique<MediaHost>(port, executor, std::move(on_events), std::move(router));
}

MediaHost::MediaHost(MediaPort& port, Executor& executor, OnEvents on_events,
                     std::unique_ptr<rtc::MediaRouter> router)
    : port_(port),
      executor_(executor),
      on_events_(std::move(on_events)),
      router_(std::move(router)) {
    port.set_router(*this);
}

bool MediaHost::post(Work work, bool must) {
    return port_.udp().post(
        [this, work = std::move(work)](std::int64_t now_us, net::UdpOut& out) {
            work(now_us);
            send(out);
        },
        must);
}

template <class T>
void MediaHost::answer(Callback<T> done, T value) {
    executor_.post(
        [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); },
        true);
}

bool MediaHost::join(rtc::PeerId peer, const rtc::RoomKey& room, rtc::RoomKind kind,
                     Callback<Result<rtc::IceCredentials>> done) {
    return post([this, peer, room, kind, done = std::move(done)](std::int64_t now_us) {
        answer(done, router_->join(peer, room, kind, now_us));
    });
}

bool MediaHost::negotiate(rtc::PeerId peer, rtc::Negotiation what,
                          Callback<Result<std::string>> done) {
    return post([this, peer, what = std::move(what), done = std::move(done)](std::int64_t now_us) {
        answer(done, router_->negotiate(peer, what, now_us, pending_));
    });
}

bool MediaHost::layer(rtc::PeerId viewer, const rtc::LayerWish& wish, Callback<Status> done) {
    return post([this, viewer, wish, done = std::move(done)](std::int64_t now_us) {
        answer(done, router_->layer(viewer, wish, now_us, pending_));
    });
}

void MediaHost::leave(rtc::PeerId peer) {
    post([this, peer](std::int64_t) { router_->leave(peer, pending_); }, true);
}

bool MediaHost::peer_stats(rtc::PeerId peer, Callback<std::optional<rtc::PeerStats>> done) {
    return post([this, peer, done = std::move(done)](std::int64_t) {
        answer(done, std::as_const(*router_).stats(peer));
    });
}

rtc::RouterStats MediaHost::stats() const {
    const std::scoped_lock lock(mutex_);
    return stats_;
}

void MediaHost::on_datagrams(std::span<net::Datagram> datagrams, std::int64_t now_us,
                             net::UdpOut& out) {
    for (const net::Datagram& datagram : datagrams) {
        if (datagram.bytes.empty()) {
            continue;  // the port has answered it
        }
        router_->on_datagram(datagram.bytes, {.peer = datagram.source, .local = datagram.local},
                             now_us, pending_);
        if (pending_.size() >= kHandOver) {
            send(out);
        }
    }
    send(out);
}

void MediaHost::on_tick(std::int64_t now_us, net::UdpOut& out) {
    router_->tick(now_us, pending_);
    send(out);
    if (now_us - counted_us_ >= kCountUs) {
        counted_us_ = now_us;
        const rtc::RouterStats now = router_->stats();
        const std::scoped_lock lock(mutex_);
        stats_ = now;
    }
}

std::int64_t MediaHost::next_tick_us() const { return router_->next_tick_us(); }

void MediaHost::send(net::UdpOut& out) {
    for (const rtc::Out::Datagram& datagram : pending_.datagrams()) {
        out.send(pending_.bytes(datagram), datagram.path.peer, datagram.path.local);
    }
    if (!pending_.events().empty()) {
        executor_.post([this, events = std::move(
                                  pending_.events())]() mutable { on_events_(std::move(events)); },
                       true);
    }
    pending_.clear();
}

void MediaHost::write_metrics(PrometheusText& out) const {
    const rtc::RouterStats now = stats();
    const auto number = [](std::size_t value) { return static_cast<double>(value); };
    out.gauge("teahouse_media_rooms", "Calls through the server.", number(now.rooms));
    out.gauge("teahouse_media_peers", "People in them.", number(now.peers));
    out.gauge("teahouse_media_tracks", "Streams that they publish.", number(now.tracks));
    out.gauge("teahouse_media_feeds", "Streams that they are given.", number(now.feeds));
    out.counter("teahouse_media_packets_in_total", "Packets of media received.", now.packets_in);
    out.counter("teahouse_media_packets_out_total", "Packets forwarded.", now.packets_out);
    out.counter("teahouse_media_resent_total", "Packets sent again to who missed them.",
                now.resent);
    out.counter("teahouse_media_asked_again_total", "Missing packets asked of publishers.",
                now.asked_again);
    out.counter("teahouse_media_key_frames_total", "Key frames asked of publishers.",
                now.key_frames);
    out.counter("teahouse_media_unknown_total", "Datagrams from nobody in a call.", now.unknown);
    out.counter("teahouse_media_forged_total", "Datagrams that are not authentic, or repeated.",
                now.forged);
}

}  // namespace teahouse::gateway
