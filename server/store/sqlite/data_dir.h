// SPDX-License-Identifier: MIT
// The data directory, held by one server at a time.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace teahouse::store {

// In a data folder that a restore was changing when it was killed: no server starts there.
inline constexpr std::string_view kRestoringName = "restoring";
// What an import writes into. Where there is nothing else yet, no server starts either.
inline constexpr std::string_view kImportName = "import.db";

// Holds an flock() on DIR/lock, which the kernel drops however the process ends. Any thread.
class DataDir {
public:
    // Makes the directory (mode 0700) if it is not there. Fails with `conflict` if another process
    // holds it.
    static Result<DataDir> open(const std::string& directory);
    ~DataDir();
    DataDir(DataDir&& other) noexcept
        : directory_(std::move(other.directory_)), lock_(std::exchange(other.lock_, -1)) {}
    DataDir& operator=(DataDir&&) = delete;
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;

    [[nodiscard]] std::string file(std::string_view name) const;
    // Makes an empty file that only the owner may read, unless there is one; its name is durable
    // afterwards.
    [[nodiscard]] Status ensure_private_file(std::string_view name) const;

private:
    DataDir(std::string directory, int lock) : directory_(std::move(directory)), lock_(lock) {}

    std::string directory_;
    int lock_;  // file descriptor, or -1 when moved from
};

}  // namespace teahouse::store
