// SPDX-License-Identifier: MIT
// One TCP connection to a Redis, with TLS or without. Non-blocking; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>
#include <sys/socket.h>

#include "base/result.h"
#include "net/fd.h"

namespace teahouse::redis {

// Checks servers with the certificates of `authority`, or the system's where that is empty.
struct FreeTls {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsClient = std::unique_ptr<SSL_CTX, FreeTls>;
Result<TlsClient> make_tls_client(const std::string& authority);

class Socket {
public:
    enum class Event : std::uint8_t { none, opened, closed };

    // Begins to connect; with `tls` (which outlives it) the server must prove to be `host`.
    Socket(const sockaddr_storage& to, socklen_t to_size, SSL_CTX* tls, const std::string& host);

    // For poll(2).
    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] short wants() const;

    void send(std::string bytes);
    // What poll(2) reported. `take` is given what came. `closed`: why() says so.
    Event on_ready(short events, const std::function<void(std::string_view)>& take);
    // Writes what the kernel takes.
    Event flush();
    [[nodiscard]] const std::string& why() const { return why_; }

private:
    enum class Stage : std::uint8_t { connecting, shaking_hands, open, closed };
    struct FreeSsl {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    Event close(std::string why);
    Event go_on();
    Event shake_hands();
    Event read(const std::function<void(std::string_view)>& take);
    std::ptrdiff_t write_some();

    net::Fd fd_;
    std::unique_ptr<SSL, FreeSsl> ssl_;
    Stage stage_ = Stage::connecting;
    short handshake_wants_;
    std::string out_;
    std::size_t sent_ = 0;  // of out_
    std::string why_;
};

}  // namespace teahouse::redis
