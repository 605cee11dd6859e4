// SPDX-License-Identifier: MIT
#include "net/tls.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>

#include <openssl/err.h>

namespace teahouse::net {

namespace {

std::string last_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(code)) {
        return std::generic_category().message(ERR_GET_REASON(code));
    }
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "unknown reason";
}

// Offers "http/1.1" to clients that ask; others are not refused.
int choose_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* in, unsigned in_length, void* /*unused*/) {
    static constexpr std::string_view kHttp11 = "http/1.1";
    const std::string_view offered(reinterpret_cast<const char*>(in), in_length);
    for (std::size_t at = 0; at < offered.size();) {
        const std::size_t length = static_cast<unsigned char>(offered[at]);
        if (offered.substr(at + 1, length) == kHttp11) {
            *out = in + at + 1;
            *out_length = static_cast<unsigned char>(length);
            return SSL_TLSEXT_ERR_OK;
        }
        at += 1 + length;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

void configure(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");  // TLS 1.2; 1.3 has no others
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);  // one recv() instead of two for each record
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    static constexpr std::string_view kSessionContext = "teahouse";
    SSL_CTX_set_session_id_context(context,
                                   reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                   static_cast<unsigned>(kSessionContext.size()));
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

Result<TlsContext> make_tls_context(const TlsOptions& options) {
    ERR_clear_error();
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (context == nullptr) {
        return fail(ErrorCode::internal, "TLS: " + last_error());
    }
    configure(context.get());
    if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate_file.c_str()) != 1) {
        return fail(ErrorCode::invalid,
                    "cannot use the certificate " + options.certificate_file + ": " + last_error(),
                    "certificate_file");
    }
    // This also checks that the two fit together.
    if (SSL_CTX_use_PrivateKey_file(context.get(), options.key_file.c_str(), SSL_FILETYPE_PEM) !=
        1) {
        return fail(ErrorCode::invalid,
                    "cannot use the key " + options.key_file + ": " + last_error(), "key_file");
    }
    return context;
}

TlsSession::TlsSession(const TlsContext& context, int fd) : ssl_(SSL_new(context.get())) {
    if (ssl_ != nullptr && SSL_set_fd(ssl_.get(), fd) == 1) {
        SSL_set_accept_state(ssl_.get());
    } else {
        ssl_.reset();
    }
}

TlsResult TlsSession::handshake() {
    ERR_clear_error();
    return result(SSL_do_handshake(ssl_.get()), 0);
}

TlsResult TlsSession::read(std::span<std::byte> into) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return result(returned, bytes);
}

TlsResult TlsSession::write(std::span<const std::byte> from) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int returned =
        SSL_write_ex(ssl_.get(), from.data(), std::min(from.size(), kRecordBytesMax), &bytes);
    return result(returned, bytes);
}

void TlsSession::shut_down() {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get()) == 1) {
        SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }
}

TlsResult TlsSession::result(int returned, std::size_t bytes) {
    if (returned == 1) {
        return {.state = TlsState::done, .bytes = bytes};
    }
    switch (SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ: return {.state = TlsState::wants_read};
        case SSL_ERROR_WANT_WRITE: return {.state = TlsState::wants_write};
        case SSL_ERROR_ZERO_RETURN: return {.state = TlsState::closed};
        default: ERR_clear_error(); return {.state = TlsState::failed};
    }
}

}  // namespace teahouse::net
