// SPDX-License-Identifier: MIT
// What /metrics says of the layers below the gateway, and of the process itself.
#pragma once

#include <cstdint>
#include <vector>

#include "base/slow_log.h"
#include "gateway/metrics.h"
#include "net/metrics.h"
#include "store/metrics.h"
#include "store/search_metrics.h"

namespace teahouse::app {

void write_net(const net::Metrics& metrics, gateway::PrometheusText& out);
void write_store(const store::StoreMetrics& metrics, gateway::PrometheusText& out);
void write_search(const store::SearchMetrics& metrics, gateway::PrometheusText& out);
void write_slow(const SlowLog& slow, gateway::PrometheusText& out);
// The process: processor time, memory, age. `loops`: of each worker, in microseconds.
void write_process(const std::vector<std::int64_t>& loops, gateway::PrometheusText& out);

}  // namespace teahouse::app
