// SPDX-License-Identifier: MIT
// The client's end of a WebSocket and of single HTTP requests to 127.0.0.1, with blocking sends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ws/frame.h"
#include "ws/parser.h"

namespace teahouse::transcripts {

class WebSocket {
public:
    // Upgrades; throws Failure if the server does not want to.
    WebSocket(std::uint16_t port, const std::optional<std::string>& token);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    void send(const std::string& text);
    // What has arrived; does not wait.
    std::vector<std::string> receive();
    // The code with which the server closed, once everything before it was received.
    [[nodiscard]] std::optional<std::uint16_t> closed() const { return closed_; }
    [[nodiscard]] int fd() const { return fd_; }

private:
    void write(const std::string& bytes) const;
    void parse(std::string& bytes, std::vector<std::string>& messages);

    int fd_ = -1;
    ws::Parser parser_;
    std::string early_;  // came with the handshake
    std::optional<std::uint16_t> closed_;
};

struct HttpAnswer {
    int status = 0;
    std::string body = {};
    std::string location = {};
};
// `fields` are whole lines.
HttpAnswer http_request(std::uint16_t port, const std::string& method, const std::string& path,
                        const std::string& fields, const std::string& body,
                        const std::optional<std::string>& token);
std::string base64(const std::string& bytes);
HttpAnswer http_post(std::uint16_t port, const std::string& path, const std::string& body,
                     const std::optional<std::string>& token);

}  // namespace teahouse::transcripts
