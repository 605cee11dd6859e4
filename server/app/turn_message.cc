// SPDX-License-Identifier: MIT
#include "app/turn_message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/address.h"
#include "base/check.h"

namespace teahouse::app {
namespace {

constexpr std::uint32_t kMagicCookie = 0x2112A442;
constexpr std::uint16_t kSuccessClass = 0x0100;
constexpr std::uint16_t kErrorClass = 0x0110;
constexpr std::size_t kIntegrityBytes = 24;  // with its head
constexpr std::uint8_t kUdpProtocol = 17;

enum class Attribute : std::uint16_t {
    mapped_address = 0x0001,
    username = 0x0006,
    integrity = 0x0008,
    error_code = 0x0009,
    lifetime = 0x000D,
    xor_peer_address = 0x0012,
    realm = 0x0014,
    nonce = 0x0015,
    xor_relayed_address = 0x0016,
    requested_transport = 0x0019,
    xor_mapped_address = 0x0020,
};

void put_16(std::string& out, std::size_t value) {
    out += static_cast<char>(value >> 8U & 0xFFU);
    out += static_cast<char>(value & 0xFFU);
}

void put_32(std::string& out, std::uint32_t value) {
    put_16(out, value >> 16U);
    put_16(out, value & 0xFFFFU);
}

std::uint16_t get_16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

std::uint32_t get_32(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint32_t>(get_16(bytes, at)) << 16U | get_16(bytes, at + 2);
}

void put_attribute(std::string& out, Attribute type, std::string_view value) {
    put_16(out, static_cast<std::uint16_t>(type));
    put_16(out, value.size());
    out += value;
    out.append((4 - value.size() % 4) % 4, '\0');
}

std::string head_of(TurnMethod method, std::size_t body_bytes, const TurnTransaction& transaction) {
    std::string head;
    put_16(head, static_cast<std::uint16_t>(method));
    put_16(head, body_bytes);
    put_32(head, kMagicCookie);
    head.append(transaction.begin(), transaction.end());
    return head;
}

// MD5(username ":" realm ":" password), RFC 8489 section 9.2.2.
std::string long_term_key(const TurnLogin& login) {
    const std::string text = login.username + ':' + login.realm + ':' + login.password;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int bytes = 0;
    NEED(EVP_Digest(text.data(), text.size(), digest.data(), &bytes, EVP_md5(), nullptr) == 1);
    return {digest.begin(), digest.begin() + bytes};
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int bytes = 0;
    NEED(HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
              &bytes) != nullptr);
    return {digest.begin(), digest.begin() + bytes};
}

std::string xored_v4(std::string_view peer) {
    const std::optional<Address> address = parse_address(peer);
    CHECK(address && address->is_v4());
    std::string out;
    put_16(out, 1);                    // IPv4
    put_16(out, kMagicCookie >> 16U);  // port 0: permissions have none
    std::uint32_t ip = 0;
    for (std::size_t i = 12; i < address->bytes.size(); ++i) {
        ip = ip << 8U | address->bytes[i];
    }
    put_32(out, ip ^ kMagicCookie);
    return out;
}

// An address and a port as text, for both families, xored with cookie and transaction or not.
std::string endpoint_of(std::string_view value, std::string_view mask) {
    const std::size_t bytes = value.size() - 4;
    if (value.size() < 8 || (bytes != 4 && bytes != 16)) {
        return {};
    }
    Address address;
    std::array<std::uint8_t, 16> raw{};
    for (std::size_t i = 0; i < bytes; ++i) {
        raw.at(i) = static_cast<std::uint8_t>(value[4 + i] ^ (mask.empty() ? '\0' : mask[i]));
    }
    const bool v4 = bytes == 4;
    if (v4) {
        address = map_v4({raw[0], raw[1], raw[2], raw[3]});
    } else {
        address.bytes = raw;
    }
    const auto port =
        static_cast<std::uint16_t>(get_16(value, 2) ^ (mask.empty() ? 0U : kMagicCookie >> 16U));
    return v4 ? fmt::format("{}:{}", to_string(address), port)
              : fmt::format("[{}]:{}", to_string(address), port);
}

void take_attribute(TurnAnswer& answer, std::uint16_t type, std::string_view value,
                    std::string_view mask) {
    switch (static_cast<Attribute>(type)) {
        case Attribute::error_code:
            if (value.size() >= 4) {
                answer.error_code = (value[2] & 7) * 100 + value[3];
                answer.reason = value.substr(4);
            }
            return;
        case Attribute::lifetime:
            if (value.size() == 4) {
                answer.lifetime_s = get_32(value, 0);
            }
            return;
        case Attribute::realm: answer.realm = value; return;
        case Attribute::nonce: answer.nonce = value; return;
        case Attribute::mapped_address: answer.mapped = endpoint_of(value, {}); return;
        case Attribute::xor_mapped_address: answer.mapped = endpoint_of(value, mask); return;
        case Attribute::xor_relayed_address: answer.relayed = endpoint_of(value, mask); return;
        case Attribute::username:
        case Attribute::integrity:
        case Attribute::xor_peer_address:
        case Attribute::requested_transport: return;
    }
}

}  // namespace

std::string turn_request(TurnMethod method, const TurnTransaction& transaction,
                         const TurnLogin& login, std::string_view peer) {
    std::string body;
    if (method == TurnMethod::allocate) {
        put_attribute(body, Attribute::requested_transport,
                      std::string{static_cast<char>(kUdpProtocol), '\0', '\0', '\0'});
    } else if (method == TurnMethod::refresh) {
        put_attribute(body, Attribute::lifetime, std::string(4, '\0'));
    } else if (method == TurnMethod::create_permission) {
        put_attribute(body, Attribute::xor_peer_address, xored_v4(peer));
    }
    if (!login.nonce.empty()) {
        put_attribute(body, Attribute::username, login.username);
        put_attribute(body, Attribute::realm, login.realm);
        put_attribute(body, Attribute::nonce, login.nonce);
        // The length in the head that is signed already counts the signature.
        const std::string signed_head = head_of(method, body.size() + kIntegrityBytes, transaction);
        put_attribute(body, Attribute::integrity,
                      hmac_sha1(long_term_key(login), signed_head + body));
    }
    return head_of(method, body.size(), transaction) + body;
}

std::size_t turn_message_bytes(std::string_view head) { return kTurnHeadBytes + get_16(head, 2); }

std::optional<TurnAnswer> parse_turn_answer(std::string_view bytes, TurnMethod method,
                                            const TurnTransaction& transaction) {
    if (bytes.size() < kTurnHeadBytes || turn_message_bytes(bytes) != bytes.size() ||
        get_32(bytes, 4) != kMagicCookie ||
        !std::equal(transaction.begin(), transaction.end(), bytes.begin() + 8,
                    [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); })) {
        return std::nullopt;
    }
    const auto type = get_16(bytes, 0);
    const auto asked = static_cast<std::uint16_t>(method);
    if (type != (asked | kSuccessClass) && type != (asked | kErrorClass)) {
        return std::nullopt;
    }
    TurnAnswer answer{.success = type == (asked | kSuccessClass)};
    std::string_view rest = bytes.substr(kTurnHeadBytes);
    while (rest.size() >= 4) {
        const std::size_t length = get_16(rest, 2);
        const std::size_t padded = 4 + (length + 3) / 4 * 4;
        if (padded > rest.size()) {
            return std::nullopt;
        }
        take_attribute(answer, get_16(rest, 0), rest.substr(4, length), bytes.substr(4, 16));
        rest.remove_prefix(padded);
    }
    return answer;
}

}  // namespace teahouse::app
