// SPDX-License-Identifier: MIT
// Brings an older main.db to the current schema, with a copy of it made before.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

// What the file system of a folder has left for us; the largest number if it does not say.
std::uint64_t free_bytes(const std::string& folder);

struct UpgradeFile {
    std::string directory;
    std::string file;                    // in it
    std::span<const char* const> steps;  // schema_steps()
    std::function<std::uint64_t(const std::string&)> free = free_bytes;
};

// Like upgrade_schema(), but copies a file that has an older schema into before-schema-N.db, where
// N is the version it is brought to, and puts that in its place again if a step fails. The copy
// stays; those of earlier upgrades are removed. Without the space for a copy nothing is done:
// read_only. `db` is the only connection; it is handed back.
Result<Db> upgrade_file(Db db, const UpgradeFile& options);

}  // namespace teahouse::store
