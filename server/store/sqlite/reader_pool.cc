// SPDX-License-Identifier: MIT
#include "store/sqlite/reader_pool.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/metrics.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/files.h"
#include "store/sqlite/kept.h"
#include "store/sqlite/log_times.h"
#include "store/sqlite/open.h"
#include "store/sqlite/options.h"

namespace teahouse::store {

namespace {

// The newest messages of a room in their newest form, of those in a partial index (schema.cc).
constexpr std::string_view kSelectWithFile =
    "SELECT room, seq, at, sender, kind, ref, cmid, body, message"
    " FROM event INDEXED BY event_file LEFT JOIN merged USING(room, seq)"
    " WHERE room = ? AND seq BETWEEN ? AND ? AND kind BETWEEN 2 AND 6 AND length(body) > 1"
    " AND (1 << kind) & ? != 0 ORDER BY seq DESC LIMIT ?";
constexpr std::string_view kSelectWithLink =
    "SELECT room, seq, at, sender, kind, ref, cmid, body, message"
    " FROM event INDEXED BY event_link LEFT JOIN merged USING(room, seq)"
    " WHERE room = ? AND seq BETWEEN ? AND ?"
    " AND kind = 1 AND (instr(body, x'687474703a2f2f') > 0 OR instr(body, x'68747470733a2f2f') > 0)"
    " AND ? != 0 ORDER BY seq DESC LIMIT ?";

// For the log: what a query asks for.
std::string_view word_of_query(const proto::EventQuery& query) {
    if (query.uploads) {
        return "uploads";
    }
    if (!query.files.empty() || !query.hashes.empty()) {
        return "files";
    }
    if (query.audit) {
        return "audit";
    }
    if (query.since) {
        return "since";
    }
    if (query.confirms) {
        return "confirms";
    }
    if (query.sender) {
        return "by_sender";
    }
    return query.kinds != 0 ? "gallery" : "events";
}

class Reader {
public:
    static Result<Reader> open(const std::string& file, const SqliteOptions& options) {
        TRY(db, open_reader(file, options));
        const std::string select = "SELECT " + std::string{kEventColumns} +
                                   " FROM event WHERE room = ? AND seq BETWEEN ? AND ?"
                                   " ORDER BY seq ";
        const std::string merged = std::string{kSelectMerged} + " BETWEEN ? AND ? ORDER BY seq ";
        Statements made;
        TRY(oldest, db.prepare(select + "LIMIT ?"));
        TRY(newest, db.prepare(select + "DESC LIMIT ?"));
        TRY(merged_oldest, db.prepare(merged + "LIMIT ?"));
        TRY(merged_newest, db.prepare(merged + "DESC LIMIT ?"));
        TRY(one, db.prepare(std::string{kSelectMerged} + " = ?"));
        TRY(with_file, db.prepare(std::string{kSelectWithFile}));
        TRY(with_link, db.prepare(std::string{kSelectWithLink}));
        TRY(files, FileReader::prepare(db));
        TRY(times, LogTimes::prepare(db));
        made.oldest = std::move(oldest);
        made.newest = std::move(newest);
        made.merged_oldest = std::move(merged_oldest);
        made.merged_newest = std::move(merged_newest);
        made.one = std::move(one);
        TRY(by_sender, db.prepare(std::string{kSelectBySender}));
        TRY(audit, db.prepare(std::string{kSelectAudit}));
        made.by_sender = std::move(by_sender);
        made.audit = std::move(audit);
        TRY(confirm, db.prepare(std::string{kSelectConfirm}));
        TRY(confirmers, db.prepare(std::string{kSelectConfirmers}));
        made.confirm = std::move(confirm);
        made.confirmers = std::move(confirmers);
        made.with_file = std::move(with_file);
        made.with_link = std::move(with_link);
        return Reader{std::move(db), std::move(made), std::move(files), std::move(times)};
    }

    Status answer(const proto::EventQuery& query, proto::QueryResult& result) {
        if (query.uploads) {
            return files_.read_page(query, result);
        }
        if (!query.files.empty() || !query.hashes.empty()) {
            TRY(files, files_.read(query));
            result.files = std::move(files);
            return {};
        }
        if (query.audit) {
            TRY(records, read_audit(query));
            result.kept = std::move(records);
            return {};
        }
        if (query.since) {
            TRY(found, find_since(query));
            result.found = found;
            return {};
        }
        if (query.confirms) {
            return statements_.confirmers.query(
                [&](Row row) { result.users.push_back(row.id<UserId>(0)); }, query.room,
                query.confirms, std::uint64_t{query.limit});
        }
        TRY(events, read(query));
        TRY_STATUS(mark_confirmed(query, events));
        result.events = std::move(events);
        return {};
    }

private:
    static constexpr std::uint64_t kSeqMax = 1ULL << 62U;

    Result<std::vector<proto::KeptRecord>> read_audit(const proto::EventQuery& query) {
        std::vector<proto::KeptRecord> records;
        const std::uint64_t before = std::min(query.before, kSeqMax);
        TRY_STATUS(statements_.audit.query([&](Row row) { records.push_back(read_kept(row)); },
                                           before, std::uint64_t{query.limit}));
        return records;
    }

    Result<Seq> find_since(const proto::EventQuery& query) {
        TRY(newest, times_.newest(query.room, std::min(query.to, Seq{kSeqMax})));
        const Seq from = std::max(query.from, Seq{1});
        if (from > newest.seq) {
            return Seq{};
        }
        TRY(found, times_.first_since(query.room, from, newest.seq, *query.since));
        return found > newest.seq ? Seq{} : found;
    }

    // A look into the index for each message that asks; most ask nothing.
    Status mark_confirmed(const proto::EventQuery& query, std::vector<proto::Event>& events) {
        for (proto::Event& event : events) {
            if (query.viewer && event.merged && event.merged->confirms) {
                TRY_STATUS(statements_.confirm.query([&](Row) { event.merged->confirmed = true; },
                                                     event.room, event.seq, query.viewer));
            }
        }
        return {};
    }

    Result<std::vector<proto::Event>> read(const proto::EventQuery& query) {
        std::vector<proto::Event> events;
        Status decoded;
        const auto take = [&](Row row) {
            Result<proto::Event> event =
                query.merged || query.kinds != 0 ? read_merged(row) : read_event(row);
            if (event) {
                events.push_back(*std::move(event));
            } else {
                decoded = tl::unexpected<Error>(std::move(event).error());
            }
        };
        if (!query.seqs.empty()) {
            for (const Seq seq : query.seqs) {
                TRY_STATUS(statements_.one.query(take, query.room, seq));
            }
            TRY_STATUS(decoded);
            return events;
        }
        if (query.sender) {
            TRY_STATUS(statements_.by_sender.query(take, query.sender, query.after,
                                                   std::uint64_t{query.limit}));
            TRY_STATUS(decoded);
            return events;
        }
        Statement& plain = query.newest ? statements_.newest : statements_.oldest;
        Statement& merged = query.newest ? statements_.merged_newest : statements_.merged_oldest;
        Statement& statement = query.merged ? merged : plain;
        // `to` may be "no limit", which as a signed number would be -1.
        const Seq to{std::min(query.to.value, kSeqMax)};
        if (query.kinds == 0) {
            TRY_STATUS(
                statement.query(take, query.room, query.from, to, std::uint64_t{query.limit}));
        } else {
            Statement& gallery =
                proto::wants_links(query) ? statements_.with_link : statements_.with_file;
            TRY_STATUS(gallery.query(take, query.room, query.from, to, std::uint64_t{query.kinds},
                                     std::uint64_t{query.limit}));
        }
        TRY_STATUS(decoded);
        if (query.newest || query.kinds != 0) {
            std::ranges::reverse(events);
        }
        return events;
    }

    struct Statements {
        Statement oldest;
        Statement newest;
        Statement merged_oldest;
        Statement merged_newest;
        Statement one;
        Statement with_file;
        Statement with_link;
        Statement by_sender;
        Statement audit;
        Statement confirm;
        Statement confirmers;
    };

    Reader(Db db, Statements statements, FileReader files, LogTimes times)
        : db_(std::move(db)),
          statements_(std::move(statements)),
          files_(std::move(files)),
          times_(std::move(times)) {}

    Db db_;  // first: statements go before it
    Statements statements_;
    FileReader files_;
    LogTimes times_;
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
    const std::int64_t since_us = since_when(options_);
    {
        const std::lock_guard lock{mutex_};
        const bool full = jobs_.size() >= limits::kQueriesInFlightMax;
        jobs_.push_back({.query = std::move(query), .refused = full, .since_us = since_us});
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
        const std::int64_t began_us = job.since_us > 0 ? steady_us() : 0;
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
        if (job.since_us > 0) {
            const std::int64_t now_us = steady_us();
            options_.slow->note(SlowKind::query, word_of_query(job.query),
                                {.total = now_us - job.since_us,
                                 .queue = began_us - job.since_us,
                                 .store = now_us - began_us});
        }
        metrics_.queries.fetch_add(1, std::memory_order_relaxed);
        metrics_.queries_failed.fetch_add(result.ok ? 0 : 1, std::memory_order_relaxed);
        metrics_.queries_queued.fetch_sub(1, std::memory_order_relaxed);
        on_query_(std::move(result));
    }
}

}  // namespace teahouse::store
