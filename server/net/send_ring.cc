// SPDX-License-Identifier: MIT
#include "net/send_ring.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include <liburing.h>
#include <sys/socket.h>

#include "base/check.h"

namespace teahouse::net {

namespace {

constexpr int kFailuresMax = 3;  // of one submit()

}  // namespace

std::unique_ptr<SendRing> SendRing::open() {
    auto ring = std::make_unique<io_uring>();
    // One refused entry must not hold back those behind it (Linux 5.18); the other two spare the
    // kernel locks and interrupts (6.0, 6.1).
    constexpr unsigned kWanted =
        IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    for (const unsigned flags : {kWanted, unsigned{IORING_SETUP_SUBMIT_ALL}}) {
        if (::io_uring_queue_init(kBatch, ring.get(), flags) == 0) {
            return std::unique_ptr<SendRing>(new SendRing(std::move(ring)));
        }
    }
    return nullptr;
}

SendRing::SendRing(std::unique_ptr<io_uring> ring) : ring_(std::move(ring)) {
    tags_.reserve(kBatch);
    done_.reserve(kBatch);
    sent_.reserve(kBatch);
}

SendRing::~SendRing() { ::io_uring_queue_exit(ring_.get()); }

void SendRing::add(int socket, std::span<const std::byte> bytes, std::uint32_t tag) {
    DCHECK(!full());
    io_uring_sqe* entry = ::io_uring_get_sqe(ring_.get());
    NEED(entry != nullptr);  // as many as kBatch, and submit() leaves none
    // MSG_DONTWAIT: answered at once in any case, never kept until the socket has room.
    ::io_uring_prep_send(entry, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::io_uring_sqe_set_data64(entry, added_);
    tags_.push_back(tag);
    ++added_;
}

std::span<const SendRing::Sent> SendRing::submit() {
    sent_.clear();
    done_.assign(added_, false);
    for (int failures = 0; sent_.size() < added_ && !broken_;) {
        const auto missing = static_cast<unsigned>(added_ - sent_.size());
        const int submitted = ::io_uring_submit_and_wait(ring_.get(), missing);
        take_completions();
        // EINTR is a signal; what else there is (no memory) may pass, but is not waited for.
        failures += submitted < 0 && submitted != -EINTR ? 1 : 0;
        broken_ = failures > kFailuresMax;
    }
    for (std::size_t i = 0; i < added_; ++i) {
        if (!done_[i]) {
            sent_.push_back({.tag = tags_[i], .result = -EAGAIN});
        }
    }
    added_ = 0;
    tags_.clear();
    return sent_;
}

void SendRing::take_completions() {
    io_uring_cqe* completion = nullptr;
    while (::io_uring_peek_cqe(ring_.get(), &completion) == 0) {
        const auto index = static_cast<std::size_t>(::io_uring_cqe_get_data64(completion));
        sent_.push_back({.tag = tags_[index], .result = completion->res});
        done_[index] = true;
        ::io_uring_cqe_seen(ring_.get(), completion);
    }
}

}  // namespace teahouse::net
