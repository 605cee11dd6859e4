// SPDX-License-Identifier: MIT
#include "store/sqlite/upgrade.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/statvfs.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/result.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/db.h"
#include "store/sqlite/open.h"
#include "store/sqlite/schema.h"

namespace teahouse::store {

namespace {

constexpr std::string_view kCopyPrefix = "before-schema-";
constexpr std::uint64_t kSpareBytes = 16ULL * 1024 * 1024;  // for what the steps themselves write

std::string megabytes(std::uint64_t bytes) {
    return std::to_string((bytes + 1024 * 1024 - 1) / (1024 * 1024)) + " MB";
}

Status check_space(const Db& db, const UpgradeFile& options, std::int64_t version) {
    TRY(pages, db.read_integer("PRAGMA page_count"));
    TRY(page, db.read_integer("PRAGMA page_size"));
    const auto wanted = static_cast<std::uint64_t>(pages * page) + kSpareBytes;
    const std::uint64_t free = options.free(options.directory);
    if (free >= wanted) {
        return {};
    }
    return fail(ErrorCode::read_only,
                options.file + " has schema " + std::to_string(version) + " and is brought to " +
                    std::to_string(options.steps.size()) + " after a copy of it was made, which " +
                    "needs " + megabytes(wanted) + " in " + options.directory + "; there are " +
                    megabytes(free) + ": make room and start again, nothing was changed");
}

// One that a crash left, or an earlier try, is made anew: what is in main.db may be newer.
Status make_copy(const Db& db, const UpgradeFile& options, const std::string& copy) {
    const std::string partial = copy + ".new";
    ::unlink(partial.c_str());
    TRY_STATUS(copy_database(db, partial, {}));
    if (std::rename(partial.c_str(), copy.c_str()) != 0) {
        return fail(ErrorCode::store_unavailable,
                    "cannot make " + copy + ": " + std::generic_category().message(errno));
    }
    return sync_by_name(options.directory);
}

void remove_older_copies(const UpgradeFile& options, const std::string& copy) {
    std::error_code error;
    std::filesystem::directory_iterator files(options.directory, error);
    for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
        const std::string name = files->path().filename().string();
        if (name.starts_with(kCopyPrefix) && files->path() != copy) {
            std::error_code ignored;
            std::filesystem::remove(files->path(), ignored);
        }
    }
}

// `db` was the only connection, so closing it ends the write-ahead log; what is left of that, after
// trouble with the disk, belongs to what is replaced.
Status go_back(Db db, const UpgradeFile& options, const std::string& copy) {
    {
        const Db closed = std::move(db);
    }
    for (const char* suffix : {"-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(options.file + suffix, ignored);
    }
    if (std::rename(copy.c_str(), options.file.c_str()) != 0) {
        return fail(ErrorCode::store_unavailable, std::generic_category().message(errno));
    }
    return sync_by_name(options.directory);
}

Error undone(const Error& why, const UpgradeFile& options, std::int64_t version, const Status& back,
             const std::string& copy) {
    Error error = why;
    error.message = "the upgrade of " + options.file + " to schema " +
                    std::to_string(options.steps.size()) + " failed (" + why.message + "); ";
    error.message += back ? "it is as it was before, with schema " + std::to_string(version)
                          : "as it was before it is in " + copy + " (" + back.error().message + ")";
    return error;
}

}  // namespace

std::uint64_t free_bytes(const std::string& folder) {
    struct statvfs disk{};
    return ::statvfs(folder.c_str(), &disk) != 0
               ? std::numeric_limits<std::uint64_t>::max()
               : static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

Result<Db> upgrade_file(Db db, const UpgradeFile& options) {
    const auto explained = [&](const Error& error) {
        return tl::unexpected<Error>(sqlite_complains(db) ? explain_failure(error, db, options.file)
                                                          : error);
    };
    const Result<std::int64_t> version = db.read_integer("PRAGMA user_version");
    const Result<std::int64_t> application = db.read_integer("PRAGMA application_id");
    if (!version || !application) {
        return explained(version ? application.error() : version.error());
    }
    const auto wanted = static_cast<std::int64_t>(options.steps.size());
    const bool older = *application == kApplicationId && *version > 0 && *version < wanted;
    const std::string copy =
        options.directory + "/" + std::string(kCopyPrefix) + std::to_string(wanted) + ".db";
    if (older) {
        if (const Status space = check_space(db, options, *version); !space) {
            return explained(space.error());
        }
        if (const Status copied = make_copy(db, options, copy); !copied) {
            return fail(copied.error().code, "no copy of " + options.file +
                                                 " could be made before its upgrade (" +
                                                 copied.error().message + "); nothing was changed");
        }
    }
    const Status upgraded = upgrade_schema(db, options.file, options.steps);
    if (!upgraded && older) {
        const Error why = upgraded.error();
        const Status back = go_back(std::move(db), options, copy);
        return tl::unexpected<Error>(undone(why, options, *version, back, copy));
    }
    if (!upgraded) {
        return explained(upgraded.error());
    }
    if (older) {
        remove_older_copies(options, copy);
        log(LogLevel::info, "the database was brought up to date",
            {{.key = "from", .value = std::to_string(*version)},
             {.key = "to", .value = std::to_string(wanted)},
             {.key = "before", .value = copy}});
    }
    return db;
}

}  // namespace teahouse::store
