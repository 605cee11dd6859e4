// SPDX-License-Identifier: MIT
// What export and import agree on (docs/export-format.md): the tables, the hash of a log, the
// manifest.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sodium.h>

#include "base/ids.h"
#include "base/result.h"
#include "proto/json_reader.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {

inline constexpr std::string_view kExportFormat = "teahouse-export";
inline constexpr std::uint32_t kExportVersion = 1;
inline constexpr std::uint64_t kChunkEvents = 1'000;
inline constexpr std::size_t kPieceBytes = 256 * 1024;

// A table but `event` and `store`. Rows go in the order of its columns, as the schema has them.
struct ExportTable {
    std::string_view name;
    std::string_view select;
    std::string_view insert;  // a list of values follows
    std::string_view clear;
};
extern const std::array<ExportTable, 12> kExportTables;
const ExportTable* find_export_table(std::string_view name);

std::string to_base64(std::string_view bytes);
// False: it is none.
bool from_base64(std::string_view text, std::string& out);

// How far a log goes and what it is. A chunk has the events 1 to 1,000, 1,001 to 2,000, …
struct RoomLog {
    std::uint64_t count = 0;
    std::uint64_t last = 0;
    std::string hash;                 // SHA-256 over the hashes of the chunks, in hex
    std::vector<std::string> chunks;  // SHA-256 of each, in hex

    friend bool operator==(const RoomLog&, const RoomLog&) = default;
};
using RoomLogs = std::map<std::uint64_t, RoomLog>;

// Reads all logs once. `on_chunk(room, number, hash)` is called at the end of each chunk, the
// events of which have then been read.
using OnChunk = std::function<Status(std::uint64_t room, std::uint64_t number, const std::string&)>;
Result<RoomLogs> hash_logs(const store::Db& db, const OnChunk& on_chunk);

// What an export has, for the next one to build upon.
struct ExportManifest {
    std::string store;
    std::uint64_t generation = 0;
    TimeMs time = 0;
    RoomLogs rooms;
    std::vector<std::string> files;  // sorted

    friend bool operator==(const ExportManifest&, const ExportManifest&) = default;
};
std::string to_json(const ExportManifest& manifest);
Result<ExportManifest> parse_export_manifest(std::string_view json);

}  // namespace teahouse::archive
