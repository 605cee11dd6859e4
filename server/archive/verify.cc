// SPDX-License-Identifier: MIT
#include "archive/verify.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/verify_log.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "proto/kept.h"
#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/search/cjk2.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashNameChars = 64;
constexpr std::string_view kPartSuffix = ".webp";

// What rows of one table say of another; each counts rows that should not be.
struct Reference {
    const char* what;
    const char* text;
    const char* sql;
};
constexpr std::array kReferences = {
    Reference{"members", "members have no account",
              "SELECT count(*) FROM member WHERE user NOT IN (SELECT id FROM user)"},
    Reference{"records", "logins have no account",
              "SELECT count(*) FROM device WHERE user NOT IN (SELECT id FROM user)"},
    Reference{"records", "pins name no message",
              "SELECT count(*) FROM pin p WHERE NOT EXISTS"
              " (SELECT 1 FROM event e WHERE e.room = p.room AND e.seq = p.seq)"},
    Reference{"records", "mentions name no message",
              "SELECT count(*) FROM mention p WHERE NOT EXISTS"
              " (SELECT 1 FROM event e WHERE e.room = p.room AND e.seq = p.seq)"},
    Reference{"records", "changes belong to no message",
              "SELECT count(*) FROM merged p WHERE NOT EXISTS"
              " (SELECT 1 FROM event e WHERE e.room = p.room AND e.seq = p.seq)"},
    Reference{"files", "files stand in no message that is there",
              "SELECT count(*) FROM file_place p WHERE room > 0 AND NOT EXISTS"
              " (SELECT 1 FROM event e WHERE e.room = p.room AND e.seq = p.seq)"},
    Reference{"files", "messages have a file that is not known",
              "SELECT count(*) FROM file_place WHERE file NOT IN (SELECT id FROM file)"},
};

bool server_runs(const std::string& data) {
    const media::Descriptor lock(::open((data + "/lock").c_str(), O_RDONLY | O_CLOEXEC));
    return lock.get() >= 0 && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

void check_database(const store::Db& db, VerifyReport& report) {
    std::vector<std::string> said;
    const auto check = [&]() -> Status {
        TRY(pages, db.prepare("PRAGMA quick_check(" + std::to_string(kFindingsMax) + ")"));
        return pages.query([&](store::Row row) { said.emplace_back(row.text(0)); });
    };
    if (const Status checked = check(); !checked) {
        said.push_back(checked.error().message);
    }
    for (std::string& line : said) {
        if (line != "ok") {
            report.add(Weight::bad, "database", std::move(line));
        }
    }
}

Status check_records(const store::Db& db, VerifyReport& report) {
    for (const Reference& one : kReferences) {
        TRY(count, db.read_integer(one.sql));
        if (count > 0) {
            report.add(Weight::bad, one.what, std::to_string(count) + ' ' + one.text);
        }
    }
    TRY(kept, db.prepare("SELECT kind, id, body, secret FROM kept"));
    return kept.query([&](store::Row row) {
        const store::Bytes body = row.blob(2);
        const proto::KeptRecord record{.kind = row.enumerator<proto::KeptKind>(0),
                                       .id = row.number(1),
                                       .body = {body.begin(), body.end()},
                                       .secret = std::string(row.text(3))};
        if (!proto::decode_kept(record)) {
            report.add(Weight::bad, "records",
                       "record " + std::to_string(record.id) + " of kind " +
                           std::to_string(static_cast<int>(record.kind)) + " cannot be read");
        }
    });
}

std::optional<std::string> fault_of(const NamedFile& file, const VerifyOptions& options) {
    const std::string path = options.data + '/' + file.name;
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error) {
        return "is missing";
    }
    if (size != file.size) {
        return "has " + std::to_string(size) + " bytes, not " + std::to_string(file.size);
    }
    if (options.hashes && !file.sha256.empty()) {
        const auto hash = hash_of(path);
        if (!hash || *hash != file.sha256) {
            return "is not what it was: its SHA-256 is " + (hash ? *hash : "not to be had");
        }
    }
    return std::nullopt;
}

Status check_files(const store::Db& db, const VerifyOptions& options, VerifyReport& report) {
    std::map<std::string, std::string> faults;
    TRY_STATUS(each_named_file(db, options.data, [&](const NamedFile& file) -> Status {
        ++report.files;
        report.file_bytes += file.size;
        if (const auto fault = fault_of(file, options)) {
            faults.emplace(file.name, *fault);
        }
        return {};
    }));
    if (faults.empty()) {
        return {};
    }
    // The server may have dropped some meanwhile, with what named them.
    TRY(now, open_for_reading(options.data + '/' + std::string(kDatabaseName)));
    return each_named_file(now, options.data, [&](const NamedFile& file) -> Status {
        if (const auto fault = faults.find(file.name); fault != faults.end()) {
            report.add(Weight::bad, "files", file.name + ' ' + fault->second);
        }
        return {};
    });
}

// Bytes that no row names, although the server should have removed them.
Status check_unnamed(const store::Db& db, const VerifyOptions& options, VerifyReport& report) {
    TRY(find, db.prepare("SELECT 1 FROM file WHERE hash = ? LIMIT 1"));
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    std::error_code error;
    fs::recursive_directory_iterator files(options.data + "/files", error);
    for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
        const std::string name = files->path().filename().string();
        const std::string hash = name.substr(0, kHashNameChars);
        std::error_code gone;
        if (!files->is_regular_file(gone) || !media::is_hex(hash, kHashNameChars) ||
            (name != hash && name != hash + std::string(kPartSuffix)) ||
            options.now - media::modified_ms(files->path().string()) < limits::kBlobGraceMs) {
            continue;
        }
        bool named = false;
        TRY_STATUS(find.query([&](store::Row) { named = true; }, hash));
        if (!named) {
            ++count;
            bytes += files->file_size(gone);
        }
    }
    if (count > 0) {
        report.add(Weight::note, "files",
                   std::to_string(count) + " files of " + std::to_string(bytes) +
                       " bytes are named by nothing; a running server removes them by and by");
    }
    return {};
}

struct OpenIndex {
    store::Db db;
    IndexState state;
};

// One state of the index, from before that of the log.
Result<OpenIndex> open_index(const std::string& file) {
    TRY(db, store::open_search_reader(file));
    TRY_STATUS(db.run_script("BEGIN"));
    IndexState state;
    TRY(rooms, db.prepare("SELECT id, epoch, seq FROM room"));
    TRY_STATUS(rooms.query([&](store::Row row) {
        state.rooms[row.id<RoomId>(0)] = {.epoch = row.id<Epoch>(1), .seq = row.id<Seq>(2)};
    }));
    TRY(stale, db.prepare("SELECT id FROM stale WHERE swept = 0"));
    TRY_STATUS(stale.query([&](store::Row row) { state.stale.insert(row.integer(0)); }));
    return OpenIndex{.db = std::move(db), .state = std::move(state)};
}

void compare_index(const LogCheck& log, const IndexState& index,
                   std::map<RoomId, MessageSet>& found, VerifyReport& report) {
    std::uint64_t behind = 0;
    for (const auto& [room, head] : log.heads()) {
        const auto indexed = index.rooms.find(room);
        if (indexed == index.rooms.end()) {
            behind += head.value;
            continue;
        }
        if (indexed->second.epoch != log.epochs().at(room)) {
            report.add(Weight::note, "search",
                       "room " + std::to_string(room.value) + " has a newer epoch than the index");
            continue;
        }
        behind += head.value - std::min(head.value, indexed->second.seq.value);
        const auto wanted = log.searched().find(room);
        const MessageSet none;
        const MessageSet& should = wanted == log.searched().end() ? none : wanted->second;
        if (found[room] != should && !log.unsure().contains(room)) {
            report.add(Weight::bad, "search",
                       "room " + std::to_string(room.value) + ": the index has " +
                           std::to_string(found[room].size) + " messages, the log " +
                           std::to_string(should.size) +
                           " to be found: stop the server and remove search.db, it is made again");
        }
    }
    if (behind > 0) {
        report.add(Weight::note, "search",
                   std::to_string(behind) + " events are not indexed yet; the server goes on");
    }
}

Status check_search(const LogCheck& log, const OpenIndex& index, VerifyReport& report) {
    std::map<RoomId, MessageSet> found;
    TRY(docs, index.db.prepare("SELECT doc FROM term WHERE term = ?"));
    for (const UserId sender : log.senders()) {
        TRY_STATUS(docs.query(
            [&](store::Row row) {
                if (!index.state.stale.contains(row.integer(0))) {
                    ++report.indexed;
                    found[store::room_of_row(row.integer(0))].add(
                        store::seq_of_row(row.integer(0)));
                }
            },
            store::sender_token(sender)));
    }
    compare_index(log, index.state, found, report);
    return {};
}

// Where pages are damaged the rest cannot be read: what was seen until then is told.
Status check_all(const VerifyOptions& options, VerifyReport& report) {
    const std::string database = options.data + '/' + std::string(kDatabaseName);
    TRY(first, open_for_reading(database));
    TRY(state, read_store_state(first));
    if (state.schema < store::schema_steps().size()) {
        report.add(Weight::note, "database",
                   "it has schema " + std::to_string(state.schema) +
                       ": only its pages were looked at, start the server once for the rest");
        check_database(first, report);
        return {};
    }
    auto index = open_index(options.data + "/search.db");
    TRY(db, open_snapshot(database));
    check_database(db, report);
    LogCheck log(report, index ? &index->state : nullptr);
    TRY_STATUS(log.run(db));
    TRY_STATUS(check_records(db, report));
    TRY_STATUS(check_files(db, options, report));
    TRY_STATUS(check_unnamed(db, options, report));
    if (!index) {
        report.add(Weight::note, "search", "there is no search index; the server makes it");
        return {};
    }
    return check_search(log, *index, report);
}

}  // namespace

void VerifyReport::add(Weight weight, const std::string& what, std::string text) {
    bad += weight == Weight::bad ? 1 : 0;
    const auto same = std::ranges::count(findings, what, &Finding::what);
    if (static_cast<std::size_t>(same) < kFindingsMax) {
        findings.push_back({.weight = weight, .what = what, .text = std::move(text)});
    }
}

Result<VerifyReport> verify_data(const VerifyOptions& options) {
    VerifyReport report;
    report.running = server_runs(options.data);
    TRY_STATUS(open_for_reading(options.data + '/' + std::string(kDatabaseName)));
    if (const Status checked = check_all(options, report); !checked) {
        report.add(Weight::bad, "database", checked.error().message);
    }
    return report;
}

}  // namespace teahouse::archive
