// SPDX-License-Identifier: MIT
// One publisher and its viewers, native peers with a socket each: the same load for every server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/fd.h"
#include "rtc/address.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {

std::int64_t clock_us();

struct Client {
    net::Fd socket;
    std::unique_ptr<NativePeer> peer;
};

// The first client publishes: 15 frames of 4 packets a second, which is about 500 kbit/s, and 50
// packets of audio. The others send feedback as browsers do.
class Crowd {
public:
    explicit Crowd(std::string host) : host_(std::move(host)) {}

    // Its socket is bound, and connected by join().
    Client& add(std::uint64_t number);
    void join(Client& client, const Endpoint& server);

    struct Played {
        std::uint64_t sent = 0;  // by the publisher
        std::uint64_t received = 0;
        double seconds = 0;
    };
    Played play(int seconds);
    [[nodiscard]] std::size_t viewers() const { return clients_.size() - 1; }

private:
    void drain();
    void check();

    const std::string host_;
    const DtlsIdentity identity_ = *DtlsIdentity::make();
    std::vector<std::unique_ptr<Client>> clients_;
    std::int64_t checked_us_ = 0;
};

// One row of the table. `packets` is what the CPU is shared by.
void print_row(const char* server, std::size_t viewers, const Crowd::Played& played, double cpu_us,
               std::uint64_t packets);

}  // namespace teahouse::rtc::native
