// SPDX-License-Identifier: MIT
// The media router on the thread of the UDP port, for the rest of the server: requests may come
// from any thread, answers and events come back on an executor of the caller.
//
//     auto host = MediaHost::make(*port, engine_executor, [](auto events) { ... });
//     port->start();
//     host->join(peer, room, RoomKind::call, [](Result<rtc::IceCredentials> done) { ... });
//     host->negotiate(peer, {.offer = sdp, ...}, [](Result<std::string> answer) { ... });
//
// Requests of one thread are done in their order. A request that answers false was not taken (too
// many wait, or the port was stopped), and its callback is never called; all others are answered
// once, unless the executor has ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/executor.h"
#include "gateway/media_port.h"
#include "gateway/metrics.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/router.h"

namespace teahouse::gateway {

// Made before the port is started, destroyed after it was stopped; port and executor must outlive
// it.
class MediaHost final : net::UdpSink {
public:
    template <class T>
    using Callback = std::function<void(T)>;
    using OnEvents = Callback<std::vector<rtc::MediaEvent>>;

    // Becomes the router of the port. Fails when OpenSSL makes no certificate.
    static Result<std::unique_ptr<MediaHost>> make(MediaPort& port, Executor& executor,
                                                   OnEvents on_events);
    MediaHost(MediaPort& port, Executor& executor, OnEvents on_events,
              std::unique_ptr<rtc::MediaRouter> router);

    // --- From any thread; what they do is said in rtc/router.h ---
    bool join(rtc::PeerId peer, const rtc::RoomKey& room, rtc::RoomKind kind,
              Callback<Result<rtc::IceCredentials>> done);
    bool negotiate(rtc::PeerId peer, rtc::Negotiation what, Callback<Result<std::string>> done);
    bool layer(rtc::PeerId viewer, const rtc::LayerWish& wish, Callback<Status> done);
    // Done however many wait.
    void leave(rtc::PeerId peer);
    bool peer_stats(rtc::PeerId peer, Callback<std::optional<rtc::PeerStats>> done);
    // At most a second old.
    [[nodiscard]] rtc::RouterStats stats() const;
    void write_metrics(PrometheusText& out) const;

private:
    void on_datagrams(std::span<net::Datagram> datagrams, std::int64_t now_us,
                      net::UdpOut& out) override;
    void on_tick(std::int64_t now_us, net::UdpOut& out) override;
    [[nodiscard]] std::int64_t next_tick_us() const override;

    using Work = std::function<void(std::int64_t now_us)>;
    bool post(Work work, bool must = false);
    template <class T>
    void answer(Callback<T> done, T value);
    void send(net::UdpOut& out);

    MediaPort& port_;
    Executor& executor_;
    const OnEvents on_events_;
    // The rest is the port's thread's.
    std::unique_ptr<rtc::MediaRouter> router_;
    rtc::Out pending_;
    std::int64_t counted_us_ = 0;
    mutable std::mutex mutex_;
    rtc::RouterStats stats_;  // guarded by mutex_
};

}  // namespace teahouse::gateway
