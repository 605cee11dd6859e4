// SPDX-License-Identifier: MIT
// Runs the engine: takes commands and completions from any thread, gives transactions to the store
// and deliveries to the workers. The engine itself is touched on the executor's thread only.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "gateway/clock.h"
#include "gateway/engine_door.h"
#include "gateway/executor.h"
#include "gateway/fanout.h"
#include "gateway/slow_commands.h"
#include "proto/hook_call.h"
#include "store/store.h"

namespace teahouse::gateway {

// Takes away what is for the sessions of other nodes before the rest goes into the fan-out. On the
// engine's thread.
class EffectsFilter {
public:
    virtual ~EffectsFilter() = default;
    virtual void take(chat::Effects& effects) = 0;
    // All that the session was to be told has been taken.
    virtual void session_gone(SessionId session) = 0;
    // A turn of the engine is over.
    virtual void turn_over() = 0;
};

class EngineHost final : public EngineDoor {
public:
    EngineHost(chat::EngineConfig config, std::unique_ptr<store::Store> store);
    ~EngineHost() override;

    // Reads the store; blocking, before start().
    Status load();
    // From now on commands are taken. The executor must outlive stop().
    void start(Executor& executor, std::uint32_t workers, Fanout::Post post);
    // Any thread; waits until all accepted transactions are durable and their answers are handed
    // out. Later commands are refused.
    void stop();

    // Before start(): takes commands that take long. Outlives this; null: nobody wants to know.
    void set_slow_log(SlowLog* slow) { slow_ = SlowCommands(slow); }
    // Before start(): some sessions are of other nodes. Outlives stop().
    void set_filter(EffectsFilter& filter) { filter_ = &filter; }

    [[nodiscard]] bool post(std::vector<Inbound>& batch, std::uint32_t era) override;
    // On the engine's thread, between start() and stop().
    // `posted_us`: since when the batch waited, by steady_us(); 0: it did not.
    void apply(std::vector<Inbound> batch, std::int64_t posted_us = 0);
    [[nodiscard]] std::vector<std::string> unnamed_now(
        const std::vector<std::string>& pictures) const {
        return engine_.unnamed_pictures(pictures);
    }

    void set_registration_open(bool open) override;
    void set_notify(Notify notify) override { notify_ = std::move(notify); }
    void set_call(Call call) override { call_ = std::move(call); }
    void set_preview(Preview preview) override { preview_ = std::move(preview); }
    void set_router(Router router) override { router_ = std::move(router); }
    void no_router() override { engine_.no_router(); }
    void channel_result(chat::ChannelResult result) override;
    void hook_result(chat::HookResult result) override;
    void preview_result(chat::PreviewResult result) override;
    void router_answer(chat::RouterAnswer answer) override;
    void router_events(chat::RouterEvents events) override;
    void unnamed_pictures(std::vector<std::string> pictures,
                          std::function<void(std::vector<std::string>)> done) override;
    [[nodiscard]] bool is_busy() const override {
        return commands_under_way_.load(std::memory_order_relaxed) > 0 ||
               txns_under_way_.load(std::memory_order_relaxed) > 0;
    }
    [[nodiscard]] chat::EngineStats stats() const override;

private:
    // Any thread: a result that somebody waits for; `must`: whatever the mailbox holds.
    template <class Result>
    void take_result(Result result, bool must);
    void carry();
    void take_txns(std::vector<proto::TxnResult> results);
    void take_query(proto::QueryResult result);
    void take_search(proto::SearchResult result);
    void dispatch();
    void schedule_tick();
    void publish_stats();

    chat::Engine engine_;
    std::unique_ptr<store::Store> store_;  // load(), start() and stop() only
    store::Store* open_store_ = nullptr;   // the engine's thread; null once it ends
    std::unique_ptr<Fanout> fanout_;
    EffectsFilter* filter_ = nullptr;
    Notify notify_;
    Call call_;
    Preview preview_;
    Router router_;
    SlowCommands slow_{nullptr};
    Executor* executor_ = nullptr;
    ForwardClock clock_;
    chat::Effects effects_;
    TimeMs tick_at_ = 0;
    std::atomic<bool> started_{false};  // workers run before the engine does
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> commands_under_way_{0};  // batches posted and not yet applied
    std::atomic<std::size_t> txns_under_way_{0};      // as of the last dispatch
    mutable std::mutex stats_mutex_;
    chat::EngineStats stats_;
};

}  // namespace teahouse::gateway
