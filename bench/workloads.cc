// SPDX-License-Identifier: MIT
#include "workloads.h"

#include <algorithm>
#include <deque>
#include <string>

#include <unistd.h>

#include "bench/numbers.h"
#include "bench/process.h"

namespace teahouse::bench {

namespace {

constexpr double kWarmUp = 0.3;  // of the time measured
constexpr std::size_t kSendersMin = 10;
constexpr std::int64_t kDrainNs = 60'000'000'000;

std::int64_t to_ns(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

// Sends keep the number in flight up: one is done when all members have it.
class Fanout {
public:
    Fanout(Group& group, std::size_t in_flight)
        : group_(group), in_flight_(in_flight), senders_(std::max(kSendersMin, in_flight)) {
        group_.watch_for_errors(std::min(senders_, group_.size()));
        group_.at(group_.size() - 1).on_marker = [this](std::string_view text) { on_probe(text); };
    }
    ~Fanout() { group_.at(group_.size() - 1).on_marker = nullptr; }
    Fanout(const Fanout&) = delete;
    Fanout& operator=(const Fanout&) = delete;

    void run(std::int64_t duration_ns) {
        const std::int64_t end = now_ns() + duration_ns;
        while (now_ns() < end) {
            while (sent_ * group_.size() - delivered_ <= (in_flight_ - 1) * group_.size()) {
                send_one();
            }
            delivered_ += group_.read(100);
        }
    }
    void drain() {
        const std::int64_t end = now_ns() + kDrainNs;
        while (delivered_ < sent_ * group_.size() && now_ns() < end) {
            delivered_ += group_.read(100);
        }
        if (delivered_ != sent_ * group_.size()) {
            give_up(std::string(group_.side().name()) + ": " + std::to_string(sent_) +
                    " messages to " + std::to_string(group_.size()) + " members made " +
                    std::to_string(delivered_) + " deliveries");
        }
    }
    [[nodiscard]] std::uint64_t sent() const { return sent_; }
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
    std::vector<double>& latencies_ms() { return latencies_ms_; }

private:
    void send_one() {
        const std::uint64_t number = next_number();
        on_way_.emplace_back(number, now_ns());
        group_.at(sent_ % std::min(senders_, group_.size())).send(group_.side().send_large(number));
        ++sent_;
    }
    void on_probe(std::string_view text) {
        const std::uint64_t number = number_of(text);
        const auto found = std::find_if(on_way_.begin(), on_way_.end(),
                                        [&](const auto& entry) { return entry.first == number; });
        if (found != on_way_.end()) {
            latencies_ms_.push_back(static_cast<double>(now_ns() - found->second) / 1e6);
            on_way_.erase(found);
        }
    }

    Group& group_;
    std::size_t in_flight_;
    std::size_t senders_;
    std::uint64_t sent_ = 0;
    std::uint64_t delivered_ = 0;
    std::deque<std::pair<std::uint64_t, std::int64_t>> on_way_;
    std::vector<double> latencies_ms_;
};

// One message per pair goes back and forth; what a peer sent itself comes back too and is passed
// over.
class PingPong {
public:
    explicit PingPong(Group& group) : group_(group), own_(group.size()) {
        group_.watch_for_errors(kSendersMin);
        for (std::size_t i = 0; i < group_.size(); ++i) {
            group_.at(i).on_marker = [this, i](std::string_view text) {
                const std::uint64_t number = number_of(text);
                if (number != own_[i]) {
                    ++received_;
                    answer_.push_back(i);
                }
            };
        }
    }
    ~PingPong() {
        for (std::size_t i = 0; i < group_.size(); ++i) {
            group_.at(i).on_marker = nullptr;
        }
    }
    PingPong(const PingPong&) = delete;
    PingPong& operator=(const PingPong&) = delete;

    void start() {
        for (std::size_t i = 0; i < group_.size(); i += 2) {
            send(i);
        }
    }
    void run(std::int64_t duration_ns, bool answering) {
        const std::int64_t end = now_ns() + duration_ns;
        while (now_ns() < end) {
            group_.read(10);
            if (answering) {
                for (const std::size_t i : answer_) {
                    send(i);
                }
            }
            answer_.clear();
        }
    }
    [[nodiscard]] std::uint64_t received() const { return received_; }

private:
    void send(std::size_t peer) {
        own_[peer] = next_number();
        group_.at(peer).send(group_.side().send_pair(peer / 2, own_[peer]));
    }

    Group& group_;
    std::vector<std::uint64_t> own_;  // what each peer sent last
    std::vector<std::size_t> answer_;
    std::uint64_t received_ = 0;
};

// The work of the server between two moments.
class Meter {
public:
    explicit Meter(const Side& side) : side_(side), wall_ns_(now_ns()), cpu_ns_(side.used_ns()) {}
    [[nodiscard]] Rate rate(std::uint64_t events) const {
        const auto cpu = static_cast<double>(side_.used_ns() - cpu_ns_);
        const auto wall = static_cast<double>(now_ns() - wall_ns_);
        return {.per_cpu_second = static_cast<double>(events) * 1e9 / cpu,
                .per_second = static_cast<double>(events) * 1e9 / wall};
    }
    [[nodiscard]] double cpu_us() const {
        return static_cast<double>(side_.used_ns() - cpu_ns_) / 1e3;
    }

private:
    const Side& side_;
    std::int64_t wall_ns_;
    std::int64_t cpu_ns_;
};

}  // namespace

Rate measure_fanout(Group& group, std::size_t in_flight, double seconds) {
    const std::int64_t stored_before = group.side().stored();
    Fanout fanout(group, in_flight);
    fanout.run(to_ns(seconds * kWarmUp));
    fanout.latencies_ms().clear();
    const std::uint64_t before = fanout.delivered();
    const Meter meter(group.side());
    fanout.run(to_ns(seconds));
    Rate rate = meter.rate(fanout.delivered() - before);
    rate.p50_ms = percentile(fanout.latencies_ms(), 0.5);
    rate.p99_ms = percentile(fanout.latencies_ms(), 0.99);
    fanout.drain();
    if (stored_before >= 0) {
        const std::int64_t stored = group.side().stored() - stored_before;
        if (stored != static_cast<std::int64_t>(fanout.sent())) {
            give_up("sent " + std::to_string(fanout.sent()) + " messages, stored " +
                    std::to_string(stored));
        }
    }
    return rate;
}

Rate measure_unicast(Group& group, double seconds) {
    PingPong game(group);
    game.start();
    game.run(to_ns(seconds * kWarmUp), true);
    const std::uint64_t before = game.received();
    const Meter meter(group.side());
    game.run(to_ns(seconds), true);
    const Rate rate = meter.rate(game.received() - before);
    game.run(to_ns(0.2), false);
    return rate;
}

double measure_logins(Side& side, std::size_t count) {
    side.refresh();
    Group group(side);
    const Meter meter(side);
    group.connect(count, [&](std::size_t index) { return side.open_login(index); });
    return meter.cpu_us() / static_cast<double>(count);
}

double measure_idle(Side& side, std::size_t count) {
    side.restart();
    side.refresh();
    Group group(side);
    const auto opening = [&](std::size_t index) { return side.open_large(index); };
    // What is needed once, and what a first wave of connections leaves for the next, is no memory
    // per connection.
    group.connect(count / 10, opening);
    group.settle();
    const std::int64_t before = memory_bytes(side.pid());
    group.connect(count - count / 10, opening);
    for (int i = 0; i < 5; ++i) {
        group.settle();
    }
    const std::int64_t after = memory_bytes(side.pid());
    return static_cast<double>(after - before) / 1024.0 / static_cast<double>(count - count / 10);
}

}  // namespace teahouse::bench
