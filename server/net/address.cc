// SPDX-License-Identifier: MIT
#include "net/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace teahouse::net {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_v4(const Address& address) {
    return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
}

Address from_v4(const in_addr& v4) {
    Address address;
    std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
    std::memcpy(address.bytes.data() + kMapped.size(), &v4, sizeof(v4));
    return address;
}

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

bool Address::is_loopback() const {
    if (is_v4(*this)) {
        return bytes[12] == 127;
    }
    Address one;
    one.bytes[15] = 1;
    return *this == one;
}

std::string to_string(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (is_v4(address)) {
        inet_ntop(AF_INET, address.bytes.data() + kMapped.size(), text.data(), text.size());
    } else {
        inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
    }
    return text.data();
}

std::optional<Address> parse_address(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return std::nullopt;  // inet_pton would stop there
    }
    const std::string copy(text);
    in_addr v4{};
    if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) {
        return from_v4(v4);
    }
    Address address;
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

Address address_of(const sockaddr_storage& peer) {
    Address address;
    if (peer.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &peer, sizeof(v4));
        return from_v4(v4.sin_addr);
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
    if (!is_v4(address)) {
        std::fill(key.bytes.begin() + kNetworkBytes, key.bytes.end(), std::uint8_t{0});
    }
    return key;
}

bool Cidr::contains(const Address& other) const {
    const auto whole = static_cast<std::size_t>(prefix_bits / 8);
    if (!std::equal(address.bytes.begin(),
                    address.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    other.bytes.begin())) {
        return false;
    }
    const int rest = prefix_bits % 8;
    if (rest == 0) {
        return true;
    }
    const int mask = 0xff << (8 - rest);
    return ((address.bytes[whole] ^ other.bytes[whole]) & mask & 0xff) == 0;
}

Result<Cidr> parse_cidr(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid, "not an address block: " + std::string(text));
    };
    const std::size_t slash = text.find('/');
    const std::optional<Address> address = parse_address(text.substr(0, slash));
    if (!address) {
        return bad();
    }
    Cidr block{.address = *address, .prefix_bits = 128};
    if (slash == std::string_view::npos) {
        return block;
    }
    const std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const int bits_max = is_v4(*address) ? 32 : 128;
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 ||
        bits > bits_max) {
        return bad();
    }
    block.prefix_bits = bits + (128 - bits_max);
    return block;
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
