// SPDX-License-Identifier: MIT
#include "store/sqlite/copy.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

namespace {

constexpr int kRestMsMax = 50;
constexpr int kBusyRestMs = 5;
constexpr int kBusyRestsMax = 2'000;

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

tl::unexpected<Error> copy_failure(const std::string& what, int number) {
    const bool full = number == ENOSPC || number == EDQUOT || number == EROFS;
    return fail(full ? ErrorCode::read_only : ErrorCode::store_unavailable,
                what + ": " + std::generic_category().message(number));
}

Status make_empty_file(const std::string& path) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return copy_failure("cannot make " + path, errno);
    }
    ::close(file);
    return {};
}

int elapsed_ms(std::chrono::steady_clock::time_point since) {
    const auto passed = std::chrono::steady_clock::now() - since;
    return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
}

Status copy_pages(const Db& from, const Db& to, const CopyOptions& options) {
    const std::unique_ptr<sqlite3_backup, FinishBackup> backup{
        sqlite3_backup_init(to.raw(), "main", from.raw(), "main")};
    if (backup == nullptr) {
        return tl::unexpected<Error>(sqlite_error(to.raw(), to.last_code()));
    }
    int busy = 0;
    while (true) {
        const auto began = std::chrono::steady_clock::now();
        const int code = sqlite3_backup_step(backup.get(), options.step_pages);
        if (code == SQLITE_DONE) {
            return {};
        }
        if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED) {
            if (++busy > kBusyRestsMax) {
                return fail(ErrorCode::store_unavailable, "the database is held by another");
            }
            sqlite3_sleep(kBusyRestMs);
        } else if (code != SQLITE_OK) {
            return tl::unexpected<Error>(sqlite_error(nullptr, code));
        } else if (options.give_way) {
            sqlite3_sleep(std::min(elapsed_ms(began), kRestMsMax));
        }
    }
}

Status copy_into(const Db& from, const std::string& target, const CopyOptions& options) {
    TRY(to, Db::open(target, {}));
    // It is synced as a whole at the end, and thrown away if it does not come to that.
    TRY_STATUS(to.run_script("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"));
    TRY_STATUS(copy_pages(from, to, options));
    // The pages say that there is a write-ahead log, as in the original.
    return to.run_script("PRAGMA journal_mode=DELETE");
}

}  // namespace

Status sync_by_name(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return copy_failure("cannot open " + path, errno);
    }
    const int synced = ::fsync(file);
    const int number = errno;
    ::close(file);
    if (synced != 0 && number != EINVAL) {  // some file systems cannot sync a folder
        return copy_failure("cannot sync " + path, number);
    }
    return {};
}

Status copy_database(const Db& from, const std::string& target, const CopyOptions& options) {
    TRY_STATUS(make_empty_file(target));
    Status copied = copy_into(from, target, options);
    if (copied) {
        copied = sync_by_name(target);
    }
    if (!copied) {
        ::unlink(target.c_str());
    }
    return copied;
}

}  // namespace teahouse::store
