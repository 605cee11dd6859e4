// SPDX-License-Identifier: MIT
// A small HTTP server on this machine, for tests of what the server asks others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace teahouse::notify::testing {

// Answers each request with the next of its answers, then with 200, and closes.
class HttpServer {
public:
    explicit HttpServer(std::vector<std::string> answers)
        : answers_(std::move(answers)),
          listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        socklen_t size = sizeof(address);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    // A client that connected and says nothing, as one that was stopped, holds this up by nothing.
    ~HttpServer() {
        {
            const std::scoped_lock lock(mutex_);
            closing_ = true;
            ::shutdown(listener_, SHUT_RDWR);
            if (client_ >= 0) {
                ::shutdown(client_, SHUT_RDWR);
            }
        }
        thread_.join();
        ::close(listener_);
    }
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::string url(std::string_view scheme = "http",
                                  std::string_view host = "127.0.0.1",
                                  std::string_view path = "/x") const {
        return std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(port_) +
               std::string(path);
    }
    std::vector<std::string> requests() {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }

private:
    void serve() {
        for (int client = ::accept(listener_, nullptr, nullptr); client >= 0;
             client = ::accept(listener_, nullptr, nullptr)) {
            if (!attend(client)) {
                ::close(client);
                return;
            }
            const std::string request = read_request(client);
            const std::string answer = next_answer(request);
            std::size_t sent = 0;
            while (sent < answer.size()) {
                const ssize_t count =
                    ::send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
                if (count <= 0) {
                    break;
                }
                sent += static_cast<std::size_t>(count);
            }
            attend(-1);
            ::close(client);
        }
    }
    // Whose turn it is; false when there are no more turns.
    bool attend(int client) {
        const std::scoped_lock lock(mutex_);
        client_ = client;
        return !closing_;
    }
    static std::string read_request(int client) {
        std::string request;
        std::array<char, 4096> buffer{};
        std::size_t wanted = std::string::npos;
        while (request.size() < wanted) {
            const ssize_t count = ::recv(client, buffer.data(), buffer.size(), 0);
            if (count <= 0) {
                break;
            }
            request.append(buffer.data(), static_cast<std::size_t>(count));
            const std::size_t head = request.find("\r\n\r\n");
            const std::size_t length = request.find("Content-Length: ");
            if (head != std::string::npos) {
                wanted = head + 4;
                wanted += length == std::string::npos ? 0 : std::stoul(request.substr(length + 16));
            }
        }
        return request;
    }
    std::string next_answer(std::string request) {
        const std::scoped_lock lock(mutex_);
        const std::size_t number = requests_.size();
        requests_.push_back(std::move(request));
        return number < answers_.size() ? answers_[number]
                                        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }

    const std::vector<std::string> answers_;
    int listener_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;  // guards the three below
    std::vector<std::string> requests_;
    int client_ = -1;  // open as long as it is here
    bool closing_ = false;
    std::jthread thread_;
};

}  // namespace teahouse::notify::testing
