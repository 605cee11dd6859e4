// SPDX-License-Identifier: MIT
// Classic BPF by hand (seccomp(2)): the architecture first, as numbers mean other calls on another;
// then one comparison for each call of the two lists.
#include "media/syscall_filter.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace teahouse::media {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif
constexpr std::uint32_t kOtherAbi = 0x40000000;  // x32 has its own numbers from here on

constexpr std::array kComputing = {
    // What is open.
    SYS_read,
    SYS_write,
    SYS_close,
    SYS_lseek,
    SYS_fstat,
    SYS_writev,
    // Memory.
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    // Threads of this process; clone has a test of its own.
    SYS_futex,
    SYS_set_robust_list,
    SYS_set_tid_address,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_gettid,
    SYS_getpid,
    SYS_exit,
    SYS_exit_group,
    SYS_rseq,
    SYS_getcpu,
    // Signals.
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    // Time and chance.
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_gettimeofday,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_getrandom,
};
constexpr std::array kFatal = {
    SYS_execve,
    SYS_execveat,
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_bpf,
    SYS_io_uring_setup,
    SYS_keyctl,
    SYS_userfaultfd,
    SYS_mount,
    SYS_unshare,
    SYS_setns,
    SYS_memfd_create,
};

constexpr std::uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kKill = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t refuse(std::uint32_t error) {
    return SECCOMP_RET_ERRNO | (error & SECCOMP_RET_DATA);
}

class Program {
public:
    void load(std::size_t offset) {
        add({BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)});
    }
    void answer(std::uint32_t what) { add({BPF_RET | BPF_K, 0, 0, what}); }
    void if_equal(std::uint32_t value, std::uint32_t what) {
        add({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value});
        answer(what);
    }
    void unless_equal(std::uint32_t value, std::uint32_t what) {
        add({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value});
        answer(what);
    }
    void if_at_least(std::uint32_t value, std::uint32_t what) {
        add({BPF_JMP | BPF_JGE | BPF_K, 0, 1, value});
        answer(what);
    }
    // A call whose argument `index` has one of `bits`, or has none of them.
    void by_bits(long call, unsigned index, std::uint32_t bits, std::uint32_t some,
                 std::uint32_t none) {
        constexpr std::size_t kWord = sizeof(std::uint64_t);
        add({BPF_JMP | BPF_JEQ | BPF_K, 0, 4, static_cast<std::uint32_t>(call)});
        load(offsetof(seccomp_data, args) + index * kWord);  // the low half: little endian
        add({BPF_JMP | BPF_JSET | BPF_K, 0, 1, bits});
        answer(some);
        answer(none);
    }
    // A call that is allowed where its argument `index` is `value`.
    void only_with(long call, unsigned index, std::uint32_t value) {
        constexpr std::size_t kWord = sizeof(std::uint64_t);
        add({BPF_JMP | BPF_JEQ | BPF_K, 0, 4, static_cast<std::uint32_t>(call)});
        load(offsetof(seccomp_data, args) + index * kWord);
        add({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value});
        answer(kAllow);
        answer(refuse(EPERM));
    }
    bool install() {
        sock_fprog program{.len = static_cast<unsigned short>(code_.size()),
                           .filter = code_.data()};
        return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                         &program) == 0;
    }

private:
    void add(sock_filter one) { code_.push_back(one); }
    std::vector<sock_filter> code_;
};

}  // namespace

bool keep_only_computing() {
    if (kArchitecture == 0) {
        return false;
    }
    Program program;
    program.load(offsetof(seccomp_data, arch));
    program.unless_equal(kArchitecture, kKill);
    program.load(offsetof(seccomp_data, nr));
    program.if_at_least(kOtherAbi, kKill);
    for (const long call : kComputing) {
        program.if_equal(static_cast<std::uint32_t>(call), kAllow);
    }
    for (const long call : kFatal) {
        program.if_equal(static_cast<std::uint32_t>(call), kKill);
    }
    // Memory that can be run is for what was loaded before.
    program.by_bits(SYS_mmap, 2, PROT_EXEC, refuse(EPERM), kAllow);
    program.by_bits(SYS_mprotect, 2, PROT_EXEC, refuse(EPERM), kAllow);
    // Threads, but no processes. The newer call hides its flags behind a pointer: without it libc
    // takes the older one.
    program.by_bits(SYS_clone, 0, CLONE_THREAD, kAllow, kKill);
    program.if_equal(SYS_clone3, refuse(ENOSYS));
    // Signals to itself (abort) and not to the server, which has the same user.
    program.only_with(SYS_tgkill, 0, static_cast<std::uint32_t>(::getpid()));
    program.answer(refuse(EPERM));
    return program.install();
}

}  // namespace teahouse::media
