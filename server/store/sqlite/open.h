// SPDX-License-Identifier: MIT
// How the connections to main.db are opened, and how its state is read at start.
#pragma once

#include <string>

#include "base/error.h"
#include "base/result.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/store.h"

namespace teahouse::store {

// Write-ahead log, synchronous as asked. The first thing that reads the file.
Status configure_writer(Db& db, const SqliteOptions& options);
Result<Db> open_reader(const std::string& file, const SqliteOptions& options);

// After an unclean end: looks for damage, for a limited time. Fails only if some was found.
Status check_after_crash(Db& db, const SqliteOptions& options);

// All but the messages; reads the last rows of each room's log, never the whole of it.
Result<Snapshot> read_snapshot(Db& db);

// Whether SQLite's last call on this connection failed, as opposed to a refusal of our own.
bool sqlite_complains(const Db& db);

// Tells whoever starts the server which file is meant and what can be done. `db` is where `error`
// comes from.
Error explain_failure(const Error& error, const Db& db, const std::string& file);

}  // namespace teahouse::store
