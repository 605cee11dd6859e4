// SPDX-License-Identifier: MIT
#include "app/metrics_text.h"

#include <string>

#include <gtest/gtest.h>

namespace teahouse::app {
namespace {

TEST(MetricsText, reads_samples_and_nothing_else) {
    const MetricValues values = parse_metrics(
        "# HELP a Words 1.\n# TYPE a counter\na 12\nb{op=\"x\"} 1.5\n\nc\nd words\ne 1e3");
    EXPECT_EQ(values, (MetricValues{{"a", 12}, {"b{op=\"x\"}", 1.5}, {"e", 1000}}));
}

TEST(MetricsText, shows_rates_of_counters_and_values_of_gauges) {
    const MetricValues before{{"teahouse_messages_accepted_total", 100},
                              {"teahouse_loop_cpu_microseconds_total{loop=\"0\"}", 0}};
    const MetricValues after{{"teahouse_messages_accepted_total", 150},
                             {"teahouse_users_online", 7},
                             {"teahouse_uptime_seconds", 3'661},
                             {"teahouse_loop_cpu_microseconds_total{loop=\"0\"}", 1e6}};
    const std::string text = describe_load(before, after, 2);
    EXPECT_NE(text.find("messages      25.0 /s"), std::string::npos) << text;
    EXPECT_NE(text.find("people           7 online"), std::string::npos) << text;
    EXPECT_NE(text.find("up 1:01:01"), std::string::npos) << text;
    EXPECT_NE(text.find("loops       50 %\n"), std::string::npos) << text;
}

TEST(MetricsText, counts_from_nothing_after_a_restart) {
    const MetricValues before{{"teahouse_messages_accepted_total", 1'000}};
    const MetricValues after{{"teahouse_messages_accepted_total", 4}};
    EXPECT_NE(describe_load(before, after, 1).find("messages       4.0 /s"), std::string::npos);
}

}  // namespace
}  // namespace teahouse::app
