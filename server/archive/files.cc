// SPDX-License-Identifier: MIT
#include "archive/files.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "store/sqlite/copy.h"

namespace teahouse::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCopyBytes = 256 * 1024;
constexpr int kPrivate = 0600;

// Leaves nothing behind when it fails.
Status write_new(const std::string& path, const std::function<Status(int)>& write) {
    const media::Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivate));
    if (file.get() < 0) {
        return tl::unexpected<Error>(os_failure("cannot make " + path));
    }
    Status written = write(file.get());
    if (written && ::fsync(file.get()) != 0) {
        written = tl::unexpected<Error>(os_failure("cannot write " + path));
    }
    if (!written) {
        ::unlink(path.c_str());
    }
    return written;
}

}  // namespace

Error os_failure(const std::string& what) {
    const int number = errno;
    ErrorCode code = ErrorCode::store_unavailable;
    if (number == ENOSPC || number == EDQUOT || number == EROFS) {
        code = ErrorCode::read_only;
    } else if (number == ENOENT) {
        code = ErrorCode::not_found;
    }
    return Error{.code = code, .message = what + ": " + std::generic_category().message(number)};
}

Result<media::Descriptor> lock_folder(const std::string& path) {
    media::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (folder.get() < 0) {
        return tl::unexpected<Error>(os_failure("cannot open " + path));
    }
    if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::conflict, path + " is in use by another process");
    }
    return folder;
}

Status make_folders(const fs::path& path) {
    std::error_code error;
    if (path.empty() || fs::is_directory(path, error)) {
        return {};
    }
    TRY_STATUS(make_folders(path.parent_path()));
    if (!media::make_folder(path.string())) {
        return tl::unexpected<Error>(os_failure("cannot make the folder " + path.string()));
    }
    return {};
}

Status sync_folders(const std::string& path) {
    std::error_code error;
    fs::directory_iterator entries(path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        if (entries->symlink_status().type() == fs::file_type::directory) {
            TRY_STATUS(sync_folders(entries->path().string()));
        }
    }
    if (error) {
        return fail(ErrorCode::store_unavailable, "cannot read " + path + ": " + error.message());
    }
    return store::sync_by_name(path);
}

Status move_to(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) {
        return tl::unexpected<Error>(os_failure("cannot move " + from + " to " + to));
    }
    return {};
}

Status read_pieces(const std::string& path, const std::function<void(std::string_view)>& take) {
    const media::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        return tl::unexpected<Error>(os_failure("cannot open " + path));
    }
    std::string piece(kCopyBytes, '\0');
    while (true) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return tl::unexpected<Error>(os_failure("cannot read " + path));
        }
        if (got == 0) {
            return {};
        }
        take(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
    }
}

Result<std::string> hash_of(const std::string& path) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    TRY_STATUS(read_pieces(path, [&](std::string_view piece) {
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                                  piece.size());
    }));
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
    return media::to_hex(hash);
}

Status copy_file(const std::string& from, const std::string& to) {
    return write_new(to, [&](int file) -> Status {
        bool written = true;
        std::uint64_t at = 0;
        TRY_STATUS(read_pieces(from, [&](std::string_view piece) {
            written = written && media::write_at(file, piece, at);
            at += piece.size();
        }));
        if (!written) {
            return tl::unexpected<Error>(os_failure("cannot write " + to));
        }
        return {};
    });
}

Result<Placed> link_or_copy(const std::string& from, const std::string& to) {
    if (::link(from.c_str(), to.c_str()) == 0 || errno == EEXIST) {
        return Placed::linked;
    }
    if (errno == ENOENT) {
        return tl::unexpected<Error>(os_failure("cannot open " + from));
    }
    // Another file system, one without links, or too many of them.
    TRY_STATUS(copy_file(from, to));
    return Placed::copied;
}

Result<std::string> read_text(const std::string& path, std::uint64_t bytes_max) {
    std::error_code error;
    if (fs::file_size(path, error) > bytes_max && !error) {
        return fail(ErrorCode::too_large, path + " is too large");
    }
    std::string text;
    TRY_STATUS(read_pieces(path, [&](std::string_view piece) { text += piece; }));
    return text;
}

Status write_text(const std::string& path, std::string_view text) {
    const std::string temporary = path + ".new";
    ::unlink(temporary.c_str());  // of a crash
    TRY_STATUS(write_new(temporary, [&](int file) -> Status {
        if (!media::write_at(file, text, 0)) {
            return tl::unexpected<Error>(os_failure("cannot write " + temporary));
        }
        return {};
    }));
    TRY_STATUS(move_to(temporary, path));
    const std::string folder = fs::path(path).parent_path().string();
    return store::sync_by_name(folder.empty() ? "." : folder);
}

}  // namespace teahouse::archive
