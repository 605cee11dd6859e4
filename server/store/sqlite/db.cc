// SPDX-License-Identifier: MIT
#include "store/sqlite/db.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>
#include <tl/expected.hpp>

#include "base/check.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::store {

namespace {

// Another process (a backup tool, the sqlite3 shell) may hold the database for a moment.
constexpr int kBusyTimeoutMs = 5'000;

int primary_code(int code) { return code & 0xFF; }

}  // namespace

bool is_damage(int code) {
    return primary_code(code) == SQLITE_CORRUPT || primary_code(code) == SQLITE_NOTADB;
}

Error sqlite_error(sqlite3* connection, int code) {
    ErrorCode ours = ErrorCode::store_unavailable;
    switch (primary_code(code)) {
        case SQLITE_FULL:
        case SQLITE_READONLY: ours = ErrorCode::read_only; break;
        case SQLITE_CONSTRAINT: ours = ErrorCode::conflict; break;
        default: break;
    }
    std::string message = connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
    message += " (sqlite " + std::to_string(code) + ")";
    return Error{.code = ours, .message = std::move(message)};
}

bool Row::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

bool Row::is_integer(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
}

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Row::text(int column) const {
    const unsigned char* start = sqlite3_column_text(statement_, column);
    if (start == nullptr) {
        return {};
    }
    const int size = sqlite3_column_bytes(statement_, column);
    return {reinterpret_cast<const char*>(start), static_cast<std::size_t>(size)};
}

Bytes Row::blob(int column) const {
    const void* start = sqlite3_column_blob(statement_, column);
    if (start == nullptr) {
        return {};
    }
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const std::uint8_t*>(start), static_cast<std::size_t>(size)};
}

int Statement::bind(int index, std::int64_t value) {
    return sqlite3_bind_int64(statement_.get(), index, value);
}

int Statement::bind(int index, std::string_view value) {
    // A null pointer would bind NULL; an empty text is not NULL.
    const char* start = value.empty() ? "" : value.data();
    return sqlite3_bind_text64(statement_.get(), index, start, value.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
}

int Statement::bind(int index, Bytes value) {
    const void* start = value.empty() ? static_cast<const void*>("") : value.data();
    return sqlite3_bind_blob64(statement_.get(), index, start, value.size(), SQLITE_STATIC);
}

int Statement::bind_null(int index) { return sqlite3_bind_null(statement_.get(), index); }

int Statement::step() { return sqlite3_step(statement_.get()); }

Status Statement::finish(int code) {
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        return {};
    }
    // The error is read first: reset() of a failed statement repeats it, but other calls clear it.
    Error error = sqlite_error(connection_, sqlite3_extended_errcode(connection_));
    sqlite3_reset(statement_.get());
    return tl::unexpected<Error>(std::move(error));
}

std::int64_t Statement::changes() const { return sqlite3_changes64(connection_); }

Result<Db> Db::open(const std::string& path, const OpenOptions& options) {
    sqlite3* raw = nullptr;
    const int flags =
        (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
        SQLITE_OPEN_NOMUTEX;
    const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs);
    Db db{raw};  // SQLite hands out a connection to be closed even when it fails
    if (code != SQLITE_OK) {
        return tl::unexpected<Error>(sqlite_error(raw, code));
    }
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    return db;
}

Result<Statement> Db::prepare(std::string_view sql) const {
    CHECK(sql.size() < std::numeric_limits<int>::max());
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(raw(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected<Error>(sqlite_error(raw(), code));
    }
    return Statement{raw(), statement};
}

Status Db::run_script(const char* sql) const {
    const int code = sqlite3_exec(raw(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return tl::unexpected<Error>(sqlite_error(raw(), code));
    }
    return {};
}

Result<std::int64_t> Db::read_integer(std::string_view sql) const {
    TRY(statement, prepare(sql));
    std::int64_t value = 0;
    TRY_STATUS(statement.query([&](Row row) { value = row.integer(0); }));
    return value;
}

Result<std::string> Db::read_text(std::string_view sql) const {
    TRY(statement, prepare(sql));
    std::string value;
    TRY_STATUS(statement.query([&](Row row) { value = row.text(0); }));
    return value;
}

bool Db::in_transaction() const { return sqlite3_get_autocommit(raw()) == 0; }

int Db::last_code() const { return sqlite3_extended_errcode(raw()); }

}  // namespace teahouse::store
