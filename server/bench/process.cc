// SPDX-License-Identifier: MIT
#include "bench/process.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace teahouse::bench {

void pin_to_cpu(int cpu) {
    if (cpu < 0 || sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        return;
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    sched_setaffinity(0, sizeof(set), &set);
}

Process::Process(const std::vector<std::string>& command, int cpu, const std::string& log_path) {
    std::vector<std::string> copy = command;
    std::vector<char*> arguments;
    for (std::string& argument : copy) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        pin_to_cpu(cpu);
        const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        ::dup2(log, STDOUT_FILENO);
        ::dup2(log, STDERR_FILENO);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
}

Process::~Process() {
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
}

bool Process::is_running() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }

namespace {

constexpr int kStartTenths = 200;  // a server has 20 s to come up

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

bool wait_for_listener(const Process& server, std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    for (int i = 0; i < kStartTenths && server.is_running(); ++i) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int result =
            ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
        ::close(fd);
        if (result == 0) {
            return true;
        }
        ::poll(nullptr, 0, 100);  // a file that another process writes has no event
    }
    return false;
}

std::uint16_t free_port() {
    sockaddr_in address = loopback(0);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    socklen_t size = sizeof(address);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

std::uint16_t wait_for_port(const Process& server, const std::string& port_file) {
    for (int i = 0; i < kStartTenths && server.is_running(); ++i) {
        std::uint16_t port = 0;
        std::ifstream file(port_file);
        if (file >> port && port != 0) {
            return port;
        }
        ::poll(nullptr, 0, 100);
    }
    return 0;
}

std::int64_t cpu_ns(pid_t pid) {
    std::int64_t sum = 0;
    std::error_code ignored;
    const std::string folder = "/proc/" + std::to_string(pid) + "/task";
    for (const auto& thread : std::filesystem::directory_iterator(folder, ignored)) {
        std::ifstream file(thread.path() / "schedstat");
        std::int64_t run_ns = 0;
        file >> run_ns;
        sum += run_ns;
    }
    return sum;
}

std::int64_t memory_bytes(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("RssAnon:")) {
            std::istringstream fields(line.substr(8));
            std::int64_t kb = 0;
            fields >> kb;
            return kb * 1024;
        }
    }
    return 0;
}

std::int64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace teahouse::bench
