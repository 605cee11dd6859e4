// SPDX-License-Identifier: MIT
#include "rtc/srtp_gcm.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include <openssl/crypto.h>

#include "base/check.h"
#include "base/limits_sfu.h"

namespace teahouse::rtc {
namespace {

constexpr std::size_t kFixedHeaderBytes = 12;
constexpr std::uint64_t kIndexEnd = std::uint64_t{1} << 48U;
constexpr std::uint64_t kRollover = 0x1'0000;
// RFC 3711, 4.3.1: what a session key is for.
constexpr std::uint8_t kLabelKey = 0;
constexpr std::uint8_t kLabelSalt = 2;
constexpr std::size_t kLabelAt = 7;

std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 24U | std::uint32_t{bytes[at + 1]} << 16U |
           std::uint32_t{bytes[at + 2]} << 8U | bytes[at + 3];
}

// With its CSRCs and its extension; 0: that is no RTP.
std::size_t header_bytes(std::span<const std::uint8_t> packet) {
    if (packet.size() < kFixedHeaderBytes || packet[0] >> 6U != 2) {
        return 0;
    }
    std::size_t bytes = kFixedHeaderBytes + std::size_t{4} * (packet[0] & 0x0FU);
    if ((packet[0] & 0x10U) != 0) {
        if (packet.size() < bytes + 4) {
            return 0;
        }
        bytes += 4 + std::size_t{4} * (std::size_t{packet[bytes + 2]} << 8U | packet[bytes + 3]);
    }
    return bytes <= packet.size() ? bytes : 0;
}

// The key derivation of RFC 3711, 4.3.3: AES in counter mode, over nothing. RFC 7714, 11: a salt of
// 96 bits stands at the left of the 112.
bool derive(std::span<const std::uint8_t> master, std::uint8_t label,
            std::span<std::uint8_t> derived) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    std::array<std::uint8_t, 16> counter{};
    std::copy(master.begin() + GcmSender::kKeyBytes, master.end(), counter.begin());
    counter[kLabelAt] ^= label;
    std::ranges::fill(derived, std::uint8_t{0});
    int written = 0;
    return context != nullptr &&
           EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, master.data(),
                              counter.data()) == 1 &&
           EVP_EncryptUpdate(context.get(), derived.data(), &written, derived.data(),
                             static_cast<int>(derived.size())) == 1;
}

}  // namespace

std::optional<std::uint64_t> PacketIndices::fresh(std::uint16_t sequence) const {
    if (!begun_) {
        return sequence;
    }
    // Of the three indices with this number the nearest to the highest one: RFC 3711, appendix A.
    const std::uint64_t rollover = highest_ & ~(kRollover - 1);
    const std::uint64_t last = highest_ & (kRollover - 1);
    std::uint64_t index = rollover | sequence;
    if (last < kRollover / 2 && sequence > last + kRollover / 2) {
        if (rollover == 0) {
            return std::nullopt;
        }
        index -= kRollover;
    } else if (last >= kRollover / 2 && last - kRollover / 2 > sequence) {
        index += kRollover;
    }
    if (index > highest_) {
        return index < kIndexEnd ? std::optional(index) : std::nullopt;
    }
    const std::uint64_t behind = highest_ - index;
    return behind < kWindow && !used_[behind] ? std::optional(index) : std::nullopt;
}

void PacketIndices::use(std::uint64_t index) {
    if (!begun_ || index > highest_) {
        const std::uint64_t ahead = begun_ ? index - highest_ : kWindow;
        if (ahead < kWindow) {
            used_ <<= ahead;
        } else {
            used_.reset();
        }
        highest_ = index;
        begun_ = true;
    }
    used_[highest_ - index] = true;
}

std::optional<GcmSender> GcmSender::make(std::span<const std::uint8_t> master) {
    CHECK(master.size() == kKeyBytes + kSaltBytes);
    GcmSender sender;
    sender.cipher_.reset(EVP_CIPHER_CTX_new());
    std::array<std::uint8_t, kKeyBytes> key{};
    const bool made = sender.cipher_ != nullptr && derive(master, kLabelKey, key) &&
                      derive(master, kLabelSalt, sender.salt_) &&
                      EVP_EncryptInit_ex(sender.cipher_.get(), EVP_aes_128_gcm(), nullptr,
                                         key.data(), nullptr) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    return made ? std::optional(std::move(sender)) : std::nullopt;
}

std::size_t GcmSender::protect(std::span<std::uint8_t> buffer, std::size_t bytes) {
    DCHECK(bytes + kTagBytes <= buffer.size());
    const std::size_t header = header_bytes(buffer.first(bytes));
    if (header == 0) {
        return 0;
    }
    const std::uint32_t ssrc = word_at(buffer, 8);
    Stream* const sent = stream(ssrc);
    const auto sequence = static_cast<std::uint16_t>(buffer[2] << 8U | buffer[3]);
    const auto index = sent != nullptr ? sent->indices.fresh(sequence) : std::nullopt;
    if (!index) {
        return 0;
    }
    // RFC 7714, 8.1: two octets of zero, the SSRC and the index, with the salt.
    std::array<std::uint8_t, kSaltBytes> vector = salt_;
    for (std::size_t i = 0; i < 4; ++i) {
        vector[2 + i] ^= buffer[8 + i];
    }
    for (std::size_t i = 0; i < 6; ++i) {
        vector[6 + i] ^= static_cast<std::uint8_t>(*index >> (40U - 8U * i));
    }
    std::uint8_t* const payload = buffer.data() + header;
    const std::size_t payload_bytes = bytes - header;
    // Before the cipher: a vector that was begun with is used up.
    sent->indices.use(*index);
    int written = 0;
    int rest = 0;
    EVP_CIPHER_CTX* const cipher = cipher_.get();
    if (EVP_EncryptInit_ex(cipher, nullptr, nullptr, nullptr, vector.data()) != 1 ||
        EVP_EncryptUpdate(cipher, nullptr, &written, buffer.data(), static_cast<int>(header)) !=
            1 ||
        EVP_EncryptUpdate(cipher, payload, &written, payload, static_cast<int>(payload_bytes)) !=
            1 ||
        EVP_EncryptFinal_ex(cipher, payload + payload_bytes, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTagBytes, payload + payload_bytes) !=
            1) {
        return 0;
    }
    return bytes + kTagBytes;
}

GcmSender::Stream* GcmSender::stream(std::uint32_t ssrc) {
    const auto at = std::ranges::lower_bound(streams_, ssrc, {}, &Stream::ssrc);
    if (at != streams_.end() && at->ssrc == ssrc) {
        return &*at;
    }
    if (streams_.size() >= limits::kMediaSsrcsSentMax) {
        return nullptr;
    }
    return &*streams_.insert(at, Stream{.ssrc = ssrc, .indices = {}});
}

}  // namespace teahouse::rtc
