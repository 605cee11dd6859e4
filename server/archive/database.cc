// SPDX-License-Identifier: MIT
#include "archive/database.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "media/disk.h"
#include "media/picture.h"
#include "proto/codec.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"

namespace teahouse::archive {
namespace {

using store::Db;
using store::Row;
using store::Statement;

constexpr std::uint32_t kSchemaWithFiles = 5;
constexpr std::uint32_t kSchemaWithKept = 6;
constexpr std::uint32_t kSchemaWithExpired = 9;
constexpr std::uint32_t kSchemaWithId = 10;
constexpr std::size_t kPictureIdChars = 32;
constexpr std::array kPictureTypes = {media::PictureType::png, media::PictureType::jpeg,
                                      media::PictureType::webp};
// So many seqs are jumped over at least, and so many times what the room had in the time before the
// backup that has passed since.
constexpr std::uint64_t kJumpMin = 100;
constexpr std::uint64_t kJumpTimes = 8;
constexpr std::uint64_t kJumpMax = 100'000;

Status check_ours(const Db& db, const std::string& file) {
    TRY(version, db.read_integer("PRAGMA user_version"));
    TRY(application, db.read_integer("PRAGMA application_id"));
    if (application != store::kApplicationId || version <= 0) {
        return fail(ErrorCode::invalid, file + " is not a database of Teahouse");
    }
    if (const std::size_t known = store::schema_steps().size();
        version > static_cast<std::int64_t>(known)) {
        return fail(ErrorCode::invalid, file + " has schema " + std::to_string(version) +
                                            ", this program knows " + std::to_string(known) +
                                            ": use the program that wrote it, or a newer one");
    }
    return {};
}

NamedFile find_picture(const std::string& data, const std::string& id) {
    const std::string stem = "blobs/" + id.substr(0, 2) + '/' + id;
    for (const media::PictureType type : kPictureTypes) {
        const std::string name = stem + '.' + std::string(media::suffix(type));
        std::error_code error;
        if (const auto size = std::filesystem::file_size(data + '/' + name, error); !error) {
            return {.name = name, .size = size};
        }
    }
    return {.name = stem};
}

Status add_server_picture(const Db& db, std::set<std::string>& pictures) {
    std::optional<proto::KeptRecord> settings;
    TRY(select, db.prepare("SELECT id, body, secret FROM kept WHERE kind = 1"));
    TRY_STATUS(select.query([&](Row row) {
        const store::Bytes body = row.blob(1);
        settings = proto::KeptRecord{.kind = proto::KeptKind::settings,
                                     .id = row.number(0),
                                     .body = {body.begin(), body.end()}};
    }));
    if (settings) {
        TRY(value, proto::decode_kept(*settings));
        if (const auto* all = std::get_if<proto::ServerSettings>(&value); all != nullptr) {
            pictures.insert(all->avatar.value_or(""));
        }
    }
    return {};
}

Status each_picture(const Db& db, const std::string& data, std::uint32_t schema,
                    const std::function<Status(const NamedFile&)>& take) {
    std::set<std::string> pictures;
    TRY(select, db.prepare("SELECT avatar FROM user WHERE avatar <> ''"
                           " UNION SELECT avatar FROM room WHERE avatar <> ''"));
    TRY_STATUS(select.query([&](Row row) { pictures.emplace(row.text(0)); }));
    if (schema >= kSchemaWithKept) {
        TRY_STATUS(add_server_picture(db, pictures));
    }
    for (const std::string& id : pictures) {
        if (media::is_hex(id, kPictureIdChars)) {
            TRY_STATUS(take(find_picture(data, id)));
        }
    }
    return {};
}

// Where a log ends, and what its newest event of kind expired says is gone.
struct LogEnd {
    RoomId room;
    Seq head;
    TimeMs at = 0;
    std::uint64_t count = 0;
    std::optional<Seq> gone = {};
    std::vector<std::uint8_t> body = {};
};

Result<std::vector<LogEnd>> read_ends(const Db& db, std::uint32_t schema) {
    std::vector<LogEnd> ends;
    TRY(rooms, db.prepare("SELECT id FROM room WHERE dissolved = 0 ORDER BY id"));
    TRY_STATUS(rooms.query([&](Row row) { ends.push_back({.room = row.id<RoomId>(0)}); }));
    TRY(last, db.prepare("SELECT seq, at, count FROM event WHERE room = ?"
                         " ORDER BY seq DESC LIMIT 1"));
    Statement gone;
    if (schema >= kSchemaWithExpired) {
        TRY(prepared, db.prepare("SELECT ref, body FROM event INDEXED BY event_expired"
                                 " WHERE room = ? AND kind = 34 ORDER BY seq DESC LIMIT 1"));
        gone = std::move(prepared);
    }
    std::string empty;
    proto::encode_body({}, empty);
    for (LogEnd& end : ends) {
        end.body.assign(empty.begin(), empty.end());
        TRY_STATUS(last.query(
            [&](Row row) {
                end.head = row.id<Seq>(0);
                end.at = row.integer(1);
                end.count = row.number(2);
            },
            end.room));
        if (schema >= kSchemaWithExpired) {
            TRY_STATUS(gone.query(
                [&](Row row) {
                    if (!row.is_null(0)) {
                        end.gone = row.id<Seq>(0);
                        const store::Bytes body = row.blob(1);
                        end.body.assign(body.begin(), body.end());
                    }
                },
                end.room));
        }
    }
    return ends;
}

Result<Seq> next_head(Statement& pace, const LogEnd& end, const Rewind& rewind) {
    const TimeMs lost = std::max<TimeMs>(rewind.now - rewind.taken, 0);
    std::uint64_t said = 0;
    TRY_STATUS(pace.query([&](Row row) { said = row.number(0); }, end.room, rewind.taken - lost));
    const std::uint64_t jump = std::min(kJumpMin + kJumpTimes * said, kJumpMax);
    const auto seen = rewind.seen.find(end.room);
    const std::uint64_t known = seen == rewind.seen.end() ? 0 : seen->second.value + kJumpMin;
    return Seq{std::max(end.head.value + jump, known)};
}

Status fill_logs(const Db& db, const Rewind& rewind, std::uint32_t schema) {
    TRY(ends, read_ends(db, schema));
    TRY(pace, db.prepare("SELECT count(*) FROM event WHERE room = ? AND at > ?"));
    static_assert(static_cast<int>(proto::EventKind::expired) == 34);
    // The last one alone says what is gone: the newest of its kind is asked, and an index of search
    // has work with each that does.
    TRY(fill, db.prepare("WITH RECURSIVE next(seq) AS (SELECT ?2 UNION ALL"
                         " SELECT seq + 1 FROM next WHERE seq < ?3)"
                         " INSERT INTO event(room, seq, at, sender, kind, count, ref, cmid, body)"
                         " SELECT ?1, seq, ?4, 0, 34, ?5, iif(seq = ?3, ?6, NULL), NULL,"
                         " iif(seq = ?3, ?7, ?8) FROM next"));
    std::string nothing;
    proto::encode_body({}, nothing);
    for (const LogEnd& end : ends) {
        if (!end.head) {
            continue;  // nothing was said there
        }
        TRY(head, next_head(pace, end, rewind));
        TRY_STATUS(fill.run(end.room, Seq{end.head.value + 1}, head, end.at, end.count, end.gone,
                            store::Bytes{end.body}, store::as_bytes(nothing)));
    }
    return {};
}

Status change_generation(const Db& db, const Rewind& rewind) {
    TRY(state, read_store_state(db));
    // By the clock, so that going back to the same backup twice gives two generations.
    const std::uint64_t generation =
        std::max(state.generation + 1, static_cast<std::uint64_t>(rewind.now));
    TRY(set_store, db.prepare("UPDATE store SET gen = ?, clean = 0"));
    TRY_STATUS(set_store.run(generation));
    TRY(set_rooms, db.prepare("UPDATE room SET epoch = ?"));
    TRY_STATUS(set_rooms.run(generation));
    return fill_logs(db, rewind, state.schema);
}

}  // namespace

Result<Db> open_for_reading(const std::string& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return fail(ErrorCode::not_found, "there is no " + file);
    }
    TRY(db, Db::open(file, {.read_only = true}));
    TRY_STATUS(db.run_script("PRAGMA query_only=1; PRAGMA temp_store=MEMORY"));
    TRY_STATUS(check_ours(db, file));
    return std::move(db);
}

Result<Db> open_snapshot(const std::string& file) {
    TRY(db, open_for_reading(file));
    // The transaction begins with the first thing that is read.
    TRY_STATUS(db.run_script("BEGIN; SELECT count(*) FROM sqlite_schema"));
    return std::move(db);
}

Result<StoreState> read_store_state(const Db& db) {
    StoreState state;
    TRY(schema, db.read_integer("PRAGMA user_version"));
    TRY(generation, db.read_integer("SELECT gen FROM store"));
    state.schema = static_cast<std::uint32_t>(schema);
    state.generation = static_cast<std::uint64_t>(generation);
    if (state.schema >= kSchemaWithId) {
        TRY(id, db.read_text("SELECT uid FROM store"));
        state.id = id;
    }
    return state;
}

Status each_named_file(const Db& db, const std::string& data,
                       const std::function<Status(const NamedFile&)>& take) {
    TRY(state, read_store_state(db));
    if (state.schema >= kSchemaWithFiles) {
        Status taken;
        TRY(select, db.prepare("SELECT hash, max(size) FROM file GROUP BY hash ORDER BY hash"));
        TRY_STATUS(select.query([&](Row row) {
            const std::string hash(row.text(0));
            if (taken && media::is_hex(hash, 64)) {
                taken = take({.name = "files/" + hash.substr(0, 2) + '/' + hash,
                              .size = row.number(1),
                              .sha256 = hash});
            }
        }));
        TRY_STATUS(taken);
    }
    return each_picture(db, data, state.schema, take);
}

Result<std::map<RoomId, Seq>> read_heads_of(const Db& db) {
    std::map<RoomId, Seq> heads;
    TRY(select, db.prepare("SELECT id, (SELECT max(seq) FROM event WHERE room = id) FROM room"));
    TRY_STATUS(select.query([&](Row row) { heads.emplace(row.id<RoomId>(0), row.id<Seq>(1)); }));
    return heads;
}

Status open_new_generation(const Db& db, const Rewind& rewind) {
    TRY_STATUS(db.run_script("BEGIN IMMEDIATE"));
    Status done = change_generation(db, rewind);
    if (done) {
        done = db.run_script("COMMIT");
    }
    if (!done && db.in_transaction()) {
        static_cast<void>(db.run_script("ROLLBACK"));  // the first error is the one to tell
    }
    return done;
}

}  // namespace teahouse::archive
