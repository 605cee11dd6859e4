// SPDX-License-Identifier: MIT
// Answers one search after the other, on connections of its own to the log and to the index. The
// index names candidates; each is read from the log and looked at before it is a hit. What is not
// indexed yet is read from the log itself, so that an index that lags never hides a message. One
// thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "proto/search.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/log_reader.h"

namespace teahouse::store {

class Searcher {
public:
    // `stopping` set ends a search that runs.
    Searcher(std::string search_file, std::string main_file, const SqliteOptions& options,
             const std::atomic<bool>& stopping);

    // A failed one says whether the index is to blame (index_damaged()).
    proto::SearchResult search(const proto::SearchQuery& query);
    [[nodiscard]] bool index_damaged() const { return index_damaged_; }

private:
    Status open_log();
    Status open_index();
    void close_index();
    void follow_index();
    proto::SearchResult look(const proto::SearchQuery& query);

    const std::string search_file_;
    const std::string main_file_;
    const SqliteOptions options_;
    const std::atomic<bool>& stopping_;

    std::unique_ptr<LogReader> log_;
    std::unique_ptr<Db> index_;
    std::uint64_t index_inode_ = 0;  // of the file that is open
    Statement match_;
    Statement match_all_;
    Statement indexed_;
    bool index_damaged_ = false;
};

}  // namespace teahouse::store
