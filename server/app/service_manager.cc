// SPDX-License-Identifier: MIT
#include "app/service_manager.h"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace teahouse::app {
namespace {

constexpr int kFirstPassed = 3;  // SD_LISTEN_FDS_START
constexpr int kPassedMax = 64;

// -1 for what is no number.
long number_in(const char* name) {
    const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    if (text == nullptr) {
        return -1;
    }
    long value = 0;
    const char* end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, value);
    return error == std::errc{} && stop == end ? value : -1;
}

}  // namespace

std::vector<int> take_passed_sockets() {
    const long process = number_in("LISTEN_PID");
    const long count = number_in("LISTEN_FDS");
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) {
        ::unsetenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    }
    std::vector<int> sockets;
    if (process != ::getpid() || count < 1 || count > kPassedMax) {
        return sockets;
    }
    for (int fd = kFirstPassed; fd < kFirstPassed + static_cast<int>(count); ++fd) {
        // Programs that the server starts have no use for it.
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        sockets.push_back(fd);
    }
    return sockets;
}

void tell_manager(std::string_view lines) {
    const char* path = std::getenv("NOTIFY_SOCKET");  // NOLINT(concurrency-mt-unsafe): only read
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = path == nullptr ? 0 : std::strlen(path);
    if (length < 2 || length >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@')) {
        return;
    }
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') {
        address.sun_path[0] = '\0';  // an abstract name
    }
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return;
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    static_cast<void>(::sendto(fd, lines.data(), lines.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), size));
    ::close(fd);
}

void tell_manager_of_reload() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const long long us = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
    tell_manager("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(us) + "\nSTATUS=Reloading");
}

}  // namespace teahouse::app
