// SPDX-License-Identifier: MIT
#include "app/shared_folder.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>
#include <unistd.h>

#include "app/config.h"
#include "base/error.h"
#include "base/result.h"
#include "gateway/token.h"

namespace teahouse::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kFolders = {"files", "blobs"};
constexpr std::string_view kKey = "vapid.pem";
constexpr std::size_t kNodeNameBytes = 8;

// Links in the data folder point to absolute paths.
fs::path root_of(const Config& config) { return fs::absolute(config.text("files.folder")); }

tl::unexpected<Error> refuse(const Config& config, std::string_view what,
                             const std::error_code& error) {
    return config.refuse("files.folder", fmt::format("{}: {}", what, error.message()));
}

Status make(const Config& config, const fs::path& folder) {
    std::error_code error;
    if (fs::is_directory(folder, error)) {
        return {};
    }
    fs::create_directories(folder, error);
    if (error) {
        return refuse(config, folder.string(), error);
    }
    fs::permissions(folder, fs::perms::owner_all, error);
    return {};
}

Status link(const Config& config, std::string_view name) {
    const fs::path from = fs::path(config.text("data")) / name;
    const fs::path to = root_of(config) / name;
    std::error_code error;
    const fs::file_status is = fs::symlink_status(from, error);
    if (fs::is_symlink(is)) {
        if (fs::read_symlink(from, error) == to) {
            return {};
        }
        fs::remove(from, error);
    } else if (fs::is_directory(is) && fs::is_empty(from, error)) {
        fs::remove(from, error);
    } else if (fs::exists(is)) {
        return config.refuse("files.folder",
                             fmt::format("{} is in the data folder; move it to {} first",
                                         from.string(), to.string()));
    }
    fs::create_symlink(to, from, error);
    return error ? refuse(config, from.string(), error) : Status{};
}

// Tells this node's unfinished uploads from those of others that share the folder.
Result<std::string> node_name(const Config& config) {
    const fs::path path = fs::path(config.text("data")) / "node";
    std::string name;
    if (std::ifstream(path) >> name && !name.empty() &&
        name.find_first_not_of("0123456789abcdef") == std::string::npos) {
        return name;
    }
    name = gateway::random_hex(kNodeNameBytes);
    if (!(std::ofstream(path) << name << '\n' << std::flush)) {
        return config.refuse("data", "cannot write " + path.string());
    }
    return name;
}

}  // namespace

std::string shared_folder(const Config& config) {
    return config.text("files.folder").empty() ? config.text("data") : root_of(config).string();
}

std::string uploads_folder(const Config& config) {
    if (config.text("files.folder").empty()) {
        return config.text("data");
    }
    const auto name = node_name(config);
    return (root_of(config) / "nodes" / name.value_or("one")).string();
}

Status prepare_shared_folder(const Config& config) {
    if (config.text("files.folder").empty()) {
        return {};
    }
    TRY(name, node_name(config));
    for (const fs::path& folder : {root_of(config), root_of(config) / "nodes" / name}) {
        TRY_STATUS(make(config, folder));
    }
    for (const std::string_view folder : kFolders) {
        TRY_STATUS(make(config, root_of(config) / folder));
        TRY_STATUS(link(config, folder));
    }
    if (::access(root_of(config).c_str(), R_OK | W_OK | X_OK) != 0) {
        return refuse(config, root_of(config).string(),
                      std::error_code(errno, std::generic_category()));
    }
    return link(config, kKey);
}

}  // namespace teahouse::app
