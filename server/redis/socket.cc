// SPDX-License-Identifier: MIT
#include "redis/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/result.h"

namespace teahouse::redis {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr int kReadsMax = 16;                   // in one pass: others have their turn
constexpr std::size_t kKeptBytes = 256 * 1024;  // of an empty output buffer

std::string in_words(int error) { return std::generic_category().message(error); }

}  // namespace

Result<TlsClient> make_tls_client(const std::string& authority) {
    TlsClient context(SSL_CTX_new(TLS_client_method()));
    if (!context) {
        return fail(ErrorCode::internal, "no memory for TLS");
    }
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
    const int known = authority.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                        : SSL_CTX_load_verify_locations(context.get(),
                                                                        authority.c_str(), nullptr);
    ERR_clear_error();
    if (known != 1) {
        return fail(ErrorCode::invalid, "cannot read the certificates of " + authority);
    }
    return context;
}

Socket::Socket(const sockaddr_storage& to, socklen_t to_size, SSL_CTX* tls, const std::string& host)
    : fd_(::socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      handshake_wants_(POLLOUT) {
    if (!fd_) {
        why_ = in_words(errno);
        return;  // found closed by the next look at it
    }
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), to_size) != 0 &&
        errno != EINPROGRESS) {
        why_ = in_words(errno);
        return;
    }
    if (tls != nullptr) {
        ssl_.reset(SSL_new(tls));
        if (!ssl_ || SSL_set_fd(ssl_.get(), fd_.get()) != 1 ||
            SSL_set1_host(ssl_.get(), host.c_str()) != 1) {
            why_ = "TLS cannot begin";
            return;
        }
        // The macro for it casts in the old style.
        SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str()));
        SSL_set_connect_state(ssl_.get());
    }
}

short Socket::wants() const {
    if (stage_ != Stage::open) {
        return handshake_wants_;
    }
    return static_cast<short>(POLLIN | (sent_ < out_.size() ? POLLOUT : 0));
}

void Socket::send(std::string bytes) {
    if (out_.empty()) {
        out_ = std::move(bytes);
    } else {
        out_ += bytes;
    }
}

Socket::Event Socket::close(std::string why) {
    stage_ = Stage::closed;
    why_ = std::move(why);
    return Event::closed;
}

Socket::Event Socket::on_ready(short events, const std::function<void(std::string_view)>& take) {
    if (!why_.empty()) {
        return Event::closed;
    }
    if (stage_ != Stage::open) {
        return go_on();
    }
    if ((events & POLLOUT) != 0) {
        if (const Event event = flush(); event != Event::none) {
            return event;
        }
    }
    return (events & ~POLLOUT) != 0 ? read(take) : Event::none;
}

Socket::Event Socket::go_on() {
    if (stage_ == Stage::connecting) {
        int fault = 0;
        socklen_t size = sizeof fault;
        ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &fault, &size);
        if (fault != 0) {
            return close(in_words(fault));
        }
        stage_ = Stage::shaking_hands;
    }
    return shake_hands();
}

Socket::Event Socket::shake_hands() {
    if (ssl_) {
        ERR_clear_error();
        if (const int result = SSL_do_handshake(ssl_.get()); result != 1) {
            const int want = SSL_get_error(ssl_.get(), result);
            if (want != SSL_ERROR_WANT_READ && want != SSL_ERROR_WANT_WRITE) {
                const long verdict = SSL_get_verify_result(ssl_.get());
                return close(verdict != X509_V_OK
                                 ? std::string("TLS: ") + X509_verify_cert_error_string(verdict)
                                 : "the TLS handshake failed");
            }
            handshake_wants_ = want == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
            return Event::none;
        }
    }
    stage_ = Stage::open;
    return Event::opened;
}

std::ptrdiff_t Socket::write_some() {
    const std::string_view left = std::string_view(out_).substr(sent_);
    if (!ssl_) {
        return ::send(fd_.get(), left.data(), left.size(), MSG_NOSIGNAL);
    }
    ERR_clear_error();
    const auto size =
        static_cast<int>(std::min<std::size_t>(left.size(), std::numeric_limits<int>::max()));
    return SSL_write(ssl_.get(), left.data(), size);
}

Socket::Event Socket::flush() {
    if (stage_ != Stage::open) {
        return Event::none;
    }
    while (sent_ < out_.size()) {
        const std::ptrdiff_t sent = write_some();
        if (sent > 0) {
            sent_ += static_cast<std::size_t>(sent);
            continue;
        }
        const int error = errno;
        const int want = ssl_ ? SSL_get_error(ssl_.get(), static_cast<int>(sent)) : SSL_ERROR_NONE;
        if (ssl_ ? want == SSL_ERROR_WANT_WRITE || want == SSL_ERROR_WANT_READ
                 : error == EAGAIN || error == EINTR) {
            return Event::none;
        }
        return close(ssl_ ? "the TLS connection broke" : in_words(error));
    }
    out_.clear();
    sent_ = 0;
    if (out_.capacity() > kKeptBytes) {
        out_.shrink_to_fit();
    }
    return Event::none;
}

Socket::Event Socket::read(const std::function<void(std::string_view)>& take) {
    std::array<char, kReadBytes> buffer;
    for (int turn = 0; turn < kReadsMax || (ssl_ && SSL_pending(ssl_.get()) > 0); ++turn) {
        std::ptrdiff_t got = 0;
        if (ssl_) {
            ERR_clear_error();
            got = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
        } else {
            got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        }
        if (got > 0) {
            take({buffer.data(), static_cast<std::size_t>(got)});
            if (!ssl_ && static_cast<std::size_t>(got) < buffer.size()) {
                break;  // there was no more
            }
            continue;
        }
        const int error = errno;
        const int want = ssl_ ? SSL_get_error(ssl_.get(), static_cast<int>(got)) : SSL_ERROR_NONE;
        if (ssl_ ? want == SSL_ERROR_WANT_READ || want == SSL_ERROR_WANT_WRITE
                 : got < 0 && (error == EAGAIN || error == EINTR)) {
            break;
        }
        return close(!ssl_ && got < 0 ? in_words(error) : "the server closed the connection");
    }
    return Event::none;
}

}  // namespace teahouse::redis
