// SPDX-License-Identifier: MIT
// Copies of whole databases, made page by page beside whoever writes.
#pragma once

#include <string>

#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

struct CopyOptions {
    // One step reads and writes so many pages (1 MB).
    int step_pages = 256;
    // Rests after each step for as long as it took, so that at least half of the disk's time is
    // left to a server that works beside it.
    bool give_way = false;
};

// Writes what `from` sees into the new file `target` (0600), durable when it returns. With a read
// transaction open on `from` that is one state, and no writer makes the copy begin anew. The copy
// needs no files beside it: it has no write-ahead log. Leaves nothing behind when it fails.
Status copy_database(const Db& from, const std::string& target, const CopyOptions& options);

// fsync of a file or a folder by name.
Status sync_by_name(const std::string& path);

}  // namespace teahouse::store
