// SPDX-License-Identifier: MIT
// The engine of one node of several: it is here while the node leads, elsewhere while it follows,
// and nowhere while nobody leads. Each change ends all sessions of this node; their clients come
// back and resume.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bus/bus.h"
#include "gateway/engine_door.h"
#include "gateway/engine_host.h"
#include "gateway/executor.h"
#include "gateway/fanout.h"
#include "gateway/node_sessions.h"
#include "gateway/remote_engine.h"
#include "gateway/unanswered.h"
#include "store/store.h"

namespace teahouse::gateway {

class ClusterHost final : public EngineDoor, private EffectsFilter {
public:
    ClusterHost(chat::EngineConfig config, std::unique_ptr<bus::Bus> bus);
    ~ClusterHost() override;

    // Before start(), as EngineHost says: commands are followed on the node that leads.
    void set_slow_log(SlowLog* slow) { slow_ = slow; }

    // Closes all sockets of this node with 4012. Called on the executor's thread with the era that
    // begins: what workers post for sockets of an earlier one is dropped.
    using EndSockets = std::function<void(std::uint32_t era)>;
    // Nobody leads yet. The executor must outlive stop().
    void start(Executor& executor, std::uint32_t workers, Fanout::Post post, EndSockets end);
    // As nobody(), and for good: the bus is gone after it.
    void stop();

    // Between start() and stop(), from any thread but the executor's, the workers' and the bus's;
    // one after the other. Each is a change, also to what is so already.

    // From here on the engine is here, over this store: loaded, started and open to the other
    // nodes when this returns. If it could not be loaded: as nobody().
    Status lead(std::unique_ptr<store::Store> store);
    void follow(bus::NodeId leader);
    // What an engine here had accepted is stored and answered, and its store destroyed, when this
    // returns.
    void nobody();
    // Any thread: commands are taken.
    [[nodiscard]] bool has_engine() const { return has_engine_.load(std::memory_order_relaxed); }

    [[nodiscard]] bool post(std::vector<Inbound>& batch, std::uint32_t era) override;
    void set_registration_open(bool open) override;
    void set_notify(Notify notify) override { notify_ = std::move(notify); }
    void set_call(Call call) override { call_ = std::move(call); }
    void set_preview(Preview preview) override { preview_ = std::move(preview); }
    void set_router(Router router) override { router_ = std::move(router); }
    void no_router() override { has_router_ = false; }
    // Dropped, where the engine is not here: what it had asked for ended with it.
    void channel_result(chat::ChannelResult result) override;
    void hook_result(chat::HookResult result) override;
    void preview_result(chat::PreviewResult result) override;
    void router_answer(chat::RouterAnswer answer) override;
    void router_events(chat::RouterEvents events) override;
    // Where the engine is not here: none, so that only one node removes pictures.
    void unnamed_pictures(std::vector<std::string> pictures,
                          std::function<void(std::vector<std::string>)> done) override;
    [[nodiscard]] bool is_busy() const override {
        return busy_.load(std::memory_order_relaxed) ||
               commands_under_way_.load(std::memory_order_relaxed) > 0;
    }
    [[nodiscard]] chat::EngineStats stats() const override;

private:
    // EffectsFilter
    void take(chat::Effects& effects) override;
    void session_gone(SessionId session) override;
    void turn_over() override;

    // Runs it on the executor's thread and waits for it.
    void run(const std::function<void()>& task);
    void step_down();  // with control_mutex_
    // Any thread: for the engine, if it is here.
    void to_engine(chat::Command command, bool must);

    // The executor's thread:
    void take_batch(std::vector<Inbound> batch, std::uint32_t era, std::int64_t posted_us);
    void refuse_batch(const std::vector<Inbound>& batch, const Error& error);
    void end_everything();
    void hear(bus::NodeId from, std::string_view bytes);
    void hear_follower(bus::NodeId from, const NodeMessage& message);
    void hear_leader(const NodeMessage& message);
    void lost(bus::NodeId other);
    void take_join(bus::NodeId from, std::uint64_t link);
    void link_over();

    chat::EngineConfig config_;
    std::unique_ptr<bus::Bus> bus_;
    SlowLog* slow_ = nullptr;
    Notify notify_;
    Call call_;
    Preview preview_;
    Router router_;
    bool has_router_ = true;
    Executor* executor_ = nullptr;
    std::uint32_t workers_ = 0;
    Fanout::Post post_;
    EndSockets end_sockets_;

    std::mutex control_mutex_;  // who changes the role; guards config_ as well
    // Made and destroyed by who changes the role.
    std::unique_ptr<EngineHost> host_;
    mutable std::mutex stats_mutex_;
    chat::EngineStats stats_;

    // The executor's thread only:
    EngineHost* leading_ = nullptr;               // host_, while it takes commands
    std::unique_ptr<NodeSessions> nodes_;         // with host_
    std::unique_ptr<RemoteEngine> remote_;        // following
    std::unique_ptr<Fanout> fanout_;              // of what is not said by an engine here
    std::map<bus::NodeId, std::uint64_t> joins_;  // who wants a link while we do not lead
    Unanswered unanswered_;
    std::uint64_t next_link_;
    bool stopped_ = false;

    std::uint32_t era_ = 0;
    std::atomic<bool> started_{false};  // workers may have clients before there is an executor
    std::atomic<bool> has_engine_{false};
    std::atomic<bool> busy_{false};
    std::atomic<std::size_t> commands_under_way_{0};  // batches posted and not yet taken
};

}  // namespace teahouse::gateway
