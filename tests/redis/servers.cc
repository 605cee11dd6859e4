// SPDX-License-Identifier: MIT
#include "servers.h"

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/steady_ms.h"
#include "resp/command.h"
#include "resp/parser.h"
#include "resp/reply.h"

namespace teahouse::resp::live {
namespace {

constexpr std::int64_t kStartMs = 20'000;
constexpr int kStepMs = 20;  // between two questions of answers()

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    for (std::string& word : copies) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t pid = ::fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(out, 1);
        ::dup2(out, 2);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    return pid;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at = {};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

}  // namespace

Folder::Folder() {
    std::string path = std::filesystem::temp_directory_path() / "teahouse-redis-XXXXXX";
    CHECK(::mkdtemp(path.data()) != nullptr);
    path_ = path;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string Folder::operator/(std::string_view name) const {
    return path_ + "/" + std::string(name);
}

std::uint16_t free_port() {
    // Below those that the system gives to outgoing connections, which could take it meanwhile.
    static std::uint16_t last = static_cast<std::uint16_t>(12'000 + ::getpid() % 8'000);
    for (;;) {
        last = static_cast<std::uint16_t>(last >= 30'000 ? 12'000 : last + 1);
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in at = loopback(last);
        const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
        ::close(fd);
        if (free) {
            return last;
        }
    }
}

bool run(const std::vector<std::string>& words, const std::string& log) {
    int status = 1;
    ::waitpid(spawn(words, log), &status, 0);
    return status == 0;
}

Process::Process(const std::vector<std::string>& words, const std::string& log)
    : pid_(spawn(words, log)) {}

void Process::end() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
}

void Process::stop() const { ::kill(pid_, SIGSTOP); }

void Process::go_on() const { ::kill(pid_, SIGCONT); }

Admin::Admin(std::uint16_t port, std::string_view password)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in at = loopback(port);
    const timeval patience = {.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
        !password.empty()) {
        (*this)({"AUTH", std::string(password)});
    }
}

Admin::~Admin() { ::close(fd_); }

std::string Admin::operator()(const std::vector<std::string>& words) {
    Command command;
    for (const std::string& word : words) {
        command.add(word);
    }
    std::string bytes;
    command.append_to(bytes);
    if (::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
        return "none";
    }
    Parser parser;
    std::array<char, 65'536> buffer;
    for (;;) {
        const std::ptrdiff_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            return "none";
        }
        std::string_view input(buffer.data(), static_cast<std::size_t>(got));
        if (const Event event = parser.next(input); event.kind == Event::Kind::reply) {
            return event.reply.root().is_aggregate()
                       ? describe(event.reply.root())
                       : std::string(event.reply.root().text()) +
                             (event.reply.root().is(Type::integer) ? describe(event.reply.root())
                                                                   : "");
        }
    }
}

bool answers(std::uint16_t port, const std::vector<std::string>& words, std::string_view text,
             std::int64_t within_ms) {
    const std::int64_t end = steady_ms() + within_ms;
    while (steady_ms() < end) {
        if (Admin(port)(words).find(text) != std::string::npos) {
            return true;
        }
        ::poll(nullptr, 0, kStepMs);
    }
    return false;
}

Redis::Redis(const Folder& folder, std::vector<std::string> options) : port_(free_port()) {
    data_ = folder / std::to_string(port_);
    std::filesystem::create_directory(data_);
    options_ = {"redis-server",
                "--port",
                std::to_string(port_),
                "--bind",
                "127.0.0.1",
                "--dir",
                data_,
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0"};
    options_.insert(options_.end(), options.begin(), options.end());
    start();
}

void Redis::start() {
    process_ = std::make_unique<Process>(options_, data_ + ".log");
    // With a password, or without.
    const std::int64_t end = steady_ms() + kStartMs;
    while (steady_ms() < end) {
        const std::string answer = Admin(port_)({"PING"});
        if (answer == "PONG" || answer.starts_with("NOAUTH")) {
            return;
        }
        ::poll(nullptr, 0, kStepMs);
    }
    CHECK(!"redis-server does not answer");
}

}  // namespace teahouse::resp::live
