// SPDX-License-Identifier: MIT
#include "original/taker.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/disk.h"
#include "media/picture.h"
#include "media/sniff.h"
#include "media/upload_store.h"
#include "original/converter.h"
#include "original/folder.h"

namespace teahouse::original {
namespace {

tl::unexpected<Error> cannot_read() {
    return fail(ErrorCode::forbidden, "it cannot be read to its end");
}

}  // namespace

FolderTaker::FolderTaker(UploadFolder folder, TakerOptions options)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      uploads_({.folder = options_.target,
                .file_bytes_max = options_.file_bytes_max,
                .quota_bytes = std::numeric_limits<std::uint64_t>::max()}),
      pictures_(options_.target + "/blobs") {}

Result<TakenFile> FolderTaker::take_file(std::string_view path, UserId owner) {
    auto known = taken_.find(path);
    if (known == taken_.end()) {
        TRY(upload, folder_.find(path));
        if (upload.size > options_.file_bytes_max) {
            return fail(ErrorCode::too_large, "larger than files.size_mb");
        }
        TRY(taken, store(upload, owner));
        known = taken_.emplace(std::string(path), std::move(taken)).first;
    }
    TakenFile file = known->second;
    auto id = media::random_id();
    if (!id) {
        return fail(ErrorCode::internal, "no randomness");
    }
    file.id = *std::move(id);
    return file;
}

Result<TakenFile> FolderTaker::store(const OpenUpload& upload, UserId owner) {
    if (options_.target.empty()) {
        std::string head;
        const bool read = media::read_file(upload.file.get(),
                                           std::min<std::uint64_t>(upload.size, media::kSniffBytes),
                                           [&](std::string_view piece) { head += piece; });
        if (!read) {
            return cannot_read();
        }
        return TakenFile{.size = upload.size, .mime = std::string(media::sniff(head))};
    }
    TRY(id, uploads_.create({.owner = owner, .length = upload.size}, options_.now));
    TRY(lease, uploads_.begin(id, owner, 0, {}, options_.now));
    Status written;
    const bool read = media::read_file(upload.file.get(), upload.size, [&](std::string_view piece) {
        if (written) {
            written = uploads_.write(lease, piece);
        }
    });
    TRY_STATUS(written);
    if (!read) {
        uploads_.abandon(lease);
        TRY_STATUS(uploads_.remove(id, owner));
        return cannot_read();
    }
    TRY(whole, uploads_.end(lease));
    static_cast<void>(whole);
    TRY(finished, uploads_.finish(id, owner));
    TRY_STATUS(uploads_.remove(id, owner));
    return TakenFile{.id = {},
                     .hash = finished.hash,
                     .size = finished.size,
                     .mime = finished.mime,
                     .width = finished.width,
                     .height = finished.height};
}

Result<std::string> FolderTaker::take_picture(std::string_view path) {
    TRY(upload, folder_.find(path));
    if (upload.size > limits::kAvatarBytesMax) {
        return fail(ErrorCode::too_large, "too large for a profile picture");
    }
    std::string bytes;
    if (!media::read_file(upload.file.get(), upload.size,
                          [&](std::string_view piece) { bytes += piece; })) {
        return cannot_read();
    }
    if (options_.target.empty()) {
        TRY(picture, media::read_picture(bytes));
        static_cast<void>(picture);
        return std::string();
    }
    return pictures_.put_picture(bytes);
}

}  // namespace teahouse::original
