// SPDX-License-Identifier: MIT
#include "store/sqlite/data_dir.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/result.h"

namespace teahouse::store {

namespace {

constexpr mode_t kPrivateFile = S_IRUSR | S_IWUSR;

Error os_error(const std::string& what, int number) {
    return Error{.code = number == ENOSPC || number == EROFS ? ErrorCode::read_only
                                                             : ErrorCode::store_unavailable,
                 .message = what + ": " + std::generic_category().message(number)};
}

// The number that the holder wrote into the lock file, for the message.
std::string holder_of(int lock) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(lock, text.data(), text.size(), 0);
    std::string holder;
    for (ssize_t i = 0; i < size && text[static_cast<std::size_t>(i)] >= '0' &&
                        text[static_cast<std::size_t>(i)] <= '9';
         ++i) {
        holder += text[static_cast<std::size_t>(i)];
    }
    return holder.empty() ? std::string{} : " (process " + holder + ")";
}

void write_holder(int lock) {
    const std::string text = std::to_string(::getpid()) + "\n";
    // Only for people; the lock itself is what counts, so a full disk does not matter here.
    if (::ftruncate(lock, 0) == 0) {
        const ssize_t written = ::pwrite(lock, text.data(), text.size(), 0);
        static_cast<void>(written);
    }
}

Status sync_directory(const std::string& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return tl::unexpected<Error>(os_error("cannot open " + directory, errno));
    }
    const int synced = ::fsync(fd);
    const int number = errno;
    ::close(fd);
    if (synced != 0 && number != EINVAL) {  // some file systems cannot sync a directory
        return tl::unexpected<Error>(os_error("cannot sync " + directory, number));
    }
    return {};
}

}  // namespace

Result<DataDir> DataDir::open(const std::string& directory) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error)) {
        std::filesystem::create_directories(directory, error);
        if (error) {
            return tl::unexpected<Error>(
                os_error("cannot make the data directory " + directory, error.value()));
        }
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    }
    const std::string name = directory + "/lock";
    const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivateFile);
    if (lock < 0) {
        return tl::unexpected<Error>(os_error("cannot open " + name, errno));
    }
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        const int number = errno;
        const std::string holder = holder_of(lock);
        ::close(lock);
        if (number != EWOULDBLOCK) {
            return tl::unexpected<Error>(os_error("cannot lock " + name, number));
        }
        return fail(ErrorCode::conflict,
                    "the data directory " + directory + " is used by another server" + holder);
    }
    write_holder(lock);
    return DataDir{directory, lock};
}

DataDir::~DataDir() {
    if (lock_ >= 0) {
        ::close(lock_);  // gives the lock back
    }
}

std::string DataDir::file(std::string_view name) const {
    return directory_ + "/" + std::string{name};
}

Status DataDir::ensure_private_file(std::string_view name) const {
    const std::string path = file(name);
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivateFile);
    if (fd < 0) {
        return tl::unexpected<Error>(os_error("cannot open " + path, errno));
    }
    ::close(fd);
    return sync_directory(directory_);
}

}  // namespace teahouse::store
