// SPDX-License-Identifier: MIT
// The folder of the original's uploads: read only, and nothing outside of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "media/descriptor.h"

namespace teahouse::original {

struct OpenUpload {
    media::Descriptor file = media::Descriptor();
    std::uint64_t size = 0;
};

// Paths are as the original's rows have them: /upload/<kind>/<day>/<hour>/<name>, and
// /images/emotion/<pack>/<name> for stickers. The folder may be upload/ itself, or the one that has
// it (and images/) in it.
class UploadFolder {
public:
    // An empty path: there is none, and every file is missing.
    static Result<UploadFolder> open(const std::string& path);

    // Each part of the path is opened by itself, without following links. not_found; forbidden:
    // the path leads out of the folder or lies in another part of it, or it is no plain file.
    [[nodiscard]] Result<OpenUpload> find(std::string_view path) const;

private:
    explicit UploadFolder(media::Descriptor folder) : folder_(std::move(folder)) {}
    media::Descriptor folder_;
};

}  // namespace teahouse::original
