// SPDX-License-Identifier: MIT
#include "store/sqlite/sqlite_store.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/check.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/sqlite/data_dir.h"
#include "store/sqlite/db.h"
#include "store/sqlite/open.h"
#include "store/sqlite/options.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/upgrade.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace teahouse::store {

namespace {

constexpr std::string_view kFileName = "main.db";
constexpr std::string_view kSearchFileName = "search.db";

std::uint64_t elapsed_us(std::chrono::steady_clock::time_point since) {
    const auto passed = std::chrono::steady_clock::now() - since;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
}

Status check_complete(const DataDir& directory) {
    std::error_code error;
    if (std::filesystem::exists(directory.file(kRestoringName), error)) {
        return fail(ErrorCode::store_unavailable,
                    "a restore into this folder did not come to its end: run it once more");
    }
    if (std::filesystem::exists(directory.file(kImportName), error) &&
        !std::filesystem::exists(directory.file(kFileName), error)) {
        return fail(ErrorCode::store_unavailable,
                    "an import into this folder did not come to its end: run it once more");
    }
    return {};
}

struct Applied {
    proto::LogPosition position = {};
    std::uint64_t failed = 0;
};
Result<Applied> read_applied(const Db& db) {
    Applied applied;
    TRY(select, db.prepare("SELECT log_term, log_index, log_generation, log_failed FROM store"));
    TRY_STATUS(select.query([&](Row row) {
        applied = {.position = {.term = row.number(0),
                                .index = row.number(1),
                                .generation = row.number(2)},
                   .failed = row.number(3)};
    }));
    return applied;
}

// Damage and trouble are told as they are met; the upgrade words its refusals itself.
Result<Snapshot> read_file(Db& db, const SqliteOptions& options) {
    TRY(clean, db.read_integer("SELECT clean FROM store"));
    if (clean == 0) {
        TRY_STATUS(check_after_crash(db, options));
    }
    return read_snapshot(db);
}

}  // namespace

SqliteStore::SqliteStore(SqliteOptions options)
    : options_(std::move(options)), disk_limit_kb_(options_.disk_limit_kb) {}

SqliteStore::~SqliteStore() {
    readers_.reset();
    if (thread_.joinable()) {
        {
            const std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    searches_.reset();  // the writer tells it of commits up to its end
    close();
}

Result<Snapshot> SqliteStore::load() {
    CHECK(!thread_.joinable());
    if (!data_dir_.has_value()) {
        TRY(directory, DataDir::open(options_.directory));
        TRY_STATUS(check_complete(directory));
        data_dir_.emplace(std::move(directory));
        file_ = data_dir_->file(kFileName);
    }
    TRY_STATUS(data_dir_->ensure_private_file(kFileName));
    Snapshot snapshot;
    TRY(writer, open_file(snapshot));
    writer_ = std::move(writer);
    rooms_at_start_ = snapshot.rooms;
    // From now on an end that does not pass ~SqliteStore is an unclean one. Failing here is no
    // reason to refuse: with a full disk, reading is still possible.
    Status marked = writer_->mark_clean(false);
    if (marked && !options_.replica) {
        marked = writer_->forget_position();
    }
    if (!marked) {
        log(LogLevel::warning, "the database cannot be written to",
            {{.key = "file", .value = file_}, {.key = "error", .value = marked.error().message}});
    }
    return snapshot;
}

Result<std::unique_ptr<Writer>> SqliteStore::open_file(Snapshot& snapshot) {
    TRY(db, open_db());
    if (const Status set = configure_writer(db, options_); !set) {
        return tl::unexpected<Error>(explain_failure(set.error(), db, file_));
    }
    TRY(upgraded,
        upgrade_file(std::move(db),
                     {.directory = options_.directory, .file = file_, .steps = schema_steps()}));
    Result<Snapshot> read = read_file(upgraded, options_);
    if (!read) {
        return tl::unexpected<Error>(explain_failure(read.error(), upgraded, file_));
    }
    snapshot = *std::move(read);
    Applied applied;
    if (options_.replica) {
        TRY(found, read_applied(upgraded));
        applied = found;
    }
    position_ = applied.position;
    poisoned_ = applied.failed;
    poison_error_ = ErrorCode::conflict;
    TRY(writer, Writer::make(std::move(upgraded)));
    return std::move(writer);
}

Result<Db> SqliteStore::open_db() const { return Db::open(file_, {.vfs = options_.vfs}); }

Result<std::unique_ptr<Writer>> SqliteStore::reopen() {
    TRY(db, open_db());
    TRY_STATUS(configure_writer(db, options_));
    limit_in_force_kb_ = 0;
    return Writer::make(std::move(db));
}

void SqliteStore::start(Completions completions) {
    CHECK(writer_ != nullptr);
    completions_ = std::move(completions);
    readers_.emplace(file_, options_, metrics_).start(completions_.on_query);
    searches_.emplace(data_dir_->file(kSearchFileName), file_, options_, search_metrics_)
        .start(std::exchange(rooms_at_start_, {}), completions_.on_search);
    thread_ = std::thread{[this] { write_loop(); }};
}

void SqliteStore::submit(proto::Txn txn) {
    metrics_.txns_queued.fetch_add(1, std::memory_order_relaxed);
    const std::int64_t since_us = since_when(options_);
    bool was_empty = false;
    {
        const std::lock_guard lock{mutex_};
        was_empty = jobs_.empty();
        const std::uint64_t generation =
            txn.position.has_value() ? txn.position->generation : generation_;
        jobs_.push_back({.txn = std::move(txn), .generation = generation, .since_us = since_us});
    }
    // The writer only sleeps when there is nothing, or (with a delay set) until a batch is full or
    // late.
    if (was_empty) {
        wake_.notify_one();
    }
}

void SqliteStore::query(proto::EventQuery query) {
    CHECK(readers_.has_value());
    readers_->submit(std::move(query));
}

void SqliteStore::search(proto::SearchQuery query) {
    CHECK(searches_.has_value());
    searches_->submit(std::move(query));
}

void SqliteStore::wait_indexed() {
    CHECK(searches_.has_value());
    searches_->wait_idle();
}

void SqliteStore::resume() {
    const std::lock_guard lock{mutex_};
    ++generation_;
}

void SqliteStore::set_disk_limit_kb(std::uint64_t limit_kb) {
    disk_limit_kb_.store(limit_kb, std::memory_order_relaxed);
}

void SqliteStore::write_loop() {
    while (std::optional<Batch> batch = take_batch()) {
        std::vector<proto::TxnResult> results = commit(*batch);
        count(results);
        searches_->committed(results);
        completions_.on_txns(std::move(results));
    }
}

std::optional<SqliteStore::Batch> SqliteStore::take_batch() {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) {
        return std::nullopt;
    }
    collect(lock);
    Batch batch{.generation = jobs_.front().generation, .since_us = jobs_.front().since_us};
    while (!jobs_.empty() && batch.txns.size() < limits::kBatchTxnsMax &&
           jobs_.front().generation == batch.generation) {
        batch.txns.push_back(std::move(jobs_.front().txn));
        jobs_.pop_front();
    }
    return batch;
}

void SqliteStore::collect(std::unique_lock<std::mutex>& lock) {
    if (options_.commit_delay_us > 0 && !stopping_) {
        wake_.wait_for(lock, std::chrono::microseconds(options_.commit_delay_us),
                       [&] { return stopping_; });
    }
}

std::vector<proto::TxnResult> SqliteStore::commit(Batch& batch) {
    const bool stuck = options_.replica && poisoned_ > 0 && poison_error_ != ErrorCode::conflict;
    if (batch.generation <= poisoned_ || stuck) {
        return refuse(batch);
    }
    if (!ensure_writer()) {
        poisoned_ = batch.generation;
        poison_error_ = ErrorCode::store_unavailable;
        return refuse(batch);
    }
    apply_disk_limit();
    const auto began = std::chrono::steady_clock::now();
    std::vector<proto::TxnResult> results = writer_->commit(batch.txns);
    const std::uint64_t took_us = elapsed_us(began);
    note_commit(batch, static_cast<std::int64_t>(took_us));
    metrics_.commit_us.observe(took_us);
    metrics_.batch_txns.observe(results.size());
    metrics_.commits.fetch_add(1, std::memory_order_relaxed);
    if (results.back().state == proto::TxnState::failed) {
        take_failure(batch.generation, results.back().error);
    }
    return results;
}

void SqliteStore::note_commit(const Batch& batch, std::int64_t took_us) {
    if (batch.since_us > 0) {
        const std::int64_t total_us = steady_us() - batch.since_us;
        options_.slow->note(SlowKind::commit, "commit",
                            {.total = total_us, .queue = total_us - took_us, .store = took_us},
                            batch.txns.size());
    }
}

void SqliteStore::take_failure(std::uint64_t generation, ErrorCode error) {
    poisoned_ = generation;
    poison_error_ = error;
    damaged_ = damaged_ || writer_->damaged();
    metrics_.damaged.store(damaged_, std::memory_order_relaxed);
    // Clients go on trying; one line tells that it began, count() that it is over.
    if (!metrics_.failing.load(std::memory_order_relaxed) || error == ErrorCode::conflict) {
        log(LogLevel::error, damaged_ ? "the database is damaged" : "a commit failed",
            {{.key = "file", .value = file_}, {.key = "error", .value = writer_->last_error()}});
    }
    if (writer_->broken() || damaged_) {
        writer_.reset();
    }
}

bool SqliteStore::ensure_writer() {
    if (writer_ != nullptr || damaged_) {
        return writer_ != nullptr;
    }
    Result<std::unique_ptr<Writer>> writer = reopen();
    if (!writer) {
        log(LogLevel::error, "the database cannot be opened again",
            {{.key = "file", .value = file_}, {.key = "error", .value = writer.error().message}});
        return false;
    }
    writer_ = *std::move(writer);
    return true;
}

std::vector<proto::TxnResult> SqliteStore::refuse(const Batch& batch) {
    std::vector<proto::TxnResult> results;
    const auto& position = batch.txns.back().position;
    if (position.has_value() && poison_error_ == ErrorCode::conflict && writer_ != nullptr) {
        if (const Status passed = writer_->pass(*position); !passed) {
            poison_error_ = ErrorCode::store_unavailable;
        }
    }
    results.reserve(batch.txns.size());
    for (const proto::Txn& txn : batch.txns) {
        results.push_back({.id = txn.id, .state = proto::TxnState::failed, .error = poison_error_});
    }
    return results;
}

void SqliteStore::apply_disk_limit() {
    const std::uint64_t limit_kb = disk_limit_kb_.load(std::memory_order_relaxed);
    if (limit_kb != limit_in_force_kb_ && writer_->limit_size_kb(limit_kb)) {
        limit_in_force_kb_ = limit_kb;
    }
}

void SqliteStore::count(const std::vector<proto::TxnResult>& results) {
    std::uint64_t committed = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t failed = 0;
    for (const proto::TxnResult& result : results) {
        switch (result.state) {
            case proto::TxnState::committed: ++committed; break;
            case proto::TxnState::duplicate: ++duplicate; break;
            case proto::TxnState::failed: ++failed; break;
        }
    }
    metrics_.txns_committed.fetch_add(committed, std::memory_order_relaxed);
    metrics_.txns_duplicate.fetch_add(duplicate, std::memory_order_relaxed);
    metrics_.txns_failed.fetch_add(failed, std::memory_order_relaxed);
    metrics_.txns_queued.fetch_sub(results.size(), std::memory_order_relaxed);
    if (failed > 0) {
        metrics_.last_error.store(results.back().error, std::memory_order_relaxed);
    }
    const bool failed_before = metrics_.failing.exchange(failed > 0, std::memory_order_relaxed);
    if (failed_before && failed == 0) {
        log(LogLevel::info, "commits work again", {{.key = "file", .value = file_}});
    }
}

void SqliteStore::close() {
    if (writer_ == nullptr || damaged_) {
        return;
    }
    if (const Status marked = writer_->mark_clean(true); !marked) {
        log(LogLevel::warning, "the database was not closed in an orderly way",
            {{.key = "file", .value = file_}, {.key = "error", .value = marked.error().message}});
    }
}

}  // namespace teahouse::store
