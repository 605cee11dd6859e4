// SPDX-License-Identifier: MIT
// How other threads reach a worker: a bounded queue of tasks with an eventfd. The only lock of the
// networking code. The consumer is woken (one system call) only if it sleeps or is about to.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "net/fd.h"

namespace teahouse::net {

class Mailbox {
public:
    using Task = std::function<void()>;

    explicit Mailbox(std::size_t tasks_max);

    // --- From any thread ---
    // False when full or closed. `must` ignores the bound, not the closing.
    bool post(Task task, bool must);
    // How many tasks wait.
    [[nodiscard]] std::size_t waiting() const;

    // --- Consumer only ---
    // Readable after a post to a sleeping consumer.
    [[nodiscard]] int wake_fd() const { return wake_.get(); }
    // Announces that the consumer is going to wait. False if there is work: then do not wait.
    bool prepare_sleep();
    // The consumer is awake; to be called after each wait. `signalled`: wake_fd was reported
    // readable.
    void awake(bool signalled);
    // Swaps out what is waiting, in the order posted. `into` must be empty; its capacity is kept
    // for reuse.
    void take(std::vector<Task>& into);
    // From now on post() answers false. What is waiting can still be taken.
    void close();

private:
    std::size_t tasks_max_;
    Fd wake_;
    mutable std::mutex mutex_;
    std::vector<Task> tasks_;  // the rest is guarded by mutex_
    bool sleeping_ = false;
    bool closed_ = false;
};

}  // namespace teahouse::net
