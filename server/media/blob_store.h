// SPDX-License-Identifier: MIT
// Pictures of people on disk: DATA/blobs/ab/<id>.<type>, where the id is random and the only way to
// them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/descriptor.h"

namespace teahouse::media {

// An open file; the descriptor is the receiver's to close.
struct OpenBlob {
    Descriptor descriptor = Descriptor();  // release() it to whoever closes it then
    std::uint64_t size = 0;
    std::string content_type;  // found from the bytes when it was put
};

// Any thread; calls block on the disk. Ids are 32 lower-case hex digits (128 random bits); anything
// else is not_found, so that no name ever becomes a path.
class BlobStore {
public:
    // The folder is made on first use.
    explicit BlobStore(std::string folder);

    // Keeps a profile picture: PNG, JPEG or WebP within limits::kAvatarBytesMax and the pixel cap,
    // metadata removed. Durable when it returns (file and folder synced). unsupported_type,
    // too_large, invalid, read_only.
    Result<std::string> put_picture(std::string_view bytes);
    // not_found if there is none.
    [[nodiscard]] Result<OpenBlob> open(std::string_view id) const;

    // The pictures are spread over so many folders.
    static constexpr unsigned kFolders = 256;
    // The ids of pictures in one of them that were put at least `age_ms` ago, by the clock of the
    // file system; at most limits::kSweptPicturesMax. Files that a crash left half-written are
    // deleted if they are as old.
    [[nodiscard]] std::vector<std::string> old_pictures(unsigned folder, std::int64_t age_ms) const;
    void remove(std::string_view id) const;

private:
    std::string folder_;
};

}  // namespace teahouse::media
