// SPDX-License-Identifier: MIT
// The optional cap on the whole server's output, shared by all workers: a token bucket kept as one
// number, the moment at which all that was sent so far has been paid for (the generic cell rate
// algorithm). A second one counts the workers whose WebSockets wait.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace teahouse::net {

// All functions from any thread; time is given by the caller (a clock common to all workers).
class Bandwidth {
public:
    // 0: no cap. Before any other thread knows of this.
    void set_cap(double mbit_per_second) { mbit_ = mbit_per_second; }
    [[nodiscard]] bool capped() const { return mbit_ > 0; }
    // How long to wait until sending is fine again; 0: now.
    [[nodiscard]] std::int64_t wait_us(std::int64_t now_us) const;
    // Half of the burst is used up: what can be left out should be.
    [[nodiscard]] bool pressed(std::int64_t now_us) const;
    // Whether WebSockets of one worker wait for the cap; told by each worker when it changes.
    void worker_waits(bool waits) {
        workers_waiting_.fetch_add(waits ? 1 : -1, std::memory_order_relaxed);
    }
    // WebSockets of any worker wait. Downloads alone do not count: they yield to WebSockets.
    [[nodiscard]] bool sockets_wait() const {
        return workers_waiting_.load(std::memory_order_relaxed) > 0;
    }
    // What one connection may send before others have their turn.
    [[nodiscard]] std::size_t turn_bytes() const;
    // Counts bytes that were sent. They may exceed what is left, by a turn or by one frame: the
    // debt delays those who come later, so that everything makes progress.
    void spend(std::size_t bytes, std::int64_t now_us);

private:
    static constexpr std::int64_t kBurstUs =
        50'000;  // what an idle server may send at once, in time

    double mbit_ = 0;
    std::atomic<std::int64_t> paid_us_ = 0;
    std::atomic<int> workers_waiting_ = 0;
};

}  // namespace teahouse::net
