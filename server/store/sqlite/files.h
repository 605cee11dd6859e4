// SPDX-License-Identifier: MIT
// The tables `file` and `file_place`: what is known of files, and which messages carry them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace teahouse::store {

// The writer's view: statements on the writing connection.
class FileTable {
public:
    static Result<FileTable> prepare(Db& db);

    Status put(const proto::FileRecord& file);
    // Only if it is in no message.
    Status drop(const std::string& id);
    // Notes the files that the event carries.
    Status place(const proto::Event& event);

private:
    Statement put_;
    Statement drop_;
    Statement place_;
};

// A reader's view.
class FileReader {
public:
    static Result<FileReader> prepare(Db& db);

    // The files that `query` names.
    Result<std::vector<proto::StoredFile>> read(const proto::EventQuery& query);

private:
    Statement by_id_;
    Statement by_hash_;
    Statement places_;
};

// Fills in the files of no message and what each account uses.
Status read_file_snapshot(Db& db, Snapshot& snapshot);

}  // namespace teahouse::store
