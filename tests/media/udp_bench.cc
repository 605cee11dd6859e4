// SPDX-License-Identifier: MIT
#include "udp_bench.h"

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sched.h>
#include <time.h>

#include "base/check.h"
#include "crowd.h"
#include "net/fd.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/address.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {
namespace {

class RouterSink final : public net::UdpSink {
public:
    explicit RouterSink(const Endpoint& own) : router(*MediaRouter::make({.candidates = {own}})) {}

    void on_datagrams(std::span<net::Datagram> datagrams, std::int64_t now_us,
                      net::UdpOut& to) override {
        for (const net::Datagram& datagram : datagrams) {
            router->on_datagram(datagram.bytes, {.peer = datagram.source, .local = datagram.local},
                                now_us, out);
            send(to);
        }
    }
    void on_tick(std::int64_t now_us, net::UdpOut& to) override {
        router->tick(now_us, out);
        send(to);
    }
    [[nodiscard]] std::int64_t next_tick_us() const override { return router->next_tick_us(); }
    void send(net::UdpOut& to) {
        for (const auto& datagram : out.datagrams()) {
            to.send(out.bytes(datagram), datagram.path.peer, datagram.path.local);
        }
        out.clear();
    }

    std::unique_ptr<MediaRouter> router;
    Out out;
};

// A socket belongs to the namespace that its thread was in when it was made.
class InNamespace {
public:
    explicit InNamespace(const std::string& path) {
        if (!path.empty()) {
            own_ = net::Fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
            const net::Fd other(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
            CHECK(other && ::setns(other.get(), CLONE_NEWNET) == 0);
        }
    }
    ~InNamespace() {
        if (own_) {
            CHECK(::setns(own_.get(), CLONE_NEWNET) == 0);
        }
    }
    InNamespace(const InNamespace&) = delete;
    InNamespace& operator=(const InNamespace&) = delete;

private:
    net::Fd own_;
};

std::unique_ptr<net::UdpPort> open_port(const Place& place) {
    const InNamespace there(place.net);
    return *net::UdpPort::open({.host = place.server});
}

class UdpBench {
public:
    UdpBench(const Place& place, std::size_t viewers)
        : crowd_(place.clients),
          port_(open_port(place)),
          server_(*parse_endpoint(place.server + ":" + std::to_string(port_->port()))),
          sink_(server_) {
        port_->start(sink_);
        enter(1, {});
        for (std::size_t i = 0; i < viewers; ++i) {
            enter(100 + i,
                  {.audio = false,
                   .video_layers = 0,
                   .wanted = {{PeerId(1), MediaSource::audio}, {PeerId(1), MediaSource::video}}});
        }
    }
    ~UdpBench() { port_->stop(); }
    UdpBench(const UdpBench&) = delete;
    UdpBench& operator=(const UdpBench&) = delete;

    void run(int seconds) {
        const auto [cpu_before, out_before] = read();
        const Crowd::Played played = crowd_.play(seconds);
        const auto [cpu, out] = read();
        print_row("teahouse", crowd_.viewers(), played, cpu - cpu_before, out - out_before);
    }

private:
    void enter(std::uint64_t number, const NativePeer::Shape& shape) {
        Client& client = crowd_.add(number);
        NativePeer& peer = *client.peer;
        std::promise<std::string> answer;
        port_->post([&](std::int64_t now_us, net::UdpOut& to) {
            CHECK(sink_.router->join(peer.id, {.high = 1}, RoomKind::call, now_us));
            answer.set_value(
                *sink_.router->negotiate(peer.id, peer.offer(shape), now_us, sink_.out));
            sink_.send(to);
        });
        CHECK(peer.on_answer(answer.get_future().get(), clock_us()));
        crowd_.join(client, server_);
    }

    // CPU of the port's thread in microseconds, and packets sent.
    std::pair<double, std::uint64_t> read() {
        std::promise<std::pair<double, std::uint64_t>> found;
        port_->post([&](std::int64_t, net::UdpOut&) {
            timespec time{};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
            found.set_value(
                {static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3,
                 std::as_const(*sink_.router).stats().packets_out});
        });
        return found.get_future().get();
    }

    Crowd crowd_;
    std::unique_ptr<net::UdpPort> port_;
    const Endpoint server_;
    RouterSink sink_;
};

}  // namespace

void run_udp_bench(const Place& place, std::size_t viewers, int seconds) {
    UdpBench(place, viewers).run(seconds);
}

}  // namespace teahouse::rtc::native
