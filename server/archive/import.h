// SPDX-License-Identifier: MIT
// `teahouse import`: makes a data folder of an export, or brings one that an import made up to
// date.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/export_format.h"
#include "base/result.h"

namespace teahouse::archive {

struct ImportOptions {
    std::string file;  // "-": standard input
    std::string data;
};

// One line of the table at the end.
struct ImportedRoom {
    std::uint64_t room = 0;
    RoomLog found;
    RoomLog wanted;  // without its chunks
    [[nodiscard]] bool equal() const {
        return found.count == wanted.count && found.last == wanted.last &&
               found.hash == wanted.hash;
    }
};

struct ImportReport {
    std::vector<ImportedRoom> rooms = {};
    std::vector<std::string> differences = {};  // of anything else
    std::uint64_t events = 0;                   // that came with the file
    std::uint64_t files = 0;
    std::uint64_t generation = 0;

    [[nodiscard]] bool equal() const;
};

// All is written into a database beside, read again and compared with what the export says of
// itself; only if nothing differs it takes its place, under the same generation. Until then the
// folder is as it was. Memory is bounded by the longest line.
// conflict: a server runs there, or the folder holds data and the export is no delta of them.
Result<ImportReport> read_import(const ImportOptions& options);

}  // namespace teahouse::archive
