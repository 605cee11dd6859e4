// SPDX-License-Identifier: MIT
#include "gateway/engine_host.h"

#include <algorithm>
#include <latch>
#include <limits>
#include <mutex>
#include <utility>

#include "base/steady_ms.h"
#include "gateway/clock.h"
#include "gateway/node_session.h"

namespace teahouse::gateway {
namespace {

constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();
constexpr std::int64_t kTickWaitMaxMs = 60'000;

}  // namespace

EngineHost::EngineHost(chat::EngineConfig config, std::unique_ptr<store::Store> store)
    : engine_(std::move(config)), store_(std::move(store)), tick_at_(kNever) {}

EngineHost::~EngineHost() = default;

Status EngineHost::load() {
    TRY(snapshot, store_->load());
    engine_.load({.users = std::move(snapshot.users),
                  .devices = std::move(snapshot.devices),
                  .rooms = std::move(snapshot.rooms),
                  .members = std::move(snapshot.members),
                  .mentions = std::move(snapshot.mentions),
                  .details = std::move(snapshot.details),
                  .channels = std::move(snapshot.channels),
                  .files = std::move(snapshot.files),
                  .file_use = std::move(snapshot.file_use),
                  .kept = std::move(snapshot.kept),
                  .last_kept = snapshot.last_kept},
                 clock_.now(), effects_);
    return {};
}

void EngineHost::start(Executor& executor, std::uint32_t workers, Fanout::Post post) {
    executor_ = &executor;
    fanout_ = std::make_unique<Fanout>(workers, std::move(post));
    open_store_ = store_.get();
    store_->start({
        .on_txns =
            [this](std::vector<proto::TxnResult> results) {
                // std::function wants copyable closures; the batch is moved out once.
                auto shared = std::make_shared<std::vector<proto::TxnResult>>(std::move(results));
                executor_->post([this, shared] { take_txns(std::move(*shared)); }, true);
            },
        .on_query =
            [this](proto::QueryResult result) {
                auto shared = std::make_shared<proto::QueryResult>(std::move(result));
                executor_->post([this, shared] { take_query(std::move(*shared)); }, true);
            },
        .on_search =
            [this](proto::SearchResult result) {
                auto shared = std::make_shared<proto::SearchResult>(std::move(result));
                executor_->post([this, shared] { take_search(std::move(*shared)); }, true);
            },
    });
    std::latch ready(1);
    executor_->post(
        [this, &ready] {
            dispatch();  // the lobby of a fresh store
            ready.count_down();
        },
        true);
    ready.wait();
    started_.store(true, std::memory_order_release);
}

void EngineHost::stop() {
    if (executor_ == nullptr) {
        return;
    }
    stopping_.store(true, std::memory_order_relaxed);
    std::latch applied(1);
    if (executor_->post(
            [this, &applied] {
                open_store_ = nullptr;  // completions still come and lead to nothing new
                applied.count_down();
            },
            true)) {
        applied.wait();
    }
    store_.reset();  // waits for what was submitted; its completions are posted before it returns
    std::latch answered(1);
    if (executor_->post([&answered] { answered.count_down(); }, true)) {
        answered.wait();
    }
}

bool EngineHost::post(std::vector<Inbound>& batch, std::uint32_t /*era*/) {
    if (!started_.load(std::memory_order_acquire) || stopping_.load(std::memory_order_relaxed)) {
        return false;
    }
    auto shared = std::make_shared<std::vector<Inbound>>(std::move(batch));
    commands_under_way_.fetch_add(1, std::memory_order_relaxed);
    const auto task = [this, shared, posted_us = steady_us()] {
        commands_under_way_.fetch_sub(1, std::memory_order_relaxed);
        apply(std::move(*shared), posted_us);
    };
    if (executor_->post(task, false)) {
        return true;
    }
    commands_under_way_.fetch_sub(1, std::memory_order_relaxed);
    batch = std::move(*shared);
    return false;
}

void EngineHost::apply(std::vector<Inbound> batch, std::int64_t posted_us) {
    const TimeMs now = clock_.now();
    for (Inbound& inbound : batch) {
        SessionId ended;
        if (const auto* hello = std::get_if<chat::Hello>(&inbound.command)) {
            if (!node_of(hello->session)) {
                fanout_->session_begins(hello->session, inbound.variant);
            }
        } else if (const auto* gone = std::get_if<chat::Disconnect>(&inbound.command)) {
            ended = gone->session;
        }
        slow_.begin(inbound.command, posted_us, effects_);
        engine_.apply(std::move(inbound.command), now, effects_);
        slow_.end(effects_);
        if (ended) {
            carry();  // its Unsubscribes still need to know how it spoke
            effects_.out.clear();
            effects_.credentials.clear();
            effects_.logins.clear();
            effects_.accounts.clear();
            effects_.files.clear();
            if (!node_of(ended)) {
                fanout_->session_ended(ended);
            } else if (filter_ != nullptr) {
                filter_->session_gone(ended);
            }
        }
    }
    dispatch();
}

void EngineHost::take_txns(std::vector<proto::TxnResult> results) {
    slow_.begin(results, effects_);
    engine_.on_txns(results, clock_.now(), effects_);
    slow_.end(effects_);
    dispatch();
}

void EngineHost::take_query(proto::QueryResult result) {
    slow_.begin(result, effects_);
    engine_.on_query(std::move(result), clock_.now(), effects_);
    slow_.end(effects_);
    dispatch();
}

void EngineHost::take_search(proto::SearchResult result) {
    slow_.begin(result, effects_);
    engine_.on_search(std::move(result), clock_.now(), effects_);
    slow_.end(effects_);
    dispatch();
}

void EngineHost::carry() {
    if (filter_ != nullptr) {
        filter_->take(effects_);
    }
    fanout_->carry(effects_);
}

void EngineHost::dispatch() {
    if (open_store_ != nullptr) {
        if (effects_.resume_store) {
            open_store_->resume();
        }
        for (proto::Txn& txn : effects_.txns) {
            open_store_->submit(std::move(txn));
        }
        for (proto::EventQuery& query : effects_.queries) {
            open_store_->query(std::move(query));
        }
        for (proto::SearchQuery& query : effects_.searches) {
            open_store_->search(std::move(query));
        }
    }
    carry();
    if (notify_ && !effects_.notifications.empty()) {
        notify_(std::move(effects_.notifications));
    }
    if (call_ && !effects_.calls.empty()) {
        call_(std::move(effects_.calls));
    }
    if (preview_ && !effects_.previews.empty()) {
        preview_(std::move(effects_.previews));
    }
    if (router_ && !effects_.router.empty()) {
        router_(std::move(effects_.router));
    }
    effects_.clear();
    fanout_->flush();
    schedule_tick();
    publish_stats();
    if (filter_ != nullptr) {
        filter_->turn_over();
    }
}

void EngineHost::schedule_tick() {
    const TimeMs next = engine_.next_tick();
    if (next >= tick_at_) {
        return;  // an earlier one is set already, or nothing waits
    }
    tick_at_ = next;
    const std::int64_t wait = std::clamp<std::int64_t>(next - clock_.now(), 1, kTickWaitMaxMs);
    executor_->call_after(wait, [this] {
        tick_at_ = kNever;
        if (!stopping_.load(std::memory_order_relaxed)) {
            slow_.begin("tick", effects_);
            engine_.tick(clock_.now(), effects_);
            slow_.end(effects_);
            dispatch();
        }
    });
}

void EngineHost::set_registration_open(bool open) {
    executor_->post([this, open] { engine_.set_registration_open(open); }, true);
}

template <class Result>
void EngineHost::take_result(Result result, bool must) {
    executor_->post(
        [this, result = std::move(result)] {
            if (!stopping_.load(std::memory_order_relaxed)) {
                slow_.begin("inside", effects_);
                engine_.apply(result, clock_.now(), effects_);
                slow_.end(effects_);
                dispatch();
            }
        },
        must);
}

void EngineHost::channel_result(chat::ChannelResult result) {
    // What is lost here with a full mailbox is told again by the next delivery.
    take_result(std::move(result), false);
}

void EngineHost::hook_result(chat::HookResult result) {
    // A webhook waits for it, and has no other under way: never shed.
    take_result(std::move(result), true);
}

void EngineHost::preview_result(chat::PreviewResult result) {
    // A request waits for it; there are limits::kPreviewAsksMax at most.
    take_result(std::move(result), true);
}

void EngineHost::router_answer(chat::RouterAnswer answer) {
    // A request waits for it; there are limits::kSfuAsksMax at most.
    take_result(std::move(answer), true);
}

void EngineHost::router_events(chat::RouterEvents events) {
    // What is lost here with a full mailbox the devices find out by themselves.
    take_result(std::move(events), false);
}

void EngineHost::unnamed_pictures(std::vector<std::string> pictures,
                                  std::function<void(std::vector<std::string>)> done) {
    if (stopping_.load(std::memory_order_relaxed)) {
        return;
    }
    executor_->post(
        [this, pictures = std::move(pictures), done = std::move(done)] {
            if (!stopping_.load(std::memory_order_relaxed)) {
                done(engine_.unnamed_pictures(pictures));
            }
        },
        true);
}

void EngineHost::publish_stats() {
    const chat::EngineStats stats = engine_.stats();
    txns_under_way_.store(stats.txns_in_flight, std::memory_order_relaxed);
    const std::scoped_lock lock(stats_mutex_);
    stats_ = stats;
}

chat::EngineStats EngineHost::stats() const {
    const std::scoped_lock lock(stats_mutex_);
    return stats_;
}

}  // namespace teahouse::gateway
