// SPDX-License-Identifier: MIT
#include "original/folder.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/result.h"
#include "media/descriptor.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kPartsMax = 16;
constexpr std::string_view kOwnName = "upload";
constexpr std::string_view kStickers = "images";

Result<std::vector<std::string>> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size() + (part.size() < path.size() ? 1 : 0));
        if (part.empty() || part == ".") {
            continue;
        }
        if (part == ".." || part.find('\0') != std::string_view::npos || part.size() > 255 ||
            parts.size() == kPartsMax) {
            return fail(ErrorCode::forbidden, "the path leads out of the folder");
        }
        parts.emplace_back(part);
    }
    if (parts.empty()) {
        return fail(ErrorCode::not_found, "no path");
    }
    return parts;
}

Result<OpenUpload> open_parts(int folder, const std::vector<std::string>& parts,
                              std::size_t first) {
    media::Descriptor at;
    for (std::size_t i = first; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        // A pipe would wait for a writer.
        const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY);
        media::Descriptor next(::openat(i == first ? folder : at.get(), parts[i].c_str(), flags));
        if (next.get() < 0) {
            if (errno == ENOENT) {
                return fail(ErrorCode::not_found, "there is no such file");
            }
            return fail(ErrorCode::forbidden, "it cannot be opened, or is a link");
        }
        at = std::move(next);
    }
    struct stat info{};
    if (at.get() < 0 || ::fstat(at.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
        return fail(ErrorCode::forbidden, "it is no file");
    }
    return OpenUpload{.file = std::move(at), .size = static_cast<std::uint64_t>(info.st_size)};
}

}  // namespace

Result<UploadFolder> UploadFolder::open(const std::string& path) {
    if (path.empty()) {
        return UploadFolder(media::Descriptor());
    }
    media::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0) {
        return fail(ErrorCode::invalid, "cannot open the folder of uploads " + path + ": " +
                                            std::generic_category().message(errno));
    }
    return UploadFolder(std::move(folder));
}

Result<OpenUpload> UploadFolder::find(std::string_view path) const {
    TRY(parts, parts_of(path));
    // Whoever wrote the row chose the path: beside upload/ lies the program with its settings.
    if (parts.front() != kOwnName && parts.front() != kStickers) {
        return fail(ErrorCode::forbidden, "the path is neither in upload/ nor in images/");
    }
    if (folder_.get() < 0) {
        return fail(ErrorCode::not_found, "no folder of uploads was named");
    }
    Result<OpenUpload> found = open_parts(folder_.get(), parts, 0);
    if (!found && found.error().code == ErrorCode::not_found && parts.size() > 1 &&
        parts.front() == kOwnName) {
        return open_parts(folder_.get(), parts, 1);
    }
    return found;
}

}  // namespace teahouse::original
