// SPDX-License-Identifier: MIT
// Sends notifications, on a thread of its own: a bounded queue, several at once but few of one
// account, so that slow endpoints of one person hold nobody else up, and further attempts later
// where the other side has no time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "notify/webpush.h"
#include "proto/hook_call.h"
#include "proto/records.h"

namespace teahouse::notify {

struct Job {
    proto::ChannelRecord channel = {};
    Message message = {};
    // For a webhook of a room, in the place of the two: it has one under way at a time, and more
    // attempts.
    std::optional<proto::HookCall> call = {};
};

// What became of a job in the end.
struct Outcome {
    std::uint64_t channel = 0;
    std::string endpoint = {};
    std::string fault = {};       // empty: it was taken
    bool gone = false;            // the other side says that there is no such endpoint any more
    std::optional<Seq> seq = {};  // of a webhook, which `channel` is then
    std::string answer = {};      // what it said to that, when it took it
};

struct Metrics {
    std::atomic<std::uint64_t> sent{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> retried{0};
    std::atomic<std::uint64_t> dropped{0};
    std::atomic<std::uint64_t> removed{0};
    std::atomic<std::uint64_t> waiting{0};  // with those under way
};

class Notifier {
public:
    // `done` is called on the notifier's thread.
    Notifier(About about, OutboundOptions options, VapidKey key, std::function<void(Outcome)> done);
    ~Notifier();  // stops
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    // Any thread. What does not fit is dropped.
    void submit(std::vector<Job> jobs);
    // Gives up what waits and what is under way. Not from `done`.
    void stop();
    [[nodiscard]] const Metrics& metrics() const { return metrics_; }

private:
    struct Waiting {
        Job job;
        std::uint32_t attempts = 0;  // made so far
    };
    struct Load {
        std::size_t queued = 0;  // with those under way
        std::size_t running = 0;
    };

    void run();
    void take_in();
    // Starts what is due; answers when to look again, in ms.
    std::int64_t start_due();
    void start(Waiting one);
    void complete(Waiting one, const HttpAnswer& answer);
    void finish(const Waiting& one, std::string fault, bool gone, std::string answer = {});
    void cancel(const proto::HookCall& call);
    void forget(const Waiting& one);

    const About about_;
    const VapidKey key_;
    const std::function<void(Outcome)> done_;
    Metrics metrics_;
    Outbound outbound_;

    std::mutex mutex_;  // guards the two below
    std::vector<Job> incoming_;
    bool stopping_ = false;

    // Of the thread only.
    std::multimap<std::int64_t, Waiting> queue_;  // by when they are due, steady ms
    std::unordered_map<UserId, Load> loads_;
    // Calls of webhooks under way, by webhook and message; whether they are not wanted any more.
    std::map<std::pair<std::uint64_t, Seq>, bool> calling_;

    std::jthread thread_;  // last: it uses the others
};

// How long to wait before another attempt, or -1 to give up. `attempts`: those made.
[[nodiscard]] std::int64_t retry_after_ms(std::uint32_t attempts, const HttpAnswer& answer,
                                          std::uint32_t attempts_max = limits::kNotifyAttemptsMax);

}  // namespace teahouse::notify
