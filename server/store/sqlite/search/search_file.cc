// SPDX-License-Identifier: MIT
#include "store/sqlite/search/search_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_search.h"
#include "base/log.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/search.h"
#include "store/sqlite/db.h"
#include "store/sqlite/search/cjk2.h"
#include "text/fold.h"
#include "text/match.h"

namespace teahouse::store {

namespace {

// Another version is not upgraded but made anew, so raise it whenever text/ cuts otherwise, or
// document_of() says more.
constexpr std::int64_t kVersion = 2;
constexpr std::int64_t kSearchApplicationId = 1'415'930'217;

// `message` has no content, no sizes of rows and no places in them: nothing but which tokens a row
// has. `term` shows them, for sweep().
constexpr const char* kSchema = R"sql(
CREATE VIRTUAL TABLE message
    USING fts5(text, content='', columnsize=0, detail=none, tokenize='cjk2');
CREATE VIRTUAL TABLE term USING fts5vocab('message', 'instance');
CREATE TABLE made(unicode INTEGER NOT NULL) STRICT;  -- by which tables texts were cut
CREATE TABLE room(
    id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL   -- indexed up to here
) STRICT;
CREATE TABLE stale(
    id INTEGER PRIMARY KEY,
    swept INTEGER NOT NULL  -- 1: its tokens are taken out, but may still lie in the file
) STRICT;
)sql";

constexpr int kCacheKb = 4 * 1024;
constexpr int kPurgePages = 512;  // written in one step

Status configure(Db& db) {
    const std::string cache = "PRAGMA cache_size=-" + std::to_string(kCacheKb);
    TRY_STATUS(db.run_script(cache.c_str()));
    TRY_STATUS(db.run_script("PRAGMA temp_store=MEMORY"));
    return register_cjk2(db);
}

// Whether the texts were cut as they would be now. The tables of Unicode come with the system.
Result<bool> is_as_wanted(const Db& db) {
    TRY(version, db.read_integer("PRAGMA user_version"));
    if (version != kVersion) {
        return false;
    }
    TRY(unicode, db.read_integer("SELECT unicode FROM made"));
    return unicode == text::unicode_version();
}

// What is put into the index for a message; nothing if there is nothing to find.
std::string document_of(const proto::Event& event) {
    if (!proto::is_searched(event)) {
        return {};
    }
    std::vector<std::string> marks{sender_token(event.from)};
    if (event.kind != proto::EventKind::text) {  // most are, and nobody asks for it
        marks.push_back(kind_token(event.kind));
    }
    if (text::has_link(proto::text_of(event))) {
        marks.emplace_back(kLinkToken);
    }
    std::string joined;
    return ready_made(marks).append(proto::searched_text(event, joined));
}

}  // namespace

Result<Db> open_search_reader(const std::string& file) {
    TRY(db, Db::open(file, {.read_only = true}));
    TRY_STATUS(configure(db));
    TRY_STATUS(db.run_script("PRAGMA query_only=1"));
    TRY(fits, is_as_wanted(db));
    if (!fits) {
        return fail(ErrorCode::store_unavailable, "the search index is not ready");
    }
    return std::move(db);
}

void SearchFile::remove(const std::string& file) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(file + suffix, ignored);
    }
}

Result<SearchFile> SearchFile::open(const std::string& file) {
    if (Result<SearchFile> opened = try_open(file)) {
        return opened;
    } else {
        log(LogLevel::warning, "the search index is made anew",
            {{.key = "file", .value = file}, {.key = "why", .value = opened.error().message}});
    }
    remove(file);
    return try_open(file);
}

Result<SearchFile> SearchFile::try_open(const std::string& file) {
    TRY(db, Db::open(file, {}));
    ::chmod(file.c_str(), S_IRUSR | S_IWUSR);
    TRY_STATUS(configure(db));
    // The index can be made again, so a power cut may cost the last commits (but not its
    // soundness): no fsync of its own for each.
    TRY_STATUS(
        db.run_script("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                      "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=16777216"));
    TRY(tables, db.read_integer("SELECT count(*) FROM sqlite_schema"));
    if (tables == 0) {
        const std::string stamp = "PRAGMA application_id=" + std::to_string(kSearchApplicationId) +
                                  ";PRAGMA user_version=" + std::to_string(kVersion) + ";COMMIT";
        TRY_STATUS(db.run_script("BEGIN IMMEDIATE"));
        TRY_STATUS(db.run_script(kSchema));
        TRY(made, db.prepare("INSERT INTO made(unicode) VALUES(?)"));
        TRY_STATUS(made.run(text::unicode_version()));
        TRY_STATUS(db.run_script(stamp.c_str()));
    }
    TRY(application, db.read_integer("PRAGMA application_id"));
    TRY(fits, is_as_wanted(db));
    if (!fits || application != kSearchApplicationId) {
        return fail(ErrorCode::store_unavailable, "it is of another version");
    }
    SearchFile opened{std::move(db)};
    TRY_STATUS(opened.prepare());
    TRY_STATUS(opened.indexed());
    return opened;
}

Status SearchFile::prepare() {
    TRY(insert, db_.prepare("INSERT INTO message(rowid, text) VALUES(?,?)"));
    TRY(remove, db_.prepare("INSERT INTO message(message, rowid, text) VALUES('delete',?,?)"));
    TRY(mark, db_.prepare("INSERT INTO stale(id, swept) VALUES(?, 0)"
                          " ON CONFLICT(id) DO UPDATE SET swept = 0"));
    TRY(swept, db_.prepare("UPDATE stale SET swept = 1 WHERE id = ?"));
    TRY(merge, db_.prepare("INSERT INTO message(message, rank) VALUES('merge', ?)"));
    TRY(indexed, db_.prepare("INSERT INTO room(id, epoch, seq) VALUES(?,?,?) ON CONFLICT(id)"
                             " DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq"));
    insert_ = std::move(insert);
    delete_ = std::move(remove);
    mark_stale_ = std::move(mark);
    note_swept_ = std::move(swept);
    merge_ = std::move(merge);
    set_indexed_ = std::move(indexed);
    return {};
}

Result<std::map<RoomId, IndexedTo>> SearchFile::indexed() const {
    std::map<RoomId, IndexedTo> rooms;
    TRY(select, db_.prepare("SELECT id, epoch, seq FROM room"));
    TRY_STATUS(select.query([&](Row row) {
        rooms[row.id<RoomId>(0)] = {.epoch = row.id<Epoch>(1), .seq = row.id<Seq>(2)};
    }));
    return rooms;
}

Status SearchFile::begin() const { return db_.run_script("BEGIN IMMEDIATE"); }
Status SearchFile::commit() const { return db_.run_script("COMMIT"); }
void SearchFile::rollback() const {
    if (db_.in_transaction()) {
        static_cast<void>(db_.run_script("ROLLBACK"));
    }
}

Status SearchFile::add(const proto::Event& event) {
    const std::string document = document_of(event);
    if (document.empty() || !fits_in_row(event.room, event.seq)) {
        return {};
    }
    return insert_.run(search_row(event.room, event.seq), document);
}

Status SearchFile::replace(const proto::Event& event) {
    TRY_STATUS(erase(event.room, event.seq));
    return add(event);
}

Status SearchFile::erase(RoomId room, Seq seq) {
    return fits_in_row(room, seq) ? mark_stale_.run(search_row(room, seq)) : Status{};
}

Status SearchFile::set_indexed(RoomId room, IndexedTo to) {
    return set_indexed_.run(room, to.epoch, to.seq);
}

Result<SearchWaste> SearchFile::waste() const {
    TRY(stale, db_.read_integer("SELECT count(*) FROM stale WHERE swept = 0"));
    TRY(swept, db_.read_integer("SELECT count(*) FROM stale WHERE swept = 1"));
    return SearchWaste{.stale = stale, .swept = swept};
}

// Of as many messages as there is room for, at least of one: the others wait for the next sweep.
Result<std::map<std::int64_t, std::vector<std::string>>> SearchFile::stale_tokens() {
    std::map<std::int64_t, std::vector<std::string>> rows;
    TRY(select, db_.prepare("SELECT id FROM stale WHERE swept = 0 LIMIT ?"));
    TRY_STATUS(select.query([&](Row row) { rows[row.integer(0)]; }, limits::kSweepMessages));
    std::size_t tokens = 0;
    TRY(walk, db_.prepare("SELECT doc, term FROM term"));
    TRY_STATUS(walk.query([&](Row row) {
        const auto found = rows.find(row.integer(0));
        if (found == rows.end()) {
            return;
        }
        if (tokens >= limits::kSweepTokens && rows.size() > 1) {
            tokens -= found->second.size();
            rows.erase(found);
        } else {
            found->second.emplace_back(row.text(1));
            ++tokens;
        }
    }));
    return rows;
}

Status SearchFile::renew(std::int64_t row, const std::vector<std::string>& old,
                         const proto::Event& now) {
    if (!old.empty()) {
        TRY_STATUS(delete_.run(row, ready_made(old)));
    }
    TRY_STATUS(note_swept_.run(row));
    const std::string document = document_of(now);
    return document.empty() ? Status{} : insert_.run(row, document);
}

// A token that was taken out is written into a new segment as gone; it leaves the file when that
// segment and the older one are merged down to the last level. A negative number begins that.
Result<bool> SearchFile::purge(bool first) {
    const int before = sqlite3_total_changes(db_.raw());
    TRY_STATUS(merge_.run(std::int64_t{first ? -kPurgePages : kPurgePages}));
    const bool done = sqlite3_total_changes(db_.raw()) - before < 2;
    if (done) {
        TRY_STATUS(db_.run_script("DELETE FROM stale WHERE swept = 1"));
    }
    return done;
}

}  // namespace teahouse::store
