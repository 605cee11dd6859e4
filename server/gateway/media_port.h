// SPDX-License-Identifier: MIT
// The UDP port of calls: opened beside the TCP port, answers plain STUN by itself, and hands what
// else comes to the media router. Calls work without it, between browsers only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/address.h"
#include "gateway/metrics.h"
#include "net/metrics.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/address.h"
#include "rtc/binding_responder.h"

namespace teahouse::gateway {

struct MediaPortOptions {
    std::string host;                // as of the TCP port; empty: all addresses
    std::uint16_t port = 0;          // 0: any free one
    bool any_if_taken = false;       // where `port` is in use, any free one
    std::vector<Address> addresses;  // to advertise; empty: those that were found
};

// Made, started and destroyed on one thread; the sink's calls are of the port's thread.
class MediaPort final : net::UdpSink {
public:
    // None: it cannot be opened. A warning in the log says why.
    static std::unique_ptr<MediaPort> open(const MediaPortOptions& options);
    MediaPort(std::unique_ptr<net::UdpPort> port, std::span<const Address> addresses);
    ~MediaPort() override;
    MediaPort(const MediaPort&) = delete;
    MediaPort& operator=(const MediaPort&) = delete;

    // Whom all else is for; before start(). It must outlive stop(). Datagrams that were answered
    // here are passed on without bytes.
    void set_router(net::UdpSink& router) { router_ = &router; }
    void start();
    void stop();

    [[nodiscard]] std::uint16_t port() const { return port_->port(); }
    // The host candidates, the preferred one first; at most limits::kRtcAddressesMax.
    [[nodiscard]] const std::vector<rtc::Endpoint>& advertised() const { return advertised_; }
    // To post tasks of the router, and for its counters.
    [[nodiscard]] net::UdpPort& udp() { return *port_; }
    // From any thread.
    void write_metrics(PrometheusText& out) const;

private:
    void on_datagrams(std::span<net::Datagram> datagrams, std::int64_t now_us,
                      net::UdpOut& out) override;
    void on_tick(std::int64_t now_us, net::UdpOut& out) override;
    [[nodiscard]] std::int64_t next_tick_us() const override;
    // Whether it was for us.
    bool answer(const net::Datagram& datagram, std::int64_t now_us, net::UdpOut& out);

    std::unique_ptr<net::UdpPort> port_;
    std::vector<rtc::Endpoint> advertised_;
    rtc::BindingResponder responder_;
    net::UdpSink* router_ = nullptr;
    net::Counter bindings_;
    net::Counter bindings_limited_;
};

}  // namespace teahouse::gateway
