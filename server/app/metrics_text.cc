// SPDX-License-Identifier: MIT
#include "app/metrics_text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

namespace teahouse::app {
namespace {

constexpr double kMicro = 1e6;
constexpr double kMib = 1024.0 * 1024.0;

// What happened between two readings of the server.
class Interval {
public:
    Interval(const MetricValues& before, const MetricValues& after, double seconds)
        : before_(before), after_(after), seconds_(seconds) {}

    [[nodiscard]] double now(std::string_view name) const { return value(after_, name); }
    [[nodiscard]] double rate(std::string_view name) const {
        const double start = value(before_, name);
        const double end = value(after_, name);
        return (end < start ? end : end - start) / seconds_;
    }
    // Of a sum of microseconds: which part of the time, in percent.
    [[nodiscard]] double percent(std::string_view name) const { return rate(name) / kMicro * 100; }
    [[nodiscard]] bool knows(std::string_view name) const { return after_.contains(name); }

private:
    static double value(const MetricValues& values, std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? 0 : found->second;
    }

    const MetricValues& before_;
    const MetricValues& after_;
    double seconds_;
};

std::string time_text(double seconds) {
    const auto all = static_cast<std::int64_t>(seconds);
    constexpr std::int64_t kHour = 3'600;
    return all < 24 * kHour ? fmt::format("{}:{:02}:{:02}", all / kHour, all / 60 % 60, all % 60)
                            : fmt::format("{} d {} h", all / (24 * kHour), all / kHour % 24);
}

std::string loops_text(const Interval& load) {
    std::string out;
    for (std::size_t i = 0;; ++i) {
        const std::string name =
            fmt::format("teahouse_loop_cpu_microseconds_total{{loop=\"{}\"}}", i);
        if (!load.knows(name)) {
            return out;
        }
        out += fmt::format("{:4.0f} %", load.percent(name));
    }
}

}  // namespace

MetricValues parse_metrics(std::string_view text) {
    MetricValues values;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::size_t space = line.rfind(' ');
        if (line.starts_with('#') || space == std::string_view::npos || space == 0) {
            continue;
        }
        const std::string_view number = line.substr(space + 1);
        double value = 0;
        const auto [stop, error] =
            std::from_chars(number.data(), number.data() + number.size(), value);
        if (error == std::errc{} && stop == number.data() + number.size()) {
            values.insert_or_assign(std::string(line.substr(0, space)), value);
        }
    }
    return values;
}

std::string describe_load(const MetricValues& before, const MetricValues& after, double seconds) {
    const Interval load(before, after, std::max(seconds, 1e-3));
    std::string out = fmt::format("up {}   processor {:.0f} %   memory {:.1f} MB\nloops     {}\n",
                                  time_text(load.now("teahouse_uptime_seconds")),
                                  load.percent("teahouse_cpu_microseconds_total"),
                                  load.now("teahouse_resident_bytes") / kMib, loops_text(load));
    out += fmt::format("people    {:8.0f} online     {:8.0f} sockets    {:8.0f} connections\n",
                       load.now("teahouse_users_online"), load.now("teahouse_websockets"),
                       load.now("teahouse_connections"));
    out += fmt::format(
        "messages  {:8.1f} /s         {:8.1f} deliveries/s {:6.1f} received/s\n",
        load.rate("teahouse_messages_accepted_total"),
        load.rate("teahouse_deliveries_total") + load.rate("teahouse_frames_private_total"),
        load.rate("teahouse_messages_in_total"));
    out += fmt::format("traffic   {:8.2f} MB/s out   {:8.2f} MB/s in  {:8.1f} HTTP requests/s\n",
                       load.rate("teahouse_bytes_out_total") / kMib,
                       load.rate("teahouse_bytes_in_total") / kMib,
                       load.rate("teahouse_http_requests_total"));
    out += fmt::format("store     {:8.1f} commits/s  {:8.1f} % of the time{}\n",
                       load.rate("teahouse_store_commits_total"),
                       load.percent("teahouse_store_commit_microseconds_total"),
                       load.now("teahouse_store_failing") > 0 ? "   FAILING" : "");
    out += fmt::format(
        "waiting   {:8.0f} mailbox    {:8.0f} store      {:8.0f} passwords {:8.2f} MB unsent\n",
        load.now("teahouse_mailbox_tasks"), load.now("teahouse_store_txns_queued"),
        load.now("teahouse_password_queue"),
        (load.now("teahouse_outbox_bytes") + load.now("teahouse_room_log_bytes")) / kMib);
    out +=
        fmt::format("calls     {:8.0f} under way  {:8.0f} through the server {:8.0f} packets/s\n",
                    load.now("teahouse_calls"), load.now("teahouse_media_rooms"),
                    load.rate("teahouse_media_packets_out_total"));
    out += fmt::format("trouble   {:8.1f} stalled/s  {:8.1f} limited/s  {:8.1f} refused/s\n",
                       load.rate("teahouse_stalls_total"), load.rate("teahouse_rate_limited_total"),
                       load.rate("teahouse_refused_total"));
    return out;
}

}  // namespace teahouse::app
