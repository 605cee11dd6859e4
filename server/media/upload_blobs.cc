// SPDX-License-Identifier: MIT
// The blobs of the upload store: made, opened, and removed when nothing needs them.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "media/upload_store.h"

namespace teahouse::media {

std::string UploadStore::blob_path(std::string_view hash) const {
    return options_.folder + "/files/" + std::string(hash.substr(0, 2)) + '/' + std::string(hash);
}

Status UploadStore::keep_blob(const std::string& id, std::string_view bytes,
                              const std::string& hash) const {
    const std::string source = part_path(id) + ".new";
    TRY_STATUS(write_file(source, bytes));
    const Status stored = store_blob(source, hash);
    ::unlink(source.c_str());
    return stored;
}

// Gives `source`, which is durable, a second name: the upload goes on existing until the file is
// registered, so that its end can be repeated.
Status UploadStore::store_blob(const std::string& source, const std::string& hash) const {
    const std::string path = blob_path(hash);
    const std::string folder = path.substr(0, path.rfind('/'));
    if (!make_folder(options_.folder) || !make_folder(options_.folder + "/files") ||
        !make_folder(folder)) {
        return disk_error();
    }
    const std::scoped_lock lock(blobs_mutex_);
    if (::link(source.c_str(), path.c_str()) != 0 && errno != EEXIST) {
        return disk_error();
    }
    // Whether known already or written a while ago: it must not be swept before the new file is
    // registered.
    if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) != 0) {
        return disk_error();
    }
    if (!sync_folder(folder) || !sync_folder(options_.folder + "/files")) {
        return disk_error();
    }
    return {};
}

Result<OpenBlob> UploadStore::open(std::string_view hash) const {
    if (!is_hex(hash, crypto_hash_sha256_BYTES * 2)) {
        return fail(ErrorCode::not_found, "no such file");
    }
    Descriptor file(::open(blob_path(hash).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat info{};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
        return fail(ErrorCode::not_found, "no such file");
    }
    return OpenBlob{.descriptor = std::move(file),
                    .size = static_cast<std::uint64_t>(info.st_size),
                    .content_type = {}};
}

std::string UploadStore::thumbnail_path(std::string_view hash) const {
    return blob_path(hash) + ".webp";
}

Result<OpenBlob> UploadStore::open_thumbnail(std::string_view hash) const {
    struct stat info{};
    if (is_hex(hash, crypto_hash_sha256_BYTES * 2)) {
        Descriptor file(::open(thumbnail_path(hash).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (file.get() >= 0 && ::fstat(file.get(), &info) == 0 && info.st_size > 0) {
            return OpenBlob{.descriptor = std::move(file),
                            .size = static_cast<std::uint64_t>(info.st_size),
                            .content_type = "image/webp"};
        }
    }
    return fail(ErrorCode::not_found, "no small picture");
}

Status UploadStore::keep_thumbnail(const std::string& hash, std::string_view bytes) const {
    const std::string path = thumbnail_path(hash);
    const std::string temporary = path + ".new";
    const std::scoped_lock lock(blobs_mutex_);
    if (::access(blob_path(hash).c_str(), F_OK) != 0) {
        return fail(ErrorCode::not_found, "no such file");
    }
    ::unlink(temporary.c_str());  // of a crash
    TRY_STATUS(write_file(temporary, bytes));
    return ::rename(temporary.c_str(), path.c_str()) == 0 ? Status() : disk_error();
}

std::vector<std::string> UploadStore::old_blobs(unsigned folder, TimeMs now,
                                                std::string_view after) const {
    std::vector<std::string> names;
    const std::string prefix = to_hex(std::string(1, static_cast<char>(folder)));
    std::error_code error;
    std::filesystem::directory_iterator files(options_.folder + "/files/" + prefix, error);
    for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
        std::string name = files->path().filename().string();
        if (name > after && is_hex(name, crypto_hash_sha256_BYTES * 2)) {
            names.push_back(std::move(name));
        }
    }
    std::ranges::sort(names);
    std::vector<std::string> hashes;
    for (const std::string& name : names) {
        if (hashes.size() < limits::kBlobsPerSweepMax &&
            now - modified_ms(blob_path(name)) >= limits::kBlobGraceMs) {
            hashes.push_back(name);
        }
    }
    return hashes;
}

void UploadStore::drop(const std::vector<std::string>& hashes, TimeMs now) {
    for (const std::string& hash : hashes) {
        const std::scoped_lock lock(blobs_mutex_);
        const std::string path = blob_path(hash);
        if (is_hex(hash, crypto_hash_sha256_BYTES * 2) &&
            now - modified_ms(path) >= limits::kBlobGraceMs) {
            ::unlink(path.c_str());
            ::unlink(thumbnail_path(hash).c_str());
            ::unlink((thumbnail_path(hash) + ".new").c_str());
        }
    }
}

}  // namespace teahouse::media
