// SPDX-License-Identifier: MIT
#include "store/sqlite/search/searcher.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/limits_search.h"
#include "base/log.h"
#include "base/result.h"
#include "proto/search.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/log_reader.h"
#include "store/sqlite/search/search_file.h"
#include "store/sqlite/search/search_run.h"

namespace teahouse::store {

namespace {

constexpr int kStepsBetweenLooks = 2'000;  // of SQLite's machine, some 50 µs

using Clock = std::chrono::steady_clock;

// Ends what runs on the connections when the time is up or the server stops.
class TimeLimit {
public:
    TimeLimit(sqlite3* first, sqlite3* second, const std::atomic<bool>& stopping)
        : connections_{first, second}, stopping_(stopping) {
        for (sqlite3* connection : connections_) {
            if (connection != nullptr) {
                sqlite3_progress_handler(connection, kStepsBetweenLooks, look, this);
            }
        }
    }
    ~TimeLimit() {
        for (sqlite3* connection : connections_) {
            if (connection != nullptr) {
                sqlite3_progress_handler(connection, 0, nullptr, nullptr);
            }
        }
    }
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

    [[nodiscard]] bool is_over() const {
        return stopping_.load(std::memory_order_relaxed) || Clock::now() >= end_;
    }
    [[nodiscard]] bool is_late() const {
        return stopping_.load(std::memory_order_relaxed) ||
               Clock::now() >= end_ - std::chrono::milliseconds(limits::kSearchMsMax / 2);
    }

private:
    static int look(void* self) { return static_cast<TimeLimit*>(self)->is_over() ? 1 : 0; }

    std::array<sqlite3*, 2> connections_;  // null: there is none
    const std::atomic<bool>& stopping_;
    Clock::time_point end_ = Clock::now() + std::chrono::milliseconds(limits::kSearchMsMax);
};

// 0: there is no such file.
std::uint64_t inode_of(const std::string& file) {
    struct stat about{};
    return ::stat(file.c_str(), &about) == 0 ? about.st_ino : 0;
}

}  // namespace

Searcher::Searcher(std::string search_file, std::string main_file, const SqliteOptions& options,
                   const std::atomic<bool>& stopping)
    : search_file_(std::move(search_file)),
      main_file_(std::move(main_file)),
      options_(options),
      stopping_(stopping) {}

Status Searcher::open_log() {
    if (!log_) {
        TRY(log_reader, LogReader::open(main_file_, options_));
        log_ = std::make_unique<LogReader>(std::move(log_reader));
    }
    return {};
}

Status Searcher::open_index() {
    TRY(index, open_search_reader(search_file_));
    index_ = std::make_unique<Db>(std::move(index));
    TRY(match, index_->prepare("SELECT rowid FROM message WHERE message MATCH ?"
                               " AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"));
    TRY(match_all,
        index_->prepare("SELECT rowid FROM message WHERE message MATCH ? ORDER BY rowid DESC"));
    TRY(indexed, index_->prepare("SELECT seq FROM room WHERE id = ?"));
    match_ = std::move(match);
    match_all_ = std::move(match_all);
    indexed_ = std::move(indexed);
    return {};
}

void Searcher::close_index() {
    match_ = {};
    match_all_ = {};
    indexed_ = {};
    index_.reset();
}

// The indexer may have replaced the file; without one, the log alone is searched.
void Searcher::follow_index() {
    const std::uint64_t inode = inode_of(search_file_);
    if (index_ && inode == index_inode_) {
        return;
    }
    close_index();
    index_inode_ = inode;
    if (inode == 0) {
        return;
    }
    if (const Status opened = open_index(); !opened) {
        index_damaged_ = index_ && is_damage(index_->last_code());
        log(LogLevel::info, "searching without the index",
            {{.key = "why", .value = opened.error().message}});
        close_index();
    }
}

// A damaged index hides nothing: the log is searched without it.
proto::SearchResult Searcher::search(const proto::SearchQuery& query) {
    index_damaged_ = false;
    follow_index();
    const bool damaged = index_damaged_;
    proto::SearchResult result = look(query);
    if (!result.ok && index_damaged_) {
        result = look(query);
        index_damaged_ = true;
    }
    index_damaged_ = index_damaged_ || damaged;
    return result;
}

proto::SearchResult Searcher::look(const proto::SearchQuery& query) {
    proto::SearchResult failed{.id = query.id, .ok = false};
    index_damaged_ = false;
    if (const Status opened = open_log(); !opened) {
        log(LogLevel::error, "search cannot open the database",
            {{.key = "why", .value = opened.error().message}});
        return failed;
    }
    const TimeLimit limit(log_->db().raw(), index_ ? index_->raw() : nullptr, stopping_);
    SearchRun run(query, *log_,
                  {.match = match_,
                   .match_all = match_all_,
                   .indexed = indexed_,
                   .available = index_ != nullptr},
                  {.is_over = [&limit] { return limit.is_over(); },
                   .is_late = [&limit] { return limit.is_late(); }});
    // One moment of the index for the whole search: how far it goes, and what it has.
    Status done = index_ ? index_->run_script("BEGIN") : Status{};
    if (done) {
        done = run.run();
    }
    const int code = index_ ? index_->last_code() : SQLITE_OK;
    const bool over = limit.is_over();
    if (index_ && index_->in_transaction()) {
        static_cast<void>(index_->run_script("ROLLBACK"));
    }
    if (done) {
        return std::move(run.result());
    }
    if (over) {
        run.result().partial = true;
        run.result().more = !run.result().hits.empty();
        return std::move(run.result());
    }
    index_damaged_ = is_damage(code);
    log(LogLevel::error, "a search failed", {{.key = "why", .value = done.error().message}});
    close_index();
    log_.reset();
    return failed;
}

}  // namespace teahouse::store
