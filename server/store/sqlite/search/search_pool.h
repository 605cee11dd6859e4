// SPDX-License-Identifier: MIT
// Search in the SQLite store: the indexer and the threads that answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "proto/records.h"
#include "proto/search.h"
#include "store/search_metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/indexer.h"

namespace teahouse::store {

class SearchPool {
public:
    using OnSearch = std::function<void(proto::SearchResult)>;  // on a thread of the pool

    SearchPool(std::string search_file, std::string main_file, const SqliteOptions& options,
               SearchMetrics& metrics);
    ~SearchPool();  // what waits fails, what runs is interrupted
    SearchPool(const SearchPool&) = delete;
    SearchPool& operator=(const SearchPool&) = delete;

    // `rooms`: where each log stands.
    void start(const std::vector<proto::RoomRecord>& rooms, OnSearch on_search);
    // With kSearchesInFlightMax waiting the search fails.
    void submit(proto::SearchQuery query);
    void committed(std::span<const proto::TxnResult> results) { indexer_.committed(results); }
    void wait_idle() { indexer_.wait_idle(); }

private:
    struct Job {
        proto::SearchQuery query;
        bool refused = false;
        std::int64_t since_us = 0;  // for the log of slow operations, else 0
    };

    void serve();
    bool take(Job& job);  // false: the end

    const std::string search_file_;
    const std::string main_file_;
    const SqliteOptions options_;
    SearchMetrics& metrics_;
    Indexer indexer_;
    OnSearch on_search_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;  // guards the members below
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    std::vector<std::thread> threads_;
};

}  // namespace teahouse::store
