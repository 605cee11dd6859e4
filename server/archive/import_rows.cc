// SPDX-License-Identifier: MIT
#include "archive/import_rows.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>
#include <tl/expected.hpp>

#include "archive/event_json.h"
#include "archive/export_format.h"
#include "archive/zstd_stream.h"
#include "base/error.h"
#include "base/result.h"
#include "proto/json_reader.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {
namespace {

constexpr std::uint64_t kRowsInCommit = 20'000;
constexpr auto kIntegerMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
constexpr int kEventNumbers = 6;  // room, seq, at, sender, kind, count

struct EventRow {
    std::uint64_t numbers[kEventNumbers] = {};
    std::optional<std::uint64_t> ref = {};
    std::optional<std::string> cmid = {};
    std::string body = {};
};

bool read_event_row(proto::JsonReader& json, EventRow& row) {
    proto::JsonReader::List list;
    bool good = json.begin_list(list);
    for (std::uint64_t& number : row.numbers) {
        good = good && json.next_item(list) && json.number(number, kIntegerMax);
    }
    good = good && json.next_item(list);
    if (good && !json.null()) {
        good = json.number(row.ref.emplace(), kIntegerMax);
    }
    good = good && json.next_item(list);
    if (good && !json.null()) {
        good = json.text(row.cmid.emplace(), ZstdLines::kLineBytesMax);
    }
    std::string_view key;
    good = good && !json.next_item(list) && json.next_key(key);
    if (good && key == "body") {
        return read_body(json, row.body);
    }
    std::string raw;
    return good && key == "raw" && json.text(raw, ZstdLines::kLineBytesMax) &&
           from_base64(raw, row.body);
}

}  // namespace

Error broken_line(proto::JsonReader& json) {
    const Error& why = json.failure().error();
    return Error{
        .code = ErrorCode::invalid,
        .message = "a line of the export cannot be read: " + why.field + ' ' + why.message};
}

Result<RowWriter> RowWriter::begin(const store::Db& db) {
    RowWriter writer(db);
    TRY_STATUS(
        db.run_script("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; BEGIN"));
    TRY(event, db.prepare("INSERT OR REPLACE INTO event(room, seq, at, sender, kind, count, ref,"
                          " cmid, body) VALUES(?,?,?,?,?,?,?,?,?)"));
    writer.event_ = std::move(event);
    return writer;
}

Status RowWriter::begin_table(const ExportTable& table) {
    TRY(clear, db_->prepare(table.clear));
    TRY_STATUS(clear.run());
    Insert insert;
    std::string sql(table.insert);
    TRY(about, db_->prepare("SELECT type FROM pragma_table_info(?)"));
    TRY_STATUS(about.query(
        [&](store::Row row) {
            sql += insert.blobs.empty() ? "(?" : ",?";
            insert.blobs.push_back(row.text(0) == "BLOB");
        },
        table.name));
    sql += ')';
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(db_->raw(), sql.c_str(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
    insert.statement.reset(statement);
    if (code != SQLITE_OK) {
        return tl::unexpected<Error>(store::sqlite_error(db_->raw(), code));
    }
    inserts_[table.name] = std::move(insert);
    return {};
}

Status RowWriter::bind(const Insert& insert, int column, proto::JsonReader& json) {
    sqlite3_stmt* statement = insert.statement.get();
    if (json.null()) {
        sqlite3_bind_null(statement, column + 1);
        return {};
    }
    const auto mark = json.mark();
    std::uint64_t number = 0;
    if (!insert.blobs[static_cast<std::size_t>(column)] && json.number(number, kIntegerMax)) {
        sqlite3_bind_int64(statement, column + 1, static_cast<std::int64_t>(number));
        return {};
    }
    json.failure().clear();
    json.go_to(mark);
    std::string text;
    if (!json.text(text, ZstdLines::kLineBytesMax)) {
        return tl::unexpected<Error>(broken_line(json));
    }
    if (!insert.blobs[static_cast<std::size_t>(column)]) {
        sqlite3_bind_text64(statement, column + 1, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8);
        return {};
    }
    std::string bytes;
    if (!from_base64(text, bytes)) {
        return fail(ErrorCode::invalid, "a line of the export has no base64 where it should");
    }
    sqlite3_bind_blob64(statement, column + 1, bytes.empty() ? "" : bytes.data(), bytes.size(),
                        SQLITE_TRANSIENT);
    return {};
}

Status RowWriter::add_row(const ExportTable& table, proto::JsonReader& json) {
    const auto found = inserts_.find(table.name);
    proto::JsonReader::List list;
    if (found == inserts_.end() || !json.begin_list(list)) {
        return fail(ErrorCode::invalid, "a row of the export comes without its table");
    }
    const Insert& insert = found->second;
    int column = 0;
    for (; json.next_item(list); ++column) {
        if (static_cast<std::size_t>(column) >= insert.blobs.size()) {
            return fail(ErrorCode::invalid, "a row of the export has too many values");
        }
        TRY_STATUS(bind(insert, column, json));
    }
    if (json.failure() || static_cast<std::size_t>(column) != insert.blobs.size()) {
        return fail(ErrorCode::invalid, "a row of the export has too few values");
    }
    const int code = sqlite3_step(insert.statement.get());
    sqlite3_reset(insert.statement.get());
    if (code != SQLITE_DONE) {
        return tl::unexpected<Error>(store::sqlite_error(db_->raw(), code));
    }
    return count_row();
}

Status RowWriter::add_event(proto::JsonReader& json) {
    EventRow row;
    if (!read_event_row(json, row)) {
        return tl::unexpected<Error>(broken_line(json));
    }
    const std::optional<std::string_view> cmid =
        row.cmid ? std::optional<std::string_view>(*row.cmid) : std::nullopt;
    TRY_STATUS(event_.run(row.numbers[0], row.numbers[1], row.numbers[2], row.numbers[3],
                          row.numbers[4], row.numbers[5], row.ref, cmid,
                          store::as_bytes(row.body)));
    return count_row();
}

Status RowWriter::count_row() {
    return ++rows_ % kRowsInCommit == 0 ? db_->run_script("COMMIT; BEGIN") : Status{};
}

Status RowWriter::end() { return db_->run_script("COMMIT"); }

}  // namespace teahouse::archive
