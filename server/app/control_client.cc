// SPDX-License-Identifier: MIT
#include "app/control_client.h"

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/result.h"
#include "http/client_parser.h"

namespace teahouse::app {
namespace {

// Closes a descriptor at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

Result<ControlAnswer> read_answer(int socket) {
    http::ResponseParser parser;
    std::array<char, 16 * 1024> buffer{};
    while (true) {
        const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            if (got == 0 && parser.finish()) {
                http::ClientResponse response = parser.take();
                return ControlAnswer{.status = response.status, .body = std::move(response.body)};
            }
            return fail(ErrorCode::internal, "the server did not answer");
        }
        std::string_view input(buffer.data(), static_cast<std::size_t>(got));
        switch (parser.next(input)) {
            case http::ResponseParser::Step::need_more: break;
            case http::ResponseParser::Step::error:
                return fail(ErrorCode::internal, "the server's answer is broken");
            case http::ResponseParser::Step::response: {
                http::ClientResponse response = parser.take();
                return ControlAnswer{.status = response.status, .body = std::move(response.body)};
            }
        }
    }
}

}  // namespace

Result<ControlAnswer> control_request(const std::string& socket_path, const std::string& target,
                                      std::string_view body) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.size() >= sizeof(address.sun_path)) {
        return fail(ErrorCode::invalid,
                    "the path of the control socket is too long: " + socket_path);
    }
    std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0 || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                                      sizeof(address)) != 0) {
        return fail(ErrorCode::not_found, "no server is running here");
    }
    std::string request = "POST " + target + " HTTP/1.1\r\nHost: control\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
    request += body;
    if (!send_all(socket.get(), request)) {
        return fail(ErrorCode::internal, "cannot write to the control socket");
    }
    return read_answer(socket.get());
}

}  // namespace teahouse::app
