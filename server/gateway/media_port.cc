// SPDX-License-Identifier: MIT
#include "gateway/media_port.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/error.h"
#include "base/limits_rtc.h"
#include "base/log.h"
#include "gateway/metrics.h"
#include "net/interfaces.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/stun.h"

namespace teahouse::gateway {
namespace {

std::vector<Address> advertised_by(const net::UdpPort& port, std::vector<Address> configured) {
    std::vector<Address> addresses = std::move(configured);
    if (addresses.empty() && port.address() != Address{}) {
        addresses.push_back(port.address());
    }
    if (addresses.empty()) {
        addresses = net::choose_advertised(net::interface_addresses());
        if (port.v4_only()) {
            std::erase_if(addresses, [](const Address& one) { return !one.is_v4(); });
        }
    }
    addresses.resize(std::min(addresses.size(), limits::kRtcAddressesMax));
    return addresses;
}

}  // namespace

std::unique_ptr<MediaPort> MediaPort::open(const MediaPortOptions& options) {
    auto port = net::UdpPort::open({.host = options.host, .port = options.port});
    if (!port && port.error().code == ErrorCode::conflict && options.any_if_taken) {
        port = net::UdpPort::open({.host = options.host, .port = 0});
    }
    if (!port) {
        log(LogLevel::warning, "no port for media: calls go between browsers only",
            {{.key = "why", .value = port.error().message}});
        return nullptr;
    }
    const std::vector<Address> addresses = advertised_by(**port, options.addresses);
    return std::make_unique<MediaPort>(*std::move(port), addresses);
}

MediaPort::MediaPort(std::unique_ptr<net::UdpPort> port, std::span<const Address> addresses)
    : port_(std::move(port)) {
    for (const Address& address : addresses) {
        advertised_.push_back({.address = address, .port = port_->port()});
    }
}

MediaPort::~MediaPort() { stop(); }

void MediaPort::start() {
    std::string shown;
    for (const rtc::Endpoint& endpoint : advertised_) {
        shown += (shown.empty() ? "" : ", ") + to_string(endpoint);
    }
    log(LogLevel::info, "media on UDP port " + std::to_string(port()),
        {{.key = "advertised", .value = shown}});
    port_->start(*this);
}

void MediaPort::stop() { port_->stop(); }

void MediaPort::on_datagrams(std::span<net::Datagram> datagrams, std::int64_t now_us,
                             net::UdpOut& out) {
    for (net::Datagram& datagram : datagrams) {
        if (answer(datagram, now_us, out)) {
            datagram.bytes = {};
        }
    }
    if (router_ != nullptr) {
        router_->on_datagrams(datagrams, now_us, out);
    }
}

bool MediaPort::answer(const net::Datagram& datagram, std::int64_t now_us, net::UdpOut& out) {
    static_assert(rtc::kBindingAnswerBytesMax <= limits::kDatagramBytesMax);
    rtc::Bytes answer;
    switch (
        responder_.answer(datagram.bytes, datagram.source, now_us / 1'000, out.begin(), answer)) {
        case rtc::BindingResponder::Outcome::ignored: return false;
        case rtc::BindingResponder::Outcome::limited: bindings_limited_.add(); return true;
        case rtc::BindingResponder::Outcome::answered:
            bindings_.add();
            out.commit(answer.size(), datagram.source, datagram.local);
            return true;
    }
    return false;
}

void MediaPort::on_tick(std::int64_t now_us, net::UdpOut& out) {
    if (router_ != nullptr) {
        router_->on_tick(now_us, out);
    }
}

std::int64_t MediaPort::next_tick_us() const {
    return router_ != nullptr ? router_->next_tick_us() : kNoTick;
}

void MediaPort::write_metrics(PrometheusText& out) const {
    const net::UdpCounters& counters = port_->counters();
    out.gauge("teahouse_rtc_port", "UDP port of calls.", port());
    out.counter("teahouse_rtc_received_total", "Datagrams received.", counters.received.get());
    out.counter("teahouse_rtc_received_bytes_total", "Bytes of them.",
                counters.received_bytes.get());
    out.counter("teahouse_rtc_truncated_total", "Datagrams dropped for their length.",
                counters.truncated.get());
    out.counter("teahouse_rtc_sent_total", "Datagrams sent.", counters.sent.get());
    out.counter("teahouse_rtc_sent_bytes_total", "Bytes of them.", counters.sent_bytes.get());
    out.counter("teahouse_rtc_send_dropped_total", "Datagrams that the system did not take.",
                counters.send_dropped.get());
    out.counter("teahouse_rtc_bindings_total", "Plain STUN requests answered.", bindings_.get());
    out.counter("teahouse_rtc_bindings_limited_total", "Plain STUN requests over the limit.",
                bindings_limited_.get());
}

}  // namespace teahouse::gateway
