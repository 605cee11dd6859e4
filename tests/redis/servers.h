// SPDX-License-Identifier: MIT
// Real Redis servers on ports of their own, in a folder of their own that goes with them. For
// tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace teahouse::resp::live {

// A temporary folder, removed with what is in it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string operator/(std::string_view name) const;

private:
    std::string path_;
};

// A TCP port of 127.0.0.1 that nobody listens on.
[[nodiscard]] std::uint16_t free_port();

// Runs a program to its end; whether it ended with 0. Its output goes to `log`.
bool run(const std::vector<std::string>& words, const std::string& log);

// A program that runs until it is ended, by its pid alone.
class Process {
public:
    Process(const std::vector<std::string>& words, const std::string& log);
    ~Process() { end(); }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    void end();  // SIGKILL, waited for
    void stop() const;
    void go_on() const;

private:
    pid_t pid_ = -1;
};

// A connection for a test's own commands, which waits for each answer. No answer, or no connection:
// what the answer shows as is "none".
class Admin {
public:
    explicit Admin(std::uint16_t port, std::string_view password = {});
    ~Admin();
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;
    std::string operator()(const std::vector<std::string>& words);

private:
    int fd_ = -1;
};

class Redis {
public:
    // `options` are those of the command line: {"--appendonly", "yes"}. Waits until it answers.
    Redis(const Folder& folder, std::vector<std::string> options);
    void start();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] Process& process() { return *process_; }
    void kill() { process_ = nullptr; }

private:
    std::string data_;
    std::vector<std::string> options_;
    std::uint16_t port_;
    std::unique_ptr<Process> process_;
};

// Asks until the answer holds the text; false: not within the time.
bool answers(std::uint16_t port, const std::vector<std::string>& words, std::string_view text,
             std::int64_t within_ms);

}  // namespace teahouse::resp::live
