// SPDX-License-Identifier: MIT
#include "gateway/heads.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {

void Heads::follow(SessionId session, RoomId room) {
    std::vector<Slot>& slots = sessions_[session];
    if (std::ranges::any_of(slots, [room](const Slot& slot) { return slot.room == room; })) {
        return;
    }
    std::vector<SessionId>& list = followers_[room];
    slots.push_back({.room = room, .index = static_cast<std::uint32_t>(list.size())});
    list.push_back(session);
}

void Heads::unfollow(SessionId session, RoomId room) {
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) {
        return;
    }
    const auto slot = std::ranges::find(found->second, room, &Slot::room);
    if (slot == found->second.end()) {
        return;
    }
    const Slot removed = *slot;
    *slot = found->second.back();
    found->second.pop_back();
    if (found->second.empty()) {
        sessions_.erase(found);
    }
    remove(session, removed);
}

void Heads::forget(SessionId session) {
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) {
        return;
    }
    const std::vector<Slot> slots = std::move(found->second);
    sessions_.erase(found);
    for (const Slot& slot : slots) {
        remove(session, slot);
    }
}

bool Heads::follows(SessionId session, RoomId room) const {
    const auto found = sessions_.find(session);
    return found != sessions_.end() &&
           std::ranges::find(found->second, room, &Slot::room) != found->second.end();
}

void Heads::remove(SessionId session, const Slot& slot) {
    const auto room = followers_.find(slot.room);
    CHECK(room != followers_.end() && room->second[slot.index] == session);
    const SessionId last = room->second.back();
    room->second[slot.index] = last;
    room->second.pop_back();
    if (last != session) {
        // The one that took the place must know its new index.
        const auto other = std::ranges::find(sessions_[last], slot.room, &Slot::room);
        other->index = slot.index;
    }
    if (room->second.empty()) {
        followers_.erase(room);
    }
}

void Heads::moved(RoomId room, Seq seq, std::uint64_t count) {
    if (followers_.contains(room)) {
        moved_[room] = proto::Head{.room = room, .seq = seq, .count = count};
    }
}

void Heads::flush(const std::function<void(SessionId, std::vector<proto::Head>)>& send) {
    std::unordered_map<SessionId, std::vector<proto::Head>> by_session;
    for (const auto& [room, head] : std::exchange(moved_, {})) {
        const auto list = followers_.find(room);
        if (list == followers_.end()) {
            continue;
        }
        for (const SessionId session : list->second) {
            by_session[session].push_back(head);
        }
    }
    for (auto& [session, heads] : by_session) {
        std::ranges::sort(heads, {}, &proto::Head::room);
        send(session, std::move(heads));
    }
}

}  // namespace teahouse::gateway
