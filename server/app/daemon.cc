// SPDX-License-Identifier: MIT
#include "app/daemon.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

// The first process: waits for one byte, the exit code.
[[noreturn]] void wait_for_outcome(int pipe) {
    unsigned char code = kExitFailed;
    ssize_t got = 0;
    do {
        got = ::read(pipe, &code, 1);
    } while (got < 0 && errno == EINTR);
    ::_exit(got == 1 ? code : kExitFailed);
}

Status failed(const char* what) {
    return fail(ErrorCode::internal,
                std::string(what) + ": " + std::generic_category().message(errno));
}

}  // namespace

Daemon::~Daemon() { done(kExitFailed); }

Status Daemon::detach() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return failed("pipe");
    }
    const pid_t first = ::fork();
    if (first < 0) {
        return failed("fork");
    }
    if (first > 0) {
        ::close(ends[1]);
        int status = 0;
        ::waitpid(first, &status, 0);
        wait_for_outcome(ends[0]);
    }
    ::close(ends[0]);
    ::setsid();
    // The second fork: no session leader, so no terminal can be taken again.
    const pid_t second = ::fork();
    if (second != 0) {
        ::_exit(second < 0 ? kExitFailed : 0);
    }
    pipe_ = ends[1];
    return {};
}

void Daemon::done(int exit_code) {
    if (pipe_ < 0) {
        return;
    }
    const auto code = static_cast<unsigned char>(exit_code);
    static_cast<void>(!::write(pipe_, &code, 1));
    ::close(pipe_);
    pipe_ = -1;
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0) {
        ::dup2(null, 0);
        ::dup2(null, 1);
        ::dup2(null, 2);
        ::close(null);
    }
}

}  // namespace teahouse::app
