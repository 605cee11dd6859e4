// SPDX-License-Identifier: MIT
#include "rtc/stun.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/address.h"
#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

constexpr std::uint32_t kMagicCookie = 0x2112A442;
constexpr std::uint32_t kFingerprintMask = 0x5354554E;
constexpr std::size_t kStunHeaderBytes = 20;
constexpr std::size_t kAttributeHeaderBytes = 4;
constexpr std::size_t kHmacBytes = 20;
constexpr std::size_t kFingerprintBytes = 4;
constexpr std::uint16_t kMustUnderstandEnd = 0x8000;

enum Attribute : std::uint16_t {
    kMappedAddress = 0x0001,
    kUsername = 0x0006,
    kMessageIntegrity = 0x0008,
    kErrorCode = 0x0009,
    kUnknownAttributes = 0x000A,
    kRealm = 0x0014,
    kNonce = 0x0015,
    kMessageIntegritySha256 = 0x001C,
    kXorMappedAddress = 0x0020,
    kPriority = 0x0024,
    kUseCandidate = 0x0025,
    kFingerprint = 0x8028,
    kIceControlled = 0x8029,
    kIceControlling = 0x802A,
};

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB88320U : value >> 1U;
        }
        table[i] = value;
    }
    return table;
}();

std::uint32_t crc32_of(Bytes bytes) {
    std::uint32_t crc = ~0U;
    for (const std::uint8_t byte : bytes) {
        crc = kCrcTable[(crc ^ byte) & 0xFFU] ^ crc >> 8U;
    }
    return ~crc;
}

// The HMAC of all that stands before the attribute, under a header whose length ends behind it.
std::optional<std::array<std::uint8_t, kHmacBytes>> hmac_of(Bytes before,
                                                            std::string_view password) {
    std::array<std::uint8_t, limits::kDatagramBytesMax> copy{};
    if (before.size() < kStunHeaderBytes || before.size() > copy.size()) {
        return std::nullopt;
    }
    std::ranges::copy(before, copy.begin());
    const std::size_t length =
        before.size() - kStunHeaderBytes + kAttributeHeaderBytes + kHmacBytes;
    write_u16(copy, 2, static_cast<std::uint16_t>(length));
    std::array<std::uint8_t, kHmacBytes> mac{};
    unsigned size = kHmacBytes;
    if (HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), copy.data(),
             before.size(), mac.data(), &size) == nullptr ||
        size != kHmacBytes) {
        return std::nullopt;
    }
    return mac;
}

// The key of XOR-MAPPED-ADDRESS: the cookie and the transaction.
std::array<std::uint8_t, 16> xor_key(const TransactionId& transaction) {
    std::array<std::uint8_t, 16> key{};
    write_u32(key, 0, kMagicCookie);
    std::ranges::copy(transaction, key.begin() + 4);
    return key;
}

std::optional<Endpoint> read_address(Bytes value, const std::array<std::uint8_t, 16>& key) {
    constexpr std::uint8_t kV4 = 1;
    constexpr std::uint8_t kV6 = 2;
    if (value.size() < 8) {
        return std::nullopt;
    }
    const std::size_t bytes = value[1] == kV4 ? 4 : 16;
    if ((value[1] != kV4 && value[1] != kV6) || value.size() != 4 + bytes) {
        return std::nullopt;
    }
    Endpoint endpoint;
    endpoint.port = static_cast<std::uint16_t>(read_u16(value, 2) ^ read_u16(key, 0));
    std::array<std::uint8_t, 16> address{};
    for (std::size_t i = 0; i < bytes; ++i) {
        address.at(i) = value[4 + i] ^ key.at(i);
    }
    endpoint.address = bytes == 16 ? Address{.bytes = address}
                                   : map_v4({address[0], address[1], address[2], address[3]});
    return endpoint;
}

bool read_number(Bytes value, std::optional<std::uint32_t>& into) {
    if (value.size() == 4) {
        into = read_u32(value, 0);
    }
    return value.size() == 4;
}

bool read_number(Bytes value, std::optional<std::uint64_t>& into) {
    if (value.size() == 8) {
        into = read_u64(value, 0);
    }
    return value.size() == 8;
}

void note_unknown(StunMessage& message, std::uint16_t type) {
    if (type >= kMustUnderstandEnd) {
        return;
    }
    if (message.unknown_count < message.unknown.size()) {
        message.unknown.at(message.unknown_count) = type;
    }
    ++message.unknown_count;
}

bool read_error(StunMessage& message, Bytes value) {
    if (value.size() < 4 || (value[2] & 7U) < 3 || (value[2] & 7U) > 6 || value[3] > 99) {
        return false;
    }
    message.error_code = static_cast<std::uint16_t>((value[2] & 7U) * 100U + value[3]);
    return true;
}

// False: the message is broken. Of what comes twice the first counts (section 14).
bool read_attribute(StunMessage& message, std::uint16_t type, Bytes value) {
    switch (type) {
        case kUsername:
            if (value.size() >= limits::kStunUsernameBytesMax) {
                return false;
            }
            message.username = message.username ? message.username : as_text(value);
            return true;
        case kXorMappedAddress:
            message.mapped = read_address(value, xor_key(message.transaction));
            return message.mapped.has_value();
        case kMappedAddress:
            if (!message.mapped) {
                message.mapped = read_address(value, {});
            }
            return message.mapped.has_value();
        case kErrorCode: return message.error_code != 0 || read_error(message, value);
        case kPriority: return message.priority || read_number(value, message.priority);
        case kIceControlling: return message.controlling || read_number(value, message.controlling);
        case kIceControlled: return message.controlled || read_number(value, message.controlled);
        case kUseCandidate: message.use_candidate = true; return value.empty();
        case kUnknownAttributes:
        case kRealm:
        case kNonce:
        case kMessageIntegritySha256: return true;
        default: note_unknown(message, type); return true;
    }
}

// The attributes that seal a message. False: it is broken.
bool read_seal(StunMessage& message, std::uint16_t type, Bytes value, std::size_t at) {
    if (type == kMessageIntegrity) {
        message.integrity_at = message.integrity_at != 0 ? message.integrity_at : at;
        return value.size() == kHmacBytes;
    }
    message.has_fingerprint =
        value.size() == kFingerprintBytes &&
        read_u32(value, 0) == (crc32_of(message.datagram.first(at)) ^ kFingerprintMask);
    return message.has_fingerprint &&
           at + kAttributeHeaderBytes + kFingerprintBytes == message.datagram.size();
}

bool read_attributes(StunMessage& message) {
    std::size_t at = kStunHeaderBytes;
    for (std::size_t count = 0; at < message.datagram.size(); ++count) {
        if (count == limits::kStunAttributesMax ||
            message.datagram.size() - at < kAttributeHeaderBytes) {
            return false;
        }
        const std::uint16_t type = read_u16(message.datagram, at);
        const std::size_t bytes = read_u16(message.datagram, at + 2);
        const std::size_t padded = (bytes + 3) / 4 * 4;
        if (message.datagram.size() - at - kAttributeHeaderBytes < padded) {
            return false;
        }
        const Bytes value = message.datagram.subspan(at + kAttributeHeaderBytes, bytes);
        if (type == kMessageIntegrity || type == kFingerprint) {
            if (!read_seal(message, type, value, at)) {
                return false;
            }
        } else if (message.integrity_at == 0 && !read_attribute(message, type, value)) {
            return false;
        }
        at += kAttributeHeaderBytes + padded;
    }
    return true;
}

}  // namespace

std::optional<StunMessage> parse_stun(Bytes datagram) {
    if (datagram.size() < kStunHeaderBytes || datagram.size() > limits::kDatagramBytesMax ||
        datagram.size() % 4 != 0 || datagram[0] >= 0x40 ||
        read_u16(datagram, 2) != datagram.size() - kStunHeaderBytes ||
        read_u32(datagram, 4) != kMagicCookie) {
        return std::nullopt;
    }
    const std::uint16_t type = read_u16(datagram, 0);
    StunMessage message;
    // Section 5: the bits of the class stand at 4 and 8, those of the method around them.
    message.kind = static_cast<StunClass>((type >> 7U & 2U) | (type >> 4U & 1U));
    message.method =
        static_cast<std::uint16_t>((type & 0xFU) | (type >> 1U & 0x70U) | (type >> 2U & 0xF80U));
    std::ranges::copy(datagram.subspan(8, message.transaction.size()), message.transaction.begin());
    message.datagram = datagram;
    return read_attributes(message) ? std::optional(message) : std::nullopt;
}

bool check_integrity(const StunMessage& message, std::string_view password) {
    if (message.integrity_at == 0) {
        return false;
    }
    const auto mac = hmac_of(message.datagram.first(message.integrity_at), password);
    const Bytes given =
        message.datagram.subspan(message.integrity_at + kAttributeHeaderBytes, kHmacBytes);
    return mac && CRYPTO_memcmp(mac->data(), given.data(), kHmacBytes) == 0;
}

StunWriter::StunWriter(MutableBytes into, StunClass kind, const TransactionId& transaction,
                       std::uint16_t method)
    : writer_(into.first(std::min(into.size(), limits::kDatagramBytesMax))),
      transaction_(transaction) {
    const unsigned bits = static_cast<unsigned>(kind);
    writer_.u16(static_cast<std::uint16_t>((method & 0xFU) | (method & 0x70U) << 1U |
                                           (method & 0xF80U) << 2U | (bits & 1U) << 4U |
                                           (bits & 2U) << 7U));
    writer_.u16(0);
    writer_.u32(kMagicCookie);
    writer_.bytes(transaction);
}

// The length in the header covers what is there and `more` that is about to come.
void StunWriter::set_length(std::size_t more) {
    if (writer_.ok()) {
        write_u16(writer_.whole(), 2,
                  static_cast<std::uint16_t>(writer_.size() - kStunHeaderBytes + more));
    }
}

void StunWriter::begin(std::uint16_t type, std::size_t bytes) {
    set_length(kAttributeHeaderBytes + (bytes + 3) / 4 * 4);
    writer_.u16(type);
    writer_.u16(static_cast<std::uint16_t>(bytes));
}

void StunWriter::username(std::string_view name) {
    begin(kUsername, name.size());
    writer_.bytes(as_bytes(name));
    writer_.pad4();
}

void StunWriter::xor_mapped_address(const Endpoint& endpoint) {
    const bool v4 = endpoint.address.is_v4();
    const Bytes address = Bytes(endpoint.address.bytes).subspan(v4 ? 12 : 0);
    const std::array<std::uint8_t, 16> key = xor_key(transaction_);
    begin(kXorMappedAddress, 4 + address.size());
    writer_.u16(v4 ? 1 : 2);
    writer_.u16(endpoint.port ^ read_u16(key, 0));
    for (std::size_t i = 0; i < address.size(); ++i) {
        writer_.u8(address[i] ^ key.at(i));
    }
}

void StunWriter::priority(std::uint32_t value) {
    begin(kPriority, 4);
    writer_.u32(value);
}

void StunWriter::use_candidate() { begin(kUseCandidate, 0); }

void StunWriter::controlling(std::uint64_t tie_breaker) {
    begin(kIceControlling, 8);
    writer_.u64(tie_breaker);
}

void StunWriter::controlled(std::uint64_t tie_breaker) {
    begin(kIceControlled, 8);
    writer_.u64(tie_breaker);
}

void StunWriter::error(std::uint16_t code, std::string_view reason) {
    begin(kErrorCode, 4 + reason.size());
    writer_.u16(0);
    writer_.u8(static_cast<std::uint8_t>(code / 100));
    writer_.u8(static_cast<std::uint8_t>(code % 100));
    writer_.bytes(as_bytes(reason));
    writer_.pad4();
}

void StunWriter::unknown_attributes(std::span<const std::uint16_t> types) {
    begin(kUnknownAttributes, types.size() * 2);
    for (const std::uint16_t type : types) {
        writer_.u16(type);
    }
    writer_.pad4();
}

void StunWriter::integrity(std::string_view password) {
    const auto mac = hmac_of(writer_.written(), password);
    if (!mac) {
        writer_.fail();
        return;
    }
    begin(kMessageIntegrity, kHmacBytes);
    writer_.bytes(*mac);
}

void StunWriter::fingerprint() {
    set_length(kAttributeHeaderBytes + kFingerprintBytes);
    const std::uint32_t crc = crc32_of(writer_.written()) ^ kFingerprintMask;
    begin(kFingerprint, kFingerprintBytes);
    writer_.u32(crc);
}

Bytes answer_binding(Bytes request, const Endpoint& source, MutableBytes into) {
    const auto message = parse_stun(request);
    if (!message || message->kind != StunClass::request || message->method != kStunBinding ||
        message->username || message->integrity_at != 0) {
        return {};
    }
    const bool refused = message->unknown_count > 0;
    StunWriter writer(into, refused ? StunClass::error : StunClass::success, message->transaction);
    if (refused) {
        writer.error(kStunUnknownAttribute, "Unknown");
        writer.unknown_attributes(
            std::span(message->unknown)
                .first(std::min(message->unknown_count, message->unknown.size())));
    } else {
        writer.xor_mapped_address(source);
    }
    if (message->has_fingerprint) {
        writer.fingerprint();
    }
    return writer.finish();
}

}  // namespace teahouse::rtc
