// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace teahouse::rtc::native {

// Where the server has its socket and the clients have theirs. `net` is a file of a network
// namespace that the server's is in; empty: the same.
struct Place {
    std::string server = "127.0.0.1";
    std::string clients = "127.0.0.1";
    std::string net;
};

// The router behind the UDP port, over real sockets and in real time: counted is the CPU of the
// port's thread, with the system's share of it. Prints one row.
void run_udp_bench(const Place& place, std::size_t viewers, int seconds);
// The same load for Debian's Janus, all of its process. False: it is not installed.
bool run_janus_bench(const Place& place, std::size_t viewers, int seconds);

}  // namespace teahouse::rtc::native
