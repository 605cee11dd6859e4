// SPDX-License-Identifier: MIT
#include "plain_server.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ws/handshake.h"
#include "ws/parser.h"
#include "ws/writer.h"

namespace teahouse::bench {

namespace {

struct Member {
    int room = -1;  // -1: still in the handshake
    std::string head;
    std::unique_ptr<ws::Parser> parser;
};

class PlainServer {
public:
    explicit PlainServer(bool merges) : merges_(merges) {}
    int run(const std::string& port_file);

private:
    void accept_one();
    void on_input(int fd);
    void shake_hands(int fd, Member& member, std::string_view bytes);
    void broadcast(int room, std::span<const std::byte> payload);
    void flush();
    void leave(int fd);
    static void send_all(int fd, std::string_view bytes);

    int epoll_ = -1;
    int listener_ = -1;
    std::unordered_map<int, Member> members_;
    std::map<int, std::vector<int>> rooms_;
    std::array<std::byte, 64 * 1024> input_{};
    std::string frame_;
    bool merges_;
    std::map<int, std::string> pending_;  // by room, where it merges
};

int PlainServer::run(const std::string& port_file) {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 4'096) != 0) {
        return 1;
    }
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::ofstream(port_file + ".new") << ntohs(address.sin_port) << '\n';
    std::filesystem::rename(port_file + ".new", port_file);
    epoll_event event{.events = EPOLLIN, .data = {.fd = listener_}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event);
    for (;;) {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener_) {
                accept_one();
            } else {
                on_input(fd);
            }
        }
        flush();
    }
}

void PlainServer::accept_one() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    members_[fd] = {};
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void PlainServer::on_input(int fd) {
    const ssize_t got = ::recv(fd, input_.data(), input_.size(), 0);
    if (got <= 0) {
        leave(fd);
        return;
    }
    std::span<std::byte> input = std::span(input_).first(static_cast<std::size_t>(got));
    Member& member = members_[fd];
    if (member.room < 0) {
        shake_hands(fd, member, {reinterpret_cast<const char*>(input.data()), input.size()});
        return;
    }
    for (;;) {
        const ws::Event event = member.parser->next(input, nullptr);
        if (event.kind != ws::Event::Kind::message) {
            return;
        }
        broadcast(member.room, event.payload);
    }
}

void PlainServer::shake_hands(int fd, Member& member, std::string_view bytes) {
    member.head += bytes;
    if (!member.head.ends_with("\r\n\r\n")) {
        return;
    }
    static constexpr std::string_view kKey = "Sec-WebSocket-Key: ";
    const std::size_t key = member.head.find(kKey);
    if (!member.head.starts_with("GET /") || key == std::string::npos) {
        leave(fd);
        return;
    }
    const std::size_t begin = key + kKey.size();
    const std::string value = member.head.substr(begin, member.head.find('\r', begin) - begin);
    member.room = static_cast<int>(std::strtol(member.head.c_str() + 5, nullptr, 10));
    member.head = {};
    member.parser = std::make_unique<ws::Parser>(ws::ParserOptions{});
    rooms_[member.room].push_back(fd);
    send_all(fd, ws::switching_protocols(value, {}, {}));
}

void PlainServer::broadcast(int room, std::span<const std::byte> payload) {
    frame_.clear();
    if (merges_) {
        ws::append_frame(pending_[room], {.opcode = ws::Opcode::binary}, payload);
        return;
    }
    ws::append_frame(frame_, {.opcode = ws::Opcode::binary}, payload);
    for (const int fd : rooms_[room]) {
        send_all(fd, frame_);
    }
}

void PlainServer::flush() {
    for (auto& [room, frames] : pending_) {
        for (const int fd : rooms_[room]) {
            send_all(fd, frames);
        }
    }
    pending_.clear();
}

void PlainServer::send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            pollfd wait{.fd = fd, .events = POLLOUT, .revents = 0};
            ::poll(&wait, 1, 1'000);
        } else {
            return;
        }
    }
}

void PlainServer::leave(int fd) {
    std::erase(rooms_[members_[fd].room], fd);
    members_.erase(fd);
    ::close(fd);
}

}  // namespace

int run_plain_server(const std::string& port_file, bool merges) {
    return PlainServer(merges).run(port_file);
}

}  // namespace teahouse::bench
