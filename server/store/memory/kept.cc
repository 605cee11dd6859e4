// SPDX-License-Identifier: MIT
// Records of administration, and what is asked on behalf of administrators; epochs.
#include "proto/kept.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/ids.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::store {

bool MemoryState::write(const proto::PutKept& put, const Pending& pending) {
    const auto key = std::pair(put.record.kind, put.record.id);
    const auto found = kept_.find(key);
    if (found == kept_.end()) {
        pending.undo.emplace_back([this, key] { kept_.erase(key); });
    } else {
        pending.undo.emplace_back(
            [this, old = found->second] { kept_[std::pair(old.kind, old.id)] = old; });
    }
    kept_[key] = put.record;
    return true;
}

bool MemoryState::write(const proto::DropKept& drop, const Pending& pending) {
    const auto found = kept_.find({drop.kind, drop.id});
    if (found != kept_.end()) {
        pending.undo.emplace_back(
            [this, old = found->second] { kept_[std::pair(old.kind, old.id)] = old; });
        kept_.erase(found);
    }
    release_files(RoomId{}, Seq{drop.id}, pending);
    return true;
}

bool MemoryState::write(const proto::RaiseEpochs& raise, const Pending& pending) {
    pending.undo.emplace_back([this, old = generation_] { generation_ = old; });
    generation_ = std::max(generation_ + 1, raise.generation);
    for (auto& [id, room] : rooms_) {
        pending.undo.emplace_back([&room, old = room.record.epoch] { room.record.epoch = old; });
        room.record.epoch = Epoch{generation_};
    }
    return true;
}

void MemoryState::run_by_sender(const proto::EventQuery& query, proto::QueryResult& result) const {
    for (auto it = cmids_.upper_bound({query.sender, query.after});
         it != cmids_.end() && it->first.first == query.sender &&
         result.events.size() < query.limit;
         ++it) {
        const Logged& one = rooms_.at(it->second.first).log[it->second.second.value - 1];
        if (proto::is_countable(one.event.kind)) {
            result.events.push_back(query.merged && one.merged ? *one.merged : one.event);
        }
    }
}

void MemoryState::run_audit(const proto::EventQuery& query, proto::QueryResult& result) const {
    auto it = kept_.lower_bound({proto::KeptKind::audit, query.before});
    while (it != kept_.begin() && result.kept.size() < query.limit) {
        --it;
        if (it->first.first != proto::KeptKind::audit) {
            return;
        }
        result.kept.push_back(it->second);
    }
}

}  // namespace teahouse::store
