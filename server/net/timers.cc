// SPDX-License-Identifier: MIT
#include "net/timers.h"

#include <utility>

namespace teahouse::net {

std::uint64_t Timers::add(std::int64_t due_ms, Callback callback) {
    const std::uint64_t id = ++last_id_;
    callbacks_.emplace(id, std::move(callback));
    heap_.push({.due_ms = due_ms, .id = id});
    return id;
}

void Timers::run(std::int64_t now_ms) {
    const std::uint64_t newest = last_id_;
    std::vector<Entry> later;
    while (!heap_.empty() && heap_.top().due_ms <= now_ms) {
        const Entry entry = heap_.top();
        heap_.pop();
        if (entry.id > newest) {
            later.push_back(entry);
            continue;
        }
        if (auto node = callbacks_.extract(entry.id); !node.empty()) {
            node.mapped()();
        }
    }
    for (const Entry& entry : later) {
        heap_.push(entry);
    }
}

std::int64_t Timers::next_ms() {
    while (!heap_.empty() && !callbacks_.contains(heap_.top().id)) {
        heap_.pop();
    }
    return heap_.empty() ? kNever : heap_.top().due_ms;
}

}  // namespace teahouse::net
