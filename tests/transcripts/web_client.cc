// SPDX-License-Identifier: MIT
#include "web_client.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend.h"
#include "http/client_parser.h"
#include "ws/frame.h"
#include "ws/parser.h"
#include "ws/writer.h"

namespace teahouse::transcripts {
namespace {

constexpr std::size_t kMessageBytesMax = 64 * 1024 * 1024;
constexpr std::uint16_t kCutOff = 1006;  // RFC 6455: no close frame came

int connect_to(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(fd);
        throw Failure("cannot connect");
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;  // what the server said before it went is still there to read
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string authorization(const std::optional<std::string>& token) {
    return token ? "Authorization: Bearer " + *token + "\r\n" : std::string();
}

}  // namespace

WebSocket::WebSocket(std::uint16_t port, const std::optional<std::string>& token)
    : fd_(connect_to(port)),
      parser_({.role = ws::Role::client, .deflate = false, .message_bytes_max = kMessageBytesMax}) {
    write(
        "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
        "Sec-WebSocket-Protocol: teahouse.v1.json\r\n" +
        authorization(token) + "\r\n");
    std::string head;
    std::array<char, 4096> buffer{};
    std::size_t end = std::string::npos;
    while ((end = head.find("\r\n\r\n")) == std::string::npos) {
        const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            throw Failure("the server closed during the handshake");
        }
        head.append(buffer.data(), static_cast<std::size_t>(got));
    }
    if (!head.starts_with("HTTP/1.1 101")) {
        throw Failure("no upgrade: " + head.substr(0, head.find('\r')));
    }
    early_ = head.substr(end + 4);
}

WebSocket::~WebSocket() { ::close(fd_); }

void WebSocket::write(const std::string& bytes) const { write_all(fd_, bytes); }

void WebSocket::send(const std::string& text) {
    std::string frame;
    ws::append_masked_frame(frame, {.opcode = ws::Opcode::text}, std::as_bytes(std::span(text)),
                            {std::byte{0x12}, std::byte{0x34}, std::byte{0x56}, std::byte{0x78}});
    write(frame);
}

std::vector<std::string> WebSocket::receive() {
    std::vector<std::string> messages;
    parse(early_, messages);
    early_.clear();
    std::string bytes(64 * 1024, '\0');
    while (!closed_) {
        const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got < 0) {
            break;
        }
        if (got == 0) {
            closed_ = kCutOff;
            break;
        }
        std::string part = bytes.substr(0, static_cast<std::size_t>(got));
        parse(part, messages);
    }
    return messages;
}

void WebSocket::parse(std::string& bytes, std::vector<std::string>& messages) {
    std::span<std::byte> input = std::as_writable_bytes(std::span(bytes));
    while (!closed_) {
        const ws::Event event = parser_.next(input, nullptr);
        switch (event.kind) {
            case ws::Event::Kind::need_more: return;
            case ws::Event::Kind::message: messages.emplace_back(event.payload_text()); break;
            case ws::Event::Kind::close: closed_ = event.code; break;
            case ws::Event::Kind::error:
                throw Failure("not a WebSocket frame: " + std::string(event.payload_text()));
            case ws::Event::Kind::ping:
            case ws::Event::Kind::pong: break;  // transcripts end before silence counts
        }
    }
}

std::string base64(const std::string& bytes) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            const bool there = i + j < bytes.size();
            bits = bits << 8U | (there ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += i + j <= bytes.size() ? kAlphabet[bits >> (18U - 6U * j) & 63U] : '=';
        }
    }
    return text;
}

HttpAnswer http_post(std::uint16_t port, const std::string& path, const std::string& body,
                     const std::optional<std::string>& token) {
    return http_request(port, "POST", path, "Content-Type: application/json\r\n", body, token);
}

HttpAnswer http_request(std::uint16_t port, const std::string& method, const std::string& path,
                        const std::string& fields, const std::string& body,
                        const std::optional<std::string>& token) {
    const int fd = connect_to(port);
    write_all(fd, method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                      fields + "Content-Length: " + std::to_string(body.size()) + "\r\n" +
                      authorization(token) + "\r\n" + body);
    http::ResponseParser parser;
    std::array<char, 16 * 1024> buffer{};
    while (true) {
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
        std::string_view input(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        const auto step = parser.next(input);
        const bool whole = step == http::ResponseParser::Step::response;
        if (whole || (got <= 0 && parser.finish())) {
            ::close(fd);
            const http::ClientResponse response = parser.take();
            HttpAnswer answer{.status = response.status, .body = response.body, .location = {}};
            for (const http::Field& field : response.fields) {
                if (field.name == "location") {
                    answer.location = field.value;
                }
            }
            return answer;
        }
        if (got <= 0 || step == http::ResponseParser::Step::error) {
            ::close(fd);
            throw Failure("no HTTP answer");
        }
    }
}

}  // namespace teahouse::transcripts
