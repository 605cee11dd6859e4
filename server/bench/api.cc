// SPDX-License-Identifier: MIT
#include "bench/api.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/process.h"
#include "bench/side.h"
#include "http/client_parser.h"
#include "proto/codec.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kHttpConnections = 16;
constexpr std::int64_t kReadyNs = 30'000'000'000;

std::string request_bytes(const Call& call) {
    std::string request = "POST /api/v1/" + call.path +
                          " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: " +
                          std::to_string(call.json.size()) + "\r\n";
    if (!call.token.empty()) {
        request += "Authorization: Bearer " + call.token + "\r\n";
    }
    return request + "\r\n" + call.json;
}

int connect_blocking(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        give_up("cannot connect to the server");
    }
    return fd;
}

void send_all(int fd, const std::string& bytes) {
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
        give_up("cannot send a request");
    }
}

http::ClientResponse read_response(int fd, const std::string& path) {
    http::ResponseParser parser;
    std::string buffer(64 * 1024, '\0');
    for (;;) {
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            give_up(path + ": the connection has ended");
        }
        std::string_view input(buffer.data(), static_cast<std::size_t>(got));
        const auto step = parser.next(input);
        if (step == http::ResponseParser::Step::error) {
            give_up(path + ": no HTTP");
        }
        if (step == http::ResponseParser::Step::response) {
            return parser.take();
        }
    }
}

proto::Reply read_reply(int fd, const Call& call) {
    const http::ClientResponse response = read_response(fd, call.path);
    auto reply = proto::decode_reply_body(call.op, response.body);
    if (!reply) {
        give_up(call.path + ": " + response.body);
    }
    return *std::move(reply);
}

}  // namespace

std::vector<proto::Reply> call_all(std::uint16_t port, const std::vector<Call>& calls) {
    std::vector<int> sockets;
    for (std::size_t i = 0; i < std::min(kHttpConnections, calls.size()); ++i) {
        sockets.push_back(connect_blocking(port));
    }
    std::vector<proto::Reply> replies;
    for (std::size_t begin = 0; begin < calls.size(); begin += sockets.size()) {
        const std::size_t end = std::min(begin + sockets.size(), calls.size());
        for (std::size_t i = begin; i < end; ++i) {
            send_all(sockets[i - begin], request_bytes(calls[i]));
        }
        for (std::size_t i = begin; i < end; ++i) {
            replies.push_back(read_reply(sockets[i - begin], calls[i]));
        }
    }
    for (const int fd : sockets) {
        ::close(fd);
    }
    return replies;
}

void wait_until_ready(std::uint16_t port) {
    const std::int64_t end = now_ns() + kReadyNs;
    while (now_ns() < end) {
        const int fd = connect_blocking(port);
        send_all(fd, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        const int status = read_response(fd, "/readyz").status;
        ::close(fd);
        if (status == 200) {
            return;
        }
        ::poll(nullptr, 0, 50);  // readiness of another process has no event
    }
    give_up("the server does not get ready");
}

Api::Api(std::uint16_t port) : fd_(connect_blocking(port)) {}

Api::~Api() { ::close(fd_); }

proto::Reply Api::call(const Call& call) {
    send_all(fd_, request_bytes(call));
    return read_reply(fd_, call);
}

std::string Api::field(const std::string& request, const std::string& name) {
    send_all(fd_, request);
    const http::ClientResponse response = read_response(fd_, request.substr(0, request.find('\r')));
    if (response.status >= 300) {
        give_up(request.substr(0, request.find('\r')) + ": " + std::to_string(response.status) +
                " " + response.body);
    }
    return std::string(response.field(name));
}

double Api::metric(const std::string& name) {
    send_all(fd_, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string body = read_response(fd_, "/metrics").body;
    const std::size_t at = body.find("\n" + name + " ");
    if (at == std::string::npos) {
        give_up("the server has no metric " + name);
    }
    return std::strtod(body.c_str() + at + name.size() + 2, nullptr);
}

}  // namespace teahouse::bench
