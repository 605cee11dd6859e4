// SPDX-License-Identifier: MIT
// Snapshots as files: made of a replica's database, and turned into one. Blocking; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "proto/records.h"
#include "store/redis/log.h"

namespace teahouse::store {

// What a data folder has; none: no database.
struct LocalStore {
    std::string uid = {};
    proto::LogPosition position = {};
};
Result<std::optional<LocalStore>> inspect_store(const std::string& directory);

// A compressed copy of main.db in DIRECTORY/snapshot.out, made beside whoever writes.
Result<SnapshotInfo> make_snapshot_file(const std::string& directory);
// A piece of it.
Result<std::string> read_snapshot_chunk(const std::string& directory, std::uint64_t number);

// Where chunks that come are collected: DIRECTORY/snapshot.in.
Status begin_snapshot_file(const std::string& directory);
Status append_snapshot_chunk(const std::string& directory, const std::string& bytes);
// Checks it, and puts it in the place of main.db, which nobody has open. invalid: it is damaged.
Status install_snapshot_file(const std::string& directory, const SnapshotInfo& info);

}  // namespace teahouse::store
