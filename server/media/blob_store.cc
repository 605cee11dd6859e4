// SPDX-License-Identifier: MIT
#include "media/blob_store.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "media/picture.h"

namespace teahouse::media {
namespace {

constexpr std::size_t kIdChars = 32;
constexpr std::string_view kTemporary = ".new";
constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::array kTypes = {PictureType::png, PictureType::jpeg, PictureType::webp};

bool is_id(std::string_view id) { return is_hex(id, kIdChars); }

std::string folder_name(unsigned folder) {
    return {kDigits[(folder >> 4U) & 15U], kDigits[folder & 15U]};
}

}  // namespace

BlobStore::BlobStore(std::string folder) : folder_(std::move(folder)) {}

Result<std::string> BlobStore::put_picture(std::string_view bytes) {
    if (bytes.size() > limits::kAvatarBytesMax) {
        return fail(ErrorCode::too_large, "the picture is too large", "file");
    }
    TRY(picture, read_picture(bytes));
    const auto id = random_id();
    if (!id) {
        return fail(ErrorCode::internal, "no randomness");
    }
    const std::string folder = folder_ + '/' + id->substr(0, 2);
    if (!make_folder(folder_) || !make_folder(folder)) {
        return disk_error();
    }
    const std::string path = folder + '/' + *id + '.' + std::string(suffix(picture.type));
    const std::string temporary = path + std::string(kTemporary);
    {
        const Descriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.get() < 0) {
            return disk_error();
        }
        if (!write_at(file.get(), picture.bytes, 0) || ::fsync(file.get()) != 0) {
            const auto error = disk_error();
            ::unlink(temporary.c_str());
            return error;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const auto error = disk_error();
        ::unlink(temporary.c_str());
        return error;
    }
    if (!sync_folder(folder) || !sync_folder(folder_)) {
        return disk_error();
    }
    return *id;
}

Result<OpenBlob> BlobStore::open(std::string_view id) const {
    if (!is_id(id)) {
        return fail(ErrorCode::not_found, "no such picture");
    }
    const std::string stem =
        folder_ + '/' + std::string(id.substr(0, 2)) + '/' + std::string(id) + '.';
    for (const PictureType type : kTypes) {
        Descriptor file(
            ::open((stem + std::string(suffix(type))).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (file.get() < 0) {
            continue;
        }
        struct stat info{};
        if (::fstat(file.get(), &info) != 0 || info.st_size < 0) {
            break;
        }
        return OpenBlob{.descriptor = std::move(file),
                        .size = static_cast<std::uint64_t>(info.st_size),
                        .content_type = std::string(content_type(type))};
    }
    return fail(ErrorCode::not_found, "no such picture");
}

std::vector<std::string> BlobStore::old_pictures(unsigned folder, std::int64_t age_ms) const {
    namespace fs = std::filesystem;
    const auto latest = fs::file_time_type::clock::now() - std::chrono::milliseconds(age_ms);
    std::vector<std::string> ids;
    std::error_code error;
    fs::directory_iterator files(folder_ + '/' + folder_name(folder), error);
    for (; !error && files != fs::directory_iterator(); files.increment(error)) {
        std::error_code gone;
        const fs::file_time_type written = fs::last_write_time(files->path(), gone);
        if (gone || written > latest) {
            continue;
        }
        const std::string name = files->path().filename().string();
        if (name.ends_with(kTemporary)) {
            ::unlink(files->path().c_str());
        } else if (is_id(name.substr(0, kIdChars)) && ids.size() < limits::kSweptPicturesMax) {
            ids.push_back(name.substr(0, kIdChars));
        }
    }
    return ids;
}

void BlobStore::remove(std::string_view id) const {
    if (!is_id(id)) {
        return;
    }
    const std::string stem =
        folder_ + '/' + std::string(id.substr(0, 2)) + '/' + std::string(id) + '.';
    for (const PictureType type : kTypes) {
        ::unlink((stem + std::string(suffix(type))).c_str());
    }
}

}  // namespace teahouse::media
