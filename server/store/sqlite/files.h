// SPDX-License-Identifier: MIT
// The tables `file` and `file_place`: what is known of files, and which messages carry them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace teahouse::store {

// The writer's view: statements on the writing connection.
class FileTable {
public:
    static Result<FileTable> prepare(Db& db);

    Result<bool> put(const proto::FileRecord& file);  // false: it is known
    // Only if it is in no message.
    Status drop(const std::string& id);
    // Notes the files that the event carries.
    Status place(const proto::Event& event);
    // Notes the record that holds it; false: there is no such file.
    Result<bool> hold(const std::string& id, std::uint64_t record);
    // The message is taken back: files that are in no other one are forgotten and added to `freed`.
    Status release(RoomId room, Seq seq, std::vector<proto::FileUse>& freed);
    // The same for all messages of a room with after < seq <= upto.
    Status release_range(RoomId room, Seq after, Seq upto, std::vector<proto::FileUse>& freed);

private:
    Statement put_;
    Statement drop_;
    Statement place_;
    Statement of_message_;
    Statement unplace_;
    Statement is_placed_;
    Statement of_range_;
};

// A reader's view.
class FileReader {
public:
    static Result<FileReader> prepare(Db& db);

    // The files that `query` names.
    Result<std::vector<proto::StoredFile>> read(const proto::EventQuery& query);
    // A page of the files that are in use, and what there is of them.
    Status read_page(const proto::EventQuery& query, proto::QueryResult& result);

private:
    // By owner or of all, the newest or the largest first.
    struct Uploads {
        Statement newest;
        Statement largest;
        Statement totals;
    };
    static Result<Uploads> prepare_uploads(Db& db, bool of_owner);

    Statement by_id_;
    Statement by_hash_;
    Statement places_;
    Statement place_in_;
    Statement every_place_;
    Uploads of_all_;
    Uploads of_owner_;
};

// Fills in the files of no message and what each account uses.
Status read_file_snapshot(Db& db, Snapshot& snapshot);

}  // namespace teahouse::store
