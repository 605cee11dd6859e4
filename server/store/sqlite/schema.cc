// SPDX-License-Identifier: MIT
#include "store/sqlite/schema.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

namespace {

// The log position of a room (head, count, newest message) is not kept beside the log: it is read
// off the last rows of `event`, so the two can never disagree, and a message costs one row less to
// write.
//
// event_cmid is what makes a send idempotent. As an index it is written by the same statement as
// the event and cannot be forgotten; it is partial, because system events have no cmid.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE store(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    gen INTEGER NOT NULL,      -- raised by a restore: epochs of all rooms change with it
    commits INTEGER NOT NULL,  -- raised to write over what a failed commit left behind
    clean INTEGER NOT NULL     -- 1 after an orderly end
) STRICT;
INSERT INTO store(id, gen, commits, clean) VALUES(1, 1, 0, 1);

CREATE TABLE user(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    avatar TEXT NOT NULL,
    status TEXT NOT NULL,
    role INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE device(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    token BLOB NOT NULL UNIQUE,  -- SHA-256 of the session token
    label TEXT NOT NULL,
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;

CREATE TABLE room(
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    avatar TEXT NOT NULL,
    announcement TEXT NOT NULL,
    join_policy INTEGER NOT NULL,
    history_policy INTEGER NOT NULL,
    direct_low INTEGER NOT NULL,
    direct_high INTEGER NOT NULL,
    dissolved INTEGER NOT NULL,
    created INTEGER NOT NULL,
    epoch INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX room_direct ON room(direct_low, direct_high) WHERE direct_low > 0;

CREATE TABLE event(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    count INTEGER NOT NULL,  -- countable messages of the room up to and including this event
    ref INTEGER,
    cmid TEXT,
    body BLOB NOT NULL,      -- MessagePack, see proto/codec.h
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_cmid ON event(sender, cmid) WHERE cmid IS NOT NULL;

CREATE TABLE member(
    room INTEGER NOT NULL,
    user INTEGER NOT NULL,
    role INTEGER NOT NULL,
    join_seq INTEGER NOT NULL,
    leave_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    read_count INTEGER NOT NULL,
    own_count INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    PRIMARY KEY(room, user)
) STRICT, WITHOUT ROWID;
)sql";

// Messages that later events changed, as they are now, and what is read off the log at the start:
// pins and mentions. All of it follows from `event`. event_edit finds the bodies that a recall has
// to remove.
constexpr const char* kVersion2 = R"sql(
CREATE INDEX event_edit ON event(room, ref) WHERE kind = 8;

CREATE TABLE merged(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    message BLOB NOT NULL,  -- the whole event in its newest form, MessagePack
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pin(
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,  -- of the message
    pin INTEGER NOT NULL,  -- of the event that pinned it
    PRIMARY KEY(room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention(
    user INTEGER NOT NULL,  -- 0: everybody
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    PRIMARY KEY(user, room, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_message ON mention(room, seq);
)sql";

// Slow mode and who may write; small records beside the others (proto::DetailRecord).
constexpr const char* kRoomRules = R"sql(
ALTER TABLE room ADD COLUMN slow INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN writers INTEGER NOT NULL DEFAULT 1;

CREATE TABLE detail(
    kind INTEGER NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    value BLOB NOT NULL,  -- MessagePack
    PRIMARY KEY(kind, a, b)
) STRICT, WITHOUT ROWID;
)sql";

// Where notifications of people without an open page go.
constexpr const char* kChannels = R"sql(
CREATE TABLE channel(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    device INTEGER NOT NULL,  -- the login that it ends with; 0: none
    kind INTEGER NOT NULL,
    level INTEGER NOT NULL,
    label TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    lang TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
)sql";

// Files, and the messages that carry them. event_file and event_link are for the gallery of a room:
// messages of the kinds image to file, as proto::has_file(), and texts with a link, as
// proto::has_link(). A body that was taken back is a single byte and is in neither.
constexpr const char* kFiles = R"sql(
CREATE TABLE file(
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    hash TEXT NOT NULL,  -- SHA-256 of the bytes in hex
    size INTEGER NOT NULL,
    mime TEXT NOT NULL,
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_hash ON file(hash);

CREATE TABLE file_place(
    file TEXT NOT NULL,
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY(file, room, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_place_message ON file_place(room, seq);

CREATE INDEX event_file ON event(room, seq) WHERE kind BETWEEN 2 AND 6 AND length(body) > 1;
CREATE INDEX event_link ON event(room, seq)
    WHERE kind = 1 AND (instr(body, x'687474703a2f2f') > 0 OR instr(body, x'68747470733a2f2f') > 0);
)sql";

// What administrators leave behind (proto/kept.h). Ids ascend over all kinds; 6 is the audit log.
constexpr const char* kKept = R"sql(
CREATE TABLE kept(
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    body BLOB NOT NULL,   -- MessagePack
    secret TEXT NOT NULL,
    PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
)sql";

// Who has confirmed which message: the events of kind 33 say it, this finds them.
constexpr const char* kConfirms = R"sql(
CREATE INDEX event_confirm ON event(room, ref, sender) WHERE kind = 33;
)sql";

// For the pages of files that administrators look at: of all or of one account, by time or size.
// The id comes last in each by itself. file_hash has the size, so that what all take is read from
// it alone.
constexpr const char* kUploads = R"sql(
CREATE INDEX file_created ON file(created);
CREATE INDEX file_size ON file(size);
CREATE INDEX file_owner_created ON file(owner, created);
CREATE INDEX file_owner_size ON file(owner, size);
DROP INDEX file_hash;
CREATE INDEX file_hash ON file(hash, size);
)sql";

// How long messages are kept, and up to where a log is gone: the newest event of kind 34 says it.
constexpr const char* kRetention = R"sql(
ALTER TABLE room ADD COLUMN keep INTEGER NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN recall INTEGER NOT NULL DEFAULT 0;

CREATE INDEX event_expired ON event(room, seq, ref) WHERE kind = 34;
)sql";

// Which store this is, through backups and copies of it.
constexpr const char* kIdentity = R"sql(
ALTER TABLE store ADD COLUMN uid TEXT NOT NULL DEFAULT '';
UPDATE store SET uid = lower(hex(randomblob(16)));
)sql";

// Of a replica (store/redis): what of the log is applied. `log_failed`: Txns of this and earlier
// generations are refused, as the one that failed was.
constexpr const char* kPosition = R"sql(
ALTER TABLE store ADD COLUMN log_term INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN log_index INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN log_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN log_failed INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr std::array kSteps{kVersion1, kVersion2, kRoomRules, kChannels, kFiles,   kKept,
                            kConfirms, kUploads,  kRetention, kIdentity, kPosition};

Error not_ours(std::string_view file) {
    return Error{.code = ErrorCode::store_unavailable,
                 .message = std::string{file} +
                            " is not a database of Teahouse; name another data directory"};
}

Error too_new(std::string_view file, std::int64_t version, std::size_t known) {
    return Error{.code = ErrorCode::store_unavailable,
                 .message = std::string{file} + " was written by a newer Teahouse (schema " +
                            std::to_string(version) + ", this one knows " + std::to_string(known) +
                            "); update the program, or restore the backup made before the update"};
}

Status take_step(Db& db, const char* step, std::size_t version) {
    TRY_STATUS(db.run_script("BEGIN IMMEDIATE"));
    const std::string stamp = "PRAGMA user_version=" + std::to_string(version) +
                              ";PRAGMA application_id=" + std::to_string(kApplicationId);
    Status done = db.run_script(step);
    if (done) {
        done = db.run_script(stamp.c_str());
    }
    if (done) {
        done = db.run_script("COMMIT");
    }
    if (!done && db.in_transaction()) {
        static_cast<void>(db.run_script("ROLLBACK"));  // the first error is the one to tell
    }
    return done;
}

}  // namespace

std::span<const char* const> schema_steps() { return kSteps; }

Status upgrade_schema(Db& db, std::string_view file, std::span<const char* const> steps) {
    TRY(version, db.read_integer("PRAGMA user_version"));
    TRY(application, db.read_integer("PRAGMA application_id"));
    TRY(tables, db.read_integer("SELECT count(*) FROM sqlite_schema"));
    const bool empty = tables == 0 && version == 0;
    if (!empty && (application != kApplicationId || version <= 0)) {
        return tl::unexpected<Error>(not_ours(file));
    }
    if (version > static_cast<std::int64_t>(steps.size())) {
        return tl::unexpected<Error>(too_new(file, version, steps.size()));
    }
    for (auto next = static_cast<std::size_t>(version); next < steps.size(); ++next) {
        TRY_STATUS(take_step(db, steps[next], next + 1));
    }
    return {};
}

}  // namespace teahouse::store
