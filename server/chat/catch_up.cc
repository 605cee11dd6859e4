// SPDX-License-Identifier: MIT
#include "chat/catch_up.h"

#include <algorithm>
#include <vector>

#include "base/ids.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"

namespace teahouse::chat {

bool can_catch_up(const State& state, RoomId id, Seq since) {
    const Room* room = state.room_now(id);
    return room == nullptr || room->head <= since ||
           state.recent.reaches_back(id, Seq(since.value + 1));
}

void catch_up(const State& state, RoomId id, Seq since, std::vector<proto::Event>& events) {
    const Room* room = state.room_now(id);
    if (room == nullptr || events.empty() || room->head <= since) {
        return;
    }
    std::vector<proto::Event> changes;
    state.recent.copy(id, Seq(since.value + 1), room->head, changes);
    for (const proto::Event& change : changes) {
        if (!proto::changes_message(change.kind) || !change.ref) {
            continue;
        }
        for (proto::Event& event : events) {
            const bool edit = event.kind == proto::EventKind::edit && event.ref == change.ref;
            if (edit && change.kind == proto::EventKind::recall) {
                event.body = {};
            }
        }
        const auto message = std::ranges::find(events, *change.ref, &proto::Event::seq);
        if (message != events.end()) {
            proto::merge(*message, change);
        }
    }
}

}  // namespace teahouse::chat
