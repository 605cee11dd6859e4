// SPDX-License-Identifier: MIT
// What a backup says of itself: manifest.json, written last.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace teahouse::archive {

inline constexpr std::string_view kManifestName = "manifest.json";
inline constexpr std::string_view kBackupFormat = "teahouse-backup";
inline constexpr std::uint32_t kBackupVersion = 1;

struct ManifestFile {
    std::string name;  // below the folder, with /
    std::uint64_t size = 0;
    std::string sha256;

    friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

struct Manifest {
    std::string program;  // version of the program that made it
    std::uint32_t schema = 0;
    std::string store;  // id; empty before schema 10
    std::uint64_t generation = 0;
    TimeMs time = 0;  // of the state of the database
    std::uint64_t users = 0;
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
    std::vector<ManifestFile> files;

    friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::string to_json(const Manifest& manifest);
// invalid: not one of ours, or of a later format.
Result<Manifest> parse_manifest(std::string_view json);
Result<Manifest> read_manifest(const std::string& folder);

// Whether a name of a manifest stays below its folder.
bool is_safe_name(std::string_view name);

}  // namespace teahouse::archive
