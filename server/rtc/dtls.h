// SPDX-License-Identifier: MIT
// DTLS 1.2 (RFC 6347) that agrees on keys for SRTP (RFC 5764): datagrams and the time in, datagrams
// and keys out. No socket and no clock; timers are the caller's.
//
// A session is made only for a peer that has passed a connectivity check, so a forged datagram
// meets no state and no cookie is needed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "base/result.h"
#include "rtc/srtp.h"

namespace teahouse::rtc {

// SHA-256 of a certificate.
using Fingerprint = std::array<std::uint8_t, 32>;

// "AB:CD:..." as in SDP (RFC 8122).
std::string to_string(const Fingerprint& fingerprint);
std::optional<Fingerprint> parse_fingerprint(std::string_view text);

// A key (ECDSA P-256) and its self-signed certificate, made at start and held in memory only.
// Must outlive its sessions. Any one thread.
class DtlsIdentity {
public:
    static Result<DtlsIdentity> make();

    [[nodiscard]] const Fingerprint& fingerprint() const { return fingerprint_; }
    [[nodiscard]] SSL_CTX* context() const { return context_.get(); }

private:
    struct Free {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };
    std::unique_ptr<SSL_CTX, Free> context_;
    Fingerprint fingerprint_{};
};

enum class DtlsRole : std::uint8_t { server, client };
enum class DtlsState : std::uint8_t { handshake, connected, closed, failed };

// One association. Datagrams to send gather in output(), each at most kDtlsMtuBytes long.
class DtlsSession {
public:
    // The peer's certificate must have the fingerprint `peer`.
    DtlsSession(const DtlsIdentity& identity, DtlsRole role, const Fingerprint& peer,
                std::int64_t now_us);
    ~DtlsSession();
    DtlsSession(const DtlsSession&) = delete;
    DtlsSession& operator=(const DtlsSession&) = delete;

    // A client begins with this.
    void start(std::int64_t now_us);
    void on_datagram(std::span<const std::uint8_t> datagram, std::int64_t now_us);
    // Sends the last flight again when that is due, and gives up in the end. A handshake that is
    // over needs no time: a server sends its final flight again when it sees the client's again.
    void on_time(std::int64_t now_us);
    // When on_time() is wanted; nothing once the handshake is over.
    [[nodiscard]] std::optional<std::int64_t> due_us() const;
    // Tells the peer that it is over (close_notify).
    void close();

    [[nodiscard]] DtlsState state() const { return state_; }
    // Why it failed, in English.
    [[nodiscard]] const std::string& error() const { return error_; }
    // With `connected`.
    [[nodiscard]] const std::optional<SrtpKeys>& keys() const { return keys_; }
    // What is to be sent; clears it.
    [[nodiscard]] std::vector<std::vector<std::uint8_t>> take_output();

private:
    struct Wire;  // the datagrams on both sides of OpenSSL
    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    void advance(std::int64_t now_us);
    void on_done();
    void read_on();
    bool take_keys();
    void give_up(std::string why);
    void keep_flight(std::int64_t now_us);
    void send_flight_again(std::int64_t now_us);

    const DtlsRole role_;
    const Fingerprint peer_;
    std::unique_ptr<Wire> wire_;
    std::unique_ptr<SSL, Free> ssl_;
    DtlsState state_ = DtlsState::handshake;
    std::string error_;
    std::optional<SrtpKeys> keys_;
    std::vector<std::vector<std::uint8_t>> flight_;  // the last one; a server's final one too
    std::int64_t resend_at_us_ = 0;
    std::int64_t resend_us_ = 0;
    const std::int64_t ends_at_us_;
};

}  // namespace teahouse::rtc
