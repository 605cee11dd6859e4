// SPDX-License-Identifier: MIT
#include "base/address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/error.h"
#include "base/result.h"

namespace teahouse {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool Address::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

Address map_v4(const std::array<std::uint8_t, 4>& v4) {
    Address address;
    std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
    std::copy(v4.begin(), v4.end(), address.bytes.begin() + kMapped.size());
    return address;
}

bool Address::is_loopback() const {
    if (is_v4()) {
        return bytes[12] == 127;
    }
    Address one;
    one.bytes[15] = 1;
    return *this == one;
}

std::string to_string(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.is_v4()) {
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
    std::array<std::uint8_t, 4> v4{};
    if (inet_pton(AF_INET, copy.c_str(), v4.data()) == 1) {
        return map_v4(v4);
    }
    Address address;
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    return std::nullopt;
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
    const int bits_max = address->is_v4() ? 32 : 128;
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 ||
        bits > bits_max) {
        return bad();
    }
    block.prefix_bits = bits + (128 - bits_max);
    return block;
}

std::string to_string(const Cidr& block) {
    Address first = block.address;
    for (int bit = block.prefix_bits; bit < 128; ++bit) {
        first.bytes[static_cast<std::size_t>(bit / 8)] &=
            static_cast<std::uint8_t>(~(0x80 >> (bit % 8)));
    }
    if (block.prefix_bits == 128) {
        return to_string(first);
    }
    const int hidden = block.address.is_v4() ? 96 : 0;
    return to_string(first) + '/' + std::to_string(block.prefix_bits - hidden);
}

}  // namespace teahouse
