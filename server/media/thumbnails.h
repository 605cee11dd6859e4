// SPDX-License-Identifier: MIT
// Small pictures for those that were sent without one. Each is made when it is first asked for, by
// a process of its own that may do nothing else (thumbnail_child.h), and stands beside the
// picture's blob, with which it goes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/limits_thumbnails.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/upload_store.h"

namespace teahouse::media {

class Thumbnails {
public:
    // `program`: what is started, with the word "thumbnail", and ended after `wait_ms`; empty: none
    // are made.
    Thumbnails(UploadStore& uploads, std::string program,
               std::int64_t wait_ms = limits::kThumbnailMs);

    // Whether it is worth asking: not once it is known that this machine cannot make any.
    [[nodiscard]] bool available() const { return available_.load(std::memory_order_relaxed); }
    // Any thread; blocks for `wait_ms` at most. not_found: there is none for these bytes. busy: it
    // was not ready in time.
    Result<OpenBlob> get(const std::string& hash);

private:
    Result<std::string> make(int picture);
    [[nodiscard]] bool has_failed(const std::string& hash);
    void note_failure(const std::string& hash);

    UploadStore& uploads_;
    const std::string program_;
    const std::int64_t wait_ms_;
    std::atomic<bool> available_;
    std::mutex mutex_;  // guards the two below
    std::unordered_set<std::string> failed_;
    std::deque<std::string> failures_;  // the same, oldest first
};

}  // namespace teahouse::media
