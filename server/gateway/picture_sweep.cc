// SPDX-License-Identifier: MIT
#include "gateway/picture_sweep.h"

#include <cstdint>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "media/blob_store.h"

namespace teahouse::gateway {
namespace {

constexpr std::int64_t kSweepMs = 3'600'000;

}  // namespace

void PictureSweep::begin() { look(0); }

void PictureSweep::later() {
    worker_.call_after(kSweepMs, [this] { look(0); });
}

void PictureSweep::look(unsigned folder) {
    if (folder == media::BlobStore::kFolders) {
        return later();
    }
    const auto next = [this, folder] { worker_.post([this, folder] { look(folder + 1); }, true); };
    const bool taken = shared_.disk->submit([this, folder, next] {
        std::vector<std::string> old = shared_.blobs->old_pictures(folder, limits::kLoosePictureMs);
        if (old.empty()) {
            return next();
        }
        shared_.engine->unnamed_pictures(
            std::move(old), [this, next](const std::vector<std::string>& unnamed) {
                // If the queue is full, they are found again in an hour.
                (void)shared_.disk->submit([this, unnamed] { remove(unnamed); });
                next();
            });
    });
    if (!taken) {
        later();
    }
}

void PictureSweep::remove(const std::vector<std::string>& unnamed) const {
    for (const std::string& id : unnamed) {
        shared_.blobs->remove(id);
        log(LogLevel::debug, "a picture that nobody uses was deleted", {{"picture", id}});
    }
}

}  // namespace teahouse::gateway
