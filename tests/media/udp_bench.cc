// SPDX-License-Identifier: MIT
#include "udp_bench.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "base/check.h"
#include "base/steady_ms.h"
#include "net/fd.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {
namespace {

std::int64_t now_of_clock_us() { return steady_ms() * 1'000; }

class RouterSink final : public net::UdpSink {
public:
    explicit RouterSink(std::uint16_t port)
        : router(*MediaRouter::make(
              {.candidates = {{.address = map_v4({127, 0, 0, 1}), .port = port}}})) {}

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

struct Client {
    net::Fd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    std::unique_ptr<NativePeer> peer;
};

class UdpBench {
public:
    explicit UdpBench(std::size_t viewers)
        : port_(*net::UdpPort::open({.host = "127.0.0.1"})), sink_(port_->port()) {
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
        for (auto& client : clients_) {
            client->peer->packets_received = 0;
        }
        NativePeer& publisher = *clients_[0]->peer;
        const std::int64_t start = steady_ms();
        std::size_t plis = publisher.plis.size();
        for (int step = 0; step < seconds * 50; ++step) {
            publisher.send_audio(40);
            if (step % 10 == 0 || step % 10 == 3 || step % 10 == 6) {
                publisher.send_video(
                    {.key = step == 0 || publisher.plis.size() > plis, .packets = 4});
                plis = publisher.plis.size();
            }
            for (std::size_t i = 0; i < clients_.size(); ++i) {
                if (static_cast<std::size_t>(step) % 5 == i % 5) {
                    clients_[i]->peer->send_feedback();
                }
            }
            while (steady_ms() < start + (step + 1) * 20) {
                drain();
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        }
        drain();
        const auto [cpu, out] = read();
        std::uint64_t received = 0;
        for (const auto& client : clients_) {
            received += client->peer->packets_received;
        }
        const auto sent = static_cast<double>(out - out_before);
        std::printf("%7zu  (UDP)  %11.0f %10.2f %9.1f %% %9.1f %% of a core\n", clients_.size() - 1,
                    sent / seconds, (cpu - cpu_before) / sent,
                    100 * static_cast<double>(received) / sent, (cpu - cpu_before) / seconds / 1e4);
    }

private:
    void enter(std::uint64_t number, const NativePeer::Shape& shape) {
        auto& client = clients_.emplace_back(std::make_unique<Client>());
        const int socket = client->socket.get();
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CHECK(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        client->peer = std::make_unique<NativePeer>(
            PeerId(number), identity_,
            [socket](Bytes bytes) { ::send(socket, bytes.data(), bytes.size(), 0); });
        NativePeer& peer = *client->peer;
        std::promise<std::string> answer;
        port_->post([&](std::int64_t now_us, net::UdpOut& to) {
            CHECK(sink_.router->join(peer.id, {.high = 1}, RoomKind::call, now_us));
            answer.set_value(
                *sink_.router->negotiate(peer.id, peer.offer(shape), now_us, sink_.out));
            sink_.send(to);
        });
        CHECK(peer.on_answer(answer.get_future().get(), now_of_clock_us()));
        peer.check(now_of_clock_us());
        while (!peer.connected()) {
            drain();
            peer.on_time(now_of_clock_us());
        }
        peer.keep = number == 1;
    }

    void drain() {
        std::array<std::uint8_t, 2'000> buffer{};
        for (auto& client : clients_) {
            for (;;) {
                const ssize_t bytes = ::recv(client->socket.get(), buffer.data(), buffer.size(), 0);
                if (bytes <= 0) {
                    break;
                }
                client->peer->on_datagram(Bytes(buffer).first(static_cast<std::size_t>(bytes)),
                                          now_of_clock_us());
            }
        }
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

    const DtlsIdentity identity_ = *DtlsIdentity::make();
    std::unique_ptr<net::UdpPort> port_;
    RouterSink sink_;
    std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace

void run_udp_bench(std::size_t viewers, int seconds) { UdpBench(viewers).run(seconds); }

}  // namespace teahouse::rtc::native
