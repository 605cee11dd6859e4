// SPDX-License-Identifier: MIT
// One of several nodes on a Redis (docs/decisions/0021): its copy of the store, its place on the
// bus, and what the gateway does in each role.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "app/config.h"
#include "base/error.h"
#include "base/result.h"
#include "bus/bus.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "redis/link.h"
#include "store/redis/redis_log.h"
#include "store/redis/replica.h"
#include "store/sqlite/options.h"
#include "store/store.h"

namespace teahouse::app {

// Whether `store` names a Redis.
bool is_cluster(const Config& config);

class Cluster {
public:
    // Waits until Redis has given this node a number. store_unavailable: it has not for a minute.
    static Result<std::unique_ptr<Cluster>> open(const Config& config,
                                                 store::SqliteOptions options);
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // Once, for the gateway, which is made with it and outlives this.
    std::unique_ptr<bus::Bus> take_bus() { return std::move(bus_); }
    // After the gateway's start: from here on this node leads or follows. Waits for the first of
    // both, or for a reason why it cannot.
    Status start(gateway::Gateway& gateway);
    // Before the gateway's stop(): what was accepted is stored, and another node may lead at once.
    void stop();

    // Any thread. Why this node is not ready; empty: it is.
    [[nodiscard]] std::string_view fault() const;
    void write_metrics(gateway::PrometheusText& out) const;

private:
    Cluster() = default;

    // The link's thread:
    void watch();
    void expect(bus::NodeId leader);
    // Any thread: what the gateway is told, in order, by a thread of its own.
    void tell(std::function<void()> task);
    void run();
    void settle(Status how);
    void lead();

    gateway::Gateway* gateway_ = nullptr;
    bus::NodeId self_;
    std::unique_ptr<bus::Bus> bus_;
    std::unique_ptr<redis::Link> link_;
    std::unique_ptr<store::RedisLog> log_;
    std::unique_ptr<store::Replica> replica_;
    std::promise<void> released_;
    bus::NodeId leader_;  // the link's thread; this node itself while it leads
    bool leads_ = false;  // the link's thread

    std::atomic<bool> away_{false};
    std::atomic<int> role_{0};  // 0: neither, 1: follows, 2: leads
    std::atomic<std::uint64_t> changes_{0};

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    std::unique_ptr<store::Store> granted_;  // the newest, until the gateway has it
    bool ending_ = false;
    bool settled_ = false;
    Status how_;
    std::thread thread_;
};

}  // namespace teahouse::app
