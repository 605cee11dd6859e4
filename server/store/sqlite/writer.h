// SPDX-License-Identifier: MIT
// The writing side of the SQLite store: a group of Txns becomes one transaction of the database.
// Holds the only writing connection; no threads in here, used by one at a time.
//
// A COMMIT that fails. SQLite has then undone the batch in this process, but parts of it may lie in
// the WAL file, and if the failure was in the very last step (fsync), all of it: a crash and
// restart would bring it back. So a small transaction is committed over the leftovers at once. If
// that works, nothing of the batch can return, and it is refused with the error as it is
// (store_unavailable); if not, its outcome is unknown, and so it is answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/files.h"
#include "store/sqlite/kept.h"
#include "store/sqlite/members.h"
#include "store/sqlite/rooms.h"

namespace teahouse::store {

class Writer {
public:
    // `db` is open for writing and has the current schema.
    static Result<std::unique_ptr<Writer>> make(Db db);

    // One group commit: one result per Txn, in order. The first Txn that fails and all behind it
    // are not stored. Takes the events out of `txns` to hand them back in the results.
    std::vector<proto::TxnResult> commit(std::span<proto::Txn> txns);

    // The file may not grow beyond so many KB, 0: no limit. For tests of a full disk.
    Status limit_size_kb(std::uint64_t limit_kb);
    Status mark_clean(bool clean);
    // What a replica has passed without applying it, as its generation had failed.
    Status pass(const proto::LogPosition& position);
    Status forget_position();

    // Why the last commit() failed; for the log.
    [[nodiscard]] const std::string& last_error() const { return last_error_; }
    // After an I/O error: use a new Writer for the next batch.
    [[nodiscard]] bool broken() const { return broken_; }
    // The file is damaged: writing more would make it worse.
    [[nodiscard]] bool damaged() const { return damaged_; }

private:
    // One try to commit: all of it, or an error and the Txn that it is about.
    struct Attempt {
        std::vector<proto::TxnResult> results;
        std::optional<Error> error;
        std::size_t failed_at = 0;
    };

    explicit Writer(Db db) : db_(std::move(db)) {}

    Status prepare();
    // `passed`: where the log stands after those behind `txns` were refused.
    Attempt attempt(std::span<proto::Txn> txns,
                    const std::optional<proto::LogPosition>& passed = {});
    Status run_batch(std::span<proto::Txn> txns, Attempt& attempt,
                     const std::optional<proto::LogPosition>& passed);
    Error settle_failed_commit(Error error);
    void note_failure(const Error& error);
    void roll_back();

    Status apply(proto::Txn& txn, proto::TxnResult& result);
    Result<std::optional<proto::Event>> find_duplicate(const proto::Txn& txn);
    Result<bool> append(proto::Event& event, proto::TxnResult& result);  // false: its cmid is known

    Status write(proto::PutUser& put, proto::TxnResult& result);
    Status write(proto::PutDevice& put, proto::TxnResult& result);
    Status write(proto::DeleteDevice& remove, proto::TxnResult& result);
    Status write(proto::TouchDevice& touch, proto::TxnResult& result);
    Status write(proto::PutChannel& put, proto::TxnResult& result);
    Status write(proto::DeleteChannel& remove, proto::TxnResult& result);
    Status write(proto::FindAppended& find, proto::TxnResult& result);
    Status write(proto::PutKept& put, proto::TxnResult& result);
    Status write(proto::DropKept& drop, proto::TxnResult& result);
    Status write(proto::HoldFile& hold, proto::TxnResult& result);
    Status write(proto::RaiseEpochs& raise, proto::TxnResult& result);
    Status write(proto::PutRoom& put, proto::TxnResult& result);
    Status write(proto::Append& append, proto::TxnResult& result);
    Status write(proto::PutMember& put, proto::TxnResult& result);
    Status write(proto::ReadMark& mark, proto::TxnResult& result);
    Status write(proto::PutDetail& put, proto::TxnResult& result);
    Status write(proto::PutFile& put, proto::TxnResult& result);
    Status write(proto::DropFile& drop, proto::TxnResult& result);

    Db db_;  // first: the statements below must go before it
    RoomTable rooms_;
    EventTable events_;
    ChangeTables changes_;
    MemberTable members_;
    FileTable files_;
    KeptTable kept_;
    Statement begin_;
    Statement commit_;
    Statement rollback_;
    Statement overwrite_;
    Statement mark_clean_;
    Statement put_position_;
    Statement put_failure_;
    Statement put_user_;
    Statement put_device_;
    Statement delete_device_;
    Statement touch_device_;
    Statement put_detail_;
    Statement delete_detail_;
    Statement put_channel_;
    Statement delete_channel_;
    std::string last_error_;
    bool broken_ = false;
    bool damaged_ = false;
};

}  // namespace teahouse::store
