// SPDX-License-Identifier: MIT
// TLS 1.2 and 1.3 for accepted sockets (OpenSSL 3): ECDHE and AEAD only, no renegotiation, no
// compression, tickets instead of a session cache. Buffers are released while a connection is idle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <openssl/ssl.h>

#include "base/result.h"
#include "net/options.h"

namespace teahouse::net {

// One certificate with its settings. Shared: the owners are the workers (for their next
// handshakes); OpenSSL counts the sessions that use it. Never changed after it is made.
using TlsContext = std::shared_ptr<SSL_CTX>;

// Reads certificate and key. The error says which file and why.
Result<TlsContext> make_tls_context(const TlsOptions& options);

enum class TlsState : std::uint8_t { done, wants_read, wants_write, closed, failed };

struct TlsResult {
    TlsState state = TlsState::done;
    std::size_t bytes = 0;  // with done
};

// One session on a non-blocking socket, which it does not own. On the connection's thread.
class TlsSession {
public:
    static constexpr std::size_t kRecordBytesMax = 16 * 1024;

    TlsSession() = default;
    // Null inside when out of memory.
    TlsSession(const TlsContext& context, int fd);

    explicit operator bool() const { return ssl_ != nullptr; }
    TlsResult handshake();
    TlsResult read(std::span<std::byte> into);
    // At most one record is written. After wants_write the same bytes must be offered again first.
    TlsResult write(std::span<const std::byte> from);
    // Sends close_notify if the socket takes it at once.
    void shut_down();

private:
    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };
    TlsResult result(int returned, std::size_t bytes);

    std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace teahouse::net
