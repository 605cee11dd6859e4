// SPDX-License-Identifier: MIT
// The text of metrics: histograms have the form that Prometheus reads.
#include "gateway/metrics.h"

#include <string>

#include <gtest/gtest.h>

#include "chat/call_quality.h"
#include "chat/engine.h"

namespace teahouse::gateway {
namespace {

bool has(const std::string& text, const std::string& line) {
    return text.find("\n" + line + "\n") != std::string::npos;
}

TEST(CallMetrics, are_histograms_by_way) {
    chat::EngineStats stats;
    chat::count_sample(stats.call_quality, chat::CallWay::p2p,
                       {.rtt = 30, .lost = 4, .quality = 3});
    chat::count_sample(stats.call_quality, chat::CallWay::p2p,
                       {.rtt = 3'000, .lost = 0, .quality = 1});
    chat::count_sample(stats.call_quality, chat::CallWay::sfu, {.rtt = 10});
    PrometheusText out;
    write_calls(stats, out);
    const std::string text = out.take();
    for (const char* line : {
             "# TYPE teahouse_call_rtt_seconds histogram",
             "teahouse_call_rtt_seconds_bucket{way=\"p2p\",le=\"0.025\"} 0",
             "teahouse_call_rtt_seconds_bucket{way=\"p2p\",le=\"0.05\"} 1",
             "teahouse_call_rtt_seconds_bucket{way=\"p2p\",le=\"2.5\"} 1",
             "teahouse_call_rtt_seconds_bucket{way=\"p2p\",le=\"+Inf\"} 2",
             "teahouse_call_rtt_seconds_sum{way=\"p2p\"} 3.03",
             "teahouse_call_rtt_seconds_count{way=\"p2p\"} 2",
             "teahouse_call_rtt_seconds_bucket{way=\"sfu\",le=\"0.01\"} 1",
             "teahouse_call_rtt_seconds_count{way=\"relay\"} 0",
             "teahouse_call_lost_ratio_bucket{way=\"p2p\",le=\"0\"} 1",
             "teahouse_call_lost_ratio_bucket{way=\"p2p\",le=\"0.005\"} 2",
             "teahouse_call_lost_ratio_sum{way=\"p2p\"} 0.004",
             "teahouse_call_jitter_seconds_count{way=\"p2p\"} 0",
             "teahouse_call_quality_total{way=\"p2p\",quality=\"good\"} 1",
             "teahouse_call_quality_total{way=\"p2p\",quality=\"bad\"} 1",
             "teahouse_call_quality_total{way=\"sfu\",quality=\"fair\"} 0",
         }) {
        EXPECT_TRUE(has(text, line)) << line << "\n" << text;
    }
}

}  // namespace
}  // namespace teahouse::gateway
