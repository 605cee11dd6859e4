// SPDX-License-Identifier: MIT
#include "net/listener.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace teahouse::net {

namespace {

constexpr int kBacklog = 4'096;  // the kernel cuts it to net.core.somaxconn

std::string reason(int error) { return std::generic_category().message(error); }

tl::unexpected<Error> socket_error(int error, const std::string& where, const char* option) {
    switch (error) {
        case EADDRINUSE:
            return fail(ErrorCode::conflict, where + " is in use by another program", option);
        case EACCES:
        case EPERM:
            return fail(ErrorCode::forbidden, where + " is not allowed for this user", option);
        case EADDRNOTAVAIL:
            return fail(ErrorCode::invalid, where + " is no address of this machine", "host");
        default:
            return fail(ErrorCode::internal, "cannot listen on " + where + ": " + reason(error),
                        option);
    }
}

void set_option(int fd, int level, int name, int value) {
    static_cast<void>(::setsockopt(fd, level, name, &value, sizeof(value)));
}

sockaddr_storage bound_address(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        address.ss_family = AF_UNSPEC;
    }
    return address;
}

std::uint16_t port_of(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof(v4));
        return ntohs(v4.sin_port);
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof(v6));
    return ntohs(v6.sin6_port);
}

// Accepted sockets take these over, so that a connection costs no further system calls.
void prepare_accepted(int fd, const ServerOptions& options) {
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (options.send_buffer_bytes > 0) {
        set_option(fd, SOL_SOCKET, SO_SNDBUF, options.send_buffer_bytes);
    }
    if (options.receive_buffer_bytes > 0) {
        set_option(fd, SOL_SOCKET, SO_RCVBUF, options.receive_buffer_bytes);
    }
}

void prepare(int fd, const addrinfo& address, const ServerOptions& options) {
    set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (address.ai_family == AF_INET6) {
        set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
    prepare_accepted(fd, options);
}

Result<Listener> open_one(const addrinfo& address, const ListenOptions& listen,
                          const ServerOptions& options) {
    const std::string where =
        (listen.host.empty() ? "" : listen.host + " ") + "port " + std::to_string(listen.port);
    Fd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) {
        return socket_error(errno, where, "port");
    }
    prepare(fd.get(), address, options);
    if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0 ||
        ::listen(fd.get(), kBacklog) != 0) {
        return socket_error(errno, where, "port");
    }
    const std::uint16_t port = port_of(bound_address(fd.get()));
    return Listener{.fd = std::move(fd), .port = port, .tls = listen.tls};
}

bool same_address(const addrinfo& a, const addrinfo& b) {
    return a.ai_addrlen == b.ai_addrlen && std::memcmp(a.ai_addr, b.ai_addr, a.ai_addrlen) == 0;
}

// "Everywhere" is one IPv6 socket that takes IPv4 too, or, without IPv6, an IPv4 one.
Result<std::vector<Listener>> open_everywhere(const ListenOptions& listen,
                                              const ServerOptions& options) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(listen.port);
    addrinfo address{};
    address.ai_family = AF_INET6;
    address.ai_addr = reinterpret_cast<sockaddr*>(&v6);
    address.ai_addrlen = sizeof(v6);
    Result<Listener> listener = open_one(address, listen, options);
    sockaddr_in v4{};
    if (!listener && listener.error().code != ErrorCode::conflict &&
        listener.error().code != ErrorCode::forbidden) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(listen.port);
        address.ai_family = AF_INET;
        address.ai_addr = reinterpret_cast<sockaddr*>(&v4);
        address.ai_addrlen = sizeof(v4);
        listener = open_one(address, listen, options);
    }
    TRY(opened, std::move(listener));
    std::vector<Listener> result;
    result.push_back(std::move(opened));
    return result;
}

}  // namespace

Result<std::vector<Listener>> listen_tcp(const ListenOptions& listen,
                                         const ServerOptions& options) {
    if (listen.host.empty()) {
        return open_everywhere(listen, options);
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (const int error =
            ::getaddrinfo(listen.host.c_str(), std::to_string(listen.port).c_str(), &hints, &found);
        error != 0) {
        return fail(ErrorCode::invalid,
                    "no such address: " + listen.host + " (" + ::gai_strerror(error) + ")", "host");
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    std::vector<Listener> result;
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        bool repeated = false;
        for (const addrinfo* earlier = found; earlier != address; earlier = earlier->ai_next) {
            repeated = repeated || same_address(*earlier, *address);
        }
        if (repeated || (listen.port == 0 && !result.empty())) {
            continue;  // a chosen port is one port
        }
        Result<Listener> listener = open_one(*address, listen, options);
        // A machine without IPv6 still resolves "localhost" to ::1.
        if (!listener && listener.error().code == ErrorCode::invalid &&
            address->ai_next != nullptr) {
            continue;
        }
        if (!listener && !result.empty() && listener.error().code == ErrorCode::invalid) {
            continue;
        }
        TRY(opened, std::move(listener));
        result.push_back(std::move(opened));
    }
    return result;
}

Result<Listener> adopt_tcp(int passed, bool tls, const ServerOptions& options) {
    Fd fd(passed);
    int listening = 0;
    socklen_t size = sizeof(listening);
    const sockaddr_storage address = bound_address(passed);
    const bool tcp = address.ss_family == AF_INET || address.ss_family == AF_INET6;
    if (!tcp || ::getsockopt(passed, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
        listening == 0) {
        return fail(ErrorCode::invalid,
                    "descriptor " + std::to_string(passed) +
                        " of LISTEN_FDS is no listening TCP socket (ListenStream= with a port)");
    }
    prepare_accepted(passed, options);
    const int flags = ::fcntl(passed, F_GETFL);
    if (flags < 0 || ::fcntl(passed, F_SETFL, flags | O_NONBLOCK) != 0) {
        return fail(ErrorCode::internal, "cannot use the socket of LISTEN_FDS: " + reason(errno));
    }
    return Listener{.fd = std::move(fd), .port = port_of(address), .tls = tls, .passed = true};
}

bool is_loopback_socket(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
           address_of(address).is_loopback();
}

ControlSocket::ControlSocket(std::string path, Fd fd) : path_(std::move(path)) {
    listener_.fd = std::move(fd);
    listener_.control = true;
}

ControlSocket::~ControlSocket() { ::unlink(path_.c_str()); }

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) {
        return fail(ErrorCode::invalid, "the path of the control socket is too long: " + path,
                    "control_path");
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    const Fd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (probe && ::connect(probe.get(), generic, sizeof(address)) == 0) {
        return fail(ErrorCode::conflict, "another server is running: it answers on " + path,
                    "control_path");
    }
    if (errno == ECONNREFUSED) {
        ::unlink(path.c_str());
    }
    Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // On Linux the file takes its mode from the socket, so there is no moment in which others may
    // connect.
    if (!fd || ::fchmod(fd.get(), 0600) != 0 || ::bind(fd.get(), generic, sizeof(address)) != 0 ||
        ::listen(fd.get(), kBacklog) != 0) {
        return socket_error(errno, path, "control_path");
    }
    return std::make_unique<ControlSocket>(path, std::move(fd));
}

}  // namespace teahouse::net
