// SPDX-License-Identifier: MIT
#include "app/service_metrics.h"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "gateway/metrics.h"
#include "net/metrics.h"
#include "store/metrics.h"
#include "store/search_metrics.h"

namespace teahouse::app {
namespace {

// The second number of statm: pages in memory.
double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    statm >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t process_cpu_us() {
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000U +
           static_cast<std::uint64_t>(spent.tv_nsec) / 1'000U;
}

// Read once, when the server starts: a later start of the same file counts anew.
const std::int64_t kStartedMs = steady_ms();

}  // namespace

void write_net(const net::Metrics& metrics, gateway::PrometheusText& out) {
    out.gauge("teahouse_connections", "Open connections.",
              static_cast<double>(metrics.connections));
    out.gauge("teahouse_websockets", "Open WebSockets.", static_cast<double>(metrics.websockets));
    out.counter("teahouse_accepted_total", "Connections accepted.", metrics.accepted);
    out.counter("teahouse_accept_errors_total", "Failed accepts.", metrics.accept_errors);
    out.counter("teahouse_refused_total", "Connections over the limit.", metrics.refused);
    out.counter("teahouse_request_errors_total", "Malformed, too large or too slow requests.",
                metrics.request_errors);
    out.counter("teahouse_messages_in_total", "WebSocket messages received.", metrics.messages_in);
    out.counter("teahouse_protocol_errors_total", "WebSockets closed for breaking the protocol.",
                metrics.protocol_errors);
    out.counter("teahouse_bytes_in_total", "Bytes received.", metrics.bytes_in);
    out.counter("teahouse_bytes_out_total", "Bytes sent.", metrics.bytes_out);
    out.counter("teahouse_sends_total", "Writes of the flush.", metrics.sends);
    out.counter("teahouse_frames_private_total", "Messages to one connection.",
                metrics.frames_private);
    out.counter("teahouse_segments_total", "Published pieces of frame logs.", metrics.segments);
    out.counter("teahouse_deliveries_total", "Published pieces, once for each of their readers.",
                metrics.deliveries);
    out.counter("teahouse_segments_dropped_total",
                "Ephemeral pieces dropped under the bandwidth cap.", metrics.segments_dropped);
    out.counter("teahouse_blocked_total", "Writes that a socket did not take whole.",
                metrics.blocked);
    out.counter("teahouse_lags_total", "Subscribers that were too far behind.", metrics.lags);
    out.counter("teahouse_stalls_total", "Connections closed with 4008.", metrics.stalls);
    out.counter("teahouse_timeouts_total", "Connections closed for silence or slowness.",
                metrics.timeouts);
    out.counter("teahouse_tls_errors_total", "Broken TLS sessions.", metrics.tls_errors);
    out.counter("teahouse_flushes_postponed_total", "Flushes that waited for the bandwidth cap.",
                metrics.flushes_postponed);
    out.gauge("teahouse_io_uring_workers", "Workers that send by io_uring.",
              static_cast<double>(metrics.rings));
    out.gauge("teahouse_room_log_bytes", "Frames kept for readers that are behind.",
              static_cast<double>(metrics.log_bytes));
    out.gauge("teahouse_outbox_bytes", "Bytes to single connections that wait to be sent.",
              static_cast<double>(metrics.outbox_bytes));
    out.gauge("teahouse_mailbox_tasks", "Tasks waiting in the workers' mailboxes.",
              static_cast<double>(metrics.mailbox_tasks));
}

void write_store(const store::StoreMetrics& metrics, gateway::PrometheusText& out) {
    out.counter("teahouse_store_txns_committed_total", "Committed transactions.",
                metrics.txns_committed.load());
    out.counter("teahouse_store_txns_failed_total", "Failed transactions.",
                metrics.txns_failed.load());
    out.gauge("teahouse_store_txns_queued", "Transactions waiting.",
              static_cast<double>(metrics.txns_queued.load()));
    out.counter("teahouse_store_commits_total", "Group commits.", metrics.commits.load());
    out.counter("teahouse_store_commit_microseconds_total", "Time in commits.",
                metrics.commit_us.sum.load());
    out.counter("teahouse_store_queries_total", "Queries.", metrics.queries.load());
    out.counter("teahouse_store_queries_failed_total", "Failed queries.",
                metrics.queries_failed.load());
    out.gauge("teahouse_store_failing", "1 while writing does not work.",
              metrics.failing.load() ? 1 : 0);
}

void write_search(const store::SearchMetrics& metrics, gateway::PrometheusText& out) {
    const std::int64_t since = metrics.behind_since_ms.load();
    const std::int64_t now = steady_ms();
    out.counter("teahouse_search_total", "Searches of messages.", metrics.searches.load());
    out.counter("teahouse_search_failed_total", "Failed searches.", metrics.searches_failed.load());
    out.counter("teahouse_search_partial_total", "Searches that ran out of time or index.",
                metrics.searches_partial.load());
    out.counter("teahouse_search_microseconds_total", "Time in searches.",
                metrics.search_us.sum.load());
    out.gauge("teahouse_search_queued", "Searches waiting or running.",
              static_cast<double>(metrics.searches_queued.load()));
    out.counter("teahouse_search_indexed_total", "Events that the index took over.",
                metrics.indexed.load());
    out.gauge("teahouse_search_behind", "Events that the index does not have yet.",
              static_cast<double>(metrics.behind_events.load()));
    out.gauge("teahouse_search_lag_seconds", "How long the index has been behind.",
              since == 0 ? 0 : static_cast<double>(now - since) / 1'000);
    out.gauge("teahouse_search_building", "1 while the index is not complete.",
              metrics.building.load() ? 1 : 0);
    out.counter("teahouse_search_rebuilds_total", "Times that the index was begun anew.",
                metrics.rebuilds.load());
    out.counter("teahouse_search_swept_total", "Edited or recalled messages taken out.",
                metrics.swept.load());
    out.counter("teahouse_search_index_failures_total", "Troubles of the indexer.",
                metrics.index_failures.load());
}

void write_slow(const SlowLog& slow, gateway::PrometheusText& out) {
    out.labelled("teahouse_slow_total", "What took longer than log.slow_ms.", "counter");
    for (std::size_t i = 0; i < kSlowKinds.size(); ++i) {
        out.sample("teahouse_slow_total", "kind", kSlowKinds[i],
                   slow.count(static_cast<SlowKind>(i)));
    }
}

void write_process(const std::vector<std::int64_t>& loops, gateway::PrometheusText& out) {
    out.gauge("teahouse_uptime_seconds", "Since the process began.",
              static_cast<double>((steady_ms() - kStartedMs) / 1'000));
    out.gauge("teahouse_resident_bytes", "Memory of the process.", resident_bytes());
    out.counter("teahouse_cpu_microseconds_total", "Processor time of the process.",
                process_cpu_us());
    out.labelled("teahouse_loop_cpu_microseconds_total", "Processor time of each event loop.",
                 "counter");
    for (std::size_t i = 0; i < loops.size(); ++i) {
        out.sample("teahouse_loop_cpu_microseconds_total", "loop", std::to_string(i),
                   static_cast<std::uint64_t>(loops[i]));
    }
}

}  // namespace teahouse::app
