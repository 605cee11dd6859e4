// SPDX-License-Identifier: MIT
// Files in the memory store.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::store {

bool MemoryState::write(const proto::PutFile& put, const Pending& pending) {
    if (files_.contains(put.file.id)) {
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

void MemoryState::place_files(const proto::Event& event, Undo& undo) {
    if (!event.body.file) {
        return;
    }
    const auto place = [&](const std::string& id) {
        const auto found = files_.find(id);
        if (found == files_.end()) {
            return;
        }
        found->second.places.push_back({.room = event.room, .seq = event.seq});
        undo.emplace_back([this, id] { files_.at(id).places.pop_back(); });
    };
    place(event.body.file->id);
    if (event.body.file->thumb) {
        place(*event.body.file->thumb);
    }
}

void MemoryState::run_files(const proto::EventQuery& query, proto::QueryResult& result) const {
    for (const std::string& id : query.files) {
        if (const auto found = files_.find(id); found != files_.end()) {
            result.files.push_back(found->second);
            std::vector<proto::FilePlace>& places = result.files.back().places;
            std::ranges::sort(places, [](const auto& a, const auto& b) {
                return std::pair(a.room, a.seq) < std::pair(b.room, b.seq);
            });
            if (places.size() > limits::kFilePlacesMax) {
                places.resize(limits::kFilePlacesMax);
            }
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

}  // namespace teahouse::store
