// SPDX-License-Identifier: MIT
#include "net/udp_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <tl/expected.hpp>

#include "base/address.h"
#include "base/error.h"
#include "base/limits_rtc.h"
#include "base/result.h"
#include "net/address.h"
#include "net/fd.h"
#include "rtc/address.h"

namespace teahouse::net {
namespace {

tl::unexpected<Error> udp_error(int error, const std::string& where) {
    switch (error) {
        case EADDRINUSE: return fail(ErrorCode::conflict, where + " is in use by another program");
        case EACCES:
        case EPERM: return fail(ErrorCode::forbidden, where + " is not allowed for this user");
        case EADDRNOTAVAIL:
            return fail(ErrorCode::invalid, where + " is no address of this machine");
        default:
            return fail(ErrorCode::internal,
                        "cannot open " + where + ": " + std::generic_category().message(error));
    }
}

void set_udp_option(int fd, int level, int name, int value) {
    static_cast<void>(::setsockopt(fd, level, name, &value, sizeof(value)));
}

Result<UdpSocket> open_udp_at(const sockaddr_storage& name, socklen_t size,
                              const std::string& where) {
    const int family = name.ss_family;
    Fd fd(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) {
        return udp_error(errno, where);
    }
    if (family == AF_INET6) {
        set_udp_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
        set_udp_option(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    } else {
        set_udp_option(fd.get(), IPPROTO_IP, IP_PKTINFO, 1);
    }
    // The kernel cuts them to net.core.rmem_max and wmem_max.
    set_udp_option(fd.get(), SOL_SOCKET, SO_RCVBUF, limits::kUdpBufferBytes);
    set_udp_option(fd.get(), SOL_SOCKET, SO_SNDBUF, limits::kUdpBufferBytes);
    sockaddr_storage bound{};
    socklen_t bound_size = sizeof(bound);
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0 ||
        ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound), &bound_size) != 0) {
        return udp_error(errno, where);
    }
    const rtc::Endpoint endpoint = endpoint_of(bound);
    // The "any" of IPv4 looks mapped like another address.
    const bool any = endpoint.address == map_v4({});
    return UdpSocket{.fd = std::move(fd),
                     .address = any ? Address{} : endpoint.address,
                     .port = endpoint.port,
                     .v4_only = family == AF_INET};
}

Result<UdpSocket> open_udp_everywhere(std::uint16_t port, const std::string& where) {
    sockaddr_storage name{};
    socklen_t size = write_name({.address = {}, .port = port}, false, name);
    auto socket = open_udp_at(name, size, where);
    if (socket || socket.error().code == ErrorCode::conflict ||
        socket.error().code == ErrorCode::forbidden) {
        return socket;
    }
    size = write_name({.address = {}, .port = port}, true, name);
    return open_udp_at(name, size, where);
}

}  // namespace

Result<UdpSocket> open_udp(const std::string& host, std::uint16_t port) {
    const std::string where =
        "UDP " + (host.empty() ? "" : host + " ") + "port " + std::to_string(port);
    if (host.empty()) {
        return open_udp_everywhere(port, where);
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        return fail(ErrorCode::invalid, "no such address: " + host);
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    Result<UdpSocket> socket = fail(ErrorCode::invalid, "no such address: " + host);
    for (const addrinfo* one = found; one != nullptr && !socket; one = one->ai_next) {
        sockaddr_storage name{};
        std::memcpy(&name, one->ai_addr, std::min<std::size_t>(one->ai_addrlen, sizeof(name)));
        socket = open_udp_at(name, one->ai_addrlen, where);
    }
    return socket;
}

rtc::Endpoint endpoint_of(const sockaddr_storage& name) {
    std::uint16_t port = 0;
    if (name.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &name, sizeof(v4));
        port = ntohs(v4.sin_port);
    } else {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &name, sizeof(v6));
        port = ntohs(v6.sin6_port);
    }
    return {.address = address_of(name), .port = port};
}

socklen_t write_name(const rtc::Endpoint& endpoint, bool v4_only, sockaddr_storage& name) {
    if (v4_only) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&v4.sin_addr, endpoint.address.bytes.data() + 12, sizeof(v4.sin_addr));
        std::memcpy(&name, &v4, sizeof(v4));
        return sizeof(v4);
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, endpoint.address.bytes.data(), sizeof(v6.sin6_addr));
    std::memcpy(&name, &v6, sizeof(v6));
    return sizeof(v6);
}

Address local_address_of(const msghdr& header) {
    // CMSG_NXTHDR does not change it.
    auto* const all =
        const_cast<msghdr*>(&header);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    for (cmsghdr* one = CMSG_FIRSTHDR(all); one != nullptr; one = CMSG_NXTHDR(all, one)) {
        if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(one), sizeof(info));
            Address address;
            std::memcpy(address.bytes.data(), &info.ipi6_addr, address.bytes.size());
            return address;
        }
        if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(one), sizeof(info));
            std::array<std::uint8_t, 4> bytes{};
            std::memcpy(bytes.data(), &info.ipi_addr, bytes.size());
            return map_v4(bytes);
        }
    }
    return {};
}

}  // namespace teahouse::net
