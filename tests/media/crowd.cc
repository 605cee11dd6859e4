// SPDX-License-Identifier: MIT
#include "crowd.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/steady_ms.h"
#include "net/fd.h"
#include "net/udp_socket.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {

std::int64_t clock_us() { return steady_ms() * 1'000; }

Client& Crowd::add(std::uint64_t number) {
    Client& client = *clients_.emplace_back(std::make_unique<Client>());
    client.socket = net::Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int socket = client.socket.get();
    sockaddr_storage name{};
    socklen_t bytes = net::write_name(*parse_endpoint(host_ + ":0"), true, name);
    auto* const address = reinterpret_cast<sockaddr*>(&name);
    CHECK(::bind(socket, address, bytes) == 0 && ::getsockname(socket, address, &bytes) == 0);
    client.peer = std::make_unique<NativePeer>(PeerId(number), identity_, [socket](Bytes sent) {
        ::send(socket, sent.data(), sent.size(), 0);
    });
    client.peer->place = net::endpoint_of(name);
    return client;
}

void Crowd::join(Client& client, const Endpoint& server) {
    sockaddr_storage name{};
    const socklen_t bytes = net::write_name(server, true, name);
    CHECK(::connect(client.socket.get(), reinterpret_cast<const sockaddr*>(&name), bytes) == 0);
    constexpr std::int64_t kPatienceUs = 20'000'000;
    constexpr std::int64_t kAgainUs = 50'000;
    const std::int64_t begun = clock_us();
    std::int64_t again = 0;
    while (!client.peer->connected()) {
        CHECK(clock_us() < begun + kPatienceUs);
        if (client.peer->answers == 0 && clock_us() >= again) {
            again = clock_us() + kAgainUs;
            client.peer->check(clock_us());
        }
        drain();
        client.peer->on_time(clock_us());
    }
    client.peer->keep = &client == clients_[0].get();
    check();
}

// Whoever is not heard of for long counts as gone.
void Crowd::check() {
    constexpr std::int64_t kCheckUs = 2'000'000;
    if (clock_us() < checked_us_ + kCheckUs) {
        return;
    }
    checked_us_ = clock_us();
    for (const auto& client : clients_) {
        if (client->peer->connected()) {
            client->peer->check(clock_us());
        }
    }
}

Crowd::Played Crowd::play(int seconds) {
    drain();
    for (const auto& client : clients_) {
        client->peer->packets_received = 0;
    }
    Played played;
    NativePeer& publisher = *clients_[0]->peer;
    const std::int64_t start = steady_ms();
    std::size_t plis = publisher.plis.size();
    for (int step = 0; step < seconds * 50; ++step) {
        publisher.send_audio(40);
        ++played.sent;
        if (step % 10 == 0 || step % 10 == 3 || step % 10 == 6) {
            constexpr std::size_t kPackets = 4;
            publisher.send_video(
                {.key = step == 0 || publisher.plis.size() > plis, .packets = kPackets});
            played.sent += kPackets;
            plis = publisher.plis.size();
        }
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            if (static_cast<std::size_t>(step) % 5 == i % 5) {
                clients_[i]->peer->send_feedback();
            }
        }
        check();
        do {
            drain();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } while (steady_ms() < start + (step + 1) * 20);
    }
    drain();
    played.seconds = static_cast<double>(steady_ms() - start) / 1e3;
    for (const auto& client : clients_) {
        played.received += client->peer->packets_received;
    }
    return played;
}

void Crowd::drain() {
    std::array<std::uint8_t, 2'000> buffer{};
    for (const auto& client : clients_) {
        for (;;) {
            const ssize_t bytes = ::recv(client->socket.get(), buffer.data(), buffer.size(), 0);
            if (bytes <= 0) {
                break;
            }
            client->peer->on_datagram(Bytes(buffer).first(static_cast<std::size_t>(bytes)),
                                      clock_us());
        }
    }
}

void print_row(const char* server, std::size_t viewers, const Crowd::Played& played, double cpu_us,
               std::uint64_t packets) {
    const auto count = static_cast<double>(packets);
    const auto wanted = static_cast<double>(played.sent * viewers);
    std::printf("%-10s %7zu %11.0f %10.2f %9.1f %% %9.1f %% of a core\n", server, viewers,
                count / played.seconds, cpu_us / count,
                100 * static_cast<double>(played.received) / wanted, cpu_us / played.seconds / 1e4);
    std::fflush(stdout);
}

}  // namespace teahouse::rtc::native
