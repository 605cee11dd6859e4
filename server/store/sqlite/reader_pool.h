// SPDX-License-Identifier: MIT
// Threads that answer queries, each with a connection of its own. They read what was committed when
// they start on a query and never wait for the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "proto/records.h"
#include "store/metrics.h"
#include "store/sqlite/options.h"

namespace teahouse::store {

class ReaderPool {
public:
    using OnQuery = std::function<void(proto::QueryResult)>;  // called on a reader's thread

    ReaderPool(std::string file, const SqliteOptions& options, StoreMetrics& metrics);
    ~ReaderPool();  // answers what is queued, then ends the threads
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    void start(OnQuery on_query);
    // Any thread. With kQueriesInFlightMax waiting, the query fails (on a reader's thread as well).
    void submit(proto::EventQuery query);

private:
    struct Job {
        proto::EventQuery query;
        bool refused = false;
        std::int64_t since_us = 0;  // for the log of slow operations, else 0
    };

    void serve();
    std::optional<Job> take();  // none: the end

    const std::string file_;
    const SqliteOptions options_;
    StoreMetrics& metrics_;
    OnQuery on_query_;
    std::mutex mutex_;  // guards the members below
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace teahouse::store
