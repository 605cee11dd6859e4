// SPDX-License-Identifier: MIT
#include "archive/restore.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/manifest.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/data_dir.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNewName = ".restored";
constexpr std::uint64_t kStepBytesMax = 4'096;
constexpr std::string_view kMovingAside = "aside ";
constexpr std::string_view kPlacing = "place ";

// Everything in a data folder that is data, in the order in which it is moved: from when main.db
// has gone until it is there again, the folder is marked.
constexpr std::array kDataNames = {"main.db",       "main.db-wal",   "main.db-shm", "search.db",
                                   "search.db-wal", "search.db-shm", "vapid.pem",   "blobs",
                                   "files",         "uploads",       "previews"};

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

bool holds_data(const std::string& data) {
    for (const std::string name : kDataNames) {
        if (is_there(data + '/' + name)) {
            return true;
        }
    }
    return false;
}

// A name that is not taken, for people to recognise.
std::string choose_aside(const std::string& data, TimeMs now) {
    const std::string stem =
        fmt::format("before-restore-{:%Y%m%d-%H%M%S}", fmt::gmtime(std::time_t{now / 1'000}));
    std::string name = stem;
    for (int i = 2; is_there(data + '/' + name); ++i) {
        name = stem + '-' + std::to_string(i);
    }
    return name;
}

// How far the logs were that are given up, if they can be read: then nothing has to be guessed.
std::map<RoomId, Seq> heads_before(const std::string& data) {
    const auto db = open_for_reading(data + '/' + std::string(kDatabaseName));
    auto heads = db ? read_heads_of(*db) : fail(ErrorCode::not_found);
    return heads ? *std::move(heads) : std::map<RoomId, Seq>{};
}

Status place_files(const RestoreOptions& options, const Manifest& manifest,
                   const std::string& fresh) {
    for (const ManifestFile& file : manifest.files) {
        const std::string from = options.backup + '/' + file.name;
        const std::string to = fresh + '/' + file.name;
        TRY_STATUS(make_folders(fs::path(to).parent_path()));
        // The database is written to, and a secret may be replaced in place.
        if (file.name.starts_with("files/") || file.name.starts_with("blobs/")) {
            TRY_STATUS(link_or_copy(from, to));
        } else {
            TRY_STATUS(copy_file(from, to));
        }
    }
    return {};
}

Result<std::uint64_t> renew_database(const std::string& file, const Rewind& rewind) {
    std::uint64_t generation = 0;
    {
        TRY(db, store::Db::open(file, {}));
        TRY_STATUS(db.run_script("PRAGMA synchronous=FULL"));
        TRY_STATUS(open_new_generation(db, rewind));
        TRY(state, read_store_state(db));
        generation = state.generation;
    }
    TRY_STATUS(store::sync_by_name(file));
    return generation;
}

Status mark(const std::string& data, std::string_view step, const std::string& aside) {
    return write_text(data + '/' + std::string(store::kRestoringName),
                      std::string(step) + aside + '\n');
}

// The change itself; each step may be begun again where it was left.
Status move_aside(const std::string& data, const std::string& aside) {
    TRY_STATUS(make_folders(data + '/' + aside));
    for (const std::string name : kDataNames) {
        if (is_there(data + '/' + name)) {
            TRY_STATUS(move_to(data + '/' + name, data + '/' + aside + '/' + name));
        }
    }
    return sync_folders(data + '/' + aside);
}

Status place_fresh(const std::string& data) {
    const std::string fresh = data + '/' + std::string(kNewName);
    for (const std::string name : kDataNames) {
        if (is_there(fresh + '/' + name)) {
            TRY_STATUS(move_to(fresh + '/' + name, data + '/' + name));
        }
    }
    TRY_STATUS(store::sync_by_name(data));
    std::error_code error;
    fs::remove_all(fresh, error);
    ::unlink((data + '/' + std::string(store::kRestoringName)).c_str());
    return store::sync_by_name(data);
}

Status change(const std::string& data, const std::string& aside) {
    TRY_STATUS(mark(data, kMovingAside, aside));
    TRY_STATUS(move_aside(data, aside));
    TRY_STATUS(mark(data, kPlacing, aside));
    return place_fresh(data);
}

// An earlier run was killed while it changed the folder: what it had made was complete.
Status go_on(const std::string& data, RestoreReport& report) {
    TRY(step, read_text(data + '/' + std::string(store::kRestoringName), kStepBytesMax));
    const bool placing = step.starts_with(kPlacing);
    const std::string_view word = placing ? kPlacing : kMovingAside;
    if (!step.starts_with(word) || !step.ends_with('\n')) {
        return fail(ErrorCode::store_unavailable,
                    data + '/' + std::string(store::kRestoringName) + " is damaged");
    }
    const std::string aside = step.substr(word.size(), step.size() - word.size() - 1);
    report.aside = data + '/' + aside;
    report.went_on = true;
    if (!placing) {
        return change(data, aside);
    }
    return place_fresh(data);
}

Status restore_into(const RestoreOptions& options, RestoreReport& report) {
    const std::string fresh = options.data + '/' + std::string(kNewName);
    std::error_code error;
    fs::remove_all(fresh, error);  // of a run that was killed
    TRY_STATUS(make_folders(fresh));
    const bool had_data = holds_data(options.data);
    Rewind rewind{.taken = report.manifest.time, .now = options.now};
    if (had_data) {
        rewind.seen = heads_before(options.data);
    }
    TRY_STATUS(place_files(options, report.manifest, fresh));
    TRY(generation, renew_database(fresh + '/' + std::string(kDatabaseName), rewind));
    report.generation = generation;
    TRY_STATUS(sync_folders(fresh));
    const std::string aside = choose_aside(options.data, options.now);
    TRY_STATUS(change(options.data, aside));
    fs::remove(options.data + '/' + aside, error);  // if there was nothing to keep
    report.aside = had_data ? options.data + '/' + aside : "";
    return {};
}

}  // namespace

Status check_backup(const std::string& folder, const Manifest& manifest) {
    bool database = false;
    for (const ManifestFile& file : manifest.files) {
        const std::string path = folder + '/' + file.name;
        database = database || file.name == kDatabaseName;
        std::error_code error;
        const auto size = fs::file_size(path, error);
        if (error || size != file.size) {
            return fail(ErrorCode::invalid, path + (error ? " is missing" : " has another size") +
                                                ": the backup is damaged, nothing was changed");
        }
        TRY(hash, hash_of(path));
        if (hash != file.sha256) {
            return fail(ErrorCode::invalid,
                        path + " is not what it was: the backup is damaged, nothing was changed");
        }
    }
    if (!database) {
        return fail(ErrorCode::invalid, folder + " has no database");
    }
    const auto db = open_for_reading(folder + '/' + std::string(kDatabaseName));
    return db ? Status{} : tl::unexpected<Error>(db.error());
}

Result<RestoreReport> restore_backup(const RestoreOptions& options) {
    RestoreReport report;
    TRY(manifest, read_manifest(options.backup));
    report.manifest = std::move(manifest);
    TRY_STATUS(check_backup(options.backup, report.manifest));
    TRY(lock, store::DataDir::open(options.data));
    if (is_there(lock.file(store::kRestoringName))) {
        TRY_STATUS(go_on(options.data, report));
        TRY(db, open_for_reading(lock.file(kDatabaseName)));
        TRY(state, read_store_state(db));
        report.generation = state.generation;
        return report;
    }
    if (holds_data(options.data) && !options.force) {
        return fail(ErrorCode::conflict,
                    options.data + " holds data; with --force they are moved aside");
    }
    if (Status restored = restore_into(options, report); !restored) {
        // A full disk wants its room back. Once the change has begun it is needed, to go on.
        if (!is_there(lock.file(store::kRestoringName))) {
            std::error_code ignored;
            fs::remove_all(lock.file(kNewName), ignored);
        }
        return tl::unexpected<Error>(std::move(restored).error());
    }
    return report;
}

}  // namespace teahouse::archive
