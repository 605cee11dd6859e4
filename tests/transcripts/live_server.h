// SPDX-License-Identifier: MIT
// A server process of our own: temporary data, any free port, ended with the object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace teahouse::transcripts {

class LiveServer {
public:
    // Starts `program`; it does not listen before wait().
    LiveServer(std::string program, std::vector<std::string> arguments);
    ~LiveServer();
    LiveServer(const LiveServer&) = delete;
    LiveServer& operator=(const LiveServer&) = delete;

    // Until it listens; throws Failure with its output if it does not.
    void wait();
    // kill -9, and the same data again. The port may be another one.
    void kill();
    void start();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    [[nodiscard]] std::uint16_t read_port() const;
    [[nodiscard]] bool ended();
    [[nodiscard]] std::string output() const;

    std::string program_;
    std::vector<std::string> arguments_;
    std::filesystem::path data_;
    pid_t process_ = 0;
    std::uint16_t port_ = 0;
};

}  // namespace teahouse::transcripts
