// SPDX-License-Identifier: MIT
#include "nodes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/group.h"
#include "bench/process.h"
#include "table.h"
#include "waves.h"
#include "workloads.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kNodes = 3;

// Every append is on its disk before it is answered, as ours has it with SQLite.
class Redis {
public:
    explicit Redis(const Settings& settings)
        : port_(free_port()), files_(settings.folder + "/files") {
        const std::string folder = settings.folder + "/redis";
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        process_ = std::make_unique<Process>(
            std::vector<std::string>{"/usr/bin/redis-server", "--port", std::to_string(port_),
                                     "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                                     "--appendonly", "yes", "--appendfsync", "always"},
            settings.server_cpu, settings.folder + "/redis.log");
        if (!wait_for_listener(*process_, port_)) {
            give_up("redis-server does not start (tools/install test); see " + settings.folder +
                    "/redis.log");
        }
    }

    // Of a server that keeps its data in it, apart from others by `prefix`.
    [[nodiscard]] std::vector<std::string> flags(const std::string& prefix) const {
        return {"--store=redis://127.0.0.1:" + std::to_string(port_), "--redis.prefix=" + prefix,
                "--files.folder=" + files_, "--rtc.port=off"};
    }
    [[nodiscard]] std::int64_t used_ns() const { return cpu_ns(process_->pid()); }

private:
    std::uint16_t port_;
    std::string files_;
    std::unique_ptr<Process> process_;
};

// So many nodes, their members connected to the large room or in pairs.
class Cluster {
public:
    Cluster(const Settings& base, const Redis& redis, std::size_t nodes)
        : settings_(base), redis_(redis) {
        settings_.nodes = nodes;
        settings_.tag = "-nodes" + std::to_string(nodes);
        settings_.flags = redis.flags("nodes" + std::to_string(nodes));
        side_ = make_teahouse(settings_);
        side_->prepare(settings_.members);
    }

    void connect(bool pairs) {
        group_.reset();
        side_->refresh();
        group_ = std::make_unique<Group>(*side_);
        group_->connect(settings_.members / 2 * 2, [&](std::size_t index) {
            return pairs ? side_->open_pair(index / 2, index % 2 == 1) : side_->open_large(index);
        });
        group_->settle();
    }
    Rate fanout(std::size_t in_flight) {
        return measured([&] { return measure_fanout(*group_, in_flight, settings_.seconds); });
    }
    Rate unicast() {
        return measured([&] { return measure_unicast(*group_, settings_.seconds); });
    }
    // Redis's CPU, in ns for each second of the last measurement, warm-up and all.
    [[nodiscard]] double redis_share() const { return redis_share_; }

private:
    template <class Work>
    Rate measured(Work work) {
        const std::int64_t cpu = redis_.used_ns();
        const std::int64_t wall = now_ns();
        const Rate rate = work();
        redis_share_ =
            static_cast<double>(redis_.used_ns() - cpu) / static_cast<double>(now_ns() - wall);
        return rate;
    }

    Settings settings_;
    const Redis& redis_;
    std::unique_ptr<Side> side_;
    std::unique_ptr<Group> group_;
    double redis_share_ = 0;
};

}  // namespace

void run_nodes(const Settings& settings) {
    const Redis redis(settings);
    std::array<std::unique_ptr<Cluster>, 2> clusters = {
        std::make_unique<Cluster>(settings, redis, kNodes),
        std::make_unique<Cluster>(settings, redis, 1)};
    print_header("Thousand deliveries per CPU second of all nodes, three nodes; Redis not counted",
                 "one node");
    for (const std::size_t in_flight : {std::size_t{1}, std::size_t{16}, std::size_t{64}}) {
        Row row{.title = "fan-out to " + std::to_string(settings.members) + ", " +
                         std::to_string(in_flight) + " in flight"};
        for (int round = 0; round < settings.rounds; ++round) {
            for (std::size_t i = 0; i < clusters.size(); ++i) {
                if (round == 0) {
                    clusters[i]->connect(false);
                }
                (i == 0 ? row.ours : row.plain)
                    .push_back(clusters[i]->fanout(in_flight).per_cpu_second / 1e3);
            }
        }
        print_row(row, "%.0f [%.0f-%.0f]");
    }
    Row cpu{.title = "messages per CPU second of the nodes"};
    Row appends{.title = "messages per CPU second of Redis"};
    for (int round = 0; round < settings.rounds; ++round) {
        for (std::size_t i = 0; i < clusters.size(); ++i) {
            if (round == 0) {
                clusters[i]->connect(true);
            }
            const Rate rate = clusters[i]->unicast();
            (i == 0 ? cpu.ours : cpu.plain).push_back(rate.per_cpu_second / 1e3);
            (i == 0 ? appends.ours : appends.plain)
                .push_back(rate.per_second / clusters[i]->redis_share() / 1e3);
        }
    }
    print_header("Thousands, pairs of members on different nodes of three", "one node");
    print_row(cpu, "%.1f [%.1f-%.1f]");
    print_row(appends, "%.1f [%.1f-%.1f]");
    clusters = {};
    Settings resuming = settings;
    resuming.flags = redis.flags("resume");
    std::printf("\nOne node on Redis:\n");
    run_resume(resuming);
}

}  // namespace teahouse::bench
