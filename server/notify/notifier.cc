// SPDX-License-Identifier: MIT
#include "notify/notifier.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_programs.h"
#include "base/steady_ms.h"
#include "notify/hook_request.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "proto/messages.h"

namespace teahouse::notify {
namespace {

constexpr std::int64_t kIdleMs = 60'000;
constexpr std::int64_t kBackoffMs = 2'000;  // before the second attempt; five times as long after
constexpr std::int64_t kBackoffFactor = 5;
constexpr int kGone = 410;
constexpr int kNotFound = 404;
constexpr int kTooMany = 429;

TimeMs unix_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// Whom a job belongs to: the account, or whoever made the webhook.
UserId owner_of(const Job& job) { return job.call ? job.call->by : job.channel.user; }

std::size_t parallel_max(const Job& job) {
    return job.call ? limits::kHookParallelPerMakerMax : limits::kNotifyParallelPerUserMax;
}

Outcome outcome_of(const Job& job) {
    if (job.call) {
        return {.channel = job.call->hook, .seq = job.call->seq};
    }
    return {.channel = job.channel.id, .endpoint = job.channel.endpoint};
}

bool is_success(int status) { return status >= 200 && status < 300; }

// A push service says with 404 too that the browser has no subscription any more (RFC 8030); a
// webhook may be missing for a while.
bool is_gone(proto::ChannelKind kind, int status) {
    return status == kGone || (status == kNotFound && kind == proto::ChannelKind::web_push);
}

}  // namespace

std::int64_t retry_after_ms(std::uint32_t attempts, const HttpAnswer& answer,
                            std::uint32_t attempts_max) {
    const bool busy = answer.status == kTooMany || answer.status >= 500;
    if (attempts >= attempts_max || (!busy && !answer.may_retry)) {
        return -1;
    }
    std::int64_t wait = kBackoffMs;
    for (std::uint32_t i = 1; i < attempts; ++i) {
        wait *= kBackoffFactor;
    }
    wait = std::max(wait, answer.retry_after_ms);
    return wait <= limits::kNotifyRetryMaxMs ? wait : -1;
}

Notifier::Notifier(About about, OutboundOptions options, VapidKey key,
                   std::function<void(Outcome)> done)
    : about_(std::move(about)),
      key_(std::move(key)),
      done_(std::move(done)),
      outbound_(std::move(options)),
      thread_([this] { run(); }) {}

Notifier::~Notifier() { stop(); }

void Notifier::submit(std::vector<Job> jobs) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            return;
        }
        for (Job& job : jobs) {
            // Of webhooks there are few, and each waits to be told what became of its message.
            if (!job.call && metrics_.waiting.load() >= limits::kNotifyQueueMax) {
                metrics_.dropped.fetch_add(1);
                continue;
            }
            metrics_.waiting.fetch_add(1);
            incoming_.push_back(std::move(job));
        }
    }
    outbound_.wake();
}

void Notifier::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    outbound_.wake();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Notifier::run() {
    while (true) {
        take_in();
        const std::int64_t wait = start_due();
        outbound_.run(wait);
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            return;
        }
    }
}

void Notifier::take_in() {
    std::vector<Job> jobs;
    {
        const std::scoped_lock lock(mutex_);
        jobs.swap(incoming_);
    }
    const std::int64_t now = steady_ms();
    for (Job& job : jobs) {
        if (job.call && job.call->cancel) {
            metrics_.waiting.fetch_sub(1);
            cancel(*job.call);
            continue;
        }
        Load& load = loads_[owner_of(job)];
        // A webhook has one message on its way, so that there are no more of them than webhooks.
        if (!job.call && load.queued >= limits::kNotifyQueuePerUserMax) {
            metrics_.dropped.fetch_add(1);
            metrics_.waiting.fetch_sub(1);
            continue;
        }
        ++load.queued;
        queue_.emplace(now, Waiting{.job = std::move(job)});
    }
}

std::int64_t Notifier::start_due() {
    const std::int64_t now = steady_ms();
    for (auto it = queue_.begin(); it != queue_.end() && it->first <= now;) {
        if (outbound_.running() >= limits::kNotifyParallelMax) {
            return kIdleMs;  // the next one that ends wakes us
        }
        Load& load = loads_[owner_of(it->second.job)];
        if (load.running >= parallel_max(it->second.job)) {
            ++it;
            continue;
        }
        ++load.running;
        Waiting one = std::move(it->second);
        it = queue_.erase(it);
        start(std::move(one));
    }
    const auto next = queue_.upper_bound(now);
    return next == queue_.end() ? kIdleMs : std::clamp<std::int64_t>(next->first - now, 1, kIdleMs);
}

void Notifier::start(Waiting one) {
    ++one.attempts;
    HttpRequest request =
        one.job.call ? make_hook_request(about_, *one.job.call, unix_ms())
                     : make_request(about_, key_, one.job.channel, one.job.message, unix_ms());
    if (request.url.empty()) {
        --loads_[owner_of(one.job)].running;
        finish(one, "the keys of the browser are not valid", true);
        return;
    }
    if (one.job.call) {
        calling_.insert_or_assign({one.job.call->hook, one.job.call->seq}, false);
    }
    outbound_.start(std::move(request), [this, one = std::move(one)](const HttpAnswer& answer) {
        complete(one, answer);
    });
}

void Notifier::complete(Waiting one, const HttpAnswer& answer) {
    --loads_[owner_of(one.job)].running;
    bool wanted = true;
    if (one.job.call) {
        const auto calling = calling_.find({one.job.call->hook, one.job.call->seq});
        if (calling != calling_.end()) {
            wanted = !calling->second;
            calling_.erase(calling);
        }
    }
    const proto::ChannelKind kind = one.job.channel.kind;
    if (is_success(answer.status)) {
        if (one.job.call) {
            return finish(one, "", false, answer.body);
        }
        finish(one, refusal_in(kind, answer.body), false);
        return;
    }
    if (!wanted) {
        return forget(one);
    }
    const std::uint32_t attempts_max =
        one.job.call ? limits::kHookAttemptsMax : limits::kNotifyAttemptsMax;
    if (const std::int64_t wait = retry_after_ms(one.attempts, answer, attempts_max); wait >= 0) {
        metrics_.retried.fetch_add(1);
        queue_.emplace(steady_ms() + wait, std::move(one));
        return;
    }
    finish(one, answer.status == 0 ? answer.fault : "it answered " + std::to_string(answer.status),
           is_gone(kind, answer.status));
}

void Notifier::cancel(const proto::HookCall& call) {
    for (auto it = queue_.begin(); it != queue_.end(); ++it) {
        const auto& waits = it->second.job.call;
        if (waits && waits->hook == call.hook && waits->seq == call.seq) {
            forget(it->second);
            queue_.erase(it);
            return;
        }
    }
    if (const auto calling = calling_.find({call.hook, call.seq}); calling != calling_.end()) {
        calling->second = true;
    }
}

void Notifier::forget(const Waiting& one) {
    const auto load = loads_.find(owner_of(one.job));
    if (--load->second.queued == 0) {
        loads_.erase(load);
    }
    metrics_.waiting.fetch_sub(1);
}

void Notifier::finish(const Waiting& one, std::string fault, bool gone, std::string answer) {
    forget(one);
    (fault.empty() ? metrics_.sent : metrics_.failed).fetch_add(1);
    metrics_.removed.fetch_add(gone ? 1 : 0);
    Outcome outcome = outcome_of(one.job);
    outcome.fault = std::move(fault);
    outcome.gone = gone;
    outcome.answer = std::move(answer);
    done_(std::move(outcome));
}

}  // namespace teahouse::notify
