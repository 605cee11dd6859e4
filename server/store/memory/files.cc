// SPDX-License-Identifier: MIT
// Files in the memory store.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::store {

bool MemoryState::write(const proto::PutFile& put, const Pending& pending) {
    const bool known = files_.contains(put.file.id);
    pending.result.new_files.push_back(!known);
    if (known) {
        return true;
    }
    files_[put.file.id] = {.file = put.file, .places = {}};
    pending.undo.emplace_back([this, id = put.file.id] { files_.erase(id); });
    return true;
}

bool MemoryState::write(const proto::DropFile& drop, const Pending& pending) {
    const auto found = files_.find(drop.id);
    if (found != files_.end() && found->second.places.empty()) {
        pending.undo.emplace_back([this, old = found->second] { files_[old.file.id] = old; });
        files_.erase(found);
    }
    return true;
}

bool MemoryState::write(const proto::HoldFile& hold, const Pending& pending) {
    const auto found = files_.find(hold.file);
    pending.result.held.push_back(found != files_.end());
    if (found == files_.end()) {
        return true;
    }
    found->second.places.push_back({.room = {}, .seq = Seq{hold.record.id}});
    pending.undo.emplace_back([this, id = hold.file] { files_.at(id).places.pop_back(); });
    return write(proto::PutKept{.record = hold.record}, pending);
}

void MemoryState::place_files(const proto::Event& event, Undo& undo) {
    for (const std::string& id : proto::files_of(event.body)) {
        if (const auto found = files_.find(id); found != files_.end()) {
            found->second.places.push_back({.room = event.room, .seq = event.seq});
            undo.emplace_back([this, id] { files_.at(id).places.pop_back(); });
        }
    }
}

void MemoryState::release_files(RoomId room, std::optional<Seq> seq, const Pending& pending) {
    const auto of_message = [&](const proto::FilePlace& place) {
        return place.room == room && (!seq || place.seq == *seq);
    };
    for (auto it = files_.begin(); it != files_.end();) {
        proto::StoredFile& stored = it->second;
        const proto::StoredFile old = stored;
        if (std::erase_if(stored.places, of_message) == 0) {
            ++it;
            continue;
        }
        pending.undo.emplace_back([this, old] { files_[old.file.id] = old; });
        if (!stored.places.empty()) {
            ++it;
            continue;
        }
        pending.result.freed.push_back({.user = old.file.owner, .bytes = old.file.size});
        it = files_.erase(it);
    }
}

namespace {

std::vector<proto::FilePlace> newest_places(const std::vector<proto::FilePlace>& all,
                                            const std::vector<RoomId>& rooms) {
    std::map<RoomId, Seq> newest;
    for (const proto::FilePlace& place : all) {
        newest[place.room] = std::max(newest[place.room], place.seq);
    }
    std::vector<proto::FilePlace> places;
    if (rooms.empty()) {
        for (const auto& [room, seq] : newest) {
            if (places.size() < limits::kFilePlacesMax) {
                places.push_back({.room = room, .seq = seq});
            }
        }
    }
    for (const RoomId room : rooms) {
        if (const auto found = newest.find(room); found != newest.end()) {
            places.push_back({.room = room, .seq = found->second});
        }
    }
    return places;
}

}  // namespace

void MemoryState::run_files(const proto::EventQuery& query, proto::QueryResult& result) const {
    for (const std::string& id : query.files) {
        if (const auto found = files_.find(id); found != files_.end()) {
            result.files.push_back(found->second);
            std::vector<proto::FilePlace>& places = result.files.back().places;
            if (!query.every_place) {
                places = newest_places(found->second.places, query.rooms);
                continue;
            }
            std::ranges::sort(places, {}, [](const proto::FilePlace& place) {
                return std::pair(place.room, place.seq);
            });
            places.resize(std::min<std::size_t>(places.size(), query.limit));
        }
    }
    for (const std::string& hash : query.hashes) {
        const auto found = std::ranges::find_if(
            files_, [&](const auto& entry) { return entry.second.file.hash == hash; });
        if (found != files_.end()) {
            result.files.push_back({.file = found->second.file, .places = {}});
        }
    }
}

void MemoryState::run_uploads(const proto::EventQuery& query, proto::QueryResult& result) const {
    const proto::FilePage& page = *query.uploads;
    const auto key_of = [&](const proto::FileRecord& file) {
        return std::pair(page.large ? static_cast<std::int64_t>(file.size) : file.created, file.id);
    };
    std::map<std::string, std::uint64_t> contents;
    std::vector<const proto::StoredFile*> files;
    for (const auto& [id, stored] : files_) {
        const proto::FileRecord& file = stored.file;
        if (stored.places.empty() || (page.owner && file.owner != page.owner) ||
            (page.group && proto::group_of(file.mime) != *page.group)) {
            continue;
        }
        ++result.totals.count;
        contents[file.hash] = std::max(contents[file.hash], file.size);
        if (key_of(file) < std::pair(page.number, page.id)) {
            files.push_back(&stored);
        }
    }
    for (const auto& [hash, size] : contents) {
        result.totals.bytes += size;
    }
    std::ranges::sort(files, [&](const proto::StoredFile* one, const proto::StoredFile* other) {
        return key_of(one->file) > key_of(other->file);
    });
    files.resize(std::min<std::size_t>(files.size(), query.limit));
    for (const proto::StoredFile* stored : files) {
        const auto messages = std::ranges::count_if(
            stored->places, [](const proto::FilePlace& place) { return place.room != RoomId{}; });
        result.files.push_back(
            {.file = stored->file, .places = {}, .messages = static_cast<std::uint32_t>(messages)});
    }
}

}  // namespace teahouse::store
