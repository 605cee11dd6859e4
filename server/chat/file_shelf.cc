// SPDX-License-Identifier: MIT
#include "chat/file_shelf.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "chat/draft.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

void FileShelf::load(std::vector<proto::FileRecord> files, const std::vector<proto::FileUse>& use) {
    for (proto::FileRecord& file : files) {
        ++counts[file.owner];
        std::string id = file.id;
        unsent.emplace(std::move(id), Unsent{.file = std::move(file)});
    }
    for (const proto::FileUse& one : use) {
        used[one.user] = one.bytes;
    }
}

const proto::FileRecord* FileShelf::find(const std::string& id, UserId owner) const {
    const auto here = unsent.find(id);
    if (here != unsent.end() && !here->second.ending && here->second.file.owner == owner) {
        return &here->second.file;
    }
    const auto there = found.find(id);
    return there != found.end() && there->second.owner == owner ? &there->second : nullptr;
}

std::uint64_t FileShelf::used_by(UserId user) const {
    const auto entry = used.find(user);
    return entry == used.end() ? 0 : entry->second;
}

std::size_t FileShelf::count_of(UserId user) const {
    const auto entry = counts.find(user);
    return entry == counts.end() ? 0 : entry->second;
}

void FileShelf::plan(const FileChange& change) {
    if (!change.ends) {
        ++counts[change.file.owner];
        used[change.file.owner] += change.file.size;
        return;
    }
    if (const auto entry = unsent.find(change.file.id); entry != unsent.end()) {
        entry->second.ending = true;
    }
}

void FileShelf::drop(const FileChange& change) {
    if (!change.ends) {
        uncount(change.file.owner);
        give_back(change.file.owner, change.file.size);
        return;
    }
    if (const auto entry = unsent.find(change.file.id); entry != unsent.end()) {
        entry->second.ending = false;
    }
}

void FileShelf::commit(const FileChange& change) {
    if (!change.ends) {
        unsent.emplace(change.file.id, Unsent{.file = change.file});
        return;
    }
    // A message that was committed before took it: then the store kept it as well.
    if (unsent.contains(change.file.id)) {
        take(change.file.id);
        give_back(change.file.owner, change.file.size);
    }
}

void FileShelf::sent(const proto::FilePart& part) {
    take(part.id);
    if (part.thumb) {
        take(*part.thumb);
    }
}

void FileShelf::freed(const std::vector<proto::FileUse>& use) {
    for (const proto::FileUse& one : use) {
        give_back(one.user, one.bytes);
    }
}

void FileShelf::give_back(UserId user, std::uint64_t bytes) {
    const auto entry = used.find(user);
    CHECK(entry != used.end() && entry->second >= bytes);
    entry->second -= bytes;
    if (entry->second == 0) {
        used.erase(entry);
    }
}

void FileShelf::take(const std::string& id) {
    const auto entry = unsent.find(id);
    if (entry != unsent.end()) {
        uncount(entry->second.file.owner);
        unsent.erase(entry);
    }
}

void FileShelf::uncount(UserId user) {
    const auto entry = counts.find(user);
    CHECK(entry != counts.end() && entry->second > 0);
    if (--entry->second == 0) {
        counts.erase(entry);
    }
}

}  // namespace teahouse::chat
