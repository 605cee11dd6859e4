// SPDX-License-Identifier: MIT
// SRTP and SRTCP (RFC 3711, RFC 7714) of one peer, both directions, in place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "rtc/srtp_gcm.h"

struct srtp_ctx_t_;

namespace teahouse::rtc {

// In the order of preference: AES-GCM costs a fifth of the other.
enum class SrtpProfile : std::uint16_t {
    aead_aes_128_gcm = 0x0007,
    aes128_cm_sha1_80 = 0x0001,
};

// Master keys with their salts, as libsrtp takes them: 28 bytes for AES-GCM, 30 for AES-CM.
struct SrtpKeys {
    static constexpr std::size_t kBytesMax = 30;

    SrtpProfile profile = SrtpProfile::aead_aes_128_gcm;
    std::array<std::uint8_t, kBytesMax> local{};   // for what we send
    std::array<std::uint8_t, kBytesMax> remote{};  // for what we receive
};

// Room that must be behind a packet that is protected.
inline constexpr std::size_t kSrtpTrailerBytes = 16 + 4 + 128;

// Takes any SSRC; replays are refused (windows of 1024 packets). Of what comes in, at most
// kMediaSsrcsMax different SSRCs are taken, since each costs memory, and at most kMediaSsrcsSentMax
// are sent. On the router's thread.
class SrtpSession {
public:
    static Result<SrtpSession> make(const SrtpKeys& keys);

    // `buffer` holds a packet of `bytes` and room for kSrtpTrailerBytes more. The new length, or 0
    // if it is refused.
    [[nodiscard]] std::size_t protect_rtp(std::span<std::uint8_t> buffer, std::size_t bytes);
    [[nodiscard]] std::size_t protect_rtcp(std::span<std::uint8_t> buffer, std::size_t bytes);
    // The length of the plain packet, which stands in its place; 0: forged, repeated or damaged.
    [[nodiscard]] std::size_t unprotect_rtp(std::span<std::uint8_t> packet);
    [[nodiscard]] std::size_t unprotect_rtcp(std::span<std::uint8_t> packet);

private:
    struct Free {
        void operator()(srtp_ctx_t_* context) const;
    };
    using Context = std::unique_ptr<srtp_ctx_t_, Free>;

    [[nodiscard]] bool may_receive(std::uint32_t ssrc) const;
    void note(std::uint32_t ssrc);

    Context out_;
    Context in_;
    std::optional<GcmSender> gcm_;  // RTP goes through it where the profile is AES-GCM
    std::vector<std::uint32_t> received_;
};

}  // namespace teahouse::rtc
