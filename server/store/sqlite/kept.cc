// SPDX-License-Identifier: MIT
#include "store/sqlite/kept.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "proto/kept.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace teahouse::store {
namespace {

// The statements say `kind = 6` for the audit log.
static_assert(static_cast<int>(proto::KeptKind::audit) == 6);

}  // namespace

proto::KeptRecord read_kept(Row row) {
    const Bytes body = row.blob(2);
    return {.kind = row.enumerator<proto::KeptKind>(0),
            .id = row.number(1),
            .body = std::string(reinterpret_cast<const char*>(body.data()), body.size()),
            .secret = std::string(row.text(3))};
}

Result<KeptTable> KeptTable::prepare(Db& db) {
    KeptTable table;
    TRY(put, db.prepare("INSERT OR REPLACE INTO kept(kind, id, body, secret) VALUES(?,?,?,?)"));
    TRY(drop, db.prepare("DELETE FROM kept WHERE kind = ? AND id = ?"));
    table.put_ = std::move(put);
    table.drop_ = std::move(drop);
    return table;
}

Status KeptTable::put(const proto::KeptRecord& record) {
    return put_.run(record.kind, record.id, as_bytes(record.body), record.secret);
}

Status KeptTable::drop(proto::KeptKind kind, std::uint64_t id) { return drop_.run(kind, id); }

Status read_all_kept(Db& db, Snapshot& snapshot) {
    TRY(all, db.prepare("SELECT kind, id, body, secret FROM kept WHERE kind != 6"
                        " ORDER BY kind, id"));
    TRY_STATUS(all.query([&](Row row) { snapshot.kept.push_back(read_kept(row)); }));
    // By kind, so that the primary key answers at once.
    TRY(last, db.prepare("SELECT max(id) FROM kept WHERE kind = 6"));
    TRY_STATUS(last.query([&](Row row) { snapshot.last_kept = row.number(0); }));
    for (const proto::KeptRecord& record : snapshot.kept) {
        snapshot.last_kept = std::max(snapshot.last_kept, record.id);
    }
    return {};
}

}  // namespace teahouse::store
