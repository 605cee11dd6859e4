// SPDX-License-Identifier: MIT
// Pictures of pages that messages link to, in a folder of their own: DATA/previews. A cache:
// bounded in bytes (what was not looked at for longest goes) and in age, emptied at the start, as
// nothing that names its pictures outlives the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.h"
#include "media/blob_store.h"

namespace teahouse::media {

// Any thread; calls block on the disk.
class PreviewPictures {
public:
    // Deletes what is in the folder, which is made on first use.
    explicit PreviewPictures(std::string folder, std::uint64_t bytes_max);

    struct Kept {
        std::string id = {};  // random, and the only way to it
        std::uint32_t width = 0;
        std::uint32_t height = 0;
    };
    // PNG, JPEG and WebP without their metadata, GIF as it is, found from the bytes; never SVG.
    // unsupported_type, invalid, too_large: also of more than limits::kPreviewPixelsMax; read_only.
    // `now_ms`: of a clock that never goes back.
    Result<Kept> keep(std::string_view bytes, std::int64_t now_ms);
    // not_found: it is none, or has gone.
    Result<OpenBlob> open(std::string_view id);
    [[nodiscard]] std::uint64_t bytes();

private:
    struct Entry {
        std::string id = {};
        std::uint64_t size = 0;
        std::string content_type = {};
    };
    using Entries = std::list<Entry>;

    void drop(Entries::iterator entry);
    [[nodiscard]] std::string path_of(std::string_view id) const;

    const std::string folder_;
    const std::uint64_t bytes_max_;
    std::mutex mutex_;  // guards the rest
    Entries entries_;   // the newest use first
    std::unordered_map<std::string, Entries::iterator> places_;
    std::deque<std::pair<std::int64_t, std::string>> ages_;  // when each was kept, oldest first
    std::uint64_t bytes_ = 0;
};

}  // namespace teahouse::media
