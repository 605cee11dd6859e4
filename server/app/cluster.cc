// SPDX-License-Identifier: MIT
#include "app/cluster.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <signal.h>
#include <unistd.h>

#include "app/config.h"
#include "base/error.h"
#include "base/log.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/redis/redis_bus.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "redis/link.h"
#include "resp/url.h"
#include "store/redis/redis_log.h"
#include "store/redis/replica.h"
#include "store/store.h"

namespace teahouse::app {
namespace {

constexpr std::chrono::seconds kJoinMax{60};
constexpr std::chrono::seconds kSettleMax{120};  // a snapshot of a large store takes its time
constexpr std::chrono::seconds kReleaseMax{3};
constexpr std::int64_t kWatchMs = 200;
constexpr std::string_view kStore = "store";
enum Role : std::uint8_t { kNobody, kFollows, kLeads };

// The bus with a connection of its own: a snapshot does not hold up what nodes say.
class LinkedBus final : public bus::Bus {
public:
    LinkedBus(std::unique_ptr<redis::Link> link, const std::string& prefix)
        : link_(std::move(link)), bus_(*link_, prefix) {}
    ~LinkedBus() override { link_->stop(); }
    LinkedBus(const LinkedBus&) = delete;
    LinkedBus& operator=(const LinkedBus&) = delete;

    // None: not within the time.
    std::optional<bus::NodeId> join(std::chrono::seconds within) {
        std::promise<bus::NodeId> joined;
        auto number = joined.get_future();
        bus_.join([&joined](bus::NodeId self) { joined.set_value(self); },
                  [] {
                      // Others may have its number: it has to begin anew.
                      ::kill(::getpid(), SIGTERM);
                  });
        link_->start();
        if (number.wait_for(within) != std::future_status::ready) {
            link_->stop();
            return std::nullopt;
        }
        return number.get();
    }
    [[nodiscard]] std::string why() const { return link_->state().why; }

    void start(Receiver receiver) override { bus_.start(std::move(receiver)); }
    void send(bus::NodeId to, std::string bytes) override { bus_.send(to, std::move(bytes)); }

private:
    std::unique_ptr<redis::Link> link_;
    bus::RedisBus bus_;
};

Result<std::unique_ptr<redis::Link>> open_link(const Config& config, std::string name) {
    auto url = resp::parse_url(config.text(kStore));
    if (!url) {
        return config.refuse(kStore, url.error().message);
    }
    return redis::Link::open({.url = std::move(*url),
                              .name = std::move(name),
                              .authority = config.text("redis.authority")});
}

// A node of the log is named by its number on the bus.
bus::NodeId node_of(std::string_view name) {
    std::uint64_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    return bus::NodeId(number);
}

}  // namespace

bool is_cluster(const Config& config) { return config.text(kStore) != "sqlite"; }

Result<std::unique_ptr<Cluster>> Cluster::open(const Config& config, store::SqliteOptions options) {
    const std::string& prefix = config.text("redis.prefix");
    TRY(bus_link, open_link(config, "teahouse-bus"));
    auto bus = std::make_unique<LinkedBus>(std::move(bus_link), prefix);
    const auto number = bus->join(kJoinMax);
    if (!number) {
        return config.refuse(kStore, "does not answer: " + bus->why());
    }
    auto cluster = std::unique_ptr<Cluster>(new Cluster());
    cluster->self_ = *number;
    cluster->bus_ = std::move(bus);
    TRY(link, open_link(config, "teahouse-log-" + std::to_string(number->value)));
    cluster->link_ = std::move(link);
    TRY(made, store::RedisLog::make(*cluster->link_, {.prefix = prefix}));
    cluster->log_ = std::move(made);
    Cluster* self = cluster.get();
    cluster->replica_ = std::make_unique<store::Replica>(
        *cluster->log_,
        store::ReplicaOptions{.sqlite = std::move(options), .node = std::to_string(number->value)},
        store::ReplicaEvents{.leads =
                                 [self](std::unique_ptr<store::Store> store) {
                                     self->leads_ = true;
                                     self->leader_ = self->self_;
                                     {
                                         const std::scoped_lock lock(self->mutex_);
                                         self->granted_ = std::move(store);
                                     }
                                     self->tell([self] { self->lead(); });
                                 },
                             .lost =
                                 [self](const std::string& why) {
                                     log(LogLevel::warning, "this node leads no more",
                                         {{.key = "why", .value = why}});
                                     self->leads_ = false;
                                     self->expect({});
                                 },
                             .failed =
                                 [self](const Error& error) {
                                     log(LogLevel::error, "this node cannot go on",
                                         {{.key = "why", .value = error.message}});
                                     self->expect({});
                                     self->settle(tl::unexpected<Error>(error));
                                     if (self->gateway_ != nullptr) {
                                         ::kill(::getpid(), SIGTERM);
                                     }
                                 },
                             .away =
                                 [self](bool away) {
                                     self->away_ = away;
                                     log(LogLevel::warning,
                                         away ? "Redis does not answer: nothing can be written"
                                              : "Redis answers again");
                                 }});
    return cluster;
}

Cluster::~Cluster() { stop(); }

Status Cluster::start(gateway::Gateway& gateway) {
    gateway_ = &gateway;
    thread_ = std::thread([this] { run(); });
    link_->start();
    link_->post([this] {
        replica_->start();
        watch();
    });
    std::unique_lock lock(mutex_);
    if (!wake_.wait_for(lock, kSettleMax, [this] { return settled_; })) {
        return fail(ErrorCode::store_unavailable,
                    "no node leads, and this one could not bring its copy up to date in time");
    }
    return how_;
}

void Cluster::lead() {
    std::unique_ptr<store::Store> store;
    {
        const std::scoped_lock lock(mutex_);
        store = std::move(granted_);
    }
    const Status led = gateway_->lead(std::move(store));
    role_ = led ? kLeads : kNobody;
    ++changes_;
    if (led) {
        log(LogLevel::info, "this node leads",
            {{.key = "node", .value = std::to_string(self_.value)}});
    } else {
        log(LogLevel::error, "this node cannot lead",
            {{.key = "why", .value = led.error().message}});
    }
    settle(led);
}

// Whom the log says to lead, which the replica learns with each beat.
void Cluster::watch() {
    if (!leads_ && replica_->phase() == store::ReplicaPhase::following) {
        const bus::NodeId leader = node_of(replica_->log_state().leader);
        if (leader != self_ && leader != leader_) {
            expect(leader);
        }
    }
    link_->call_after(kWatchMs, [this] { watch(); });
}

void Cluster::expect(bus::NodeId leader) {
    leader_ = leader;
    tell([this, leader] {
        ++changes_;
        role_ = leader ? kFollows : kNobody;
        if (!leader) {
            gateway_->nobody();
            return;
        }
        gateway_->follow(leader);
        log(LogLevel::info, "this node follows",
            {{.key = "leader", .value = std::to_string(leader.value)}});
        settle({});
    });
}

void Cluster::settle(Status how) {
    {
        const std::scoped_lock lock(mutex_);
        if (settled_) {
            return;
        }
        settled_ = true;
        how_ = std::move(how);
    }
    wake_.notify_all();
}

void Cluster::tell(std::function<void()> task) {
    {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    wake_.notify_all();
}

void Cluster::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
        if (tasks_.empty()) {
            return;
        }
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

void Cluster::stop() {
    if (!link_) {
        return;
    }
    if (thread_.joinable()) {
        // The engine first: its store waits for what it was given, and for that the log is needed.
        tell([this] { gateway_->nobody(); });
        {
            const std::scoped_lock lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
        thread_.join();
        const auto done = released_.get_future();
        link_->post([this] { replica_->stop([this] { released_.set_value(); }); });
        done.wait_for(kReleaseMax);
    }
    link_->stop();
    replica_.reset();
    granted_.reset();  // it may have been made to lead once more in between
    log_.reset();
    link_.reset();
}

std::string_view Cluster::fault() const {
    if (role_.load() == kNobody) {
        return "no node leads";
    }
    if (role_.load() == kLeads && away_.load()) {
        return "Redis does not answer";
    }
    return gateway_ != nullptr && !gateway_->has_engine() ? "the leading node does not answer" : "";
}

void Cluster::write_metrics(gateway::PrometheusText& out) const {
    out.gauge("teahouse_cluster_role", "What this node does: 0 nothing, 1 follows, 2 leads.",
              role_.load());
    out.counter("teahouse_cluster_changes_total", "Changes of the role, or of whom it follows.",
                changes_.load());
    out.gauge("teahouse_cluster_redis_away", "1 while Redis does not answer the leader.",
              away_.load() ? 1 : 0);
}

}  // namespace teahouse::app
