// SPDX-License-Identifier: MIT
// A thin RAII wrapper of the SQLite C API: connections and prepared statements. Values are only
// ever bound, never pasted into SQL. A connection and its statements belong to one thread at a
// time.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sqlite3.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"

namespace teahouse::store {

using Bytes = std::span<const std::uint8_t>;

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// What SQLite answered, as our error: FULL and READONLY are read_only, a broken constraint is a
// conflict, all else is store_unavailable. The message is SQLite's.
[[nodiscard]] Error sqlite_error(sqlite3* connection, int code);

// The row that a running statement stands on. Views are valid until the next step.
class Row {
public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] bool is_integer(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] Bytes blob(int column) const;

    [[nodiscard]] std::uint64_t number(int column) const {
        return static_cast<std::uint64_t>(integer(column));
    }
    template <class IdType>
    [[nodiscard]] IdType id(int column) const {
        return IdType{number(column)};
    }
    template <class Enum>
    [[nodiscard]] Enum enumerator(int column) const {
        return static_cast<Enum>(integer(column));
    }

private:
    sqlite3_stmt* statement_;
};

// A prepared statement. Every use binds, steps to the end and resets, so none is left open.
class Statement {
public:
    Statement() = default;
    Statement(sqlite3* connection, sqlite3_stmt* statement)
        : connection_(connection), statement_(statement) {}

    // For statements without rows.
    template <class... Values>
    Status run(const Values&... values) {
        return query([](Row) {}, values...);
    }

    // Calls on_row(Row) for each row.
    template <class OnRow, class... Values>
    Status query(OnRow on_row, const Values&... values) {
        int code = bind_all(values...);
        if (code == SQLITE_OK) {
            while ((code = step()) == SQLITE_ROW) {
                on_row(Row{statement_.get()});
            }
        }
        return finish(code);
    }

    // Calls on_row(Row) until there are no more rows or it answers false.
    template <class OnRow, class... Values>
    Status query_while(OnRow on_row, const Values&... values) {
        int code = bind_all(values...);
        if (code == SQLITE_OK) {
            while ((code = step()) == SQLITE_ROW) {
                if (!on_row(Row{statement_.get()})) {
                    code = SQLITE_DONE;
                    break;
                }
            }
        }
        return finish(code);
    }

    // Rows that the last INSERT, UPDATE or DELETE of this connection changed.
    [[nodiscard]] std::int64_t changes() const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };

    template <class... Values>
    int bind_all(const Values&... values) {
        int index = 0;
        int code = SQLITE_OK;
        static_cast<void>(((code = bind(++index, values), code == SQLITE_OK) && ...));
        return code;
    }

    int bind(int index, std::int64_t value);
    int bind(int index, std::string_view value);  // must live until the statement is done
    int bind(int index, Bytes value);             // likewise
    int bind_null(int index);

    int bind(int index, std::uint64_t value) {
        return bind(index, static_cast<std::int64_t>(value));
    }
    int bind(int index, const std::string& value) { return bind(index, std::string_view{value}); }
    int bind(int index, bool value) { return bind(index, std::int64_t{value ? 1 : 0}); }
    template <class Tag>
    int bind(int index, Id<Tag> value) {
        return bind(index, value.value);
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    int bind(int index, Enum value) {
        return bind(index, static_cast<std::int64_t>(value));
    }
    template <class T>
    int bind(int index, const std::optional<T>& value) {
        return value.has_value() ? bind(index, *value) : bind_null(index);
    }

    int step();
    Status finish(int code);

    sqlite3* connection_ = nullptr;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

struct OpenOptions {
    bool read_only = false;
    std::string vfs = {};  // tests: the name of a registered VFS; empty: the default
};

// A connection. Statements made by it must be gone before it is.
class Db {
public:
    // Does not read the file yet: what is wrong with it is told by the first statement.
    static Result<Db> open(const std::string& path, const OpenOptions& options);

    // For statements used again and again.
    Result<Statement> prepare(std::string_view sql) const;
    // Several statements without values: schema and PRAGMA only. `sql` ends with a NUL.
    Status run_script(const char* sql) const;
    // The first column of the first row, 0 if there is none.
    Result<std::int64_t> read_integer(std::string_view sql) const;
    Result<std::string> read_text(std::string_view sql) const;

    [[nodiscard]] bool in_transaction() const;
    // The extended code of the last failure on this connection.
    [[nodiscard]] int last_code() const;
    [[nodiscard]] sqlite3* raw() const { return connection_.get(); }

private:
    struct Close {
        void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
    };
    explicit Db(sqlite3* connection) : connection_(connection) {}

    std::unique_ptr<sqlite3, Close> connection_;
};

// Whether an extended result code says that the file is not a sound database.
[[nodiscard]] bool is_damage(int code);

}  // namespace teahouse::store
