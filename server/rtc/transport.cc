// SPDX-License-Identifier: MIT
#include "rtc/transport.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/rand.h>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"

namespace teahouse::rtc {

namespace {

constexpr std::size_t kNameChars = 12;      // 72 random bits; RFC 8445 asks for 24
constexpr std::size_t kPasswordChars = 24;  // 144; it asks for 128
constexpr std::size_t kStunAnswerBytesMax = 128;

// Of the characters that ICE allows.
std::string random_text(std::size_t chars) {
    static constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text(chars, ' ');
    CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(chars)) == 1);
    for (char& c : text) {
        c = kAlphabet[static_cast<unsigned char>(c) % kAlphabet.size()];
    }
    return text;
}

}  // namespace

IceCredentials make_ice_credentials() {
    return {.name = random_text(kNameChars), .password = random_text(kPasswordChars)};
}

std::optional<IceCredentials> PeerTransport::set_remote(const RemoteTransport& remote) {
    std::optional<IceCredentials> former;
    if (remote_ && remote_->name != remote.name) {
        former = std::exchange(local_, make_ice_credentials());
        former_ = former;
    }
    if (remote_ && remote_->fingerprint != remote.fingerprint) {
        dtls_.reset();
        srtp_.reset();
        addresses_.clear();
        selected_.reset();
        error_.clear();
    }
    remote_ = remote;
    return former;
}

const std::string* PeerTransport::password_of(std::string_view name) const {
    if (name == local_.name) {
        return &local_.password;
    }
    return former_ && name == former_->name ? &former_->password : nullptr;
}

PeerTransport::Check PeerTransport::on_check(const StunMessage& check, const Path& from,
                                             std::int64_t now_us, Out& out) {
    const std::string_view username = check.username.value_or(std::string_view{});
    const std::string_view name = username.substr(0, username.find(':'));
    const std::string* password = password_of(name);
    if (password == nullptr || !remote_ || !check_integrity(check, *password)) {
        return {};
    }
    answer(check, *password, from, out);
    Check done{.authentic = true};
    heard_us_ = now_us;
    done.connected = std::exchange(lost_, false) && srtp_;
    if (name == local_.name) {
        former_.reset();
    } else if (selected_) {
        return done;  // the pairs from before a restart are alive, but decide nothing
    }
    learn(from.peer);
    done.known = true;
    // Until the peer nominates one, the first will do.
    if (check.use_candidate || !selected_) {
        selected_ = from;
    }
    return done;
}

void PeerTransport::learn(const Endpoint& from) {
    const auto known = std::ranges::find(addresses_, from);
    if (known != addresses_.end()) {
        return;
    }
    if (addresses_.size() >= limits::kMediaAddressesMax) {
        // The oldest that is not in use.
        addresses_.erase(std::ranges::find_if(
            addresses_, [&](const Endpoint& one) { return !selected_ || one != selected_->peer; }));
    }
    addresses_.push_back(from);
}

void PeerTransport::answer(const StunMessage& check, std::string_view password, const Path& from,
                           Out& out) const {
    const MutableBytes into = out.reserve(kStunAnswerBytesMax);
    const bool understood = check.unknown_count == 0;
    StunWriter writer(into, understood ? StunClass::success : StunClass::error, check.transaction);
    if (understood) {
        writer.xor_mapped_address(from.peer);
    } else {
        writer.error(kStunUnknownAttribute, "unknown attribute");
        writer.unknown_attributes(
            std::span(check.unknown).first(std::min(check.unknown_count, check.unknown.size())));
    }
    writer.integrity(password);
    writer.fingerprint();
    out.commit(from, writer.finish().size());
}

PeerTransport::Change PeerTransport::on_dtls(Bytes datagram, const Path& from, std::int64_t now_us,
                                             Out& out) {
    constexpr std::uint8_t kHandshake = 22;
    const bool over = dtls_ != nullptr &&
                      (dtls_->state() == DtlsState::failed || dtls_->state() == DtlsState::closed);
    if (dtls_ == nullptr || (over && datagram[0] == kHandshake)) {
        if (!remote_) {
            return Change::none;
        }
        dtls_ = std::make_unique<DtlsSession>(identity_, DtlsRole::server, remote_->fingerprint,
                                              now_us);
    }
    const DtlsState before = dtls_->state();
    dtls_->on_datagram(datagram, now_us);
    flush_dtls(from, out);
    return after_dtls(before);
}

PeerTransport::Change PeerTransport::after_dtls(DtlsState before) {
    const DtlsState after = dtls_->state();
    if (after == before) {
        return Change::none;
    }
    if (after == DtlsState::connected) {
        auto session = SrtpSession::make(*dtls_->keys());
        if (session) {
            srtp_ = std::move(*session);
            return Change::connected;
        }
        error_ = session.error().message;
    } else {
        error_ = after == DtlsState::closed ? "closed by the peer" : dtls_->error();
    }
    srtp_.reset();
    return Change::failed;
}

PeerTransport::Change PeerTransport::on_time(std::int64_t now_us, Out& out) {
    if (dtls_ != nullptr && selected_) {
        const DtlsState before = dtls_->state();
        dtls_->on_time(now_us);
        flush_dtls(*selected_, out);
        const Change change = after_dtls(before);
        if (change != Change::none) {
            return change;
        }
    }
    if (selected_ && !lost_ && now_us - heard_us_ > limits::kMediaConsentMs * 1'000) {
        lost_ = true;
        return Change::lost;
    }
    return Change::none;
}

void PeerTransport::close(Out& out) {
    if (dtls_ != nullptr && selected_ && !lost_) {
        dtls_->close();
        flush_dtls(*selected_, out);
    }
    srtp_.reset();
}

void PeerTransport::flush_dtls(const Path& to, Out& out) {
    for (const auto& datagram : dtls_->take_output()) {
        std::ranges::copy(datagram, out.reserve(datagram.size()).begin());
        out.commit(to, datagram.size());
    }
}

std::size_t PeerTransport::unprotect_rtp(MutableBytes packet) {
    return srtp_ ? srtp_->unprotect_rtp(packet) : 0;
}

std::size_t PeerTransport::unprotect_rtcp(MutableBytes packet) {
    return srtp_ ? srtp_->unprotect_rtcp(packet) : 0;
}

std::size_t PeerTransport::send_rtp(MutableBytes buffer, std::size_t bytes, Out& out) {
    const std::size_t sent = ready() ? srtp_->protect_rtp(buffer, bytes) : 0;
    if (sent > 0) {
        out.commit(*selected_, sent);
    }
    return sent;
}

std::size_t PeerTransport::send_rtcp(MutableBytes buffer, std::size_t bytes, Out& out) {
    const std::size_t sent = ready() ? srtp_->protect_rtcp(buffer, bytes) : 0;
    if (sent > 0) {
        out.commit(*selected_, sent);
    }
    return sent;
}

}  // namespace teahouse::rtc
