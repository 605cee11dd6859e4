// SPDX-License-Identifier: MIT
// `teahouse import --from-original`: makes a data folder of the Redis and the uploads of the PHP
// chat that Teahouse follows.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "original/names.h"
#include "original/report.h"

namespace teahouse::original {

struct ImportOptions {
    std::string url = {};        // of its Redis
    std::string authority = {};  // as redis.authority
    std::string uploads = {};    // its folder of uploads; empty: its files are missing
    std::string data = {};
    std::string files = {};  // folder of files/ and blobs/; empty: the data folder
    bool dry_run = false;    // reads everything and counts, and writes nothing
    std::uint64_t file_bytes_max = 0;
    TimeMs now = 0;
    NameRules rules = {};
};

// Everything is written into folders beside, which take their places at the end (target.h). Until
// then, also when it was killed, no server starts on the data folder; the next run begins anew.
// conflict: a server runs there, or a folder holds data; or the original writes meanwhile.
// read_only: the disk is full. Nothing is left behind by a failure.
Result<Report> import_original(const ImportOptions& options);

}  // namespace teahouse::original
