// SPDX-License-Identifier: MIT
// A few threads for slow work: password hashes and disk. The queue is bounded; over the bound the
// caller says `busy`.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace teahouse::gateway {

class WorkPool {
public:
    WorkPool(std::size_t threads, std::size_t queue_max);
    // Finishes what runs, drops what waits.
    ~WorkPool();
    // The same at once; from then on nothing is taken.
    void stop();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    // Any thread. False if the queue is full; then the job will not run.
    [[nodiscard]] bool submit(std::function<void()> job);
    [[nodiscard]] std::size_t waiting() const;

private:
    void run();

    const std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace teahouse::gateway
