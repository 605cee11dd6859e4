// SPDX-License-Identifier: MIT
#include "gateway/cluster_host.h"

#include <latch>
#include <utility>
#include <variant>

#include "base/limits.h"
#include "base/log.h"
#include "base/steady_ms.h"
#include "gateway/token.h"

namespace teahouse::gateway {
namespace {

constexpr std::int64_t kJoinAgainMs = 200;
constexpr std::int64_t kTimerOffMs = 3'600'000;
constexpr unsigned kLinkBits = 20;  // links of one start, below a random number

Error no_engine() {
    return {.code = ErrorCode::store_unavailable,
            .message = "the servers are choosing one to lead",
            .retry_after_ms = limits::kRetryAfterMs};
}

Error too_much() {
    return {.code = ErrorCode::rate_limited,
            .message = "the server is overloaded",
            .retry_after_ms = limits::kRetryAfterMs};
}

}  // namespace

ClusterHost::ClusterHost(chat::EngineConfig config, std::unique_ptr<bus::Bus> bus)
    : config_(std::move(config)),
      bus_(std::move(bus)),
      next_link_(random_number() >> kLinkBits << kLinkBits | 1U) {}

ClusterHost::~ClusterHost() = default;

void ClusterHost::start(Executor& executor, std::uint32_t workers, Fanout::Post post,
                        EndSockets end) {
    executor_ = &executor;
    workers_ = workers;
    post_ = std::move(post);
    end_sockets_ = std::move(end);
    run([this] { fanout_ = std::make_unique<Fanout>(workers_, post_); });
    bus_->start({
        .message =
            [this](bus::NodeId from, std::string_view bytes) {
                executor_->post([this, from, text = std::string(bytes)] { hear(from, text); },
                                true);
            },
        .lost =
            [this](bus::NodeId other) { executor_->post([this, other] { lost(other); }, true); },
    });
    started_.store(true, std::memory_order_release);
}

void ClusterHost::stop() {
    if (executor_ == nullptr) {
        return;
    }
    const std::scoped_lock lock(control_mutex_);
    step_down();
    run([this] {
        stopped_ = true;
        executor_->call_after(kTimerOffMs, [] {});
    });
    bus_.reset();  // no more callbacks
    run([] {});    // and what they had posted is through
}

void ClusterHost::run(const std::function<void()>& task) {
    std::latch done(1);
    const auto both = [&task, &done] {
        task();
        done.count_down();
    };
    if (executor_->post(both, true)) {
        done.wait();
    }
}

Status ClusterHost::lead(std::unique_ptr<store::Store> store) {
    const std::scoped_lock lock(control_mutex_);
    step_down();
    auto host = std::make_unique<EngineHost>(config_, std::move(store));
    host->set_slow_log(slow_);
    host->set_notify(notify_);
    host->set_call(call_);
    host->set_preview(preview_);
    host->set_router(router_);
    if (!has_router_) {
        host->no_router();
    }
    TRY_STATUS(host->load());
    host_ = std::move(host);
    host_->set_filter(*this);
    run([this] { nodes_ = std::make_unique<NodeSessions>(*bus_); });
    host_->start(*executor_, workers_, post_);
    run([this] {
        leading_ = host_.get();
        has_engine_.store(true, std::memory_order_relaxed);
        for (const auto& [node, link] : std::exchange(joins_, {})) {
            nodes_->join(node, link);
        }
    });
    return {};
}

void ClusterHost::follow(bus::NodeId leader) {
    const std::scoped_lock lock(control_mutex_);
    step_down();
    run([this, leader] {
        remote_ = std::make_unique<RemoteEngine>(*bus_, leader, next_link_);
        remote_->join();
    });
}

void ClusterHost::nobody() {
    const std::scoped_lock lock(control_mutex_);
    step_down();
}

void ClusterHost::step_down() {
    bool had_sessions = false;
    run([&] {
        had_sessions = leading_ != nullptr || remote_ != nullptr;
        leading_ = nullptr;
        has_engine_.store(false, std::memory_order_relaxed);
    });
    if (host_ != nullptr) {
        host_->stop();  // what was accepted is stored and still answered
    }
    run([&] {
        if (nodes_ != nullptr) {
            nodes_->end_all();
            nodes_.reset();
            executor_->call_after(kTimerOffMs, [] {});  // the next tick of the engine that ended
        }
        if (remote_ != nullptr) {
            remote_->link_over();
            next_link_ = remote_->next_link();
            remote_.reset();
        }
        if (had_sessions) {
            end_everything();
        }
        busy_.store(false, std::memory_order_relaxed);
        const std::scoped_lock lock(stats_mutex_);
        stats_ = {};
    });
    host_.reset();
}

void ClusterHost::end_everything() {
    ++era_;
    end_sockets_(era_);
    fanout_ = std::make_unique<Fanout>(workers_, post_);
    chat::Effects effects;
    unanswered_.refuse_all(no_engine(), effects);
    fanout_->carry(effects);
    fanout_->flush();
}

bool ClusterHost::post(std::vector<Inbound>& batch, std::uint32_t era) {
    if (!started_.load(std::memory_order_acquire)) {
        return false;
    }
    auto shared = std::make_shared<std::vector<Inbound>>(std::move(batch));
    const auto task = [this, shared, era, posted_us = steady_us()] {
        commands_under_way_.fetch_sub(1, std::memory_order_relaxed);
        take_batch(std::move(*shared), era, posted_us);
    };
    commands_under_way_.fetch_add(1, std::memory_order_relaxed);
    if (executor_->post(task, false)) {
        return true;
    }
    commands_under_way_.fetch_sub(1, std::memory_order_relaxed);
    batch = std::move(*shared);
    return false;
}

void ClusterHost::take_batch(std::vector<Inbound> batch, std::uint32_t era,
                             std::int64_t posted_us) {
    if (era != era_) {
        std::erase_if(batch, [](const Inbound& inbound) { return of_socket(inbound.command); });
    }
    if (batch.empty()) {
        return;
    }
    if (leading_ == nullptr && (remote_ == nullptr || !remote_->welcome())) {
        return refuse_batch(batch, no_engine());
    }
    if (leading_ == nullptr && remote_->is_full()) {
        refuse_batch(batch, too_much());
        std::erase_if(batch, [](const Inbound& inbound) {
            return answer_shape(inbound.command) != AnswerShape::none;
        });
    }
    for (const Inbound& inbound : batch) {
        unanswered_.note(inbound.command);
    }
    if (leading_ != nullptr) {
        leading_->apply(std::move(batch), posted_us);
    } else if (!batch.empty()) {
        remote_->send(batch, *fanout_);
    }
}

void ClusterHost::refuse_batch(const std::vector<Inbound>& batch, const Error& error) {
    chat::Effects effects;
    for (const Inbound& inbound : batch) {
        refuse(inbound.command, error, effects);
    }
    fanout_->carry(effects);
    fanout_->flush();
}

// --- The bus

void ClusterHost::hear(bus::NodeId from, std::string_view bytes) {
    NodeMessage message;
    if (stopped_) {
        return;
    }
    if (!read_node_message(bytes, message)) {
        log(LogLevel::warning, "a message of another node is not understood",
            {{.key = "node", .value = std::to_string(from.value)}});
        return;
    }
    if (message.says == NodeSays::join || message.says == NodeSays::commands) {
        hear_follower(from, message);
    } else if (remote_ != nullptr && remote_->leader() == from) {
        hear_leader(message);
    }
}

void ClusterHost::hear_follower(bus::NodeId from, const NodeMessage& message) {
    if (message.says == NodeSays::join) {
        return take_join(from, message.link);
    }
    if (leading_ == nullptr) {
        return bus_->send(from, node_word(NodeSays::ended, message.link));
    }
    leading_->apply(nodes_->commands(from, message));
}

void ClusterHost::take_join(bus::NodeId from, std::uint64_t link) {
    if (leading_ == nullptr) {
        joins_[from] = link;  // we may be about to lead
        return;
    }
    if (nodes_->has_link(from, link)) {
        return;  // it was asked for twice; the welcome is on its way
    }
    leading_->apply(nodes_->end_sessions(from));
    nodes_->join(from, link);
}

void ClusterHost::hear_leader(const NodeMessage& message) {
    switch (remote_->hear(message)) {
        case RemoteEngine::Heard::nothing: return;
        case RemoteEngine::Heard::welcome:
            has_engine_.store(true, std::memory_order_relaxed);
            return;
        case RemoteEngine::Heard::ended: return link_over();
        case RemoteEngine::Heard::effects: break;
    }
    if (!remote_->hand_out(message, *fanout_, [this](const chat::Effects& effects) {
            unanswered_.answered(effects);
        })) {
        log(LogLevel::warning, "what the leading node wants done is not understood",
            {{.key = "node", .value = std::to_string(remote_->leader().value)}});
        link_over();
    }
}

void ClusterHost::lost(bus::NodeId other) {
    if (stopped_) {
        return;
    }
    joins_.erase(other);
    if (leading_ != nullptr) {
        leading_->apply(nodes_->end_sessions(other));
    } else if (remote_ != nullptr && remote_->leader() == other) {
        link_over();
    }
}

void ClusterHost::link_over() {
    const bool was_open = remote_->welcome();
    remote_->link_over();
    next_link_ = remote_->next_link();
    has_engine_.store(false, std::memory_order_relaxed);
    if (was_open) {
        end_everything();
    }
    // Not at once: a leader that is gone would be asked all the time.
    executor_->call_after(kJoinAgainMs, [this] {
        if (remote_ != nullptr && !remote_->welcome()) {
            remote_->join();
        }
    });
}

// --- The engine here

void ClusterHost::take(chat::Effects& effects) {
    nodes_->split(effects);
    unanswered_.answered(effects);
}

void ClusterHost::session_gone(SessionId session) { nodes_->session_gone(session); }

void ClusterHost::turn_over() {
    nodes_->flush();
    busy_.store(host_->is_busy(), std::memory_order_relaxed);
    const std::scoped_lock lock(stats_mutex_);
    stats_ = host_->stats();
}

chat::EngineStats ClusterHost::stats() const {
    const std::scoped_lock lock(stats_mutex_);
    return stats_;
}

void ClusterHost::set_registration_open(bool open) {
    const std::scoped_lock lock(control_mutex_);
    config_.registration_open = open;
    if (host_ != nullptr) {
        host_->set_registration_open(open);
    }
}

void ClusterHost::to_engine(chat::Command command, bool must) {
    executor_->post(
        [this, command = std::move(command)] {
            if (leading_ != nullptr) {
                std::vector<Inbound> batch;
                batch.push_back({.command = command, .variant = {}});
                leading_->apply(std::move(batch));
            }
        },
        must);
}

// What must not be shed: as EngineHost says.
void ClusterHost::channel_result(chat::ChannelResult result) {
    to_engine(std::move(result), false);
}
void ClusterHost::hook_result(chat::HookResult result) { to_engine(std::move(result), true); }
void ClusterHost::preview_result(chat::PreviewResult result) { to_engine(std::move(result), true); }
void ClusterHost::router_answer(chat::RouterAnswer answer) { to_engine(std::move(answer), true); }
void ClusterHost::router_events(chat::RouterEvents events) { to_engine(std::move(events), false); }

void ClusterHost::unnamed_pictures(std::vector<std::string> pictures,
                                   std::function<void(std::vector<std::string>)> done) {
    executor_->post(
        [this, pictures = std::move(pictures), done = std::move(done)] {
            done(leading_ != nullptr ? leading_->unnamed_now(pictures)
                                     : std::vector<std::string>());
        },
        true);
}

}  // namespace teahouse::gateway
