// SPDX-License-Identifier: MIT
// To be preloaded into the server: counts the calls by which a program asks its system for
// something, and makes chosen ones fail.
//
// TEAHOUSE_FAULTS names a file of numbers that the test maps too (control.py): which call fails,
// with which error, from its n-th time to its m-th, and how often each was made. What the server
// starts in its turn is left alone.
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

// The order is that of control.py.
enum Call : std::uint64_t {
    none,
    file_write,
    file_read,
    file_sync,
    file_size,
    file_open,
    file_name,
    socket_accept,
    socket_receive,
    socket_send,
    socket_new,
    poll_wait,
    poll_change,
    memory_map,
    memory_new,
    calls
};

struct Control {
    std::atomic<std::uint64_t> call;
    std::atomic<std::uint64_t> error;  // 0: a part of what was asked for is done
    std::atomic<std::uint64_t> first, last;
    std::atomic<std::uint64_t> hits;
    std::atomic<std::uint64_t> counts[calls];
};

Control* control = nullptr;

__attribute__((constructor(101))) void attach() {
    const char* const name = ::getenv("TEAHOUSE_FAULTS");
    if (name == nullptr) {
        return;
    }
    const auto file =
        static_cast<int>(::syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0));
    const long at =
        ::syscall(SYS_mmap, nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file < 0 || at == -1) {
        ::_exit(120);
    }
    ::syscall(SYS_close, file);
    ::unsetenv("TEAHOUSE_FAULTS");
    ::unsetenv("LD_PRELOAD");
    control = reinterpret_cast<Control*>(at);
}

enum class Answer : std::uint8_t { pass, part, refuse };

Answer ask(Call call) {
    if (control == nullptr) {
        return Answer::pass;
    }
    const std::uint64_t number = ++control->counts[call];
    if (control->call != call || number < control->first || number > control->last) {
        return Answer::pass;
    }
    ++control->hits;
    const std::uint64_t error = control->error;
    if (error == 0) {
        return Answer::part;
    }
    errno = static_cast<int>(error);
    return Answer::refuse;
}

// A part of so many bytes: not all, yet something.
std::size_t part_of(std::size_t bytes) { return bytes > 1 ? bytes / 2 : bytes; }

bool on_disk(int file) {
    struct stat about{};
    return ::fstat(file, &about) == 0 && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
}

// The call itself with its last word, how much of it, cut where a part is to be done.
template <typename Do>
ssize_t some(Call call, std::size_t bytes, const Do& call_it) {
    switch (ask(call)) {
        case Answer::refuse: return -1;
        case Answer::part: return call_it(part_of(bytes));
        case Answer::pass: break;
    }
    return call_it(bytes);
}

bool refused(Call call) { return ask(call) == Answer::refuse; }

// The messages of a vector, where a part is its first piece.
iovec first_of(const iovec* pieces, std::size_t count) {
    iovec one{};
    for (std::size_t i = 0; i < count && one.iov_len == 0; ++i) {
        one = pieces[i];
    }
    one.iov_len = part_of(one.iov_len);
    return one;
}

}  // namespace

extern "C" {

// The C library's own, under the names that it keeps for those who replace them.
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);

void* malloc(std::size_t bytes) noexcept {
    return refused(memory_new) ? nullptr : __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
    return refused(memory_new) ? nullptr : __libc_calloc(count, bytes);
}
void* realloc(void* old, std::size_t bytes) noexcept {
    return refused(memory_new) ? nullptr : __libc_realloc(old, bytes);
}

void* mmap(void* at, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
    if (refused(memory_map)) {
        return MAP_FAILED;
    }
    return reinterpret_cast<void*>(::syscall(SYS_mmap, at, bytes, protection, flags, file, offset));
}
void* mmap64(void* at, std::size_t bytes, int protection, int flags, int file,
             off_t offset) noexcept {
    return mmap(at, bytes, protection, flags, file, offset);
}

ssize_t write(int file, const void* from, std::size_t bytes) {
    const auto call = [=](std::size_t size) { return ::syscall(SYS_write, file, from, size); };
    return on_disk(file) ? some(file_write, bytes, call) : call(bytes);
}
ssize_t pwrite(int file, const void* from, std::size_t bytes, off_t offset) {
    return some(file_write, bytes, [=](std::size_t size) {
        return ::syscall(SYS_pwrite64, file, from, size, offset);
    });
}
ssize_t pwrite64(int file, const void* from, std::size_t bytes, off_t offset) {
    return pwrite(file, from, bytes, offset);
}
ssize_t read(int file, void* into, std::size_t bytes) {
    const auto call = [=](std::size_t size) { return ::syscall(SYS_read, file, into, size); };
    return on_disk(file) ? some(file_read, bytes, call) : call(bytes);
}
ssize_t pread(int file, void* into, std::size_t bytes, off_t offset) {
    return some(file_read, bytes,
                [=](std::size_t size) { return ::syscall(SYS_pread64, file, into, size, offset); });
}
ssize_t pread64(int file, void* into, std::size_t bytes, off_t offset) {
    return pread(file, into, bytes, offset);
}

int fsync(int file) {
    return refused(file_sync) ? -1 : static_cast<int>(::syscall(SYS_fsync, file));
}
int fdatasync(int file) {
    return refused(file_sync) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file));
}
int ftruncate(int file, off_t size) noexcept {
    return refused(file_size) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, file, size));
}
int ftruncate64(int file, off_t size) noexcept { return ftruncate(file, size); }
int fallocate(int file, int mode, off_t at, off_t size) {
    return refused(file_size) ? -1
                              : static_cast<int>(::syscall(SYS_fallocate, file, mode, at, size));
}

int openat(int folder, const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return refused(file_open) ? -1
                              : static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode));
}
int open(const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return openat(AT_FDCWD, name, flags, mode);
}
int open64(const char* name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return openat(AT_FDCWD, name, flags, mode);
}
int rename(const char* from, const char* to) noexcept {
    return refused(file_name) ? -1 : static_cast<int>(::syscall(SYS_rename, from, to));
}
int link(const char* from, const char* to) noexcept {
    return refused(file_name) ? -1 : static_cast<int>(::syscall(SYS_link, from, to));
}
int unlink(const char* name) noexcept {
    return refused(file_name) ? -1 : static_cast<int>(::syscall(SYS_unlink, name));
}
int mkdir(const char* name, mode_t mode) noexcept {
    return refused(file_name) ? -1 : static_cast<int>(::syscall(SYS_mkdir, name, mode));
}

int accept4(int listener, sockaddr* address, socklen_t* size, int flags) {
    return refused(socket_accept)
               ? -1
               : static_cast<int>(::syscall(SYS_accept4, listener, address, size, flags));
}
int socket(int family, int type, int protocol) noexcept {
    return refused(socket_new) ? -1
                               : static_cast<int>(::syscall(SYS_socket, family, type, protocol));
}
ssize_t recv(int line, void* into, std::size_t bytes, int flags) {
    return some(socket_receive, bytes, [=](std::size_t size) {
        return ::syscall(SYS_recvfrom, line, into, size, flags, nullptr, nullptr);
    });
}
ssize_t send(int line, const void* from, std::size_t bytes, int flags) {
    return some(socket_send, bytes, [=](std::size_t size) {
        return ::syscall(SYS_sendto, line, from, size, flags, nullptr, 0);
    });
}
ssize_t sendmsg(int line, const msghdr* message, int flags) {
    const Answer answer = ask(socket_send);
    if (answer == Answer::refuse) {
        return -1;
    }
    msghdr shown = *message;
    iovec one{};
    if (answer == Answer::part) {
        one = first_of(message->msg_iov, message->msg_iovlen);
        shown.msg_iov = &one;
        shown.msg_iovlen = 1;
    }
    return ::syscall(SYS_sendmsg, line, &shown, flags);
}
ssize_t sendfile(int to, int from, off_t* offset, std::size_t bytes) noexcept {
    return some(socket_send, bytes,
                [=](std::size_t size) { return ::syscall(SYS_sendfile, to, from, offset, size); });
}
ssize_t sendfile64(int to, int from, off_t* offset, std::size_t bytes) noexcept {
    return sendfile(to, from, offset, bytes);
}

int epoll_wait(int poll, epoll_event* events, int most, int wait_ms) {
    return refused(poll_wait)
               ? -1
               : static_cast<int>(::syscall(SYS_epoll_wait, poll, events, most, wait_ms));
}
int epoll_ctl(int poll, int what, int file, epoll_event* event) noexcept {
    return refused(poll_change)
               ? -1
               : static_cast<int>(::syscall(SYS_epoll_ctl, poll, what, file, event));
}

}  // extern "C"
