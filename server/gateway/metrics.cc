// SPDX-License-Identifier: MIT
#include "gateway/metrics.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "chat/call_quality.h"
#include "chat/engine.h"

namespace teahouse::gateway {
namespace {

// A number beyond the array would end the server when somebody looks at its metrics.
static_assert(std::ranges::all_of(proto::kOps, [](const proto::OpInfo& info) {
    return static_cast<std::size_t>(info.op) < kOpNumbersMax;
}));

struct CallMetric {
    std::string_view name;
    std::string_view help;
};

// By chat::CallWay, chat::CallMeasure and level. All are counted in thousandths.
constexpr double kThousand = 1'000;
constexpr std::array<std::string_view, chat::kCallWays> kWays = {"p2p", "relay", "sfu"};
constexpr std::array<std::string_view, chat::kCallLevels> kLevels = {"bad", "fair", "good"};
constexpr std::array<CallMetric, chat::kCallMeasures> kCallMetrics = {{
    {.name = "teahouse_call_rtt_seconds", .help = "Round trips of calls, as devices say it."},
    {.name = "teahouse_call_jitter_seconds", .help = "Jitter of sound, as devices say it."},
    {.name = "teahouse_call_lost_ratio", .help = "Packets lost, as devices say it."},
    {.name = "teahouse_call_concealed_ratio", .help = "Sound made up, as devices say it."},
}};

void write_quality(const chat::CallQualities& all, PrometheusText& out) {
    for (std::size_t measure = 0; measure < chat::kCallMeasures; ++measure) {
        const auto& [name, help] = kCallMetrics.at(measure);
        out.labelled(name, help, "histogram");
        for (std::size_t way = 0; way < chat::kCallWays; ++way) {
            const chat::CallHistogram& one = all.at(way).measures.at(measure);
            out.histogram(name, {.label = "way",
                                 .value = kWays.at(way),
                                 .bounds = chat::kCallBound.at(measure),
                                 .counts = one.counts,
                                 .sum = one.sum,
                                 .unit = kThousand});
        }
    }
    out.labelled("teahouse_call_quality_total", "Samples of calls by the mark of the device.",
                 "counter");
    for (std::size_t way = 0; way < chat::kCallWays; ++way) {
        for (std::size_t level = 0; level < chat::kCallLevels; ++level) {
            out.sample("teahouse_call_quality_total",
                       fmt::format("way=\"{}\",quality=\"{}\"", kWays.at(way), kLevels.at(level)),
                       all.at(way).levels.at(level));
        }
    }
}

}  // namespace

void PrometheusText::head(std::string_view name, std::string_view help, std::string_view type) {
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                   type);
}

void PrometheusText::gauge(std::string_view name, std::string_view help, double value) {
    head(name, help, "gauge");
    fmt::format_to(std::back_inserter(text_), "{} {}\n", name, value);
}

void PrometheusText::counter(std::string_view name, std::string_view help, std::uint64_t value) {
    head(name, help, "counter");
    fmt::format_to(std::back_inserter(text_), "{} {}\n", name, value);
}

void PrometheusText::labelled(std::string_view name, std::string_view help, std::string_view type) {
    head(name, help, type);
}

void PrometheusText::sample(std::string_view name, std::string_view label, std::string_view value,
                            std::uint64_t count) {
    fmt::format_to(std::back_inserter(text_), "{}{{{}=\"{}\"}} {}\n", name, label, value, count);
}

void PrometheusText::histogram(std::string_view name, const Histogram& of) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < of.counts.size(); ++i) {
        count += of.counts[i];
        if (i < of.bounds.size()) {
            fmt::format_to(std::back_inserter(text_), "{}_bucket{{{}=\"{}\",le=\"{}\"}} {}\n", name,
                           of.label, of.value, of.bounds[i] / of.unit, count);
        } else {
            fmt::format_to(std::back_inserter(text_), "{}_bucket{{{}=\"{}\",le=\"+Inf\"}} {}\n",
                           name, of.label, of.value, count);
        }
    }
    fmt::format_to(std::back_inserter(text_),
                   "{0}_sum{{{1}=\"{2}\"}} {3}\n{0}_count{{{1}=\"{2}\"}} {4}\n", name, of.label,
                   of.value, static_cast<double>(of.sum) / of.unit, count);
}

void PrometheusText::sample(std::string_view name, std::string_view labels, std::uint64_t count) {
    fmt::format_to(std::back_inserter(text_), "{}{{{}}} {}\n", name, labels, count);
}

void write_counters(const Counters& counters, PrometheusText& out) {
    out.labelled("teahouse_requests_total", "Requests by operation.", "counter");
    for (const proto::OpInfo& op : proto::kOps) {
        const std::uint64_t count = counters.requests[static_cast<std::size_t>(op.op)].load();
        out.sample("teahouse_requests_total", "op", op.name, count);
    }
    out.labelled("teahouse_errors_total", "Refused requests by error code.", "counter");
    for (std::size_t code = 1; code <= static_cast<std::size_t>(ErrorCode::version); ++code) {
        out.sample("teahouse_errors_total", "code", to_string(static_cast<ErrorCode>(code)),
                   counters.errors[code].load());
    }
    out.counter("teahouse_http_requests_total", "HTTP requests.", counters.http_requests.load());
    out.counter("teahouse_http_refused_total", "HTTP requests refused for host or origin.",
                counters.http_refused.load());
    out.counter("teahouse_rate_limited_total", "Requests over a rate limit.",
                counters.rate_limited.load());
    out.counter("teahouse_bad_frames_total", "Messages that could not be decoded.",
                counters.bad_frames.load());
    out.counter("teahouse_lagged_total", "Rooms closed for readers too slow.",
                counters.lagged.load());
    out.counter("teahouse_password_hashes_total", "Passwords hashed.",
                counters.password_hashes.load());
}

void write_calls(const chat::EngineStats& stats, PrometheusText& out) {
    constexpr std::uint64_t kMinute = 60;
    out.gauge("teahouse_calls", "Calls under way.", static_cast<double>(stats.calls));
    out.counter("teahouse_calls_started_total", "Calls begun.", stats.calls_started);
    out.counter("teahouse_calls_answered_total", "Calls over that somebody answered.",
                stats.calls_answered);
    out.counter("teahouse_calls_missed_total", "Calls over that nobody answered.",
                stats.calls_missed);
    out.counter("teahouse_calls_failed_total", "Calls answered where no way was found.",
                stats.calls_failed);
    out.counter("teahouse_call_minutes_total", "Minutes of calls that are over.",
                stats.call_seconds / kMinute);
    out.counter("teahouse_call_ratings_total", "Calls that were rated.", stats.calls_rated);
    out.counter("teahouse_call_stars_total", "Sum of the stars.", stats.call_stars);
    write_quality(stats.call_quality, out);
}

}  // namespace teahouse::gateway
