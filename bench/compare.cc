// SPDX-License-Identifier: MIT
#include "compare.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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
    std::vector<double> p50_ms;
    std::vector<double> p99_ms;
};

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
        const auto groups = connect(settings_.members, [](Side& side, std::size_t index) {
            return side.open_large(index);
        });
        for (const std::size_t in_flight : {1U, 16U, 64U}) {
            const std::size_t first = begin("fan-out to " + std::to_string(settings_.members) +
                                                ", " + std::to_string(in_flight) + " in flight",
                                            "thousand deliveries per CPU second");
            for (int round = 0; round < settings_.rounds; ++round) {
                for (std::size_t i = 0; i < groups.size(); ++i) {
                    note(first + i, measure_fanout(*groups[i], in_flight, settings_.seconds));
                }
            }
            print(first);
        }
    }
    void unicast() {
        const auto groups = connect(settings_.members / 2 * 2, [](Side& side, std::size_t index) {
            return side.open_pair(index / 2, index % 2 == 1);
        });
        const std::size_t first = begin(std::to_string(settings_.members / 2) + " pairs",
                                        "thousand messages per CPU second");
        for (int round = 0; round < settings_.rounds; ++round) {
            for (std::size_t i = 0; i < groups.size(); ++i) {
                note(first + i, measure_unicast(*groups[i], settings_.seconds));
            }
        }
        print(first);
    }
    void logins() {
        const std::size_t first = begin("connect and log in", "us of CPU each");
        for (int round = 0; round < settings_.rounds; ++round) {
            for (std::size_t i = 0; i < sides_.size(); ++i) {
                results_[first + i].values.push_back(measure_logins(*sides_[i], settings_.logins));
            }
        }
        print(first);
    }
    void idle() {
        const std::size_t first =
            begin(std::to_string(settings_.idle) + " idle connections", "KB each");
        for (std::size_t i = 0; i < sides_.size(); ++i) {
            results_[first + i].values.push_back(measure_idle(*sides_[i], settings_.idle));
        }
        print(first);
    }
    void write_json() const;

private:
    using Groups = std::vector<std::unique_ptr<Group>>;

    Groups connect(std::size_t count,
                   const std::function<std::string(Side&, std::size_t)>& opening) {
        Groups groups;
        for (const auto& side : sides_) {
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
    void note(std::size_t row, const Rate& rate) {
        results_[row].values.push_back(rate.per_cpu_second / 1e3);
        results_[row].p50_ms.push_back(rate.p50_ms);
        results_[row].p99_ms.push_back(rate.p99_ms);
    }
    void print(std::size_t first) const;

    const Settings& settings_;
    std::vector<std::unique_ptr<Side>> sides_;
    std::vector<Result> results_;
};

void Comparison::print(std::size_t first) const {
    const Result& ours = results_[first];
    std::printf("\n%s: %s; median [lowest-highest], and ours to it in the same round\n",
                ours.workload.c_str(), ours.unit.c_str());
    for (std::size_t row = first; row < results_.size(); ++row) {
        const Result& other = results_[row];
        std::vector<double> ratios;
        for (std::size_t i = 0; i < other.values.size(); ++i) {
            ratios.push_back(ours.values[i] / other.values[i]);
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
             << R"(,"p50_ms":)" << numbers(one.p50_ms) << R"(,"p99_ms":)" << numbers(one.p99_ms)
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
