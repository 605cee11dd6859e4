// SPDX-License-Identifier: MIT
// Takes files of the original into the folders of a store that is being made.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/upload_store.h"
#include "original/converter.h"
#include "original/folder.h"

namespace teahouse::original {

struct TakerOptions {
    std::string target = {};  // where files/ and blobs/ come to be; empty: nothing is written
    std::uint64_t file_bytes_max = 0;
    TimeMs now = 0;
};

// Files are kept as uploads are: found by what they are, without metadata of pictures, each content
// once.
class FolderTaker final : public FileTaker {
public:
    FolderTaker(UploadFolder folder, TakerOptions options);

    Result<TakenFile> take_file(std::string_view path, UserId owner) override;
    Result<std::string> take_picture(std::string_view path) override;

private:
    Result<TakenFile> store(const OpenUpload& upload, UserId owner);

    UploadFolder folder_;
    const TakerOptions options_;
    media::UploadStore uploads_;
    media::BlobStore pictures_;
    std::map<std::string, TakenFile, std::less<>> taken_;  // by path: many messages have one file
};

}  // namespace teahouse::original
