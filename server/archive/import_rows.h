// SPDX-License-Identifier: MIT
// Rows of an export on their way into a database.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "archive/export_format.h"
#include "base/result.h"
#include "proto/json_reader.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {

// Writes into a database that is thrown away when anything fails; commits now and then, so that the
// number of rows does not matter.
class RowWriter {
public:
    static Result<RowWriter> begin(const store::Db& db);

    // Empties it: an export has all rows of a table, if any.
    Status begin_table(const ExportTable& table);
    // The reader stands before the list of values.
    Status add_row(const ExportTable& table, proto::JsonReader& json);
    // The reader stands before the eight values that come before the body.
    Status add_event(proto::JsonReader& json);
    Status end();

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    struct Insert {
        std::unique_ptr<sqlite3_stmt, Finalize> statement;
        std::vector<bool> blobs;  // by column
    };

    explicit RowWriter(const store::Db& db) : db_(&db) {}
    Status bind(const Insert& insert, int column, proto::JsonReader& json);
    Status count_row();

    const store::Db* db_;  // the caller's
    store::Statement event_;
    std::map<std::string_view, Insert> inserts_;
    std::uint64_t rows_ = 0;
};

// What a line was meant to be, but is not.
Error broken_line(proto::JsonReader& json);

}  // namespace teahouse::archive
