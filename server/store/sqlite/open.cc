// SPDX-License-Identifier: MIT
#include "store/sqlite/open.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/preview.h"
#include "proto/records.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/files.h"
#include "store/sqlite/kept.h"
#include "store/sqlite/members.h"
#include "store/sqlite/newest.h"
#include "store/sqlite/options.h"
#include "store/store.h"

namespace teahouse::store {

namespace {

// Interrupts the connection when its time is up. SQLite looks at a clock of ours (progress handler)
// only between steps of its machine, and a whole check is one step.
class Timeout {
public:
    Timeout(sqlite3* connection, std::int64_t limit_ms)
        : timer_([this, connection, limit_ms] {
              std::unique_lock lock{mutex_};
              if (!wake_.wait_for(lock, std::chrono::milliseconds(limit_ms),
                                  [&] { return over_; })) {
                  sqlite3_interrupt(connection);
              }
          }) {}
    ~Timeout() {
        {
            const std::lock_guard lock{mutex_};
            over_ = true;
        }
        wake_.notify_one();
        timer_.join();
    }
    Timeout(const Timeout&) = delete;
    Timeout& operator=(const Timeout&) = delete;

private:
    std::mutex mutex_;  // guards over_
    std::condition_variable wake_;
    bool over_ = false;
    std::thread timer_;  // last: it uses the others
};

Status set_cache(Db& db, int cache_kb) {
    const std::string sql = "PRAGMA cache_size=-" + std::to_string(cache_kb);
    return db.run_script(sql.c_str());
}

proto::UserRecord read_user(Row row) {
    return {.id = row.id<UserId>(0),
            .name = std::string{row.text(1)},
            .name_key = std::string{row.text(2)},
            .password_hash = std::string{row.text(3)},
            .avatar = std::string{row.text(4)},
            .status = std::string{row.text(5)},
            .role = row.enumerator<proto::ServerRole>(6),
            .disabled = row.integer(7) != 0,
            .created = row.integer(8)};
}

proto::DeviceRecord read_device(Row row) {
    proto::DeviceRecord device{.id = row.id<DeviceId>(0),
                               .user = row.id<UserId>(1),
                               .label = std::string{row.text(3)},
                               .created = row.integer(4),
                               .seen = row.integer(5)};
    const Bytes token = row.blob(2);
    std::copy_n(token.begin(), std::min(token.size(), device.token.size()), device.token.begin());
    return device;
}

proto::RoomRecord read_room(Row row) {
    return {.id = row.id<RoomId>(0),
            .kind = row.enumerator<proto::RoomKind>(1),
            .title = std::string{row.text(2)},
            .avatar = std::string{row.text(3)},
            .announcement = std::string{row.text(4)},
            .join = row.enumerator<proto::JoinPolicy>(5),
            .history = row.enumerator<proto::HistoryPolicy>(6),
            .direct_low = row.id<UserId>(7),
            .direct_high = row.id<UserId>(8),
            .dissolved = row.integer(9) != 0,
            .created = row.integer(10),
            .slow = static_cast<std::uint32_t>(row.integer(12)),
            .writers = row.enumerator<proto::Writers>(13),
            .keep = static_cast<std::uint32_t>(row.integer(14)),
            .recall = static_cast<std::uint32_t>(row.integer(15)),
            .epoch = row.id<Epoch>(11),
            .head = {},
            .last_at = row.integer(10),
            .last = {}};
}

proto::DetailRecord read_detail(Row row) {
    const Bytes value = row.blob(3);
    return {.key = {.kind = row.enumerator<proto::DetailKind>(0),
                    .a = row.number(1),
                    .b = row.number(2)},
            .value = {value.begin(), value.end()}};
}

proto::ChannelRecord read_channel(Row row) {
    return {.id = row.number(0),
            .user = row.id<UserId>(1),
            .device = row.id<DeviceId>(2),
            .kind = row.enumerator<proto::ChannelKind>(3),
            .level = row.enumerator<proto::ContentLevel>(4),
            .label = std::string{row.text(5)},
            .endpoint = std::string{row.text(6)},
            .p256dh = std::string{row.text(7)},
            .auth = std::string{row.text(8)},
            .lang = std::string{row.text(9)},
            .created = row.integer(10)};
}

// Where the log of a room stands, off its last rows.
struct HeadReader {
    Statement last_event;
    Statement last_other;  // than what says that something expired
    Statement gone;

    static Result<HeadReader> prepare(Db& db) {
        TRY(last_event, db.prepare("SELECT seq, at, count, kind FROM event WHERE room = ?"
                                   " ORDER BY seq DESC LIMIT 1"));
        TRY(last_other, db.prepare("SELECT at FROM event WHERE room = ? AND kind <> 34"
                                   " ORDER BY seq DESC LIMIT 1"));
        TRY(gone, db.prepare("SELECT " + std::string{kEventColumns} +
                             " FROM event INDEXED BY event_expired"
                             " WHERE room = ? AND kind = 34 ORDER BY seq DESC LIMIT 1"));
        return HeadReader{.last_event = std::move(last_event),
                          .last_other = std::move(last_other),
                          .gone = std::move(gone)};
    }

    Status read(proto::RoomRecord& room) {
        bool expired = false;
        TRY_STATUS(last_event.query(
            [&](Row row) {
                room.head = row.id<Seq>(0);
                room.last_at = row.integer(1);
                room.count = row.number(2);
                expired = row.enumerator<proto::EventKind>(3) == proto::EventKind::expired;
            },
            room.id));
        if (expired) {
            TRY_STATUS(last_other.query([&](Row row) { room.last_at = row.integer(0); }, room.id));
        }
        std::optional<Result<proto::Event>> end;
        TRY_STATUS(gone.query([&](Row row) { end = read_event(row); }, room.id));
        if (end) {
            TRY(event, *std::move(end));
            room.gone = event.ref.value_or(Seq{});
            room.gone_count = event.body.count.value_or(0);
        }
        return {};
    }
};

// Fills in where the log of each room stands.
Status read_heads(Db& db, std::vector<proto::RoomRecord>& rooms) {
    TRY(heads, HeadReader::prepare(db));
    TRY(newest, NewestMessage::prepare(db));
    for (proto::RoomRecord& room : rooms) {
        TRY_STATUS(heads.read(room));
        TRY(message, newest.of(room));
        if (message && proto::is_countable(message->kind)) {
            room.last = proto::make_preview(*std::move(message));
        }
    }
    return {};
}

}  // namespace

Status configure_writer(Db& db, const SqliteOptions& options) {
    TRY_STATUS(set_cache(db, options.writer_cache_kb));
    TRY(mode, db.read_text("PRAGMA journal_mode=WAL"));
    if (mode != "wal") {
        return fail(ErrorCode::store_unavailable,
                    "the file system does not allow a write-ahead log (journal mode " + mode + ")");
    }
    const bool full = options.synchronous == Synchronous::full;
    TRY_STATUS(db.run_script(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    sqlite3_wal_autocheckpoint(db.raw(), options.checkpoint_pages);
    // What was taken back is overwritten, however the library was built.
    TRY_STATUS(db.run_script("PRAGMA secure_delete=ON"));
    // The WAL file shrinks to this after a burst.
    return db.run_script("PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY");
}

Result<Db> open_reader(const std::string& file, const SqliteOptions& options) {
    TRY(db, Db::open(file, {.read_only = true, .vfs = options.vfs}));
    TRY_STATUS(set_cache(db, options.reader_cache_kb));
    TRY_STATUS(db.run_script("PRAGMA query_only=1; PRAGMA temp_store=MEMORY"));
    return std::move(db);
}

Status check_after_crash(Db& db, const SqliteOptions& options) {
    std::optional<Timeout> timeout;
    timeout.emplace(db.raw(), options.check_ms_max);
    Result<std::string> verdict = db.read_text("PRAGMA quick_check(1)");
    const int code = db.last_code();
    timeout.reset();
    if (!verdict && is_damage(code)) {
        return tl::unexpected<Error>(std::move(verdict).error());
    }
    // Out of time is no finding: a large file is checked where it is read.
    if (verdict && *verdict != "ok") {
        return fail(ErrorCode::store_unavailable, *verdict);
    }
    return {};
}

Result<Snapshot> read_snapshot(Db& db) {
    Snapshot snapshot;
    TRY(users, db.prepare("SELECT id, name, name_key, password_hash, avatar, status, role,"
                          " disabled, created FROM user ORDER BY id"));
    TRY_STATUS(users.query([&](Row row) { snapshot.users.push_back(read_user(row)); }));
    TRY(devices,
        db.prepare("SELECT id, user, token, label, created, seen FROM device ORDER BY id"));
    TRY_STATUS(devices.query([&](Row row) { snapshot.devices.push_back(read_device(row)); }));
    TRY(rooms,
        db.prepare("SELECT id, kind, title, avatar, announcement, join_policy,"
                   " history_policy, direct_low, direct_high, dissolved, created, epoch, slow,"
                   " writers, keep, recall FROM room ORDER BY id"));
    TRY_STATUS(rooms.query([&](Row row) { snapshot.rooms.push_back(read_room(row)); }));
    TRY_STATUS(read_heads(db, snapshot.rooms));
    TRY_STATUS(read_pins(db, snapshot.rooms));
    TRY(members, db.prepare("SELECT room, user, role, join_seq, leave_seq, read_seq, read_count,"
                            " own_count, joined FROM member ORDER BY room, user"));
    TRY_STATUS(members.query([&](Row row) { snapshot.members.push_back(read_member(row)); }));
    TRY(mentions, read_mentions(db));
    snapshot.mentions = std::move(mentions);
    TRY(details, db.prepare("SELECT kind, a, b, value FROM detail ORDER BY kind, a, b"));
    TRY_STATUS(details.query([&](Row row) { snapshot.details.push_back(read_detail(row)); }));
    TRY(channels, db.prepare("SELECT id, user, device, kind, level, label, endpoint, p256dh, auth,"
                             " lang, created FROM channel ORDER BY id"));
    TRY_STATUS(channels.query([&](Row row) { snapshot.channels.push_back(read_channel(row)); }));
    TRY_STATUS(read_file_snapshot(db, snapshot));
    TRY_STATUS(read_all_kept(db, snapshot));
    return snapshot;
}

bool sqlite_complains(const Db& db) {
    const int code = db.last_code();
    return code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE;
}

Error explain_failure(const Error& error, const Db& db, const std::string& file) {
    // What we find wrong in a file that SQLite reads without complaint is damage too.
    if (sqlite_complains(db) && !is_damage(db.last_code())) {
        return Error{.code = error.code, .message = "cannot open " + file + ": " + error.message};
    }
    return Error{.code = ErrorCode::store_unavailable,
                 .message = "the database " + file + " is damaged (" + error.message +
                            "): restore a backup, or move the file away to start empty"};
}

}  // namespace teahouse::store
