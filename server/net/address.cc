// SPDX-License-Identifier: MIT
#include "net/address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <netinet/in.h>

namespace teahouse::net {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

constexpr std::size_t kNetworkBytes = 8;  // a /64

// One element of X-Forwarded-For. Some proxies add a port: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::optional<Address> parse_hop(std::string_view text) {
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        return end == std::string_view::npos ? std::nullopt
                                             : parse_address(text.substr(1, end - 1));
    }
    if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    return parse_address(text);
}

}  // namespace

Address address_of(const sockaddr_storage& peer) {
    Address address;
    if (peer.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &peer, sizeof(v4));
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
        return map_v4(bytes);
    }
    if (peer.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &peer, sizeof(v6));
        std::memcpy(address.bytes.data(), &v6.sin6_addr, address.bytes.size());
    }
    return address;
}

Address limit_key(const Address& address) {
    Address key = address;
    if (!address.is_v4()) {
        std::fill(key.bytes.begin() + kNetworkBytes, key.bytes.end(), std::uint8_t{0});
    }
    return key;
}

bool contains(const CidrList& list, const Address& address) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Cidr& block) { return block.contains(address); });
}

Address forwarded_client(const Address& peer, std::string_view forwarded_for,
                         const CidrList& trusted) {
    Address client = peer;
    while (!forwarded_for.empty()) {
        const std::size_t comma = forwarded_for.rfind(',');
        const std::string_view hop =
            comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
        const std::optional<Address> address = parse_hop(trim(hop));
        if (!address) {
            return client;  // the last address that somebody trusted vouches for
        }
        client = *address;
        if (comma == std::string_view::npos || !contains(trusted, client)) {
            return client;
        }
        forwarded_for = forwarded_for.substr(0, comma);
    }
    return client;
}

}  // namespace teahouse::net
