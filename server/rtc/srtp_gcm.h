// SPDX-License-Identifier: MIT
// SRTP with AES-GCM (RFC 7714) of what is sent: the one step of the router that every packet to
// every receiver takes. Debian's libsrtp2 does it over NSS, whose token layer costs several times
// what the cipher does; what comes in, SRTCP and the other profile stay with libsrtp.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <openssl/evp.h>

namespace teahouse::rtc {

// Which packet indices of one SSRC have been used: RFC 3711, 3.3.1 (the index is the rollover
// counter and the sequence number) and 3.3.2 (a window).
class PacketIndices {
public:
    static constexpr std::size_t kWindow = 1'024;

    // The index that `sequence` stands for, the one next to the highest so far. Nothing: it was
    // used before, is behind the window, or no index is left.
    [[nodiscard]] std::optional<std::uint64_t> fresh(std::uint16_t sequence) const;
    // `index` is what fresh() gave.
    void use(std::uint64_t index);

private:
    std::bitset<kWindow> used_;  // bit i: the index highest_ - i
    std::uint64_t highest_ = 0;
    bool begun_ = false;
};

// On the router's thread. No packet is made twice under one vector, whatever the caller sends.
class GcmSender {
public:
    static constexpr std::size_t kKeyBytes = 16;
    static constexpr std::size_t kSaltBytes = 12;
    static constexpr std::size_t kTagBytes = 16;

    // `master` is the master key with its salt behind it (28 bytes). Nothing: OpenSSL refuses.
    static std::optional<GcmSender> make(std::span<const std::uint8_t> master);

    // `buffer` holds an RTP packet of `bytes` and room for kTagBytes more. The new length; 0: no
    // RTP, or an index that was used before. At most kMediaSsrcsSentMax SSRCs are sent.
    [[nodiscard]] std::size_t protect(std::span<std::uint8_t> buffer, std::size_t bytes);

private:
    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    };
    struct Stream {
        std::uint32_t ssrc = 0;
        PacketIndices indices;
    };

    GcmSender() = default;
    Stream* stream(std::uint32_t ssrc);

    std::unique_ptr<EVP_CIPHER_CTX, Free> cipher_;
    std::array<std::uint8_t, kSaltBytes> salt_{};
    std::vector<Stream> streams_;  // by SSRC
};

}  // namespace teahouse::rtc
