// SPDX-License-Identifier: MIT
#include "archive/backup.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/manifest.h"
#include "base/error.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartialPrefix = ".teahouse-partial-";

// Removes what killed runs left: whoever works on one holds its lock.
void remove_leftovers(const fs::path& parent) {
    std::error_code error;
    fs::directory_iterator entries(parent, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        if (!entries->path().filename().string().starts_with(kPartialPrefix)) {
            continue;
        }
        if (const auto lock = lock_folder(entries->path().string())) {
            std::error_code ignored;
            fs::remove_all(entries->path(), ignored);
        }
    }
}

Status check_target(const fs::path& target, const fs::path& data) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(target, error)) &&
        (!fs::is_directory(target, error) || !fs::is_empty(target, error))) {
        return fail(ErrorCode::invalid,
                    target.string() + " is not empty; name a folder that is not there yet");
    }
    const std::string inside = fs::weakly_canonical(data, error).string() + '/';
    if ((fs::weakly_canonical(target, error).string() + '/').starts_with(inside)) {
        return fail(ErrorCode::invalid, target.string() + " is in the data folder itself");
    }
    return {};
}

// The folder in which a backup grows; removed unless it was finished.
class Partial {
public:
    Partial(fs::path path, media::Descriptor lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}
    ~Partial() {
        if (!path_.empty()) {
            std::error_code ignored;
            fs::remove_all(path_, ignored);
        }
    }
    Partial(Partial&& other) noexcept
        : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
    Partial& operator=(Partial&&) = delete;
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;

    [[nodiscard]] std::string file(std::string_view name) const {
        return path_.string() + '/' + std::string(name);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }
    void finished() { path_.clear(); }

private:
    fs::path path_;
    media::Descriptor lock_;
};

Result<Partial> make_partial(const fs::path& target) {
    fs::path path =
        target.parent_path() / (std::string(kPartialPrefix) + target.filename().string());
    if (::mkdir(path.c_str(), S_IRWXU) != 0) {
        if (errno == EEXIST) {
            return fail(ErrorCode::conflict, "another process is making " + target.string());
        }
        return tl::unexpected<Error>(os_failure("cannot make " + path.string()));
    }
    TRY(lock, lock_folder(path.string()));
    return Partial(std::move(path), std::move(lock));
}

// Puts the files that `db` names into the backup, where they are not yet.
class FilePass {
public:
    FilePass(const BackupOptions& options, const Partial& partial, BackupReport& report)
        : options_(options), partial_(partial), report_(report) {}

    Status run(const store::Db& db) {
        named_.clear();
        report_.missing.clear();
        report_.manifest.files.clear();
        return each_named_file(db, options_.data, [this](const NamedFile& file) -> Status {
            named_.insert(file.name);
            return place(file);
        });
    }

    // What an earlier pass placed and this state does not name.
    void remove_others() {
        for (const std::string& name : placed_) {
            if (!named_.contains(name)) {
                ::unlink(partial_.file(name).c_str());
            }
        }
    }

private:
    Status place(const NamedFile& file) {
        const std::string from = options_.data + '/' + file.name;
        const std::string to = partial_.file(file.name);
        TRY_STATUS(make_folders(fs::path(to).parent_path()));
        Result<Placed> placed = link_or_copy(from, to);
        if (!placed && placed.error().code == ErrorCode::not_found) {
            report_.missing.push_back(file.name);
            return {};
        }
        if (!placed) {
            return tl::unexpected<Error>(std::move(placed).error());
        }
        if (placed_.insert(file.name).second && *placed == Placed::linked) {
            ++report_.linked;
        }
        // The name of a file is the hash of its bytes; what a rotten disk made of them `verify
        // --hashes` finds, and a restore.
        std::string hash = file.sha256;
        if (hash.empty()) {
            TRY(found, hash_of(to));
            hash = std::move(found);
        }
        report_.bytes += file.size;
        report_.manifest.files.push_back(
            {.name = file.name, .size = file.size, .sha256 = std::move(hash)});
        return {};
    }

    const BackupOptions& options_;  // these outlive it
    const Partial& partial_;
    BackupReport& report_;
    std::set<std::string> named_;
    std::set<std::string> placed_;
};

Status add_file(const Partial& partial, const std::string& name, BackupReport& report) {
    std::error_code error;
    const auto size = fs::file_size(partial.file(name), error);
    TRY(hash, hash_of(partial.file(name)));
    report.bytes += size;
    report.manifest.files.push_back({.name = name, .size = size, .sha256 = hash});
    return {};
}

Status read_counts(const store::Db& db, Manifest& manifest) {
    TRY(users, db.read_integer("SELECT count(*) FROM user"));
    TRY(rooms, db.read_integer("SELECT count(*) FROM room"));
    TRY(events, db.read_integer("SELECT count(*) FROM event"));
    manifest.users = static_cast<std::uint64_t>(users);
    manifest.rooms = static_cast<std::uint64_t>(rooms);
    manifest.events = static_cast<std::uint64_t>(events);
    TRY(state, read_store_state(db));
    manifest.schema = state.schema;
    manifest.store = state.id;
    manifest.generation = state.generation;
    return {};
}

Status add_database(const Partial& partial, const store::Db& snapshot, BackupReport& report) {
    const std::string name(kDatabaseName);
    TRY_STATUS(store::copy_database(snapshot, partial.file(name), {.give_way = true}));
    TRY(copy, store::Db::open(partial.file(name), {.read_only = true}));
    TRY(verdict, copy.read_text("PRAGMA quick_check(1)"));
    if (verdict != "ok") {
        return fail(
            ErrorCode::store_unavailable,
            "the database is damaged (" + verdict + "): no backup was made; restore the last one");
    }
    TRY_STATUS(read_counts(copy, report.manifest));
    return add_file(partial, name, report);
}

Status add_secrets(const BackupOptions& options, const Partial& partial, BackupReport& report) {
    for (const std::string name : kSecretNames) {
        const Status copied = copy_file(options.data + '/' + name, partial.file(name));
        if (!copied && copied.error().code == ErrorCode::not_found) {
            continue;
        }
        TRY_STATUS(copied);
        TRY_STATUS(add_file(partial, name, report));
    }
    return {};
}

// Files go before the database as well, since the server may drop, between the two, what the
// database named a moment ago. What comes new in between stays for an hour at least (kBlobGraceMs).
Status fill(const BackupOptions& options, const Partial& partial, BackupReport& report) {
    const std::string database = options.data + '/' + std::string(kDatabaseName);
    FilePass files(options, partial, report);
    {
        TRY(now, open_for_reading(database));
        TRY_STATUS(files.run(now));
    }
    TRY(snapshot, open_snapshot(database));
    report.manifest.time = options.now;
    report.bytes = 0;
    TRY_STATUS(files.run(snapshot));
    files.remove_others();
    TRY_STATUS(add_database(partial, snapshot, report));
    TRY_STATUS(add_secrets(options, partial, report));
    report.manifest.program = options.program;
    TRY_STATUS(write_text(partial.file(kManifestName), to_json(report.manifest)));
    return sync_folders(partial.path().string());
}

// Backups of this store in one folder, the oldest first.
std::vector<std::pair<TimeMs, fs::path>> find_backups(const fs::path& parent,
                                                      const std::string& store) {
    std::vector<std::pair<TimeMs, fs::path>> found;
    std::error_code error;
    fs::directory_iterator entries(parent, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        const fs::path& path = entries->path();
        if (entries->symlink_status().type() != fs::file_type::directory ||
            path.filename().string().starts_with(kPartialPrefix)) {
            continue;
        }
        const Result<Manifest> manifest = read_manifest(path.string());
        if (manifest && !store.empty() && manifest->store == store) {
            found.emplace_back(manifest->time, path);
        }
    }
    std::ranges::sort(found);
    return found;
}

// Renamed before, so that half a backup never passes for one.
void remove_old(const fs::path& parent, const BackupOptions& options, BackupReport& report) {
    if (options.keep == 0) {
        return;
    }
    auto found = find_backups(parent, report.manifest.store);
    const std::size_t surplus = found.size() - std::min(found.size(), options.keep);
    found.resize(surplus);
    for (const auto& [time, path] : found) {
        const fs::path gone =
            parent / (std::string(kPartialPrefix) + "removed-" + path.filename().string());
        std::error_code error;
        fs::rename(path, gone, error);
        if (!error) {
            fs::remove_all(gone, error);
            report.removed.push_back(path.string());
        }
    }
}

}  // namespace

Result<BackupReport> make_backup(const BackupOptions& options) {
    std::error_code error;
    fs::path target = fs::absolute(options.target, error).lexically_normal();
    if (!target.has_filename()) {
        target = target.parent_path();
    }
    TRY_STATUS(check_target(target, options.data));
    TRY_STATUS(make_folders(target.parent_path()));
    remove_leftovers(target.parent_path());
    BackupReport report;
    TRY(partial, make_partial(target));
    TRY_STATUS(fill(options, partial, report));
    TRY_STATUS(move_to(partial.path().string(), target.string()));
    partial.finished();
    TRY_STATUS(store::sync_by_name(target.parent_path().string()));
    remove_old(target.parent_path(), options, report);
    return report;
}

}  // namespace teahouse::archive
