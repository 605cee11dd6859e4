// SPDX-License-Identifier: MIT
#include "rtc/dtls.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/srtp.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "base/error.h"
#include "base/limits_sfu.h"
#include "base/result.h"
#include "rtc/srtp.h"

namespace teahouse::rtc {

// One datagram a write, one datagram a read: a memory BIO would run datagrams together.
//
// OpenSSL sends a flight again only when its own timer, which reads the real time, says so. So this
// keeps the flight and sends it again itself, with new numbers for the records that are not yet
// encrypted: the peer takes a number once only. An encrypted Finished cannot be given a new number
// and needs none: a peer that has taken it once is not waiting for it.
struct DtlsSession::Wire {
    std::span<const std::uint8_t> incoming;  // of the call that is running
    std::vector<std::vector<std::uint8_t>> written;
    std::vector<std::vector<std::uint8_t>> output;
    std::uint64_t records = 0;  // in the clear, sent so far

    void renumber(std::span<std::uint8_t> datagram);
    static int write(BIO* bio, const char* data, int bytes);
    static int read(BIO* bio, char* data, int bytes);
    static long control(BIO* bio, int command, long number, void* pointer);
    static BIO_METHOD* method();
};

namespace {

constexpr const char* kSrtpProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
constexpr std::string_view kExporter = "EXTRACTOR-dtls_srtp";
constexpr long kCertificateDays = 365;
constexpr std::int64_t kAnswerAgainUs = 50'000;  // at the earliest, to a client that is behind
constexpr std::size_t kCertificatesBytesMax = 8 * 1024;  // of the peer, all together

template <auto Release>
struct DtlsFree {
    template <class T>
    void operator()(T* what) const {
        Release(what);
    }
};
using Key = std::unique_ptr<EVP_PKEY, DtlsFree<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, DtlsFree<X509_free>>;

std::string openssl_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "unknown reason";
}

Certificate make_certificate(EVP_PKEY* key) {
    Certificate certificate(X509_new());
    std::uint64_t serial = 0;
    if (certificate == nullptr ||
        RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) {
        return nullptr;
    }
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
    // From yesterday on, for peers whose clock is late.
    constexpr long kDaySeconds = 86'400;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kCertificateDays * kDaySeconds);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    static constexpr std::string_view kName = "teahouse";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(kName.data()),
                               static_cast<int>(kName.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    return X509_sign(certificate.get(), key, EVP_sha256()) > 0 ? std::move(certificate) : nullptr;
}

std::optional<Fingerprint> fingerprint_of(const X509* certificate) {
    Fingerprint digest{};
    unsigned bytes = 0;
    if (certificate == nullptr ||
        X509_digest(certificate, EVP_sha256(), digest.data(), &bytes) != 1 ||
        bytes != digest.size()) {
        return std::nullopt;
    }
    return digest;
}

// Certificates are self-signed; what counts is the fingerprint, compared after the handshake.
int accept_any(int /*ok*/, X509_STORE_CTX* /*store*/) { return 1; }

// OpenSSL's own timer reads the real time. It is put so far away that it never speaks; the flight
// is sent again by DtlsSession, under the caller's time.
unsigned never_us(SSL* /*ssl*/, unsigned /*last_us*/) { return 3'600U * 1'000'000U; }

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::string to_string(const Fingerprint& fingerprint) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const std::uint8_t byte : fingerprint) {
        if (!text.empty()) {
            text += ':';
        }
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

std::optional<Fingerprint> parse_fingerprint(std::string_view text) {
    Fingerprint fingerprint{};
    if (text.size() != fingerprint.size() * 3 - 1) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        const int high = digit_of(text[i * 3]);
        const int low = digit_of(text[i * 3 + 1]);
        if (high < 0 || low < 0 || (i > 0 && text[i * 3 - 1] != ':')) {
            return std::nullopt;
        }
        fingerprint[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return fingerprint;
}

int DtlsSession::Wire::write(BIO* bio, const char* data, int bytes) {
    auto* wire = static_cast<Wire*>(BIO_get_data(bio));
    const auto* begin = reinterpret_cast<const std::uint8_t*>(data);
    wire->renumber(wire->written.emplace_back(begin, begin + bytes));
    return bytes;
}

// Type (1), version (2), epoch (2), number (6), length (2) of each record: RFC 6347 section 4.1.
void DtlsSession::Wire::renumber(std::span<std::uint8_t> datagram) {
    constexpr std::size_t kHeaderBytes = 13;
    while (datagram.size() >= kHeaderBytes) {
        if (datagram[3] == 0 && datagram[4] == 0) {
            for (std::size_t i = 0; i < 6; ++i) {
                datagram[5 + i] = static_cast<std::uint8_t>(records >> (40 - 8 * i));
            }
            ++records;
        }
        const std::size_t length = kHeaderBytes + std::size_t{datagram[11]} * 256 + datagram[12];
        datagram = datagram.subspan(std::min(length, datagram.size()));
    }
}

int DtlsSession::Wire::read(BIO* bio, char* data, int bytes) {
    auto* wire = static_cast<Wire*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (wire->incoming.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t taken = std::min(wire->incoming.size(), static_cast<std::size_t>(bytes));
    std::memcpy(data, wire->incoming.data(), taken);
    wire->incoming = {};
    return static_cast<int>(taken);
}

long DtlsSession::Wire::control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    switch (command) {
        case BIO_CTRL_FLUSH: return 1;
        case BIO_CTRL_DGRAM_QUERY_MTU:
        case BIO_CTRL_DGRAM_GET_FALLBACK_MTU: return static_cast<long>(limits::kDtlsMtuBytes);
        default: return 0;  // every other question of OpenSSL has "no" as an answer
    }
}

BIO_METHOD* DtlsSession::Wire::method() {
    static BIO_METHOD* const kMade = [] {
        BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
        NEED(fresh != nullptr);
        BIO_meth_set_write(fresh, write);
        BIO_meth_set_read(fresh, read);
        BIO_meth_set_ctrl(fresh, control);
        return fresh;
    }();
    return kMade;
}

Result<DtlsIdentity> DtlsIdentity::make() {
    ERR_clear_error();
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key != nullptr ? make_certificate(key.get()) : nullptr;
    const auto fingerprint = fingerprint_of(certificate.get());
    DtlsIdentity identity;
    identity.context_.reset(SSL_CTX_new(DTLS_method()));
    SSL_CTX* context = identity.context_.get();
    if (!fingerprint || context == nullptr ||
        SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
        // Returns 0 for success, unlike the others.
        SSL_CTX_set_tlsext_use_srtp(context, kSrtpProfiles) != 0 ||
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
        return fail(ErrorCode::internal, "DTLS: " + openssl_error());
    }
    SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET |
                                     SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_cert_list(context, static_cast<long>(kCertificatesBytesMax));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    identity.fingerprint_ = *fingerprint;
    return identity;
}

DtlsSession::DtlsSession(const DtlsIdentity& identity, DtlsRole role, const Fingerprint& peer,
                         std::int64_t now_us)
    : role_(role),
      peer_(peer),
      wire_(std::make_unique<Wire>()),
      ssl_(SSL_new(identity.context())),
      ends_at_us_(now_us + limits::kDtlsHandshakeMs * 1'000) {
    BIO* bio = BIO_new(Wire::method());
    NEED(ssl_ != nullptr && bio != nullptr);  // out of memory
    BIO_set_data(bio, wire_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);  // takes it
    SSL_set_mtu(ssl_.get(), static_cast<long>(limits::kDtlsMtuBytes));
    DTLS_set_timer_cb(ssl_.get(), never_us);
    if (role == DtlsRole::server) {
        SSL_set_accept_state(ssl_.get());
    } else {
        SSL_set_connect_state(ssl_.get());
    }
}

DtlsSession::~DtlsSession() = default;

void DtlsSession::start(std::int64_t now_us) {
    DCHECK(role_ == DtlsRole::client);
    advance(now_us);
}

void DtlsSession::on_datagram(std::span<const std::uint8_t> datagram, std::int64_t now_us) {
    wire_->incoming = datagram;
    if (state_ == DtlsState::handshake) {
        advance(now_us);
    } else if (state_ == DtlsState::connected) {
        read_on();
        // A client that speaks of the handshake has not seen its end.
        constexpr std::uint8_t kChangeCipherSpec = 20;
        constexpr std::uint8_t kHandshake = 22;
        if (!datagram.empty() && (datagram[0] == kChangeCipherSpec || datagram[0] == kHandshake) &&
            now_us >= resend_at_us_) {
            send_flight_again(now_us);
        }
    }
    wire_->incoming = {};
}

void DtlsSession::advance(std::int64_t now_us) {
    ERR_clear_error();
    const int returned = SSL_do_handshake(ssl_.get());
    const int what = returned == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), returned);
    keep_flight(now_us);
    if (what == SSL_ERROR_NONE) {
        on_done();
    } else if (what != SSL_ERROR_WANT_READ) {
        give_up(openssl_error());
    }
}

// The handshake is over for us; the peer may still need our last flight, which OpenSSL sends again
// whenever it sees the peer's last one again.
void DtlsSession::on_done() {
    const Certificate certificate(SSL_get1_peer_certificate(ssl_.get()));
    const auto actual = fingerprint_of(certificate.get());
    if (!actual || CRYPTO_memcmp(actual->data(), peer_.data(), peer_.size()) != 0) {
        give_up("the peer's certificate is another one than its description says");
        return;
    }
    if (!take_keys()) {
        give_up("no SRTP profile in common");
        return;
    }
    state_ = DtlsState::connected;
    resend_us_ = kAnswerAgainUs;
    // Only a server speaks last.
    if (role_ == DtlsRole::client) {
        flight_.clear();
    }
}

bool DtlsSession::take_keys() {
    const SRTP_PROTECTION_PROFILE* chosen = SSL_get_selected_srtp_profile(ssl_.get());
    if (chosen == nullptr) {
        return false;
    }
    SrtpKeys keys;
    keys.profile = static_cast<SrtpProfile>(chosen->id);
    constexpr std::size_t kKey = 16;
    const std::size_t salt = keys.profile == SrtpProfile::aead_aes_128_gcm ? 12 : 14;
    // The client's key, the server's, then the salts in that order (RFC 5764 section 4.2).
    std::array<std::uint8_t, 2 * SrtpKeys::kBytesMax> material{};
    if (SSL_export_keying_material(ssl_.get(), material.data(), 2 * (kKey + salt), kExporter.data(),
                                   kExporter.size(), nullptr, 0, 0) != 1) {
        return false;
    }
    const auto copy = [&](std::size_t side, std::array<std::uint8_t, SrtpKeys::kBytesMax>& to) {
        std::memcpy(to.data(), material.data() + side * kKey, kKey);
        std::memcpy(to.data() + kKey, material.data() + 2 * kKey + side * salt, salt);
    };
    const bool client = role_ == DtlsRole::client;
    copy(client ? 0 : 1, keys.local);
    copy(client ? 1 : 0, keys.remote);
    OPENSSL_cleanse(material.data(), material.size());
    keys_ = keys;
    return true;
}

// No application data is expected: what is read is thrown away, alerts are noticed.
void DtlsSession::read_on() {
    ERR_clear_error();
    std::array<std::uint8_t, 256> ignored{};
    int returned = 0;
    do {
        returned = SSL_read(ssl_.get(), ignored.data(), static_cast<int>(ignored.size()));
    } while (returned > 0);
    const int what = SSL_get_error(ssl_.get(), returned);
    std::ranges::move(wire_->written, std::back_inserter(wire_->output));
    wire_->written.clear();
    if (what == SSL_ERROR_ZERO_RETURN) {
        state_ = DtlsState::closed;
    }
    ERR_clear_error();
}

void DtlsSession::keep_flight(std::int64_t now_us) {
    if (wire_->written.empty()) {
        return;
    }
    flight_ = std::move(wire_->written);
    wire_->written.clear();
    wire_->output.insert(wire_->output.end(), flight_.begin(), flight_.end());
    resend_us_ = limits::kDtlsResendMs * 1'000;
    resend_at_us_ = now_us + resend_us_;
}

void DtlsSession::on_time(std::int64_t now_us) {
    if (state_ != DtlsState::handshake) {
        return;
    }
    if (now_us >= ends_at_us_) {
        give_up("the handshake took too long");
        return;
    }
    if (flight_.empty() || now_us < resend_at_us_) {
        return;
    }
    send_flight_again(now_us);
    resend_us_ = std::min(resend_us_ * 2, limits::kDtlsResendMaxMs * 1'000);
}

void DtlsSession::send_flight_again(std::int64_t now_us) {
    for (auto& datagram : flight_) {
        wire_->renumber(datagram);
        wire_->output.push_back(datagram);
    }
    resend_at_us_ = now_us + resend_us_;
}

std::optional<std::int64_t> DtlsSession::due_us() const {
    if (state_ != DtlsState::handshake) {
        return std::nullopt;
    }
    return flight_.empty() ? ends_at_us_ : std::min(ends_at_us_, resend_at_us_);
}

void DtlsSession::close() {
    if (state_ == DtlsState::connected) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
        std::ranges::move(wire_->written, std::back_inserter(wire_->output));
        wire_->written.clear();
        state_ = DtlsState::closed;
    }
}

void DtlsSession::give_up(std::string why) {
    state_ = DtlsState::failed;
    error_ = std::move(why);
    flight_.clear();
    ERR_clear_error();
}

std::vector<std::vector<std::uint8_t>> DtlsSession::take_output() {
    return std::exchange(wire_->output, {});
}

}  // namespace teahouse::rtc
