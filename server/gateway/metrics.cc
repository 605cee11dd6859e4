// SPDX-License-Identifier: MIT
#include "gateway/metrics.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace teahouse::gateway {
namespace {

// A number beyond the array would end the server when somebody looks at its metrics.
static_assert(std::ranges::all_of(proto::kOps, [](const proto::OpInfo& info) {
    return static_cast<std::size_t>(info.op) < kOpNumbersMax;
}));

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
    const chat::CallSums& sums = stats.call_sums;
    out.counter("teahouse_call_samples_total", "What devices said of their calls.", sums.samples);
    out.counter("teahouse_call_rtt_ms_total", "Sum of round trips in samples.", sums.rtt_ms);
    out.counter("teahouse_call_lost_permille_total", "Sum of lost packets of 1,000 in samples.",
                sums.lost);
    out.counter("teahouse_call_concealed_permille_total",
                "Sum of sound made up, of 1,000, in samples.", sums.concealed);
    out.counter("teahouse_call_relayed_samples_total", "Samples of calls over a relay.",
                sums.relayed);
    out.counter("teahouse_call_ratings_total", "Calls that were rated.", sums.rated);
    out.counter("teahouse_call_stars_total", "Sum of the stars.", sums.stars);
}

}  // namespace teahouse::gateway
