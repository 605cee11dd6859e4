// SPDX-License-Identifier: MIT
// What expires in the memory store.
#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ids.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::store {

// Takes the effect out of what comes too late.
void MemoryState::settle(Room& room, proto::Event& event) const {
    if (event.kind == proto::EventKind::expired && event.ref) {
        event.ref = std::clamp(*event.ref, room.record.gone, room.record.head);
        event.body.count = *event.ref ? room.log[event.ref->value - 1].count : 0;
    }
    if (proto::is_about_gone(event, room.record.gone)) {
        proto::settle_gone(event);
    } else if (const Logged* target = target_of(room, event); target != nullptr) {
        proto::settle(event, target->merged.value_or(target->event),
                      confirms_.contains({event.room, *event.ref, event.from}));
    }
}

void MemoryState::expire(Room& room, const proto::Event& event, const Pending& pending) {
    const Seq upto = event.ref.value_or(Seq{});
    if (upto <= room.record.gone) {
        return;
    }
    for (std::size_t i = 0; i < room.log.size(); ++i) {
        Logged& one = room.log[i];
        const bool edit =
            one.event.kind == proto::EventKind::edit && one.event.ref && *one.event.ref <= upto;
        if (one.event.seq > upto && !edit) {
            continue;
        }
        pending.undo.emplace_back([&room, i, old = one] { room.log[i] = old; });
        one.event.body = {};
        if (one.event.seq <= upto) {
            one.merged.reset();
            release_files(event.room, one.event.seq, pending);
        }
    }
    proto::merge_pins(room.record.pins, event);  // taken back with the record
    if (room.record.last && room.record.last->seq <= upto) {
        room.record.last.reset();
    }
    room.record.gone = upto;
    room.record.gone_count = event.body.count.value_or(0);
}

}  // namespace teahouse::store
