// SPDX-License-Identifier: MIT
#include "store/sqlite/search/indexer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_search.h"
#include "base/log.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/search_metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/search/log_reader.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::store {

namespace {

constexpr int kNice = 10;                    // answering and committing go first
constexpr int kStepsBetweenPauses = 10'000;  // of SQLite's machine, below a millisecond
constexpr std::size_t kRoomsInBatch = 256;
// Cleaning walks over the whole index and writes it anew, which costs seconds with a million
// messages: the next time waits so many times as long as the last one took.
constexpr std::int64_t kCleanRest = 50;

std::size_t bytes_of(const proto::Event& event) {
    std::string joined;
    return proto::searched_text(event, joined).size();
}

}  // namespace

Indexer::Indexer(std::string search_file, std::string main_file, const SqliteOptions& options,
                 SearchMetrics& metrics)
    : search_file_(std::move(search_file)),
      main_file_(std::move(main_file)),
      options_(options),
      metrics_(metrics) {}

bool Indexer::Batch::is_full() const {
    return events >= limits::kIndexBatchEvents || bytes >= limits::kIndexBatchBytes;
}

Indexer::~Indexer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    ending_.store(true, std::memory_order_relaxed);
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Indexer::start(const std::vector<proto::RoomRecord>& rooms) {
    for (const proto::RoomRecord& room : rooms) {
        Log& log = logs_[room.id];
        log.epoch = room.epoch;
        note(room.id, log, room.head, {});
    }
    thread_ = std::thread{[this] { run(); }};
}

// Keeps behind_rooms_ and behind_events_ right. The mutex is held.
void Indexer::note(RoomId room, Log& log, Seq head, Seq indexed) {
    const auto gap = [&] { return log.head.value - std::min(log.indexed, log.head).value; };
    behind_events_ -= gap();
    log.head = head;
    log.indexed = indexed;
    behind_events_ += gap();
    if (gap() > 0) {
        behind_rooms_.insert(room);
    } else {
        behind_rooms_.erase(room);
    }
}

void Indexer::committed(std::span<const proto::TxnResult> results) {
    bool fresh = false;
    {
        const std::lock_guard lock{mutex_};
        for (const proto::TxnResult& result : results) {
            if (result.state != proto::TxnState::committed) {
                continue;
            }
            for (const proto::Event& event : result.events) {
                Log& log = logs_[event.room];
                note(event.room, log, std::max(log.head, event.seq), log.indexed);
                fresh = true;
            }
        }
        fresh = fresh && !std::exchange(behind_, behind_ || fresh);
    }
    if (fresh) {
        metrics_.behind_since_ms.store(steady_ms(), std::memory_order_relaxed);
        wake_.notify_all();
    }
}

void Indexer::replace_file() {
    {
        const std::lock_guard lock{mutex_};
        replace_ = true;
    }
    wake_.notify_all();
}

void Indexer::wait_idle() {
    std::unique_lock lock{mutex_};
    idle_.wait(lock, [&] { return !behind_ && !replace_ && !busy_ && !stale_; });
}

void Indexer::run() {
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice));
    for (;;) {
        const std::int64_t began = steady_ms();
        open_anew_if_gone();
        Status done = file_ ? Status{} : open();
        if (done) {
            done = index_batch();
        }
        if (!done && !ending_.load(std::memory_order_relaxed)) {
            done = retire(done);
        }
        publish_lag();
        std::unique_lock lock{mutex_};
        if (!done) {
            wake_.wait_for(lock, std::chrono::milliseconds(limits::kIndexRetryMs),
                           [&] { return stopping_; });
        } else if (behind_) {
            // A long way to go: not more than half of a core.
            wake_.wait_for(lock, std::chrono::milliseconds(steady_ms() - began),
                           [&] { return stopping_; });
        }
        if (stopping_) {
            break;
        }
        lock.unlock();
        if (!wait_for_work()) {
            break;
        }
    }
    close();
}

// Sleeps until there is something to do. False: the end.
bool Indexer::wait_for_work() {
    std::unique_lock lock{mutex_};
    if (!behind_ && !replace_) {
        busy_ = false;
        idle_.notify_all();
        const auto work = [&] { return stopping_ || behind_ || replace_; };
        if (stale_) {
            const std::int64_t rest = std::max<std::int64_t>(clean_not_before_ms_ - steady_ms(), 0);
            wake_.wait_for(lock, std::chrono::milliseconds(rest), work);
        } else {
            wake_.wait(lock, work);
        }
        busy_ = true;
        // What comes together is indexed together.
        wake_.wait_for(lock, std::chrono::milliseconds(limits::kIndexDelayMs),
                       [&] { return stopping_; });
    }
    if (std::exchange(replace_, false)) {
        lock.unlock();
        close();
        SearchFile::remove(search_file_);
        lock.lock();
    }
    return !stopping_;
}

Status Indexer::open() {
    metrics_.building.store(true, std::memory_order_relaxed);
    TRY(log_reader, LogReader::open(main_file_, options_));
    log_ = std::make_unique<LogReader>(std::move(log_reader));
    TRY(file, SearchFile::open(search_file_));
    file_ = std::make_unique<SearchFile>(std::move(file));
    TRY_STATUS(take_over_progress());
    // What takes seconds must not hold up the end of the server.
    sqlite3_progress_handler(
        file_->db().raw(), kStepsBetweenPauses,
        [](void* ending) {
            return static_cast<std::atomic<bool>*>(ending)->load(std::memory_order_relaxed) ? 1 : 0;
        },
        &ending_);
    return {};
}

// What the file says that it has must be of this log and not beyond its end, as after a restored
// backup.
Status Indexer::take_over_progress() {
    TRY(indexed, file_->indexed());
    std::unique_lock lock{mutex_};
    const bool foreign = std::ranges::any_of(indexed, [&](const auto& entry) {
        const auto log = logs_.find(entry.first);
        return log == logs_.end() || log->second.head < entry.second.seq ||
               (log->second.epoch && log->second.epoch != entry.second.epoch);
    });
    if (foreign) {
        lock.unlock();
        log(LogLevel::warning, "the search index is of another log and made anew",
            {{.key = "file", .value = search_file_}});
        file_.reset();
        SearchFile::remove(search_file_);
        TRY(file, SearchFile::open(search_file_));
        file_ = std::make_unique<SearchFile>(std::move(file));
        indexed.clear();
        lock.lock();
    }
    if (indexed.empty()) {
        metrics_.rebuilds.fetch_add(1, std::memory_order_relaxed);
    }
    for (auto& [room, log] : logs_) {
        const auto found = indexed.find(room);
        note(room, log, log.head, found == indexed.end() ? Seq{} : found->second.seq);
    }
    behind_ = true;
    return {};
}

// The next rooms in turn, some at a time: a long way to go in one is no reason for others to wait.
std::vector<std::pair<RoomId, Indexer::Log>> Indexer::behind() const {
    const std::lock_guard lock{mutex_};
    std::vector<std::pair<RoomId, Log>> rooms;
    const auto take = [&](auto from, auto to) {
        for (; from != to && rooms.size() < kRoomsInBatch; ++from) {
            rooms.emplace_back(*from, logs_.at(*from));
        }
    };
    const auto next = behind_rooms_.lower_bound(next_room_);
    take(next, behind_rooms_.end());
    take(behind_rooms_.begin(), next);
    return rooms;
}

Status Indexer::index_batch() {
    TRY_STATUS(index_rooms());
    TRY_STATUS(clean());
    const std::lock_guard lock{mutex_};
    behind_ = !behind_rooms_.empty();
    if (!behind_) {
        metrics_.building.store(false, std::memory_order_relaxed);
    }
    return {};
}

Status Indexer::index_rooms() {
    const auto rooms = behind();
    if (rooms.empty()) {
        return {};
    }
    Batch batch;
    TRY_STATUS(file_->begin());
    for (const auto& [room, log] : rooms) {
        if (batch.is_full()) {
            break;
        }
        TRY_STATUS(index_room(room, log, batch));
        next_room_ = RoomId{room.value + 1};
    }
    TRY_STATUS(file_->commit());
    metrics_.indexed.fetch_add(batch.events, std::memory_order_relaxed);
    return {};
}

Status Indexer::index_room(RoomId room, Log log, Batch& batch) {
    for (bool more = true; more && !batch.is_full();) {
        TRY(page, log_->behind(room, log.indexed, limits::kIndexPageEvents));
        for (const proto::Event& event : page) {
            TRY(bytes, take_event(event));
            log.indexed = event.seq;
            ++batch.events;
            batch.bytes += bytes;
            if (batch.is_full()) {
                break;
            }
        }
        more = page.size() == limits::kIndexPageEvents;
        if (page.empty()) {  // the log is shorter than we were told; do not ask for ever
            log.indexed = std::max(log.indexed, log.head);
        }
    }
    if (!log.epoch) {  // a room made since the start
        TRY(epoch, log_->epoch_of(room));
        log.epoch = epoch;
    }
    TRY_STATUS(file_->set_indexed(room, {.epoch = log.epoch, .seq = log.indexed}));
    const std::lock_guard lock{mutex_};
    Log& now = logs_[room];
    now.epoch = log.epoch;
    note(room, now, now.head, log.indexed);
    return {};
}

// What expired is taken out by the next sweeps. Each such event is about the kExpireBatch before
// its `ref` at most, so none of them has to know where the one before ended.
Status Indexer::expire(const proto::Event& event) {
    const std::uint64_t upto = event.ref->value;
    const std::uint64_t after = upto - std::min<std::uint64_t>(upto, limits::kExpireBatch);
    for (std::uint64_t seq = after + 1; seq <= upto; ++seq) {
        TRY_STATUS(file_->erase(event.room, Seq{seq}));
    }
    return {};
}

// Answers how many bytes of text that was.
Result<std::size_t> Indexer::take_event(const proto::Event& event) {
    if (event.kind == proto::EventKind::expired && event.ref) {
        TRY_STATUS(expire(event));
        return std::size_t{0};
    }
    const bool changes =
        event.kind == proto::EventKind::edit || event.kind == proto::EventKind::recall;
    if (!changes || !event.ref) {
        TRY_STATUS(file_->add(event));
        return bytes_of(event);
    }
    // As it is by now, whatever this change and later ones made of it.
    TRY(target, log_->one(event.room, *event.ref));
    if (!target) {
        return std::size_t{0};
    }
    TRY_STATUS(file_->replace(*target));
    return bytes_of(*target);
}

// Takes out what edited and taken back messages left behind: a sweep takes their tokens out, after
// which the segments of the index still hold both the tokens and that they are gone, until a purge
// has written them anew.
Status Indexer::clean() {
    const std::int64_t began = steady_ms();
    TRY(waste, file_->waste());
    const bool due = began >= clean_not_before_ms_;
    if (due && waste.swept > 0) {
        TRY_STATUS(purge());
    } else if (due && waste.stale > 0) {
        TRY_STATUS(sweep());
    }
    TRY(left, file_->waste());
    metrics_.swept.fetch_add(
        static_cast<std::uint64_t>(std::max<std::int64_t>(waste.stale - left.stale, 0)),
        std::memory_order_relaxed);
    const std::lock_guard lock{mutex_};
    stale_ = left.stale > 0 || left.swept > 0;
    return {};
}

Status Indexer::sweep() {
    const std::int64_t began = steady_ms();
    TRY_STATUS(file_->begin());
    const auto current = [&](RoomId room, Seq seq) -> Result<proto::Event> {
        TRY(event, log_->one(room, seq));
        return event ? *std::move(event) : proto::Event{.room = room, .seq = seq};
    };
    TRY_STATUS(file_->sweep(current));
    TRY_STATUS(file_->commit());
    clean_cost_ms_ = steady_ms() - began;
    purging_ = false;
    return {};
}

// One step of it, at most half of the time.
Status Indexer::purge() {
    const std::int64_t began = steady_ms();
    TRY(done, file_->purge(!std::exchange(purging_, true)));
    const std::int64_t now = steady_ms();
    clean_cost_ms_ += now - began;
    clean_not_before_ms_ = now + (done ? clean_cost_ms_ * kCleanRest : now - began);
    return {};
}

// Somebody deleted the file: what is open has no name any more.
void Indexer::open_anew_if_gone() {
    if (file_ && ::access(search_file_.c_str(), F_OK) != 0) {
        close();
        SearchFile::remove(search_file_);
    }
}

// After trouble: a damaged file is removed and begun anew at once (no error), anything else is
// tried again later.
Status Indexer::retire(const Status& failed) {
    const bool damaged = file_ && file_->damaged();
    metrics_.index_failures.fetch_add(1, std::memory_order_relaxed);
    log(LogLevel::warning, damaged ? "the search index is damaged" : "indexing failed",
        {{.key = "file", .value = search_file_}, {.key = "why", .value = failed.error().message}});
    close();
    if (damaged) {
        SearchFile::remove(search_file_);
        return open();
    }
    return failed;
}

void Indexer::close() {
    if (file_) {
        file_->rollback();
    }
    file_.reset();
    log_.reset();
    purging_ = false;
}

void Indexer::publish_lag() {
    std::uint64_t events = 0;
    {
        const std::lock_guard lock{mutex_};
        events = behind_events_;
    }
    metrics_.behind_events.store(events, std::memory_order_relaxed);
    if (events == 0) {
        metrics_.behind_since_ms.store(0, std::memory_order_relaxed);
    }
}

}  // namespace teahouse::store
