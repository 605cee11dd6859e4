// SPDX-License-Identifier: MIT
// `teahouse backup`: a folder with the database as it was at one moment, the files that it names
// and the keys of the server, made beside the running server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "archive/manifest.h"
#include "base/ids.h"
#include "base/result.h"

namespace teahouse::archive {

struct BackupOptions {
    std::string data;
    std::string target;    // must not be there, or be empty
    std::size_t keep = 0;  // so many backups of this store stay in the folder of `target`; 0: all
    std::string program;
    TimeMs now = 0;
};

struct BackupReport {
    Manifest manifest;
    std::uint64_t bytes = 0;
    std::size_t linked = 0;                 // files that take no space of their own
    std::vector<std::string> missing = {};  // named by the database, but not there
    std::vector<std::string> removed = {};  // older backups
};

// Made under another name, synced and renamed: it is there whole or not at all. What an earlier run
// left when it was killed is removed. invalid: the target; conflict: it is being made by another.
Result<BackupReport> make_backup(const BackupOptions& options);

// Files that are the server's own secrets, copied beside the database if they are there.
inline constexpr const char* kSecretNames[] = {"vapid.pem"};

}  // namespace teahouse::archive
