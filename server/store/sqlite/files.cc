// SPDX-License-Identifier: MIT
#include "store/sqlite/files.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace teahouse::store {

namespace {

// Each order and choice has an index to walk along (schema.cc); what is not of the group, or in no
// message yet, is passed over.
constexpr const char* kNewestOfAll = R"sql(
SELECT id, owner, hash, size, mime, name, width, height, created,
       (SELECT count(*) FROM file_place WHERE file = file.id AND room > 0)
    FROM file INDEXED BY file_created
    WHERE ?1 = 0 AND (?2 = 0 OR ?2 =
        (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
      AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id)
      AND (created, id) < (?3, ?4) ORDER BY created DESC, id DESC LIMIT ?5
)sql";
constexpr const char* kLargestOfAll = R"sql(
SELECT id, owner, hash, size, mime, name, width, height, created,
       (SELECT count(*) FROM file_place WHERE file = file.id AND room > 0)
    FROM file INDEXED BY file_size
    WHERE ?1 = 0 AND (?2 = 0 OR ?2 =
        (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
      AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id)
      AND (size, id) < (?3, ?4) ORDER BY size DESC, id DESC LIMIT ?5
)sql";
constexpr const char* kTotalsOfAll = R"sql(
SELECT coalesce(sum(files), 0), coalesce(sum(bytes), 0) FROM
    (SELECT count(*) AS files, max(size) AS bytes FROM file
        WHERE ?1 = 0 AND (?2 = 0 OR ?2 =
            (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
          AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id) GROUP BY hash)
)sql";
constexpr const char* kNewestOfOwner = R"sql(
SELECT id, owner, hash, size, mime, name, width, height, created,
       (SELECT count(*) FROM file_place WHERE file = file.id AND room > 0)
    FROM file INDEXED BY file_owner_created
    WHERE owner = ?1 AND (?2 = 0 OR ?2 =
        (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
      AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id)
      AND (created, id) < (?3, ?4) ORDER BY created DESC, id DESC LIMIT ?5
)sql";
constexpr const char* kLargestOfOwner = R"sql(
SELECT id, owner, hash, size, mime, name, width, height, created,
       (SELECT count(*) FROM file_place WHERE file = file.id AND room > 0)
    FROM file INDEXED BY file_owner_size
    WHERE owner = ?1 AND (?2 = 0 OR ?2 =
        (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
      AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id)
      AND (size, id) < (?3, ?4) ORDER BY size DESC, id DESC LIMIT ?5
)sql";
constexpr const char* kTotalsOfOwner = R"sql(
SELECT coalesce(sum(files), 0), coalesce(sum(bytes), 0) FROM
    (SELECT count(*) AS files, max(size) AS bytes FROM file
        WHERE owner = ?1 AND (?2 = 0 OR ?2 =
            (CASE WHEN mime LIKE 'image/%' OR mime LIKE 'video/%' THEN 1
                            WHEN mime LIKE 'audio/%' THEN 2 ELSE 3 END))
          AND EXISTS (SELECT 1 FROM file_place WHERE file = file.id) GROUP BY hash)
)sql";

const std::string kSelect =
    "SELECT id, owner, hash, size, mime, name, width, height, created FROM file ";

proto::FileRecord read_file_row(Row row) {
    return {.id = std::string{row.text(0)},
            .owner = row.id<UserId>(1),
            .hash = std::string{row.text(2)},
            .size = row.number(3),
            .mime = std::string{row.text(4)},
            .name = std::string{row.text(5)},
            .width = static_cast<std::uint32_t>(row.number(6)),
            .height = static_cast<std::uint32_t>(row.number(7)),
            .created = row.integer(8)};
}

}  // namespace

Result<FileTable> FileTable::prepare(Db& db) {
    FileTable table;
    TRY(put, db.prepare("INSERT INTO file(id, owner, hash, size, mime, name, width, height,"
                        " created) VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO NOTHING"));
    TRY(drop, db.prepare("DELETE FROM file WHERE id = ?1 AND NOT EXISTS"
                         " (SELECT 1 FROM file_place WHERE file = ?1)"));
    TRY(place, db.prepare("INSERT INTO file_place(file, room, seq)"
                          " SELECT id, ?2, ?3 FROM file WHERE id = ?1"));
    TRY(of_message, db.prepare("SELECT f.id, f.owner, f.size FROM file_place p"
                               " JOIN file f ON f.id = p.file WHERE p.room = ? AND p.seq = ?"
                               " ORDER BY f.id"));
    TRY(unplace, db.prepare("DELETE FROM file_place WHERE file = ? AND room = ? AND seq = ?"));
    TRY(is_placed, db.prepare("SELECT 1 FROM file_place WHERE file = ? LIMIT 1"));
    TRY(of_range, db.prepare("SELECT DISTINCT seq FROM file_place"
                             " WHERE room = ? AND seq > ? AND seq <= ? ORDER BY seq"));
    table.of_range_ = std::move(of_range);
    table.is_placed_ = std::move(is_placed);
    table.of_message_ = std::move(of_message);
    table.unplace_ = std::move(unplace);
    table.put_ = std::move(put);
    table.drop_ = std::move(drop);
    table.place_ = std::move(place);
    return table;
}

Result<bool> FileTable::put(const proto::FileRecord& file) {
    TRY_STATUS(put_.run(file.id, file.owner, file.hash, file.size, file.mime, file.name,
                        std::uint64_t{file.width}, std::uint64_t{file.height}, file.created));
    return put_.changes() > 0;
}

Status FileTable::drop(const std::string& id) { return drop_.run(id); }

Status FileTable::place(const proto::Event& event) {
    for (const std::string& id : proto::files_of(event.body)) {
        TRY_STATUS(place_.run(id, event.room, event.seq));
    }
    return {};
}

Result<bool> FileTable::hold(const std::string& id, std::uint64_t record) {
    TRY_STATUS(place_.run(id, RoomId{}, Seq{record}));
    return place_.changes() > 0;
}

Status FileTable::release(RoomId room, Seq seq, std::vector<proto::FileUse>& freed) {
    struct Placed {
        std::string id;
        proto::FileUse use;
    };
    std::vector<Placed> placed;
    TRY_STATUS(of_message_.query(
        [&](Row row) {
            placed.push_back({.id = std::string{row.text(0)},
                              .use = {.user = row.id<UserId>(1), .bytes = row.number(2)}});
        },
        room, seq));
    for (const Placed& one : placed) {
        TRY_STATUS(unplace_.run(one.id, room, seq));
        bool elsewhere = false;
        TRY_STATUS(is_placed_.query([&](Row) { elsewhere = true; }, one.id));
        if (!elsewhere) {
            TRY_STATUS(drop_.run(one.id));
            freed.push_back(one.use);
        }
    }
    return {};
}

Status FileTable::release_range(RoomId room, Seq after, Seq upto,
                                std::vector<proto::FileUse>& freed) {
    std::vector<Seq> seqs;
    TRY_STATUS(
        of_range_.query([&](Row row) { seqs.push_back(row.id<Seq>(0)); }, room, after, upto));
    for (const Seq seq : seqs) {
        TRY_STATUS(release(room, seq, freed));
    }
    return {};
}

Result<FileReader> FileReader::prepare(Db& db) {
    FileReader reader;
    TRY(by_id, db.prepare(kSelect + "WHERE id = ?"));
    TRY(by_hash, db.prepare(kSelect + "WHERE hash = ? LIMIT 1"));
    TRY(places, db.prepare("SELECT room, max(seq) FROM file_place WHERE file = ? GROUP BY room"
                           " ORDER BY room LIMIT " +
                           std::to_string(limits::kFilePlacesMax)));
    TRY(place_in, db.prepare("SELECT room, seq FROM file_place WHERE file = ? AND room = ?"
                             " ORDER BY seq DESC LIMIT 1"));
    TRY(every_place, db.prepare("SELECT room, seq FROM file_place WHERE file = ?"
                                " ORDER BY room, seq LIMIT ?"));
    TRY(of_all, prepare_uploads(db, false));
    TRY(of_owner, prepare_uploads(db, true));
    reader.every_place_ = std::move(every_place);
    reader.of_all_ = std::move(of_all);
    reader.of_owner_ = std::move(of_owner);
    reader.place_in_ = std::move(place_in);
    reader.by_id_ = std::move(by_id);
    reader.by_hash_ = std::move(by_hash);
    reader.places_ = std::move(places);
    return reader;
}

Result<std::vector<proto::StoredFile>> FileReader::read(const proto::EventQuery& query) {
    std::vector<proto::StoredFile> files;
    const auto take = [&](Row row) { files.push_back({.file = read_file_row(row)}); };
    for (const std::string& id : query.files) {
        TRY_STATUS(by_id_.query(take, id));
    }
    for (proto::StoredFile& file : files) {
        const auto take_place = [&](Row row) {
            file.places.push_back({.room = row.id<RoomId>(0), .seq = row.id<Seq>(1)});
        };
        if (query.every_place) {
            TRY_STATUS(every_place_.query(take_place, file.file.id, std::uint64_t{query.limit}));
            continue;
        }
        if (query.rooms.empty()) {
            TRY_STATUS(places_.query(take_place, file.file.id));
        }
        for (const RoomId room : query.rooms) {
            TRY_STATUS(place_in_.query(take_place, file.file.id, room));
        }
    }
    for (const std::string& hash : query.hashes) {
        TRY_STATUS(by_hash_.query(take, hash));
    }
    return files;
}

Result<FileReader::Uploads> FileReader::prepare_uploads(Db& db, bool of_owner) {
    Uploads uploads;
    TRY(newest, db.prepare(of_owner ? kNewestOfOwner : kNewestOfAll));
    TRY(largest, db.prepare(of_owner ? kLargestOfOwner : kLargestOfAll));
    TRY(totals, db.prepare(of_owner ? kTotalsOfOwner : kTotalsOfAll));
    uploads.newest = std::move(newest);
    uploads.largest = std::move(largest);
    uploads.totals = std::move(totals);
    return uploads;
}

Status FileReader::read_page(const proto::EventQuery& query, proto::QueryResult& result) {
    const proto::FilePage& page = *query.uploads;
    const std::uint64_t group = page.group ? static_cast<std::uint64_t>(*page.group) : 0;
    Uploads& uploads = page.owner ? of_owner_ : of_all_;
    Statement& statement = page.large ? uploads.largest : uploads.newest;
    TRY_STATUS(statement.query(
        [&](Row row) {
            result.files.push_back({.file = read_file_row(row),
                                    .places = {},
                                    .messages = static_cast<std::uint32_t>(row.number(9))});
        },
        page.owner, group, page.number, page.id, std::uint64_t{query.limit}));
    return uploads.totals.query(
        [&](Row row) { result.totals = {.count = row.number(0), .bytes = row.number(1)}; },
        page.owner, group);
}

Status read_file_snapshot(Db& db, Snapshot& snapshot) {
    TRY(unsent, db.prepare(kSelect + "WHERE NOT EXISTS (SELECT 1 FROM file_place"
                                     " WHERE file = file.id) ORDER BY id"));
    TRY_STATUS(unsent.query([&](Row row) { snapshot.files.push_back(read_file_row(row)); }));
    TRY(use, db.prepare("SELECT owner, sum(size) FROM file GROUP BY owner ORDER BY owner"));
    return use.query([&](Row row) {
        snapshot.file_use.push_back({.user = row.id<UserId>(0), .bytes = row.number(1)});
    });
}

}  // namespace teahouse::store
