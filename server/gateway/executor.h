// SPDX-License-Identifier: MIT
// Where the engine runs: on worker 0's loop (four cores or fewer) or on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "net/worker.h"

namespace teahouse::gateway {

// Runs tasks one after the other, in the order of each poster, on one thread.
class Executor {
public:
    virtual ~Executor() = default;
    // Any thread. False when full or stopped; `must` ignores the bound.
    virtual bool post(std::function<void()> task, bool must) = 0;
    // On the executor's thread: calls back once after so many milliseconds. One timer at a time: a
    // new call replaces the old.
    virtual void call_after(std::int64_t ms, std::function<void()> callback) = 0;
};

class WorkerExecutor final : public Executor {
public:
    explicit WorkerExecutor(net::Worker& worker) : worker_(worker) {}
    bool post(std::function<void()> task, bool must) override;
    void call_after(std::int64_t ms, std::function<void()> callback) override;

private:
    net::Worker& worker_;
    net::Worker::TimerId timer_ = 0;
    bool timer_set_ = false;
};

class ThreadExecutor final : public Executor {
public:
    ThreadExecutor();
    // Runs what was posted before, then ends.
    ~ThreadExecutor() override;
    bool post(std::function<void()> task, bool must) override;
    void call_after(std::int64_t ms, std::function<void()> callback) override;

private:
    void run();
    [[nodiscard]] std::vector<std::function<void()>> wait_for_tasks();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::function<void()> timer_;  // touched on the executor's thread only
    std::int64_t timer_at_ms_ = 0;
    std::jthread thread_;
};

}  // namespace teahouse::gateway
