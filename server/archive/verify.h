// SPDX-License-Identifier: MIT
// `teahouse verify`: whether the data folder is what it should be, read beside a running server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace teahouse::archive {

enum class Weight : std::uint8_t {
    bad,   // data are lost, or the server would say something wrong
    note,  // worth knowing, nothing is lost
};

struct Finding {
    Weight weight = Weight::bad;
    std::string what;  // database, rooms, members, records, files or search
    std::string text;

    friend bool operator==(const Finding&, const Finding&) = default;
};

struct VerifyOptions {
    std::string data;
    bool hashes = false;  // reads every file
    TimeMs now = 0;
};

struct VerifyReport {
    std::uint64_t rooms = 0;
    std::uint64_t events = 0;
    std::uint64_t members = 0;
    std::uint64_t files = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t indexed = 0;  // messages in the search index
    bool running = false;       // a server works on the folder
    std::vector<Finding> findings;
    std::uint64_t bad = 0;  // all of them; `findings` has the first kFindingsMax of each `what`

    void add(Weight weight, const std::string& what, std::string text);
};
inline constexpr std::size_t kFindingsMax = 20;

// Fails only where nothing can be looked at: not_found, or a file that is no database of ours.
Result<VerifyReport> verify_data(const VerifyOptions& options);

}  // namespace teahouse::archive
