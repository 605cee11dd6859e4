// SPDX-License-Identifier: MIT
#include "rtc/srtp.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <srtp2/srtp.h>

#include "base/check.h"
#include "base/error.h"
#include "base/limits_sfu.h"
#include "base/result.h"

namespace teahouse::rtc {

namespace {

static_assert(kSrtpTrailerBytes >= SRTP_MAX_TRAILER_LEN + sizeof(std::uint32_t));

constexpr unsigned long kReplayWindow = 1'024;
constexpr std::size_t kGcmMasterBytes = GcmSender::kKeyBytes + GcmSender::kSaltBytes;
constexpr std::size_t kSrtpHeaderBytes = 12;
constexpr std::size_t kSrtcpHeaderBytes = 8;

bool start_library() {
    static const bool kStarted = srtp_init() == srtp_err_status_ok;
    return kStarted;
}

// The SSRC is where RFC 3550 has it: behind 8 bytes of RTP, behind 4 of RTCP.
std::uint32_t ssrc_at(std::span<const std::uint8_t> packet, std::size_t at) {
    return std::uint32_t{packet[at]} << 24U | std::uint32_t{packet[at + 1]} << 16U |
           std::uint32_t{packet[at + 2]} << 8U | packet[at + 3];
}

srtp_ctx_t_* make_context(SrtpProfile profile, std::span<std::uint8_t> key,
                          srtp_ssrc_type_t direction) {
    srtp_policy_t policy{};
    if (profile == SrtpProfile::aead_aes_128_gcm) {
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    } else {
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
    }
    policy.ssrc.type = direction;
    policy.key = key.data();
    policy.window_size = kReplayWindow;
    // Never twice under one nonce: what is sent again goes as RTX, under a number of its own.
    policy.allow_repeat_tx = 0;
    srtp_t context = nullptr;
    return srtp_create(&context, &policy) == srtp_err_status_ok ? context : nullptr;
}

}  // namespace

void SrtpSession::Free::operator()(srtp_ctx_t_* context) const { srtp_dealloc(context); }

Result<SrtpSession> SrtpSession::make(const SrtpKeys& keys) {
    if (!start_library()) {
        return fail(ErrorCode::internal, "libsrtp does not start");
    }
    SrtpKeys copy = keys;
    SrtpSession session;
    session.out_.reset(make_context(keys.profile, copy.local, ssrc_any_outbound));
    session.in_.reset(make_context(keys.profile, copy.remote, ssrc_any_inbound));
    if (session.out_ == nullptr || session.in_ == nullptr) {
        return fail(ErrorCode::internal, "libsrtp does not take the keys");
    }
    if (keys.profile == SrtpProfile::aead_aes_128_gcm) {
        session.gcm_ = GcmSender::make(std::span(keys.local).first(kGcmMasterBytes));
        if (!session.gcm_) {
            return fail(ErrorCode::internal, "OpenSSL does not take the keys");
        }
    }
    return session;
}

std::size_t SrtpSession::protect_rtp(std::span<std::uint8_t> buffer, std::size_t bytes) {
    DCHECK(bytes >= kSrtpHeaderBytes && bytes + kSrtpTrailerBytes <= buffer.size());
    if (gcm_) {
        return gcm_->protect(buffer, bytes);
    }
    int length = static_cast<int>(bytes);
    return srtp_protect(out_.get(), buffer.data(), &length) == srtp_err_status_ok
               ? static_cast<std::size_t>(length)
               : 0;
}

std::size_t SrtpSession::protect_rtcp(std::span<std::uint8_t> buffer, std::size_t bytes) {
    DCHECK(bytes >= kSrtcpHeaderBytes && bytes + kSrtpTrailerBytes <= buffer.size());
    int length = static_cast<int>(bytes);
    return srtp_protect_rtcp(out_.get(), buffer.data(), &length) == srtp_err_status_ok
               ? static_cast<std::size_t>(length)
               : 0;
}

std::size_t SrtpSession::unprotect_rtp(std::span<std::uint8_t> packet) {
    if (packet.size() <= kSrtpHeaderBytes) {
        return 0;
    }
    const std::uint32_t ssrc = ssrc_at(packet, 8);
    int length = static_cast<int>(packet.size());
    if (!may_receive(ssrc) ||
        srtp_unprotect(in_.get(), packet.data(), &length) != srtp_err_status_ok) {
        return 0;
    }
    note(ssrc);
    return static_cast<std::size_t>(length);
}

std::size_t SrtpSession::unprotect_rtcp(std::span<std::uint8_t> packet) {
    if (packet.size() <= kSrtcpHeaderBytes) {
        return 0;
    }
    const std::uint32_t ssrc = ssrc_at(packet, 4);
    int length = static_cast<int>(packet.size());
    if (!may_receive(ssrc) ||
        srtp_unprotect_rtcp(in_.get(), packet.data(), &length) != srtp_err_status_ok) {
        return 0;
    }
    note(ssrc);
    return static_cast<std::size_t>(length);
}

bool SrtpSession::may_receive(std::uint32_t ssrc) const {
    return received_.size() < limits::kMediaSsrcsMax ||
           std::ranges::find(received_, ssrc) != received_.end();
}

void SrtpSession::note(std::uint32_t ssrc) {
    if (std::ranges::find(received_, ssrc) == received_.end()) {
        received_.push_back(ssrc);
    }
}

}  // namespace teahouse::rtc
