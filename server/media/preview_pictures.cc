// SPDX-License-Identifier: MIT
#include "media/preview_pictures.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits_previews.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "media/picture.h"
#include "media/sniff.h"

namespace teahouse::media {
namespace {

struct Shown {
    std::string content_type = {};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string bytes = {};
};

Result<Shown> look(std::string_view bytes) {
    if (sniff(bytes.substr(0, kSniffBytes)) == "image/gif") {
        const PixelSize size = gif_size(bytes);
        return Shown{.content_type = "image/gif",
                     .width = size.width,
                     .height = size.height,
                     .bytes = std::string(bytes)};
    }
    TRY(picture, read_picture(bytes, kPhotoSideMax));
    return Shown{.content_type = std::string(content_type(picture.type)),
                 .width = picture.width,
                 .height = picture.height,
                 .bytes = std::move(picture.bytes)};
}

}  // namespace

PreviewPictures::PreviewPictures(std::string folder, std::uint64_t bytes_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max) {
    std::error_code ignored;  // what cannot be deleted cannot be opened by anybody either
    std::filesystem::remove_all(folder_, ignored);
}

std::string PreviewPictures::path_of(std::string_view id) const {
    return folder_ + '/' + std::string(id);
}

Result<PreviewPictures::Kept> PreviewPictures::keep(std::string_view bytes, std::int64_t now_ms) {
    if (bytes.size() > limits::kPreviewPictureBytesMax) {
        return fail(ErrorCode::too_large, "the picture is too large");
    }
    TRY(shown, look(bytes));
    const std::uint64_t pixels = std::uint64_t{shown.width} * shown.height;
    if (pixels == 0 || pixels > limits::kPreviewPixelsMax) {
        return fail(ErrorCode::too_large, "the picture has too many pixels");
    }
    const auto id = random_id();
    if (!id) {
        return fail(ErrorCode::internal, "no randomness");
    }
    if (!make_folder(folder_) || !has_room(folder_)) {
        return fail(ErrorCode::read_only, "no room for pictures");
    }
    {
        // Not synced: a crash loses all of them anyway.
        const Descriptor file(
            ::open(path_of(*id).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.get() < 0 || !write_at(file.get(), shown.bytes, 0)) {
            const auto error = disk_error();
            ::unlink(path_of(*id).c_str());
            return error;
        }
    }
    const std::scoped_lock lock(mutex_);
    entries_.push_front(
        {.id = *id, .size = shown.bytes.size(), .content_type = std::move(shown.content_type)});
    places_.emplace(*id, entries_.begin());
    ages_.emplace_back(now_ms, *id);
    bytes_ += entries_.front().size;
    while (!ages_.empty() && (ages_.front().first + limits::kPreviewPictureMs <= now_ms ||
                              ages_.size() > limits::kPreviewPicturesMax)) {
        if (const auto place = places_.find(ages_.front().second); place != places_.end()) {
            drop(place->second);
        }
        ages_.pop_front();
    }
    while (bytes_ > bytes_max_ && entries_.size() > 1) {
        drop(std::prev(entries_.end()));
    }
    return Kept{.id = *id, .width = shown.width, .height = shown.height};
}

// Who has it open reads on.
void PreviewPictures::drop(Entries::iterator entry) {
    ::unlink(path_of(entry->id).c_str());
    bytes_ -= entry->size;
    places_.erase(entry->id);
    entries_.erase(entry);
}

Result<OpenBlob> PreviewPictures::open(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    const auto place = places_.find(std::string(id));
    if (place == places_.end()) {
        return fail(ErrorCode::not_found, "no such picture");
    }
    const Entries::iterator entry = place->second;
    Descriptor file(::open(path_of(entry->id).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0) {
        return fail(ErrorCode::not_found, "no such picture");
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return OpenBlob{
        .descriptor = std::move(file), .size = entry->size, .content_type = entry->content_type};
}

std::uint64_t PreviewPictures::bytes() {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

}  // namespace teahouse::media
