// SPDX-License-Identifier: MIT
#include "archive/import.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "archive/backup.h"
#include "archive/database.h"
#include "archive/export_format.h"
#include "archive/files.h"
#include "archive/import_rows.h"
#include "archive/manifest.h"
#include "archive/zstd_stream.h"
#include "base/error.h"
#include "base/result.h"
#include "base/utf8.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "proto/fields.h"
#include "proto/json_reader.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/data_dir.h"
#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"

namespace teahouse::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWorkFileName = "import.file";
constexpr std::size_t kTextBytesMax = 256;

struct ExportHead {
    std::string format;
    std::uint64_t version = 0;
    std::uint64_t schema = 0;
    std::string store;
    std::uint64_t generation = 0;
    bool delta = false;
};

Result<ExportHead> read_export_head(std::string_view line) {
    ExportHead head;
    proto::JsonReader json(line);
    std::string_view key;
    bool good = is_utf8(line) && json.begin_object();
    while (good && json.next_key(key)) {
        if (key == "format") {
            good = json.text(head.format, kTextBytesMax);
        } else if (key == "version") {
            good = json.number(head.version, proto::kNumberMax);
        } else if (key == "schema") {
            good = json.number(head.schema, proto::kNumberMax);
        } else if (key == "store") {
            good = json.text(head.store, kTextBytesMax);
        } else if (key == "generation") {
            good = json.number(head.generation, proto::kNumberMax);
        } else {
            good = key == "delta" ? json.boolean(head.delta) : json.skip();
        }
    }
    if (!good || json.failure() || head.format != kExportFormat) {
        return fail(ErrorCode::invalid, "it is not an export of Teahouse");
    }
    if (head.version != kExportVersion || head.schema > store::schema_steps().size()) {
        return fail(ErrorCode::invalid, "the export was made by a newer Teahouse");
    }
    return head;
}

// A file of the export on its way to the disk. One that is there with its size stays.
class FileWriter {
public:
    explicit FileWriter(std::string data) : data_(std::move(data)) {}

    Status begin(const std::string& name, std::uint64_t size, const std::string& hash) {
        TRY_STATUS(end());
        if (!is_safe_name(name) || (!name.starts_with("files/") && !name.starts_with("blobs/"))) {
            return fail(ErrorCode::invalid, "the export names a file outside of its folders");
        }
        name_ = name;
        hash_ = hash;
        written_ = 0;
        std::error_code error;
        if (fs::file_size(data_ + '/' + name, error) == size && !error) {
            file_ = media::Descriptor();
            return {};
        }
        const std::string path = work();
        ::unlink(path.c_str());
        file_ = media::Descriptor(
            ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file_.get() < 0) {
            return tl::unexpected<Error>(os_failure("cannot make " + path));
        }
        return {};
    }
    Status add(std::string_view bytes) {
        if (name_.empty()) {
            return fail(ErrorCode::invalid, "a piece of no file");
        }
        if (file_.get() < 0) {
            return {};
        }
        if (!media::write_at(file_.get(), bytes, written_)) {
            return tl::unexpected<Error>(os_failure("cannot write " + name_));
        }
        written_ += bytes.size();
        return {};
    }
    // The file that is being written is complete.
    Status end() {
        const std::string name = std::exchange(name_, {});
        if (name.empty()) {
            return {};
        }
        const bool written = file_.get() >= 0;
        file_ = media::Descriptor();
        const std::string path = written ? work() : data_ + '/' + name;
        TRY(hash, hash_of(path));
        if (hash != hash_) {
            return fail(ErrorCode::invalid, name + " is not what the export says");
        }
        if (!written) {
            return {};
        }
        TRY_STATUS(make_folders(fs::path(data_ + '/' + name).parent_path()));
        return move_to(path, data_ + '/' + name);
    }

private:
    [[nodiscard]] std::string work() const { return data_ + '/' + std::string(kWorkFileName); }

    std::string data_;
    std::string name_;  // empty: none
    std::string hash_;
    std::uint64_t written_ = 0;
    media::Descriptor file_;
};

class Importer {
public:
    Importer(std::string data, RowWriter rows)
        : data_(std::move(data)), rows_(std::move(rows)), files_(data_) {}

    Status take(std::string_view line) {
        proto::JsonReader json(line);
        std::string_view key;
        if (ended_ || !is_utf8(line) || !json.begin_object() || !json.next_key(key)) {
            return fail(ErrorCode::invalid, "a line of the export cannot be read");
        }
        if (key == "event") {
            ++report.events;
            return rows_.add_event(json);
        }
        if (key == "piece") {
            return take_piece(json);
        }
        if (const ExportTable* table = find_export_table(key); table != nullptr) {
            return rows_.add_row(*table, json);
        }
        return take_other(json, std::string(key));
    }
    Status end() {
        TRY_STATUS(files_.end());
        return ended_ ? rows_.end() : fail(ErrorCode::invalid, "the export has no end");
    }

    ImportReport report;
    std::map<std::uint64_t, RoomLog> wanted;
    std::map<std::string, std::uint64_t> counts;  // rows of each table

private:
    Status take_piece(proto::JsonReader& json) {
        std::string text;
        std::string bytes;
        if (!json.text(text, ZstdLines::kLineBytesMax) || !from_base64(text, bytes)) {
            return tl::unexpected<Error>(broken_line(json));
        }
        return files_.add(bytes);
    }

    Status take_other(proto::JsonReader& json, const std::string& key) {
        proto::JsonReader::List list;
        const auto next = [&] { return json.next_item(list); };
        std::string name;
        std::string hash;
        std::uint64_t number = 0;
        if (key == "table" && json.text(name, kTextBytesMax)) {
            const ExportTable* table = find_export_table(name);
            return table != nullptr ? rows_.begin_table(*table)
                                    : fail(ErrorCode::invalid, "the export has a table " + name +
                                                                   ", which is not known");
        }
        if (key == "hash") {
            return {};  // for those who read the file without a database
        }
        if (key == "log") {
            return take_log(json);
        }
        if (key == "blob" && json.begin_list(list) && next() && json.text(name, kTextBytesMax) &&
            next() && json.number(number, proto::kNumberMax) && next() &&
            json.text(hash, kTextBytesMax)) {
            ++report.files;
            return files_.begin(name, number, hash);
        }
        if (key == "secret" && json.begin_list(list) && next() && json.text(name, kTextBytesMax) &&
            next() && json.text(hash, ZstdLines::kLineBytesMax)) {
            return take_secret(name, hash);
        }
        if (key == "end") {
            ended_ = true;
            return take_counts(json);
        }
        return tl::unexpected<Error>(broken_line(json));
    }

    Status take_log(proto::JsonReader& json) {
        proto::JsonReader::List list;
        const auto next = [&] { return json.next_item(list); };
        std::uint64_t room = 0;
        RoomLog log;
        if (!json.begin_list(list) || !next() || !json.number(room, proto::kNumberMax) || !next() ||
            !json.number(log.count, proto::kNumberMax) || !next() ||
            !json.number(log.last, proto::kNumberMax) || !next() ||
            !json.text(log.hash, kTextBytesMax)) {
            return tl::unexpected<Error>(broken_line(json));
        }
        wanted[room] = std::move(log);
        return {};
    }

    Status take_secret(const std::string& name, const std::string& text) {
        std::string bytes;
        if (std::ranges::find(kSecretNames, name) == std::end(kSecretNames) ||
            !from_base64(text, bytes)) {
            return fail(ErrorCode::invalid, "the export has a secret that is not known");
        }
        return write_text(data_ + '/' + name, bytes);
    }

    Status take_counts(proto::JsonReader& json) {
        std::string_view key;
        bool good = json.begin_object();
        while (good && json.next_key(key)) {
            const std::string table(key);
            good = json.number(counts[table], proto::kNumberMax);
        }
        return good && !json.failure() ? Status{} : tl::unexpected<Error>(broken_line(json));
    }

    std::string data_;
    RowWriter rows_;
    FileWriter files_;
    bool ended_ = false;
};

Status begin_whole(const store::DataDir& data, const std::string& work, const ExportHead& head) {
    std::error_code error;
    if (fs::exists(data.file(kDatabaseName), error)) {
        return fail(ErrorCode::conflict,
                    data.file(kDatabaseName) + " is there already: name an empty folder");
    }
    TRY_STATUS(data.ensure_private_file(store::kImportName));
    TRY(db, store::Db::open(work, {}));
    return store::upgrade_schema(db, work, store::schema_steps().first(head.schema));
}

Status begin_delta(const store::DataDir& data, const std::string& work, const ExportHead& head) {
    TRY_STATUS(open_for_reading(data.file(kDatabaseName)));
    TRY(db, store::Db::open(data.file(kDatabaseName), {}));
    TRY(state, read_store_state(db));
    if (state.id != head.store || state.generation != head.generation ||
        state.schema != head.schema) {
        return fail(ErrorCode::conflict, "the export is a delta of another store than that in " +
                                             data.file(kDatabaseName));
    }
    // Closing it, as the only connection, leaves no write-ahead log.
    TRY_STATUS(db.run_script("PRAGMA wal_checkpoint(TRUNCATE)"));
    return store::copy_database(db, work, {});
}

Status compare(const store::Db& db, Importer& importer) {
    TRY(found, hash_logs(db, [](std::uint64_t, std::uint64_t, const std::string&) -> Status {
            return {};
        }));
    ImportReport& report = importer.report;
    for (const auto& [room, log] : importer.wanted) {
        report.rooms.push_back({.room = room, .found = found[room], .wanted = log});
    }
    for (const auto& [room, log] : found) {
        if (!importer.wanted.contains(room)) {
            report.rooms.push_back({.room = room, .found = log});
        }
    }
    for (const ExportTable& table : kExportTables) {
        std::uint64_t rows = 0;
        TRY(all, db.prepare(table.select));
        TRY_STATUS(all.query([&](store::Row) { ++rows; }));
        if (const std::uint64_t wanted = importer.counts[std::string(table.name)]; rows != wanted) {
            report.differences.push_back(std::string(table.name) + " has " + std::to_string(rows) +
                                         " rows, not " + std::to_string(wanted));
        }
    }
    TRY(verdict, db.read_text("PRAGMA quick_check(1)"));
    if (verdict != "ok") {
        report.differences.push_back(verdict);
    }
    return {};
}

Status put_in_place(const store::DataDir& data, const std::string& work) {
    TRY_STATUS(store::sync_by_name(work));
    // The files, too, without a sync for each of many.
    const media::Descriptor folder(::open(work.c_str(), O_RDONLY | O_CLOEXEC));
    if (folder.get() < 0 || ::syncfs(folder.get()) != 0) {
        return tl::unexpected<Error>(os_failure("cannot sync " + work));
    }
    const std::string main = data.file(kDatabaseName);
    for (const char* suffix : {"-wal", "-shm"}) {
        ::unlink((main + suffix).c_str());  // of what is replaced, and empty
    }
    TRY_STATUS(move_to(work, main));
    return store::sync_by_name(fs::path(main).parent_path().string());
}

Result<ImportReport> import_lines(ZstdLines& lines, const store::DataDir& data,
                                  const ImportOptions& options, const std::string& work) {
    std::string_view line;
    TRY(some, lines.next(line));
    if (!some) {
        return fail(ErrorCode::invalid, "it is not an export of Teahouse");
    }
    TRY(head, read_export_head(line));
    TRY_STATUS(head.delta ? begin_delta(data, work, head) : begin_whole(data, work, head));
    ImportReport report;
    {
        TRY(db, store::Db::open(work, {}));
        TRY(rows, RowWriter::begin(db));
        Importer importer(options.data, std::move(rows));
        while (true) {
            TRY(more, lines.next(line));
            if (!more) {
                break;
            }
            TRY_STATUS(importer.take(line));
        }
        TRY_STATUS(importer.end());
        TRY(set, db.prepare("UPDATE store SET gen = ?, uid = ?, clean = 1"));
        TRY_STATUS(set.run(head.generation, head.store));
        TRY_STATUS(compare(db, importer));
        report = std::move(importer.report);
    }
    report.generation = head.generation;
    if (report.equal()) {
        TRY_STATUS(put_in_place(data, work));
    }
    return report;
}

void remove_work(const std::string& work) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        ::unlink((work + suffix).c_str());
    }
}

}  // namespace

bool ImportReport::equal() const {
    return differences.empty() && std::ranges::all_of(rooms, &ImportedRoom::equal);
}

Result<ImportReport> read_import(const ImportOptions& options) {
    const bool pipe = options.file == "-";
    const media::Descriptor file(pipe ? ::dup(STDIN_FILENO)
                                      : ::open(options.file.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        return tl::unexpected<Error>(os_failure("cannot open " + options.file));
    }
    TRY(data, store::DataDir::open(options.data));
    std::error_code error;
    if (fs::exists(data.file(store::kRestoringName), error)) {
        return fail(ErrorCode::conflict, "a restore into this folder did not come to its end");
    }
    const std::string work = data.file(store::kImportName);
    remove_work(work);
    ZstdLines lines(file.get());
    Result<ImportReport> report = import_lines(lines, data, options, work);
    remove_work(work);
    ::unlink(data.file(kWorkFileName).c_str());
    return report;
}

}  // namespace teahouse::archive
