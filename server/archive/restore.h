// SPDX-License-Identifier: MIT
// `teahouse restore`: puts a backup into a data folder, and opens a new generation of every log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "archive/manifest.h"
#include "base/ids.h"
#include "base/result.h"

namespace teahouse::archive {

struct RestoreOptions {
    std::string backup;
    std::string data;
    bool force = false;  // moves aside what is in `data`
    TimeMs now = 0;
};

struct RestoreReport {
    Manifest manifest;
    std::uint64_t generation = 0;
    std::string aside = {};  // where the earlier data are; empty: there were none
    bool went_on = false;    // an earlier run had been killed in the middle of the change
};

// The hashes of the manifest are checked before anything is touched, then all is made beside the
// data, synced, and changed by renaming. Killed in between, the folder holds the old data, or no
// server starts on it (store::kRestoringName) until the same command was run again.
// conflict: a server runs there, or there are data and no `force`.
Result<RestoreReport> restore_backup(const RestoreOptions& options);

// Whether every file of the manifest is there with its size and hash; the error names the first
// that is not.
Status check_backup(const std::string& folder, const Manifest& manifest);

}  // namespace teahouse::archive
