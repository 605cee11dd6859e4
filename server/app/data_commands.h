// SPDX-License-Identifier: MIT
// The sub-commands about the data of a server: backup, restore, verify, export, import.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "base/result.h"

namespace teahouse::app {

bool is_data_command(std::string_view command);

// Flags that no setting is, taken out of `arguments` before the configuration reads them.
class DataFlags {
public:
    // invalid: a value is missing or wrong.
    static Result<DataFlags> take(std::string_view command, std::vector<std::string>& arguments);

    std::size_t keep = 0;
    bool force = false;
    bool hashes = false;
    bool json = false;
    bool no_files = false;
    std::string since;
    std::string manifest;
    // import --from-original: the Redis of the chat that Teahouse follows
    std::string original;
    std::string uploads;
    bool dry_run = false;
};

// The exit code; see commands.h.
int data_command(std::string_view command, const Config& config, const DataFlags& flags);

}  // namespace teahouse::app
