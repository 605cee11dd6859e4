// SPDX-License-Identifier: MIT
#include "media/disk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "media/picture.h"
#include "media/sniff.h"

namespace teahouse::media {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kIdBytes = 16;
constexpr std::uint64_t kPictureBytesMax = 32ULL * 1024 * 1024;  // read into memory, one at a time

bool too_many_pixels(std::uint32_t width, std::uint32_t height) {
    return std::uint64_t{width} * height > kPhotoPixelsMax;
}

}  // namespace

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kHex[byte >> 4U];
        text += kHex[byte & 15U];
    }
    return text;
}

std::string sha256_hex(std::string_view bytes) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return to_hex(hash);
}

std::optional<std::string> random_id() {
    std::string bytes(kIdBytes, '\0');
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return std::nullopt;
    }
    return to_hex(bytes);
}

tl::unexpected<Error> disk_error() {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EROFS;
    return fail(full ? ErrorCode::read_only : ErrorCode::store_unavailable,
                "the file could not be stored");
}

bool make_folder(const std::string& path) {
    return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;
}

bool sync_folder(const std::string& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder.get() >= 0 && ::fsync(folder.get()) == 0;
}

Status write_file(const std::string& path, std::string_view bytes) {
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) {
        return disk_error();
    }
    if (!write_at(file.get(), bytes, 0) || ::fsync(file.get()) != 0) {
        const auto error = disk_error();
        ::unlink(path.c_str());
        return error;
    }
    return {};
}

bool write_at(int file, std::string_view bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

bool read_file(int file, std::uint64_t size, const std::function<void(std::string_view)>& take) {
    std::string piece(kPieceBytes, '\0');
    for (std::uint64_t offset = 0; offset < size;) {
        const std::size_t wanted = std::min<std::uint64_t>(piece.size(), size - offset);
        const ssize_t got = ::pread(file, piece.data(), wanted, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        take(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

bool has_room(const std::string& folder) {
    struct statvfs disk{};
    return ::statvfs(folder.c_str(), &disk) != 0 ||
           static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize > limits::kDiskReserveBytes;
}

TimeMs modified_ms(const std::string& path) {
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0
               ? info.st_mtim.tv_sec * 1'000 + info.st_mtim.tv_nsec / 1'000'000
               : 0;
}

Result<Looked> look_at(const std::string& path, std::uint64_t size) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0) {
        return disk_error();
    }
    std::string bytes;
    const auto take = [&](std::string_view piece) { bytes += piece; };
    if (!read_file(file.get(), std::min<std::uint64_t>(size, kSniffBytes), take)) {
        return disk_error();
    }
    Looked looked{.mime = std::string(sniff(bytes)), .bytes = std::nullopt};
    if (looked.mime == "image/gif") {
        const PixelSize pixels = gif_size(bytes);
        if (too_many_pixels(pixels.width, pixels.height)) {
            looked.mime = kUnknownType;
            return looked;
        }
        looked.width = pixels.width;
        looked.height = pixels.height;
        return looked;
    }
    if (!looked.mime.starts_with("image/")) {
        return looked;
    }
    bytes.clear();
    if (size > kPictureBytesMax) {
        looked.mime = kUnknownType;
        return looked;
    }
    if (!read_file(file.get(), size, take)) {
        return disk_error();
    }
    Result<Picture> picture = read_picture(bytes, kPhotoSideMax);
    if (!picture || too_many_pixels(picture->width, picture->height)) {
        looked.mime = kUnknownType;
        return looked;
    }
    looked.mime = content_type(picture->type);
    looked.width = picture->width;
    looked.height = picture->height;
    looked.bytes = std::move(picture->bytes);
    return looked;
}

}  // namespace teahouse::media
