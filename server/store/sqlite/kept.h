// SPDX-License-Identifier: MIT
// The table `kept`: records of administration.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "proto/kept.h"
#include "store/sqlite/db.h"
#include "store/store.h"

namespace teahouse::store {

// Records of the audit log below an id, the newest first; a limit.
inline constexpr std::string_view kSelectAudit =
    "SELECT kind, id, body, secret FROM kept WHERE kind = 6 AND id < ? ORDER BY id DESC LIMIT ?";
// Messages of a sender behind a cmid, for read_merged(); a limit. The index event_cmid leads there.
inline constexpr std::string_view kSelectBySender =
    "SELECT room, seq, at, sender, kind, ref, cmid, body, message"
    " FROM event LEFT JOIN merged USING(room, seq)"
    " WHERE sender = ? AND cmid > ? AND (kind <= 7 OR kind IN (29, 32, 35)) ORDER BY cmid LIMIT ?";

proto::KeptRecord read_kept(Row row);

// The writer's view.
class KeptTable {
public:
    static Result<KeptTable> prepare(Db& db);
    Status put(const proto::KeptRecord& record);
    Status drop(proto::KeptKind kind, std::uint64_t id);

private:
    Statement put_;
    Statement drop_;
};

// All but the audit log, and the highest id of all.
Status read_all_kept(Db& db, Snapshot& snapshot);

}  // namespace teahouse::store
