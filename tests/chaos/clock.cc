// SPDX-License-Identifier: MIT
// To be preloaded into the server: its wall clock is as far from the system's as a file says.
//
// TEAHOUSE_CLOCK names a file of one number that the test maps too (clocks.py): microseconds to be
// added. Times of files stay those of the system, and so does the clock that never goes back.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kNanosPerMicro = 1'000;

std::atomic<std::int64_t>* offset = nullptr;

__attribute__((constructor(101))) void attach_clock() {
    const char* const name = ::getenv("TEAHOUSE_CLOCK");
    if (name == nullptr) {
        return;
    }
    const int file = ::open(name, O_RDWR | O_CLOEXEC);
    void* const at = ::mmap(nullptr, sizeof(*offset), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file < 0 || at == MAP_FAILED) {
        ::_exit(120);
    }
    ::close(file);
    ::unsetenv("TEAHOUSE_CLOCK");
    ::unsetenv("LD_PRELOAD");
    offset = static_cast<std::atomic<std::int64_t>*>(at);
}

bool is_wall(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

std::int64_t wall_us() {
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    const std::int64_t add = offset == nullptr ? 0 : offset->load();
    return now.tv_sec * kMicrosPerSecond + now.tv_nsec / kNanosPerMicro + add;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const auto answer = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    if (answer == 0 && offset != nullptr && is_wall(clock)) {
        const std::int64_t us =
            now->tv_sec * kMicrosPerSecond + now->tv_nsec / kNanosPerMicro + offset->load();
        now->tv_sec = us / kMicrosPerSecond;
        now->tv_nsec = us % kMicrosPerSecond * kNanosPerMicro;
    }
    return answer;
}

int gettimeofday(timeval* now, void* /*zone*/) noexcept {
    const std::int64_t us = wall_us();
    now->tv_sec = us / kMicrosPerSecond;
    now->tv_usec = us % kMicrosPerSecond;
    return 0;
}

time_t time(time_t* now) noexcept {
    const time_t seconds = wall_us() / kMicrosPerSecond;
    if (now != nullptr) {
        *now = seconds;
    }
    return seconds;
}

}  // extern "C"
