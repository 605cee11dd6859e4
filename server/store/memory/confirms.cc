// SPDX-License-Identifier: MIT
// Who has confirmed which message: the events of that kind, by message.
#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::store {

void MemoryState::note_confirm(const proto::Event& event, Undo& undo) {
    if (event.kind != proto::EventKind::confirm || !event.ref) {
        return;
    }
    const ConfirmKey key{event.room, *event.ref, event.from};
    if (confirms_.insert(key).second) {
        undo.emplace_back([this, key] { confirms_.erase(key); });
    }
}

void MemoryState::mark_confirmed(proto::Event& message, UserId viewer) const {
    if (viewer && message.merged && message.merged->confirms &&
        confirms_.contains({message.room, message.seq, viewer})) {
        message.merged->confirmed = true;
    }
}

void MemoryState::run_confirms(const proto::EventQuery& query, proto::QueryResult& result) const {
    for (auto it = confirms_.lower_bound({query.room, query.confirms, UserId{}});
         it != confirms_.end() && result.users.size() < query.limit; ++it) {
        const auto& [room, seq, user] = *it;
        if (room != query.room || seq != query.confirms) {
            return;
        }
        result.users.push_back(user);
    }
}

}  // namespace teahouse::store
