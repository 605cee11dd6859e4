// SPDX-License-Identifier: MIT
#include "notify/address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include <netinet/in.h>

namespace teahouse::notify {
namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;

struct Block4 {
    std::uint32_t base = 0;
    unsigned bits = 0;
};
constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    return a << 24U | b << 16U | c << 8U;
}
// IANA IPv4 Special-Purpose Address Registry: what is not globally reachable, and multicast.
constexpr std::array kNotPublic4 = {
    Block4{ip4(0, 0, 0), 8},      Block4{ip4(10, 0, 0), 8},     Block4{ip4(100, 64, 0), 10},
    Block4{ip4(127, 0, 0), 8},    Block4{ip4(169, 254, 0), 16}, Block4{ip4(172, 16, 0), 12},
    Block4{ip4(192, 0, 0), 24},   Block4{ip4(192, 0, 2), 24},   Block4{ip4(192, 88, 99), 24},
    Block4{ip4(192, 168, 0), 16}, Block4{ip4(198, 18, 0), 15},  Block4{ip4(198, 51, 100), 24},
    Block4{ip4(203, 0, 113), 24}, Block4{ip4(224, 0, 0), 4},    Block4{ip4(240, 0, 0), 4},
};

bool is_public4(std::uint32_t address) {
    return std::ranges::none_of(kNotPublic4, [&](const Block4& block) {
        return (address ^ block.base) >> (32U - block.bits) == 0;
    });
}

using Bytes16 = std::array<std::uint8_t, 16>;

bool starts_with(const Bytes16& address, std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), address.begin());
}

bool is_public6(const Bytes16& address) {
    const bool global_unicast = address[0] >> 5U == 1;  // 2000::/3
    const bool reserved =
        (starts_with(address, {0x20, 0x01}) && address[2] < 0x02) ||  // 2001::/23: Teredo, ORCHID …
        starts_with(address, {0x20, 0x01, 0x0D, 0xB8}) ||             // documentation
        starts_with(address, {0x20, 0x02}) ||                         // 6to4
        (starts_with(address, {0x3F, 0xFF}) && address[2] >> 4U == 0);  // documentation
    return global_unicast && !reserved;
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof(four));
        return is_public4(ntohl(four.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof(six));
        Bytes16 bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return is_public6(bytes);
    }
    return false;
}

bool may_connect(const sockaddr& address, bool plain, const Reach& reach) {
    if (!is_public(address)) {
        return reach.private_too;
    }
    // Both families have the port at the same place.
    sockaddr_in any{};
    std::memcpy(&any, &address, sizeof(any));
    const int port = ntohs(any.sin_port);
    return (!plain || reach.plain_http) &&
           (!reach.web_ports_only || port == kHttpPort || port == kHttpsPort);
}

}  // namespace teahouse::notify
