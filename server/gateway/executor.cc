// SPDX-License-Identifier: MIT
#include "gateway/executor.h"

#include <chrono>
#include <utility>

#include "base/limits.h"
#include "base/steady_ms.h"

namespace teahouse::gateway {

bool WorkerExecutor::post(std::function<void()> task, bool must) {
    return worker_.post(std::move(task), must);
}

void WorkerExecutor::call_after(std::int64_t ms, std::function<void()> callback) {
    if (timer_set_) {
        worker_.cancel(timer_);
    }
    timer_set_ = true;
    timer_ = worker_.call_after(ms, [this, callback = std::move(callback)] {
        timer_set_ = false;
        callback();
    });
}

ThreadExecutor::ThreadExecutor() : thread_([this] { run(); }) {}

ThreadExecutor::~ThreadExecutor() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
}

bool ThreadExecutor::post(std::function<void()> task, bool must) {
    bool was_empty = false;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || (!must && tasks_.size() >= limits::kMailboxMessagesMax)) {
            return false;
        }
        was_empty = tasks_.empty();
        tasks_.push_back(std::move(task));
    }
    if (was_empty) {
        wake_.notify_one();
    }
    return true;
}

void ThreadExecutor::call_after(std::int64_t ms, std::function<void()> callback) {
    timer_ = std::move(callback);
    timer_at_ms_ = steady_ms() + ms;
}

std::vector<std::function<void()>> ThreadExecutor::wait_for_tasks() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return stopping_ || !tasks_.empty(); };
    if (timer_) {
        const std::int64_t left = timer_at_ms_ - steady_ms();
        wake_.wait_for(lock, std::chrono::milliseconds(left > 0 ? left : 0), ready);
    } else {
        wake_.wait(lock, ready);
    }
    return std::exchange(tasks_, {});
}

void ThreadExecutor::run() {
    while (true) {
        std::vector<std::function<void()>> tasks = wait_for_tasks();
        for (auto& task : tasks) {
            task();
        }
        if (timer_ && steady_ms() >= timer_at_ms_) {
            std::exchange(timer_, {})();
        }
        const std::scoped_lock lock(mutex_);
        if (stopping_ && tasks_.empty()) {
            return;
        }
    }
}

}  // namespace teahouse::gateway
