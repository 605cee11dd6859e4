// SPDX-License-Identifier: MIT
// One-shot timers of a worker: a heap, for the few timers of the layers above. Timeouts of
// connections are many and coarse and live in the TimeoutWheel. Worker's thread only; time is given
// by the caller.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <unordered_map>
#include <vector>

namespace teahouse::net {

class Timers {
public:
    using Callback = std::function<void()>;
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    // Never 0. Timers of equal time run in the order added.
    std::uint64_t add(std::int64_t due_ms, Callback callback);
    // Unknown and finished timers are ignored; safe from inside callbacks.
    void cancel(std::uint64_t id) { callbacks_.erase(id); }
    // Runs what is due. Timers added meanwhile wait for the next call, so this always ends.
    void run(std::int64_t now_ms);
    // When run() is to be called next; kNever if nothing waits.
    [[nodiscard]] std::int64_t next_ms();

private:
    struct Entry {
        std::int64_t due_ms = 0;
        std::uint64_t id = 0;
        friend bool operator>(const Entry& a, const Entry& b) {
            return a.due_ms != b.due_ms ? a.due_ms > b.due_ms : a.id > b.id;
        }
    };
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
    std::unordered_map<std::uint64_t, Callback> callbacks_;  // absent: cancelled
    std::uint64_t last_id_ = 0;
};

}  // namespace teahouse::net
