// SPDX-License-Identifier: MIT
#include "net/transport.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

namespace teahouse::net {

using State = IoResult::State;

namespace {

IoResult from_tls(const TlsResult& result) {
    switch (result.state) {
        case TlsState::done: return {.state = State::ok, .bytes = result.bytes};
        case TlsState::wants_read:
        case TlsState::wants_write: return {.state = State::blocked};
        case TlsState::closed: return {.state = State::ended};
        case TlsState::failed: return {.state = State::failed};
    }
    return {.state = State::failed};
}

IoResult receive(int fd, std::span<std::byte> into) {
    const ssize_t got = ::recv(fd, into.data(), into.size(), 0);
    if (got < 0) {
        return io_failure();
    }
    return {.state = got == 0 ? State::ended : State::ok, .bytes = static_cast<std::size_t>(got)};
}

}  // namespace

IoResult io_failure() {
    const bool later = errno == EAGAIN || errno == EINTR;
    return {.state = later ? State::blocked : State::failed};
}

IoResult read_some(Connection& connection, std::span<std::byte> into) {
    return connection.tls ? from_tls(connection.tls.read(into))
                          : receive(connection.fd.get(), into);
}

IoResult write_some(Connection& connection, std::span<const std::byte> from) {
    if (connection.tls) {
        const IoResult result = from_tls(connection.tls.write(from));
        connection.tls_committed =
            result.state == State::blocked
                ? static_cast<std::uint32_t>(std::min(from.size(), TlsSession::kRecordBytesMax))
                : 0;
        return result;
    }
    const ssize_t sent = ::send(connection.fd.get(), from.data(), from.size(), MSG_NOSIGNAL);
    if (sent < 0) {
        return io_failure();
    }
    return {.state = State::ok, .bytes = static_cast<std::size_t>(sent)};
}

void shut_down_output(Connection& connection) {
    if (connection.tls) {
        connection.tls.shut_down();
    }
    ::shutdown(connection.fd.get(), SHUT_WR);
}

IoResult discard_input(Connection& connection, std::span<std::byte> scratch) {
    return receive(connection.fd.get(), scratch);
}

}  // namespace teahouse::net
