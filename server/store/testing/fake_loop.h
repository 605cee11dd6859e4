// SPDX-License-Identifier: MIT
// For tests: tasks in the order of their times. Either a test moves the time itself, or a thread
// does by the real clock.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace teahouse::store::testing {

class FakeLoop {
public:
    using Task = std::function<void()>;

    FakeLoop() = default;
    ~FakeLoop() { stop(); }
    FakeLoop(const FakeLoop&) = delete;
    FakeLoop& operator=(const FakeLoop&) = delete;

    // Any thread.
    void call_after(std::int64_t ms, Task task) {
        {
            const std::lock_guard lock{mutex_};
            tasks_.emplace(now_ + ms, std::move(task));
        }
        changed_.notify_all();
    }
    [[nodiscard]] std::int64_t now() {
        const std::lock_guard lock{mutex_};
        return now_;
    }

    // Runs what is due within the time. Before time moves, waits until `busy` says no: what other
    // threads still do comes first.
    void advance(std::int64_t ms, const std::function<bool()>& busy) {
        const std::int64_t end = now() + ms;
        for (;;) {
            Task task;
            {
                std::unique_lock lock{mutex_};
                if (tasks_.empty() || tasks_.begin()->first > now_) {
                    if (busy()) {
                        changed_.wait_for(lock, std::chrono::milliseconds(1));
                        continue;
                    }
                    // `busy` may have changed after it looked: look at the tasks again.
                    if (tasks_.empty() || tasks_.begin()->first > end) {
                        now_ = end;
                        return;
                    }
                    now_ = std::max(now_, tasks_.begin()->first);
                    continue;
                }
                task = std::move(tasks_.begin()->second);
                tasks_.erase(tasks_.begin());
            }
            task();
        }
    }

    void start() {
        thread_ = std::thread{[this] { run(); }};
    }
    void stop() {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    // On the loop's thread, and done when it returns.
    void run_on(const Task& task) {
        bool done = false;
        call_after(0, [&] {
            task();
            const std::lock_guard lock{mutex_};
            done = true;
            changed_.notify_all();
        });
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return done; });
    }

private:
    void run() {
        const auto began = std::chrono::steady_clock::now();
        std::unique_lock lock{mutex_};
        while (!stopping_) {
            now_ = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now() - began)
                       .count();
            if (tasks_.empty() || tasks_.begin()->first > now_) {
                changed_.wait_for(lock, std::chrono::milliseconds(
                                            tasks_.empty() ? 100 : tasks_.begin()->first - now_));
                continue;
            }
            const Task task = std::move(tasks_.begin()->second);
            tasks_.erase(tasks_.begin());
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;  // guards the members below
    std::condition_variable changed_;
    std::multimap<std::int64_t, Task> tasks_;
    std::int64_t now_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace teahouse::store::testing
