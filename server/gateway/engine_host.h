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
#include "gateway/executor.h"
#include "gateway/fanout.h"
#include "proto/hook_call.h"
#include "store/store.h"

namespace teahouse::gateway {

// A command with what the fan-out must know of a new session.
struct Inbound {
    chat::Command command;
    Variant variant;  // with Hello only
};

class EngineHost {
public:
    EngineHost(chat::EngineConfig config, std::unique_ptr<store::Store> store);
    ~EngineHost();
    EngineHost(const EngineHost&) = delete;
    EngineHost& operator=(const EngineHost&) = delete;

    // Reads the store; blocking, before start().
    Status load();
    // From now on commands are taken. The executor must outlive stop().
    void start(Executor& executor, std::uint32_t workers, Fanout::Post post);
    // Any thread; waits until all accepted transactions are durable and their answers are handed
    // out. Later commands are refused.
    void stop();

    // Any thread. Takes the batch; false: the mailbox is full and the batch is as it was.
    [[nodiscard]] bool post(std::vector<Inbound>& batch);

    void set_registration_open(bool open);
    // Before start(): takes what people are to be told; called on the engine's thread, must not
    // block.
    using Notify = std::function<void(std::vector<chat::Notify>)>;
    void set_notify(Notify notify) { notify_ = std::move(notify); }
    // The same for what outgoing webhooks are to be sent.
    using Call = std::function<void(std::vector<proto::HookCall>)>;
    void set_call(Call call) { call_ = std::move(call); }
    // The same for the pages that are to be asked what they say of themselves.
    using Preview = std::function<void(std::vector<chat::PreviewAsk>)>;
    void set_preview(Preview preview) { preview_ = std::move(preview); }
    // The same for the media router. Without one (before start()) calls go from device to device.
    using Router = std::function<void(std::vector<chat::RouterAct>)>;
    void set_router(Router router) { router_ = std::move(router); }
    void no_router() { engine_.no_router(); }
    // Any thread, after start().
    void channel_result(chat::ChannelResult result);
    void hook_result(chat::HookResult result);
    void preview_result(chat::PreviewResult result);
    void router_answer(chat::RouterAnswer answer);
    void router_events(chat::RouterEvents events);
    // Any thread: asks which of these no account or room has. `done` is called on the engine's
    // thread and must not block; never, when the engine ends before.
    void unnamed_pictures(std::vector<std::string> pictures,
                          std::function<void(std::vector<std::string>)> done);
    // Any thread: commands or transactions are on their way, so that more will be delivered soon.
    [[nodiscard]] bool is_busy() const {
        return commands_under_way_.load(std::memory_order_relaxed) > 0 ||
               txns_under_way_.load(std::memory_order_relaxed) > 0;
    }
    // Any thread; at most a tick old.
    [[nodiscard]] chat::EngineStats stats() const;

private:
    // Any thread: a result that somebody waits for; `must`: whatever the mailbox holds.
    template <class Result>
    void take_result(Result result, bool must);
    void apply(std::vector<Inbound> batch);
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
    Notify notify_;
    Call call_;
    Preview preview_;
    Router router_;
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
