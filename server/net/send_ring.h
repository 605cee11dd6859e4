// SPDX-License-Identifier: MIT
// Many sends with one system call, through io_uring (io_uring(7)). The kernel runs them one after
// the other while the call lasts, so that everything is as with send(2): no buffer has to live
// longer than the call, and a full socket answers EAGAIN. Saved are the entry into the kernel and
// the look-up of the process's files, for each send but the first.
//
// One thread opens a ring and uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct io_uring;  // NOLINT(readability-identifier-naming): of liburing

namespace teahouse::net {

class SendRing {
public:
    static constexpr std::size_t kBatch = 256;  // sends of one system call

    struct Sent {
        std::uint32_t tag = 0;    // as add() was given it
        std::int32_t result = 0;  // of send(2): bytes, or minus an errno
    };

    // Null where the kernel has none or does not allow it: seccomp, kernel.io_uring_disabled.
    static std::unique_ptr<SendRing> open();
    ~SendRing();
    SendRing(const SendRing&) = delete;
    SendRing& operator=(const SendRing&) = delete;

    [[nodiscard]] bool empty() const { return added_ == 0; }
    [[nodiscard]] bool full() const { return added_ == kBatch; }
    // Never when full. The bytes must stay as they are until submit() has returned.
    void add(int socket, std::span<const std::byte> bytes, std::uint32_t tag);
    // Sends what was added; valid until the next call. What could not be tried says -EAGAIN, and
    // then the ring is of no more use (see broken()).
    [[nodiscard]] std::span<const Sent> submit();
    [[nodiscard]] bool broken() const { return broken_; }

private:
    explicit SendRing(std::unique_ptr<io_uring> ring);
    void take_completions();

    std::unique_ptr<io_uring> ring_;
    std::size_t added_ = 0;
    std::vector<std::uint32_t> tags_;  // of what was added
    std::vector<bool> done_;           // which of it is in sent_
    std::vector<Sent> sent_;
    bool broken_ = false;
};

}  // namespace teahouse::net
