// SPDX-License-Identifier: MIT
#include "app/call_ways.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "app/config.h"
#include "base/ascii.h"
#include "base/log.h"
#include "base/result.h"
#include "gateway/ice.h"

namespace teahouse::app {

Result<std::string> read_turn_secret(const Config& config) {
    const std::string& path = config.text("turn.secret_file");
    if (path.empty()) {
        return std::string();
    }
    std::ifstream file(path);
    std::string line;
    if (!file || !(std::getline(file, line) || file.eof())) {
        return config.refuse("turn.secret_file", "cannot read the file");
    }
    std::string secret{ascii::trim(line)};
    if (secret.empty()) {
        return config.refuse("turn.secret_file", "the first line is empty; write the secret there");
    }
    std::error_code error;
    const auto mode = std::filesystem::status(path, error).permissions();
    if (!error && (mode & std::filesystem::perms::others_read) != std::filesystem::perms::none) {
        log(LogLevel::warning, "everybody on this machine may read the secret; chmod o-r",
            {{.key = "setting", .value = config.shown("turn.secret_file")}});
    }
    return secret;
}

Result<gateway::IceOptions> ice_options(const Config& config) {
    TRY(secret, read_turn_secret(config));
    return gateway::IceOptions{.turn_urls = config.list("turn.urls"),
                               .turn_secret = std::move(secret),
                               .turn_ttl_ms = config.integer("turn.ttl_s") * 1'000,
                               .relay_only = config.boolean("turn.force_relay")};
}

}  // namespace teahouse::app
