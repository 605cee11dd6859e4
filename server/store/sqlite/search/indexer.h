// SPDX-License-Identifier: MIT
// Keeps the search index behind the log: a thread that reads what was committed, on a connection of
// its own, and writes it into search.db in bounded batches. It knows from the file how far it is,
// so it goes on after any end, and begins anew if the file is gone, damaged, or tells of a log that
// is not this one.
//
// Threads: start and committed from the store's; committed never waits for the index. metrics from
// any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/search_metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/log_reader.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::store {

class Indexer {
public:
    Indexer(std::string search_file, std::string main_file, const SqliteOptions& options,
            SearchMetrics& metrics);
    ~Indexer();  // ends after the batch at hand
    Indexer(const Indexer&) = delete;
    Indexer& operator=(const Indexer&) = delete;

    // `rooms`: where each log stands.
    void start(const std::vector<proto::RoomRecord>& rooms);
    // Tells of committed events.
    void committed(std::span<const proto::TxnResult> results);
    // A reader found the file damaged, or gone.
    void replace_file();
    // Tests: waits until all that was committed is indexed, and stale tokens are out.
    void wait_idle();

private:
    struct Log {
        Epoch epoch = {};
        Seq head = {};
        Seq indexed = {};
    };
    // What one transaction has taken over.
    struct Batch {
        std::size_t events = 0;
        std::size_t bytes = 0;
        [[nodiscard]] bool is_full() const;
    };

    void run();
    bool wait_for_work();
    Status open();
    Status take_over_progress();
    Status index_batch();
    Status index_rooms();
    Status index_room(RoomId room, Log log, Batch& batch);
    Status expire(const proto::Event& event);
    Result<std::size_t> take_event(const proto::Event& event);
    Status clean();
    Status sweep();
    Status purge();
    void open_anew_if_gone();
    Status retire(const Status& failed);
    void close();
    void publish_lag();
    [[nodiscard]] std::vector<std::pair<RoomId, Log>> behind() const;
    void note(RoomId room, Log& log, Seq head, Seq indexed);

    const std::string search_file_;
    const std::string main_file_;
    const SqliteOptions options_;
    SearchMetrics& metrics_;

    // The thread's.
    std::unique_ptr<SearchFile> file_;
    std::unique_ptr<LogReader> log_;
    std::int64_t clean_not_before_ms_ = 0;  // steady clock
    std::int64_t clean_cost_ms_ = 0;        // of the sweep and the purge at hand
    bool purging_ = false;                  // the purge at hand has begun
    RoomId next_room_ = {};                 // where the next batch begins, so that none waits long
    std::atomic<bool> ending_{false};       // interrupts what runs

    mutable std::mutex mutex_;  // guards the members below
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::unordered_map<RoomId, Log> logs_;
    std::set<RoomId> behind_rooms_;    // whose logs are ahead of the index
    std::uint64_t behind_events_ = 0;  // by so many events
    bool behind_ = true;               // there is something to index, or to open first
    bool replace_ = false;
    bool stopping_ = false;
    bool busy_ = true;
    bool stale_ = false;  // clean() has something to do

    std::thread thread_;
};

}  // namespace teahouse::store
