// SPDX-License-Identifier: MIT
#include "net/mailbox.h"

#include <cstdint>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"

namespace teahouse::net {

Mailbox::Mailbox(std::size_t tasks_max)
    : tasks_max_(tasks_max), wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    NEED(wake_);
}

bool Mailbox::post(Task task, bool must) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (closed_ || (tasks_.size() >= tasks_max_ && !must)) {
            return false;
        }
        tasks_.push_back(std::move(task));
        wake = std::exchange(sleeping_, false);
    }
    if (wake) {
        const std::uint64_t one = 1;
        // Fails only when the counter is full: then the consumer is woken anyway.
        [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof(one));
    }
    return true;
}

std::size_t Mailbox::waiting() const {
    const std::lock_guard lock(mutex_);
    return tasks_.size();
}

bool Mailbox::prepare_sleep() {
    const std::lock_guard lock(mutex_);
    sleeping_ = tasks_.empty();
    return sleeping_;
}

void Mailbox::awake(bool signalled) {
    if (signalled) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(wake_.get(), &count, sizeof(count));
    }
    const std::lock_guard lock(mutex_);
    sleeping_ = false;
}

void Mailbox::take(std::vector<Task>& into) {
    const std::lock_guard lock(mutex_);
    std::swap(tasks_, into);
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

}  // namespace teahouse::net
