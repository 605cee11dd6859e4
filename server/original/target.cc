// SPDX-License-Identifier: MIT
#include "original/target.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/data_dir.h"

namespace teahouse::original {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWorkFolder = "original.partial";
constexpr std::string_view kDatabase = "main.db";
constexpr std::string_view kWriteAheadLog = "main.db-wal";
constexpr std::string_view kLeftOutName = "original-left-out.jsonl";
constexpr std::array<std::string_view, 2> kBytes = {"files", "blobs"};

tl::unexpected<Error> cannot(const std::string& what, const std::error_code& error) {
    const int number = error.value();
    const bool full = number == ENOSPC || number == EDQUOT || number == EROFS;
    return fail(full ? ErrorCode::read_only : ErrorCode::store_unavailable,
                what + ": " + error.message());
}

std::error_code last_error() { return {errno, std::generic_category()}; }

// An empty folder is nothing: a server makes them before it starts.
bool is_there(const std::string& path) {
    std::error_code ignored;
    const fs::file_status is = fs::symlink_status(path, ignored);
    return fs::exists(is) && !(fs::is_directory(is) && fs::is_empty(path, ignored));
}

Status make_private(const std::string& folder) {
    std::error_code error;
    if (fs::create_directories(folder, error)) {
        fs::permissions(folder, fs::perms::owner_all, error);
    }
    return error ? cannot("cannot make " + folder, error) : Status{};
}

Status sync_disk_of(const std::string& folder) {
    const media::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.get() < 0 || ::syncfs(opened.get()) != 0) {
        return cannot("cannot sync " + folder, last_error());
    }
    return {};
}

}  // namespace

Target::Target(const store::DataDir& data, std::string files)
    : data_(data), files_(std::move(files)) {
    std::error_code ignored;
    if (files_.empty() || fs::equivalent(files_, data_.file("."), ignored)) {
        files_.clear();
    }
}

Target::~Target() {
    if (begun_) {
        remove_work();
        ::unlink(data_.file(store::kImportName).c_str());
    }
}

std::string Target::store_folder() const { return data_.file(kWorkFolder); }

std::string Target::files_folder() const {
    return apart() ? files_ + '/' + std::string(kWorkFolder) : store_folder();
}

std::string Target::rows_path(bool at_the_end) const {
    return at_the_end ? data_.file(kLeftOutName) : store_folder() + '/' + std::string(kLeftOutName);
}

std::string Target::place_of(std::string_view name) const {
    return apart() ? files_ + '/' + std::string(name) : data_.file(name);
}

void Target::remove_work() const {
    std::error_code ignored;
    fs::remove_all(store_folder(), ignored);
    fs::remove_all(files_folder(), ignored);
}

Status Target::clear() {
    std::error_code ignored;
    if (fs::exists(store_folder(), ignored)) {
        if (!fs::exists(data_.file(kDatabase), ignored)) {
            // Nothing was there before that run, and no server started after it. Of a folder that
            // others may have come to use since, nobody can say so.
            for (const std::string_view name : kBytes) {
                fs::remove_all(data_.file(name), ignored);
            }
            ::unlink(rows_path(true).c_str());
        }
        remove_work();
        ::unlink(data_.file(store::kImportName).c_str());
    }
    std::vector<std::string> places = {data_.file(kDatabase), rows_path(true)};
    for (const std::string_view name : kBytes) {
        places.push_back(place_of(name));
    }
    for (const std::string& place : places) {
        if (is_there(place)) {
            return fail(ErrorCode::conflict, place + " is there already: name an empty folder");
        }
    }
    return {};
}

Status Target::begin() {
    begun_ = true;
    TRY_STATUS(data_.ensure_private_file(store::kImportName));
    if (apart()) {
        TRY_STATUS(make_private(files_));
    }
    TRY_STATUS(make_private(store_folder()));
    return make_private(files_folder());
}

Status Target::sync_all() const {
    // SQLite says nothing when it closes a database whose log does not fit into it any more.
    if (is_there(store_folder() + '/' + std::string(kWriteAheadLog))) {
        return fail(ErrorCode::read_only, "the new store could not be written to its end");
    }
    TRY_STATUS(store::sync_by_name(store_folder() + '/' + std::string(kDatabase)));
    TRY_STATUS(sync_disk_of(store_folder()));
    return sync_disk_of(files_folder());
}

Status Target::move_all(std::vector<Move>& done) const {
    std::vector<Move> moves;
    for (const std::string_view name : kBytes) {
        moves.push_back({.from = files_folder() + '/' + std::string(name), .to = place_of(name)});
    }
    moves.push_back({.from = rows_path(false), .to = rows_path(true)});
    const std::string data = data_.file(".");
    for (Move& move : moves) {
        std::error_code error;
        if (!fs::exists(move.from, error)) {
            continue;
        }
        fs::rename(move.from, move.to, error);
        if (error) {
            return cannot("cannot move " + move.from, error);
        }
        done.push_back(std::move(move));
    }
    TRY_STATUS(store::sync_by_name(apart() ? files_ : data));
    TRY_STATUS(store::sync_by_name(data));
    const Move last{.from = store_folder() + '/' + std::string(kDatabase),
                    .to = data_.file(kDatabase)};
    std::error_code error;
    fs::rename(last.from, last.to, error);
    if (error) {
        return cannot("cannot move " + last.from, error);
    }
    done.push_back(last);
    return store::sync_by_name(data);
}

Status Target::take_places() {
    TRY_STATUS(sync_all());
    std::vector<Move> done;
    Status moved = move_all(done);
    if (!moved) {
        for (auto move = done.rbegin(); move != done.rend(); ++move) {
            std::error_code ignored;
            fs::rename(move->to, move->from, ignored);
        }
    }
    return moved;
}

}  // namespace teahouse::original
