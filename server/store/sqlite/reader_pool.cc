// SPDX-License-Identifier: MIT
#include "store/sqlite/reader_pool.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/metrics.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/files.h"
#include "store/sqlite/open.h"
#include "store/sqlite/options.h"

namespace teahouse::store {

namespace {

class Reader {
public:
    static Result<Reader> open(const std::string& file, const SqliteOptions& options) {
        TRY(db, open_reader(file, options));
        const std::string select = "SELECT " + std::string{kEventColumns} +
                                   " FROM event WHERE room = ? AND seq BETWEEN ? AND ?"
                                   " ORDER BY seq ";
        TRY(oldest, db.prepare(select + "LIMIT ?"));
        TRY(newest, db.prepare(select + "DESC LIMIT ?"));
        const std::string with_file = "SELECT " + std::string{kEventColumns} +
                                      " FROM event INDEXED BY event_file"
                                      " WHERE room = ? AND seq BETWEEN ? AND ?"
                                      " AND kind BETWEEN 2 AND 6 AND (1 << kind) & ? != 0"
                                      " ORDER BY seq ";
        TRY(oldest_file, db.prepare(with_file + "LIMIT ?"));
        TRY(newest_file, db.prepare(with_file + "DESC LIMIT ?"));
        TRY(files, FileReader::prepare(db));
        Reader reader{std::move(db), std::move(oldest), std::move(newest)};
        reader.oldest_file_ = std::move(oldest_file);
        reader.newest_file_ = std::move(newest_file);
        reader.files_ = std::move(files);
        return reader;
    }

    Status answer(const proto::EventQuery& query, proto::QueryResult& result) {
        if (!query.files.empty() || !query.hashes.empty()) {
            TRY(files, files_.read(query));
            result.files = std::move(files);
            return {};
        }
        TRY(events, read(query));
        result.events = std::move(events);
        return {};
    }

private:
    static constexpr std::uint64_t kSeqMax = 1ULL << 62U;

    Result<std::vector<proto::Event>> read(const proto::EventQuery& query) {
        std::vector<proto::Event> events;
        Status decoded;
        const auto take = [&](Row row) {
            Result<proto::Event> event = read_event(row);
            if (event) {
                events.push_back(*std::move(event));
            } else {
                decoded = tl::unexpected<Error>(std::move(event).error());
            }
        };
        Statement& statement = query.newest ? newest_ : oldest_;
        // `to` may be "no limit", which as a signed number would be -1.
        const Seq to{std::min(query.to.value, kSeqMax)};
        if (query.kinds == 0) {
            TRY_STATUS(
                statement.query(take, query.room, query.from, to, std::uint64_t{query.limit}));
        } else {
            Statement& with_file = query.newest ? newest_file_ : oldest_file_;
            TRY_STATUS(with_file.query(take, query.room, query.from, to, std::uint64_t{query.kinds},
                                       std::uint64_t{query.limit}));
        }
        TRY_STATUS(decoded);
        if (query.newest) {
            std::ranges::reverse(events);
        }
        return events;
    }

    Reader(Db db, Statement oldest, Statement newest)
        : db_(std::move(db)), oldest_(std::move(oldest)), newest_(std::move(newest)) {}

    Db db_;  // first: statements go before it
    Statement oldest_;
    Statement newest_;
    Statement oldest_file_;
    Statement newest_file_;
    FileReader files_;
};

}  // namespace

ReaderPool::ReaderPool(std::string file, const SqliteOptions& options, StoreMetrics& metrics)
    : file_(std::move(file)), options_(options), metrics_(metrics) {}

ReaderPool::~ReaderPool() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void ReaderPool::start(OnQuery on_query) {
    on_query_ = std::move(on_query);
    for (unsigned i = 0; i < std::max(options_.readers, 1U); ++i) {
        threads_.emplace_back([this] { serve(); });
    }
}

void ReaderPool::submit(proto::EventQuery query) {
    {
        const std::lock_guard lock{mutex_};
        const bool full = jobs_.size() >= limits::kQueriesInFlightMax;
        jobs_.push_back({.query = std::move(query), .refused = full});
    }
    metrics_.queries_queued.fetch_add(1, std::memory_order_relaxed);
    wake_.notify_one();
}

std::optional<ReaderPool::Job> ReaderPool::take() {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) {
        return std::nullopt;
    }
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

void ReaderPool::serve() {
    std::optional<Reader> reader;
    while (const std::optional<Job> next = take()) {
        const Job& job = *next;
        proto::QueryResult result{.id = job.query.id, .ok = false};
        if (!job.refused && !reader.has_value()) {
            if (Result<Reader> opened = Reader::open(file_, options_); opened) {
                reader.emplace(*std::move(opened));
            } else {
                log(LogLevel::error, "a reader cannot open the database",
                    {{.key = "error", .value = opened.error().message}});
            }
        }
        if (!job.refused && reader.has_value()) {
            if (const Status read = reader->answer(job.query, result); read) {
                result.ok = true;
            } else {
                log(LogLevel::error, "a query failed",
                    {{.key = "error", .value = read.error().message}});
                reader.reset();  // the next query opens anew
            }
        }
        metrics_.queries.fetch_add(1, std::memory_order_relaxed);
        metrics_.queries_failed.fetch_add(result.ok ? 0 : 1, std::memory_order_relaxed);
        metrics_.queries_queued.fetch_sub(1, std::memory_order_relaxed);
        on_query_(std::move(result));
    }
}

}  // namespace teahouse::store
