// SPDX-License-Identifier: MIT
// The server under test as a child process: starting, pinning, what it used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace teahouse::bench {

// Keeps this process, or a child before it runs a program, on one CPU. Does nothing on a machine
// with only one, nor with a negative one.
void pin_to_cpu(int cpu);

// Ends with the object (SIGTERM, then a wait).
class Process {
public:
    // Starts a program on the given CPU (-1: on any). Its output goes to `log_path`.
    Process(const std::vector<std::string>& command, int cpu, const std::string& log_path);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool is_running() const;

private:
    pid_t pid_ = -1;
};

// The port that a server writes into this file when it listens; 0: it has ended, or takes too long.
std::uint16_t wait_for_port(const Process& server, const std::string& port_file);

// Whether it takes connections at this port of 127.0.0.1 before it ends, or takes too long.
bool wait_for_listener(const Process& server, std::uint16_t port);
// One that nobody listens on.
std::uint16_t free_port();

// CPU time of all threads so far, in ns. Loopback work that the kernel does inside send() is in it.
std::int64_t cpu_ns(pid_t pid);

// Memory of the process that is its own (heap, stacks), in bytes. The kernel's socket buffers are
// not in it.
std::int64_t memory_bytes(pid_t pid);

// A monotonic clock.
std::int64_t now_ns();

}  // namespace teahouse::bench
