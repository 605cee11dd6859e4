// SPDX-License-Identifier: MIT
#include "store/sqlite/search/search_pool.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits_search.h"
#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/search_metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/searcher.h"

namespace teahouse::store {

namespace {

constexpr unsigned kThreads = 2;  // so that one slow search does not hold up the others

}  // namespace

SearchPool::SearchPool(std::string search_file, std::string main_file, const SqliteOptions& options,
                       SearchMetrics& metrics)
    : search_file_(std::move(search_file)),
      main_file_(std::move(main_file)),
      options_(options),
      metrics_(metrics),
      indexer_(search_file_, main_file_, options_, metrics) {}

SearchPool::~SearchPool() {
    {
        const std::lock_guard lock{mutex_};
        stopping_.store(true, std::memory_order_relaxed);
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void SearchPool::start(const std::vector<proto::RoomRecord>& rooms, OnSearch on_search) {
    on_search_ = std::move(on_search);
    indexer_.start(rooms);
    for (unsigned i = 0; i < kThreads; ++i) {
        threads_.emplace_back([this] { serve(); });
    }
}

void SearchPool::submit(proto::SearchQuery query) {
    metrics_.searches_queued.fetch_add(1, std::memory_order_relaxed);
    const std::int64_t since_us = since_when(options_);
    {
        const std::lock_guard lock{mutex_};
        jobs_.push_back({.query = std::move(query), .since_us = since_us});
    }
    wake_.notify_one();
}

bool SearchPool::take(Job& job) {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [&] { return stopping_.load(std::memory_order_relaxed) || !jobs_.empty(); });
    if (jobs_.empty()) {
        return false;
    }
    job = std::move(jobs_.front());
    jobs_.pop_front();
    job.refused =
        stopping_.load(std::memory_order_relaxed) || jobs_.size() >= limits::kSearchesInFlightMax;
    return true;
}

void SearchPool::serve() {
    Searcher searcher(search_file_, main_file_, options_, stopping_);
    Job job;
    while (take(job)) {
        const auto began = std::chrono::steady_clock::now();
        proto::SearchResult result{.id = job.query.id, .ok = false};
        if (!job.refused) {
            result = searcher.search(job.query);
            if (searcher.index_damaged()) {
                indexer_.replace_file();
            }
        }
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - began);
        if (job.since_us > 0) {
            const std::int64_t total_us = steady_us() - job.since_us;
            options_.slow->note(
                SlowKind::search, "search",
                {.total = total_us, .queue = total_us - took.count(), .store = took.count()});
        }
        metrics_.search_us.observe(static_cast<std::uint64_t>(took.count()));
        metrics_.searches.fetch_add(1, std::memory_order_relaxed);
        metrics_.searches_failed.fetch_add(result.ok ? 0 : 1, std::memory_order_relaxed);
        metrics_.searches_partial.fetch_add(result.partial ? 1 : 0, std::memory_order_relaxed);
        metrics_.searches_queued.fetch_sub(1, std::memory_order_relaxed);
        on_search_(std::move(result));
    }
}

}  // namespace teahouse::store
