// SPDX-License-Identifier: MIT
// `teahouse export`: everything a server knows as lines of JSON (docs/export-format.md), read in
// one transaction beside the running server.
#pragma once

#include <cstdint>
#include <string>

#include "archive/export_format.h"
#include "base/ids.h"
#include "base/result.h"

namespace teahouse::archive {

struct ExportOptions {
    std::string data;
    std::string file;           // "-": standard output
    std::string manifest = {};  // written there; empty: FILE.manifest, none for standard output
    std::string since = {};     // manifest of an earlier export: only what changed
    bool files = true;          // with the bytes of files and pictures
    std::string program;
    TimeMs now = 0;
};

struct ExportReport {
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;  // in this file
    std::uint64_t files = 0;
    std::uint64_t missing = 0;  // named by the database, but not there
};

// Written under another name and renamed when it is complete (0600).
// invalid: the earlier manifest is of another store or generation.
Result<ExportReport> write_export(const ExportOptions& options);

}  // namespace teahouse::archive
