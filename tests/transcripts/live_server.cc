// SPDX-License-Identifier: MIT
#include "live_server.h"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"

namespace teahouse::transcripts {
namespace {

constexpr auto kStartTimeMax = std::chrono::seconds(20);
constexpr auto kPollTime = std::chrono::milliseconds(5);

}  // namespace

LiveServer::LiveServer(std::string program, std::vector<std::string> arguments)
    : program_(std::move(program)), arguments_(std::move(arguments)) {
    std::string folder = (std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        throw Failure("no temporary folder");
    }
    data_ = folder;
    start();
}

LiveServer::~LiveServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(data_, ignored);
}

void LiveServer::start() {
    std::filesystem::remove(data_ / "port");
    std::vector<std::string> words = {program_,       "serve",     "--data",
                                      data_.string(), "--port",    "0",
                                      "--address",    "127.0.0.1", "--test.fast_hash"};
    words.insert(words.end(), arguments_.begin(), arguments_.end());
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    const std::string log = (data_ / "output").string();
    process_ = ::fork();
    if (process_ == 0) {
        const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execv(program_.c_str(), argv.data());
        ::_exit(127);
    }
}

void LiveServer::wait() {
    const auto end = std::chrono::steady_clock::now() + kStartTimeMax;
    while ((port_ = read_port()) == 0) {
        if (ended() || std::chrono::steady_clock::now() > end) {
            throw Failure("the server did not start:\n" + output());
        }
        std::this_thread::sleep_for(kPollTime);  // there is nothing to wait on but the file
    }
}

std::uint16_t LiveServer::read_port() const {
    std::ifstream in(data_ / "port");
    unsigned port = 0;
    std::string rest;
    // A line that is not finished yet may be half a number.
    return (in >> port) && std::getline(in, rest) && port <= UINT16_MAX
               ? static_cast<std::uint16_t>(port)
               : 0;
}

bool LiveServer::ended() {
    if (process_ != 0 && ::waitpid(process_, nullptr, WNOHANG) == process_) {
        process_ = 0;
    }
    return process_ == 0;
}

void LiveServer::kill() {
    if (!ended()) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
}

std::string LiveServer::output() const {
    std::ifstream in(data_ / "output");
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace teahouse::transcripts
