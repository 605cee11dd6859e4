// SPDX-License-Identifier: MIT
#include "ours.h"

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/group.h"
#include "bench/offered.h"
#include "bench/process.h"
#include "plain_side.h"
#include "table.h"
#include "workloads.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kInFlight = 16;
constexpr double kOverload = 2;  // times what a server carries that sends each message by itself

// One of our servers with its members.
class Variant {
public:
    Variant(const Settings& base, std::string tag, std::vector<std::string> flags)
        : settings_(base) {
        settings_.tag = std::move(tag);
        settings_.flags = std::move(flags);
    }

    Settings& settings() { return settings_; }
    Group& group() { return *group_; }
    void start() {
        side_ = make_teahouse(settings_);
        side_->prepare(settings_.members);
        side_->refresh();
        group_ = std::make_unique<Group>(*side_);
        group_->connect(settings_.members,
                        [this](std::size_t index) { return side_->open_large(index); });
        group_->settle();
    }

private:
    Settings settings_;
    std::unique_ptr<Side> side_;
    std::unique_ptr<Group> group_;
};

struct Rows {
    Row cpu{};   // thousand deliveries per CPU second
    Row wall{};  // the same of wall time
};

Rows compare(const Settings& settings, Variant& with, Variant& without, std::size_t in_flight) {
    with.start();
    without.start();
    Rows rows;
    for (int round = 0; round < settings.rounds; ++round) {
        const Rate one = measure_fanout(with.group(), in_flight, settings.seconds);
        const Rate other = measure_fanout(without.group(), in_flight, settings.seconds);
        rows.cpu.ours.push_back(one.per_cpu_second / 1e3);
        rows.cpu.plain.push_back(other.per_cpu_second / 1e3);
        rows.wall.ours.push_back(one.per_second / 1e3);
        rows.wall.plain.push_back(other.per_second / 1e3);
    }
    return rows;
}

std::string title(const Settings& settings, const std::string& what) {
    return what + ", " + std::to_string(settings.members) + " members";
}

void measure_ring(const Settings& settings) {
    Variant with(settings, "-ring", {});
    Variant without(settings, "-no-ring", {"--io_uring=false"});
    Rows rows = compare(settings, with, without, kInFlight);
    rows.cpu.title = title(settings, "16 in flight");
    print_header("Thousand deliveries per CPU second", "io_uring = false");
    print_row(rows.cpu, "%.0f [%.0f-%.0f]");
}

void measure_workers(const Settings& settings) {
    Settings free = settings;
    free.server_cpu = -1;
    free.workers = 2;
    Variant two(free, "-two", {});
    free.workers = 1;
    Variant one(free, "-one", {});
    Rows rows = compare(settings, two, one, kInFlight);
    rows.cpu.title = title(settings, "per CPU second");
    rows.wall.title = title(settings, "per second");
    print_header("Thousand deliveries, 16 in flight, two workers on any core", "one worker");
    print_row(rows.cpu, "%.0f [%.0f-%.0f]");
    print_row(rows.wall, "%.0f [%.0f-%.0f]");
}

// What is offered is twice what a server carries that sends each message by itself.
double overload(const Settings& settings) {
    const auto plain = make_plain(settings);
    Group group(*plain);
    group.connect(settings.members, [&](std::size_t index) { return plain->open_large(index); });
    group.settle();
    const Rate rate = measure_fanout(group, kInFlight, settings.seconds);
    return kOverload * rate.per_second / static_cast<double>(settings.members);
}

struct Times {
    std::vector<double> p50_ms;
    std::vector<double> p99_ms;
};

// Deliveries of both at the same rate; everything must come.
Row compare_offered(const Settings& settings, Variant& with, Variant& without, double rate,
                    Times& with_times, Times& without_times) {
    with.start();
    without.start();
    const double seconds = settings.seconds * 3;
    const auto measure = [&](Variant& one, std::vector<double>& values, Times& times) {
        const std::int64_t before = one.group().side().used_ns();
        const Offered got = offer(one.group(), Pattern::room, rate, seconds);
        const auto cpu = static_cast<double>(one.group().side().used_ns() - before);
        if (!got.complete) {
            give_up("not everything was delivered in time");
        }
        values.push_back(rate * seconds * static_cast<double>(settings.members) * 1e6 / cpu);
        times.p50_ms.push_back(got.p50_ms);
        times.p99_ms.push_back(got.p99_ms);
    };
    Row row{.title = title(settings, std::to_string(static_cast<int>(rate)) + "/s are sent")};
    for (int round = 0; round < settings.rounds; ++round) {
        measure(with, row.ours, with_times);
        measure(without, row.plain, without_times);
    }
    return row;
}

void print_times(const Times& with, const Times& without) {
    std::printf("  everything delivered; p50 %.1f ms, p99 %.1f ms; the other %.1f and %.1f ms\n",
                median(with.p50_ms), median(with.p99_ms), median(without.p50_ms),
                median(without.p99_ms));
    std::fflush(stdout);
}

void measure_overload(const Settings& settings, double rate) {
    Variant with(settings, "-merging", {});
    Variant without(settings, "-not-merging", {"--test.merge_ms=0"});
    Times times[2];
    const Row row = compare_offered(settings, with, without, rate, times[0], times[1]);
    print_header("Thousand deliveries per CPU second at twice what one send() each could carry",
                 "no wait for more");
    print_row(row, "%.0f [%.0f-%.0f]");
    print_times(times[0], times[1]);
}

void measure_deflate(const Settings& settings, double rate) {
    Variant with(settings, "-deflate", {});
    with.settings().deflate = true;
    Variant without(settings, "-plain", {});
    without.settings().frames = true;
    Times times[2];
    const Row row = compare_offered(settings, with, without, rate, times[0], times[1]);
    print_header("Thousand deliveries per CPU second, permessage-deflate", "no deflate");
    print_row(row, "%.0f [%.0f-%.0f]");
    print_times(times[0], times[1]);
}

}  // namespace

void run_overload(const Settings& settings) { measure_overload(settings, overload(settings)); }
void run_deflate(const Settings& settings) {
    measure_deflate(settings, overload(settings) / kOverload);
}
void run_ring(const Settings& settings) { measure_ring(settings); }
void run_workers(const Settings& settings) { measure_workers(settings); }

void run_ours(const Settings& settings) {
    const double rate = overload(settings);
    measure_overload(settings, rate);
    measure_deflate(settings, rate / kOverload);
    measure_ring(settings);
    measure_workers(settings);
}

}  // namespace teahouse::bench
