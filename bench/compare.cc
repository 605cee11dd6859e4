// SPDX-License-Identifier: MIT
#include "compare.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "bench/group.h"
#include "bench/side.h"
#include "packaged_sides.h"
#include "plain_side.h"
#include "table.h"
#include "workloads.h"

namespace teahouse::bench {

namespace {

// What one server reached in the rounds of one workload.
struct Result {
    std::string workload;
    std::string unit;
    std::string server;
    std::vector<double> values;
    std::vector<double> ours;  // of the same rounds
    std::vector<double> p50_ms;
    std::vector<double> p99_ms;
};

constexpr std::size_t kOtherFiles = 500;  // than members' connections

std::size_t files_max() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    return files.rlim_cur;
}

class Comparison {
public:
    explicit Comparison(const Settings& settings) : settings_(settings) {
        sides_.push_back(make_teahouse(settings));
        sides_.front()->prepare(settings.members);
        sides_.push_back(make_plain(settings, true));
        sides_.push_back(make_plain(settings));
        for (auto& side : make_packaged(settings)) {
            sides_.push_back(std::move(side));
        }
    }

    void fanout() {
        const std::array<std::size_t, 3> cells = {1, 16, 64};
        std::vector<std::size_t> firsts;
        for (const std::size_t in_flight : cells) {
            firsts.push_back(begin("fan-out to " + std::to_string(settings_.members) + ", " +
                                       std::to_string(in_flight) + " in flight",
                                   "thousand deliveries per CPU second"));
        }
        for (const std::vector<std::size_t>& together : turns()) {
            const auto groups =
                connect(settings_.members, together,
                        [](Side& side, std::size_t index) { return side.open_large(index); });
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                for (int round = 0; round < settings_.rounds; ++round) {
                    Rate ours;
                    for (std::size_t i = 0; i < groups.size(); ++i) {
                        const Rate rate =
                            measure_fanout(*groups[i], cells[cell], settings_.seconds);
                        ours = i == 0 ? rate : ours;
                        if (together[i] != 0 || &together == &turns_.front()) {
                            note(firsts[cell] + together[i], rate, ours);
                        }
                    }
                }
            }
        }
        for (const std::size_t first : firsts) {
            print(first);
        }
    }
    void unicast() {
        const std::size_t pairs =
            std::min(settings_.members, (files_max() - kOtherFiles) / sides_.size()) / 2;
        const auto groups = connect(pairs * 2, all(), [](Side& side, std::size_t index) {
            return side.open_pair(index / 2, index % 2 == 1);
        });
        const std::size_t first =
            begin(std::to_string(pairs) + " pairs", "thousand messages per CPU second");
        for (int round = 0; round < settings_.rounds; ++round) {
            Rate ours;
            for (std::size_t i = 0; i < groups.size(); ++i) {
                const Rate rate = measure_unicast(*groups[i], settings_.seconds);
                ours = i == 0 ? rate : ours;
                note(first + i, rate, ours);
            }
        }
        print(first);
    }
    void logins() {
        const std::size_t first = begin("connect and log in", "us of CPU each");
        for (int round = 0; round < settings_.rounds; ++round) {
            for (std::size_t i = 0; i < sides_.size(); ++i) {
                results_[first + i].values.push_back(measure_logins(*sides_[i], settings_.logins));
                results_[first + i].ours.push_back(results_[first].values.back());
            }
        }
        print(first);
    }
    void idle() {
        const std::size_t first =
            begin(std::to_string(settings_.idle) + " idle connections", "KB each");
        for (std::size_t i = 0; i < sides_.size(); ++i) {
            results_[first + i].values.push_back(measure_idle(*sides_[i], settings_.idle));
            results_[first + i].ours.push_back(results_[first].values.back());
        }
        print(first);
    }
    void write_json() const;

private:
    using Groups = std::vector<std::unique_ptr<Group>>;

    // Which sides are connected at the same time, ours always first: all, or, where their members
    // would need more open files than there may be, ours with each of the others.
    const std::vector<std::vector<std::size_t>>& turns() {
        if (!turns_.empty()) {
            return turns_;
        }
        if (settings_.members * sides_.size() + kOtherFiles <= files_max()) {
            turns_.push_back(all());
            return turns_;
        }
        for (std::size_t i = 1; i < sides_.size(); ++i) {
            turns_.push_back({0, i});
        }
        return turns_;
    }
    [[nodiscard]] std::vector<std::size_t> all() const {
        std::vector<std::size_t> indexes(sides_.size());
        std::iota(indexes.begin(), indexes.end(), 0);
        return indexes;
    }
    Groups connect(std::size_t count, const std::vector<std::size_t>& together,
                   const std::function<std::string(Side&, std::size_t)>& opening) {
        Groups groups;
        for (const std::size_t which : together) {
            const auto& side = sides_[which];
            side->refresh();
            groups.push_back(std::make_unique<Group>(*side));
            groups.back()->connect(count, [&](std::size_t index) { return opening(*side, index); });
            groups.back()->settle();
        }
        return groups;
    }
    // A row for each server; answers the first.
    std::size_t begin(const std::string& workload, const std::string& unit) {
        const std::size_t first = results_.size();
        for (const auto& side : sides_) {
            results_.push_back(
                {.workload = workload, .unit = unit, .server = std::string(side->name())});
        }
        return first;
    }
    void note(std::size_t row, const Rate& rate, const Rate& ours) {
        results_[row].values.push_back(rate.per_cpu_second / 1e3);
        results_[row].ours.push_back(ours.per_cpu_second / 1e3);
        results_[row].p50_ms.push_back(rate.p50_ms);
        results_[row].p99_ms.push_back(rate.p99_ms);
    }
    void print(std::size_t first) const;

    const Settings& settings_;
    std::vector<std::unique_ptr<Side>> sides_;
    std::vector<Result> results_;
    std::vector<std::vector<std::size_t>> turns_;
};

void Comparison::print(std::size_t first) const {
    std::printf("\n%s: %s; median [lowest-highest], and ours to it in the same round\n",
                results_[first].workload.c_str(), results_[first].unit.c_str());
    for (std::size_t row = first; row < first + sides_.size(); ++row) {
        const Result& other = results_[row];
        std::vector<double> ratios;
        for (std::size_t i = 0; i < other.values.size(); ++i) {
            ratios.push_back(other.ours[i] / other.values[i]);
        }
        const auto [low, high] = std::ranges::minmax(other.values);
        std::printf("  %-26s %8.1f [%.1f-%.1f]  %6.2f  p50 %.1f p99 %.1f ms\n",
                    other.server.c_str(), median(other.values), low, high, median(ratios),
                    median(other.p50_ms), median(other.p99_ms));
    }
    std::fflush(stdout);
}

std::string numbers(const std::vector<double>& values) {
    std::string out = "[";
    for (const double value : values) {
        char text[32];
        std::snprintf(text, sizeof text, "%s%.3f", out.size() > 1 ? "," : "", value);
        out += text;
    }
    return out + "]";
}

void Comparison::write_json() const {
    std::ofstream file(settings_.json);
    file << "[\n";
    for (std::size_t i = 0; i < results_.size(); ++i) {
        const Result& one = results_[i];
        file << R"({"workload":")" << one.workload << R"(","unit":")" << one.unit
             << R"(","server":")" << one.server << R"(","values":)" << numbers(one.values)
             << R"(,"ours":)" << numbers(one.ours) << R"(,"p50_ms":)" << numbers(one.p50_ms)
             << R"(,"p99_ms":)" << numbers(one.p99_ms)
             << (i + 1 < results_.size() ? "},\n" : "}\n");
    }
    file << "]\n";
}

}  // namespace

void run_compare(const Settings& settings) {
    Comparison comparison(settings);
    comparison.fanout();
    comparison.unicast();
    comparison.logins();
    comparison.idle();
    if (!settings.json.empty()) {
        comparison.write_json();
    }
}

}  // namespace teahouse::bench
